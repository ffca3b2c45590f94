"""What a publication says of an organisation that the directory does not hold yet, or holds otherwise."""

from __future__ import annotations

import datetime as dt
from typing import Any

from trigpoint.organisations.models import Kind
from trigpoint.organisations.rules.facts import Fact

FIELDS = (
    "name",
    "kind",
    "opened_on",
    "closed_on",
    "address",
    "postcode",
    "cqc_id",
    "ons_code",
    "beds",
    "detail",
    "brand",
    "status",
)
# These are cleared again when the register stops giving them: an organisation that reopens, wakes or is approved.
MAY_BE_CLEARED = frozenset({"closed_on", "status"})
# A successor ends these; a practice or home may hand over part of its work and stay.
ENDED_BY_SUCCESSOR = frozenset({Kind.TRUST, Kind.AMBULANCE, Kind.PLACE})


def differences(held: Any, fact: Fact, *, may_change: bool) -> dict[str, Any]:
    """Field -> new value. With `may_change` what the publication says counts; without, it only fills gaps.

    held: anything with the attributes FIELDS (an Organisation).
    """
    found = {}
    for field in FIELDS:
        said, stands = getattr(fact, field), getattr(held, field)
        is_empty = said in (None, "")
        if said == stands or (is_empty and not (may_change and field in MAY_BE_CLEARED)):
            continue
        if may_change or stands in (None, ""):
            found[field] = said
    return _with_possible_dates(held, found)


def _with_possible_dates(held: Any, found: dict[str, Any]) -> dict[str, Any]:
    """Dates of two publications that together would close an organisation before it opened are left out."""
    opened = found.get("opened_on", held.opened_on)
    closed = found.get("closed_on", held.closed_on)
    if opened and closed and closed < opened:
        return {field: said for field, said in found.items() if field not in {"opened_on", "closed_on"}}
    return found


def speaks_for_another_registration(held: Any, fact: Fact) -> bool:
    """Whether the fact is about an ended registration of an organisation that has since been registered anew.

    A practice keeps its ODS code when its provider changes; the regulator gives it a new id each time.
    """
    is_other = bool(fact.cqc_id and held.cqc_id and fact.cqc_id != held.cqc_id)
    return is_other and fact.closed_on is not None


def end_by_succession(held: Any, day: dt.date) -> dt.date | None:
    """The last day of an organisation that another took over on `day`, where no register gave one."""
    last = day - dt.timedelta(days=1)
    is_possible = held.opened_on is None or held.opened_on <= last
    if held.kind in ENDED_BY_SUCCESSOR and held.closed_on is None and is_possible:
        return last
    return None
