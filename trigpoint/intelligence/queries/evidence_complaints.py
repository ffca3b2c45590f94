"""What complaints tell, as evidence: those made to us, and where providers say what they had."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from trigpoint.accounts.models import Commissioner
from trigpoint.common.clock import LONDON
from trigpoint.common.evidence import Covered, Told
from trigpoint.frameworks.queries import pack_on
from trigpoint.intelligence.models import Complaint, ComplaintFigures, ComplaintStep
from trigpoint.intelligence.queries.evidence import hidden_complaints
from trigpoint.intelligence.rules import evidence as rules
from trigpoint.intelligence.rules.complaints import WELL_FOUNDED, Deed, Outcome, State
from trigpoint.intelligence.rules.complaints_figures import end_of

STREAM = "complaints"
ANSWERED = (State.ANSWERED, State.CLOSED)
DROPPED = (State.WITHDRAWN, State.TOO_LATE)
LATE = dt.timedelta(days=90)  # figures that came later than this after their quarter age as if they had not


def evidence(owner: Commissioner, day: dt.date) -> Told:
    """Complaints of our own by subject, never a restricted one; coverage by the figures of providers."""
    fresh = pack_on(day).stream(STREAM, day).fresh_days
    facts = list(rules.of_complaints(_cases(owner, day), fresh))
    return Told(facts, _covered(owner, day), hidden_complaints(owner))


def _cases(owner: Commissioner, day: dt.date) -> list[rules.Case]:
    found = Complaint.objects.filter(owner=owner, restriction="", received_on__lte=day).with_state()
    whole = found.prefetch_related("providers", "subjects", "steps").order_by("received_on", "pk")
    return [
        rules.Case(
            public_id=each.public_id,
            providers=tuple(sorted(provider.pk for provider in each.providers.all())),
            service=each.service,
            subjects=tuple(subject.code for subject in each.subjects.all()),
            severity=each.severity,
            on=each.received_on,
            not_upheld_on=_not_upheld(each, list(each.steps.all())),
            upheld_on=_upheld(list(each.steps.all())),
            dropped_on=_dropped(each, list(each.steps.all())),
        )
        for each in whole
    ]


def _not_upheld(complaint: Complaint, steps: list[ComplaintStep]) -> dt.date | None:
    """The day of the answer that found nothing, while it stands."""
    answers = [step for step in steps if step.deed == Deed.ANSWERED]
    is_answered = complaint.state in ANSWERED and bool(answers)
    return answers[-1].on if is_answered and answers[-1].outcome == Outcome.NOT_UPHELD else None


def _dropped(complaint: Complaint, steps: list[ComplaintStep]) -> dt.date | None:
    """The day on which it was withdrawn or not taken up, while that stands."""
    found = [step.on for step in steps if step.deed in (Deed.WITHDRAWN, Deed.TOO_LATE)]
    return found[-1] if found and complaint.state in DROPPED else None


def _upheld(steps: list[ComplaintStep]) -> dt.date | None:
    """The day on which the ombudsman last decided, if it upheld the complaint, in part too."""
    decided = [step for step in steps if step.deed == Deed.OMBUDSMAN_DECIDED]
    return decided[-1].on if decided and decided[-1].outcome in WELL_FOUNDED else None


def _covered(owner: Commissioner, day: dt.date) -> list[Covered]:
    """Of each provider, service, site and subject from when to when its figures were known."""
    spans: dict[tuple[int, str, str, str], list[tuple[dt.date, dt.date]]] = defaultdict(list)
    rows = ComplaintFigures.objects.filter(owner=owner).values_list(
        "provider", "service", "place", "quarter", "subjects", "at"
    )
    for provider, service, place, quarter, subjects, at in rows:
        known = at.astimezone(LONDON).date()
        span = known, min(known, end_of(quarter) + LATE)
        for subject in subjects:
            spans[provider, service, place, subject].append(span)
    return [
        Covered(
            key=f"figures:{provider}:{subject}:{rules.short(service, place)}",
            provider=provider,
            service=service,
            place=place,
            about=f"complaint_subject:{subject}",
            stream=STREAM,
            first_known=min(first for first, _ in known),
            last_known=max(last for _, last in known),
        )
        for (provider, service, place, subject), known in sorted(spans.items())
    ]
