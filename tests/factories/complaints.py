"""Complaints and figures of complaints, made through the real services."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.factories.intelligence import bolton
from trigpoint.accounts.models import User
from trigpoint.common import clock
from trigpoint.intelligence.models import Complaint, ComplaintFigures
from trigpoint.intelligence.rules.complaints_drafts import ComplaintDraft
from trigpoint.intelligence.rules.complaints_figures import FiguresDraft, quarter_before
from trigpoint.intelligence.services import complaints_moving as moving
from trigpoint.intelligence.services.complaints_figures import set_figures
from trigpoint.intelligence.services.complaints_taking import take_in_complaint

WORDS = "Discharged at night without the medicines that were promised."
GOOD = {
    "received": 40, "acknowledged": 38, "closed": 30, "in_time": 24, "upheld": 6, "partly": 9, "not_upheld": 15,
    "reopened": 2, "ombudsman_referred": 1, "ombudsman_upheld": 0,
}  # fmt: skip


def draft(**said: Any) -> ComplaintDraft:
    """A complaint about Bolton that came today, unless said otherwise."""
    told = {"received_on": clock.today(), "way": "email", "words": WORDS, "providers": (bolton(),)}
    return ComplaintDraft(**(told | said))


def complaint(by: User, **said: Any) -> Complaint:
    """One that staff wrote in."""
    return take_in_complaint(draft=draft(**said), by=by)


def consented(by: User, **said: Any) -> Complaint:
    """One that was acknowledged and may be shared."""
    made = complaint(by, **said)
    moving.acknowledge(complaint=made, on=clock.today(), by=by)
    return moving.note_consent(complaint=made, answer="consent_given", on=clock.today(), by=by)


def figures(by: User, quarter: dt.date | None = None, **said: Any) -> ComplaintFigures:
    """Figures of Bolton for the last whole quarter, unless said otherwise."""
    counts = GOOD | said.pop("counts", {})
    told = {"provider": bolton(), "quarter": quarter or quarter_before(clock.today()), "counts": counts}
    return set_figures(draft=FiguresDraft(**(told | said)), by=by)
