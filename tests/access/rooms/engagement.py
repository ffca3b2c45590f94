"""An occasion on which people were listened to."""

from tests.access.rooms import SECRET
from tests.factories.intelligence import engagement


def furnish(by, trust):
    """Arguments for the addresses of one entry of the log."""
    made = engagement(
        by, f"{SECRET} tea", heard=f"{SECRET} heard", place=f"{SECRET} hall", providers=(trust.code,)
    )
    names = ("engagement-entry", "engagement-correct", "engagement-withdraw")
    return {f"intelligence:{name}": [made.public_id] for name in names}
