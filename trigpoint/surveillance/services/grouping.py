"""Groups of providers that a commissioner compares with each other: made, changed and retired, with a reason each time."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from trigpoint.accounts.models import User
from trigpoint.accounts.rules import require
from trigpoint.analysis.funnel import LEAST_UNITS
from trigpoint.audit import services as audit
from trigpoint.common.errors import DomainError
from trigpoint.organisations.models import Organisation
from trigpoint.surveillance import queries
from trigpoint.surveillance.models import PeerGroup, PeerGroupStep

Deed = PeerGroupStep.Deed
MOST = 500  # members; a group is somebody's choice, and no directory


class GroupImpossible(DomainError):
    """The group cannot be so, or is there no more."""


def make_group(*, name: str, members: Sequence[Organisation], reason: str, by: User) -> PeerGroup:
    """A new peer group of the commissioner that `by` works for.

    Raises NotAllowed for a role that may not; GroupImpossible without a reason, for a name that is taken, and for fewer
    than 5 or more than 500 members.
    """
    require(by, "surveillance.group")
    _refuse(None, name, members, reason, by)
    with transaction.atomic():
        group = PeerGroup.objects.create(owner=by.commissioner)
        _step(group, Deed.MADE, (name, members, reason), by)
    return group


def change_group(
    *, group: PeerGroup, name: str, members: Sequence[Organisation], reason: str, by: User
) -> PeerGroup:
    """Another name or other members; what it was before stays on record."""
    require(by, "surveillance.group")
    now = _in_use(group, by)
    _refuse(now, name, members, reason, by)
    if name.strip() == now.name and {each.pk for each in members} == {each.pk for each in now.members}:
        raise GroupImpossible("Name and members are as they were. Change one of them, or leave it.")
    with transaction.atomic():
        _step(group, Deed.CHANGED, (name, members, reason), by)
    return group


def retire_group(*, group: PeerGroup, reason: str, by: User) -> PeerGroup:
    """Compare no more within this group; it stays on record."""
    require(by, "surveillance.group")
    now = _in_use(group, by)
    if not reason.strip():
        raise GroupImpossible("Say why, so that it can be told next year.")
    with transaction.atomic():
        _step(group, Deed.RETIRED, (now.name, now.members, reason), by)
    return group


def _in_use(group: PeerGroup, by: User) -> queries.Group:
    now = queries.peer_group(user=by, public_id=group.public_id)
    if now is None or now.is_retired:
        raise GroupImpossible("This group was retired. Make a new one if you need it again.")
    return now


def _refuse(
    now: queries.Group | None, name: str, members: Sequence[Organisation], reason: str, by: User
) -> None:
    taken = [each for each in queries.peer_groups(user=by) if not each.is_retired]
    if not reason.strip():
        raise GroupImpossible(
            "Say why these providers are fairly compared, so that it can be told next year."
        )
    if not name.strip():
        raise GroupImpossible("Give the group a name.")
    if any(
        each.name.casefold() == name.strip().casefold() and each.record != (now and now.record)
        for each in taken
    ):
        raise GroupImpossible(
            "There is a group of that name already. Change that one, or choose another name."
        )
    if not LEAST_UNITS <= len({each.pk for each in members}) <= MOST:
        raise GroupImpossible(
            f"A group has {LEAST_UNITS} to {MOST} providers: fewer cannot say how much they differ."
        )


def _step(group: PeerGroup, deed: str, said: tuple[str, Sequence[Organisation], str], by: User) -> None:
    name, members, reason = said
    step = PeerGroupStep.objects.create(
        group=group, deed=deed, name=name.strip(), reason=reason.strip(), by=by
    )
    step.members.set(members)
    audit.record(by, f"surveillance.group_{deed}", group, after={"members": len(set(members))})
