"""A financial year of the commissioner's own complaints, for the report that the regulations ask for."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from trigpoint.frameworks.queries import pack_on
from trigpoint.intelligence.models import ComplaintQuerySet, ComplaintStep
from trigpoint.intelligence.queries.complaints_figures import SUBJECTS
from trigpoint.intelligence.queries.complaints_listed import complaints_of
from trigpoint.intelligence.rules.complaints import WELL_FOUNDED, Deed, Outcome

SMALLEST = "smallest_published"


@dataclass(frozen=True)
class Year:
    """What a year held. year: in which it began. Lists hold the steps, each with its complaint."""

    year: int
    received: int
    outcomes: dict[str, int]
    ombudsman_asked: int
    ombudsman_upheld: int
    subjects: dict[str, int]
    acknowledged_in_time: int
    acknowledged: int
    important: list[ComplaintStep]
    learnt: list[ComplaintStep]
    smallest: int

    @property
    def well_founded(self) -> int:
        """Upheld, wholly or in part."""
        return sum(self.outcomes[outcome] for outcome in WELL_FOUNDED)

    @property
    def decided(self) -> int:
        """Answered in the year."""
        return sum(self.outcomes.values())


def days_of(year: int) -> tuple[dt.date, dt.date]:
    """The first and the last day of a financial year."""
    return dt.date(year, 4, 1), dt.date(year + 1, 3, 31)


def year_of_complaints(year: int, *, user: Any) -> Year:
    """What happened in a financial year. Received counts by the day it came, everything else by the day of its step."""
    first, last = days_of(year)
    ours = complaints_of(user)
    received = ours.filter(received_on__range=(first, last))
    steps = list(
        ComplaintStep.objects.filter(complaint__in=ours.values("pk"), on__range=(first, last))
        .select_related("complaint", "by")
        .order_by("on", "pk")
    )
    of = {deed: [step for step in steps if step.deed == deed] for deed in Deed}
    answers = {step.complaint_id: step.outcome for step in of[Deed.ANSWERED]}  # the last one of each counts
    found = Counter(answers.values())
    firsts = {step.complaint_id: step for step in reversed(of[Deed.ACKNOWLEDGED])}
    pack = pack_on(last)
    return Year(
        year=year,
        received=received.count(),
        outcomes={outcome: found[outcome] for outcome in Outcome},
        ombudsman_asked=len({step.complaint_id for step in of[Deed.OMBUDSMAN_ASKED]}),
        ombudsman_upheld=len(
            {step.complaint_id for step in of[Deed.OMBUDSMAN_DECIDED] if step.outcome in WELL_FOUNDED}
        ),
        subjects=_subjects(received, [word.code for word in pack.vocabulary(SUBJECTS).words]),
        acknowledged_in_time=sum(step.on <= step.complaint.acknowledge_by for step in firsts.values()),
        acknowledged=len(firsts),
        important=of[Deed.IMPORTANT],
        learnt=of[Deed.LEARNT],
        smallest=int(pack.number(SMALLEST, last).value),
    )


def _subjects(received: ComplaintQuerySet, codes: list[str]) -> dict[str, int]:
    """Code -> complaints received under it, most first; those of an earlier list too."""
    told = Counter(received.order_by().values_list("subjects__code", flat=True))
    del told[None]
    return dict(
        sorted(told.items(), key=lambda each: (-each[1], codes.index(each[0]) if each[0] in codes else 99))
    )
