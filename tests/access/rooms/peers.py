"""A peer group of the commissioner, with a name and a reason of its own."""

from tests.access.rooms import SECRET
from tests.factories import surveillance as made
from trigpoint.surveillance import services


def furnish(by, trust):
    """Arguments for the addresses of a group."""
    members = [trust, *(made.provider(by, f"RZ{n}", f"{SECRET} peer {n}", is_open=False) for n in range(4))]
    group = services.make_group(name=f"{SECRET} peers", members=members, reason=f"{SECRET} patients", by=by)
    named = [group.public_id]
    return {f"surveillance:{name}": named for name in ("group", "group-change", "group-retire")}
