"""One complaint with everything that happened to it: steps, clocks, parts of others."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from trigpoint.accounts.models import User
from trigpoint.accounts.rules import reach, require
from trigpoint.actions.models import Action
from trigpoint.actions.queries import Known, known_among
from trigpoint.actions.rules.states import COMPLETED
from trigpoint.common import clock
from trigpoint.common.errors import NotAllowed
from trigpoint.frameworks.deadlines import Deadline
from trigpoint.frameworks.queries import deadline
from trigpoint.intelligence.models import Complaint, ComplaintPart, ComplaintPartStep, ComplaintStep
from trigpoint.intelligence.rules.complaints import OURS, UNANSWERED, Consent, Deed, Outcome, State, next_deed
from trigpoint.vault.queries import record_for

NOT_YOURS = "This belongs to somebody else."
ACKNOWLEDGEMENT, REPLY, TIME_LIMIT, PART = (
    "complaint_acknowledgement",
    "complaint_reply",
    "complaint_time_limit",
    "complaint_part",
)
CONSENTS = (Deed.CONSENT_ASKED, Deed.CONSENT_GIVEN, Deed.CONSENT_REFUSED)


@dataclass(frozen=True)
class PartKnown:
    """What another organisation has to answer, and whether it has. question: as it stands in the register, or None."""

    part: ComplaintPart
    steps: tuple[ComplaintPartStep, ...]
    question: Known | None
    today: dt.date

    @cached_property
    def ending(self) -> ComplaintPartStep | None:
        """The step that ended the wait here: an answer typed in, or given up."""
        ends = (ComplaintPartStep.Deed.ANSWERED, ComplaintPartStep.Deed.GIVEN_UP)
        return next((step for step in reversed(self.steps) if step.deed in ends), None)

    @property
    def is_given_up(self) -> bool:
        """Whether the answer goes without it."""
        return bool(self.ending and self.ending.deed == ComplaintPartStep.Deed.GIVEN_UP)

    @property
    def is_answered(self) -> bool:
        """Whether its answer is here: typed in, or given in the register."""
        if self.ending:
            return not self.is_given_up
        return self.question is not None and self.question.state in COMPLETED

    @property
    def is_awaited(self) -> bool:
        """Whether the answer of all waits for it."""
        return not self.ending and not self.is_answered

    @property
    def is_overdue(self) -> bool:
        """Strictly after its day."""
        return self.is_awaited and self.part.due_on < self.today

    @property
    def answer(self) -> str:
        """What it answered, in its words."""
        if self.ending:
            return self.ending.text
        given = self.question.evidence if self.question and self.is_answered else ()
        return given[-1].text if given else ""

    @property
    def chased_on(self) -> list[dt.date]:
        """The days on which it was asked again."""
        return [step.on for step in self.steps if step.deed == ComplaintPartStep.Deed.CHASED]


@dataclass(frozen=True)
class Case:
    """A complaint as it stands today."""

    complaint: Complaint
    steps: tuple[ComplaintStep, ...]
    parts: tuple[PartKnown, ...]
    subjects: tuple[str, ...]
    today: dt.date

    @cached_property
    def state(self) -> State:
        """Where it stands."""
        return State(next(step.state for step in reversed(self.steps) if step.state))

    def last(self, *deeds: str) -> ComplaintStep | None:
        """The latest step of a kind."""
        return next((step for step in reversed(self.steps) if step.deed in deeds), None)

    @property
    def consent(self) -> Consent:
        """Whether the provider may be told who complains."""
        said = self.last(*CONSENTS)
        return Consent(said.deed) if said else Consent.NOT_ASKED

    @property
    def waits_for_time(self) -> bool:
        """Whether it came late and nobody has decided yet that it is taken up all the same."""
        return self.complaint.is_out_of_time and self.last(Deed.TAKEN_UP) is None

    @cached_property
    def time_limit(self) -> Deadline | None:
        """By when it should have been made, and why; None where nobody said when it happened."""
        happened_on = self.complaint.happened_on
        return deadline(TIME_LIMIT, happened_on) if happened_on else None

    @cached_property
    def acknowledgement(self) -> Deadline:
        """By when it has to be acknowledged, and why."""
        return deadline(ACKNOWLEDGEMENT, self.complaint.received_on)

    @cached_property
    def longest(self) -> Deadline:
        """By when it has to be answered where nothing was agreed, and why."""
        again = self.last(Deed.REOPENED)
        return deadline(REPLY, again.on if again else self.complaint.received_on)

    @property
    def acknowledged_on(self) -> dt.date | None:
        """The day it was acknowledged first."""
        return next((step.on for step in self.steps if step.deed == Deed.ACKNOWLEDGED), None)

    @property
    def is_acknowledgement_late(self) -> bool:
        """Whether it was, or still is, acknowledged after its last day."""
        return (self.acknowledged_on or self.today) > self.complaint.acknowledge_by

    @property
    def is_reply_late(self) -> bool:
        """Whether an answer of ours is owed and its day is over."""
        due = self.complaint.reply_by
        return bool(due and due < self.today and self.state in OURS)

    @property
    def is_overdue(self) -> bool:
        """Whether a day is over that we had to keep."""
        is_waiting = self.acknowledged_on is None and self.is_acknowledgement_late and self.state in OURS
        return is_waiting or self.is_reply_late

    @property
    def answer(self) -> ComplaintStep | None:
        """The answer that counts: none once it was opened again."""
        moved = self.last(Deed.ANSWERED, Deed.REOPENED)
        return moved if moved and moved.deed == Deed.ANSWERED else None

    @property
    def outcome(self) -> Outcome | None:
        """What was found."""
        return Outcome(self.answer.outcome) if self.answer else None

    @property
    def awaited(self) -> list[PartKnown]:
        """The parts that the answer waits for."""
        return [part for part in self.parts if part.is_awaited]

    @property
    def next_deed(self) -> Deed | None:
        """The step that comes next."""
        return next_deed(self.state, is_out_of_time=self.waits_for_time, is_late=self.is_reply_late)

    @property
    def is_unanswered(self) -> bool:
        """Whether whoever complained waits."""
        return self.state in UNANSWERED


def case_of(complaint: Complaint, *, user: Any) -> Case:
    """What is known of a complaint in hand, as `user` sees it."""
    today = clock.today()
    return Case(
        complaint=complaint,
        steps=tuple(complaint.steps.select_related("by", "party", "person")),
        parts=tuple(parts_of(complaint, user=user, today=today)),
        subjects=tuple(complaint.subjects.values_list("code", flat=True)),
        today=today,
    )


def parts_of(complaint: Complaint, *, user: Any, today: dt.date) -> list[PartKnown]:
    """The parts of others in it, the first asked first."""
    parts = list(complaint.parts.select_related("organisation", "by"))
    told: dict[int, list[ComplaintPartStep]] = defaultdict(list)
    for step in ComplaintPartStep.objects.filter(part__in=parts).select_related("by"):
        told[step.part_id].append(step)
    asked = questions_of(parts, user=user, today=today)
    return [PartKnown(part, tuple(told[part.pk]), asked.get(part.question), today) for part in parts]


def questions_of(parts: Iterable[ComplaintPart], *, user: Any, today: dt.date) -> dict[str, Known]:
    """Reference -> the question of the register by which a part was asked, as it stands."""
    ids = [part.question.partition(":")[2] for part in parts if part.question]
    if not ids:
        return {}
    found = (
        Action.visible_to(user).filter(public_id__in=ids).select_related("provider", "owner", "parent", "by")
    )
    return {f"action:{known.action.public_id}": known for known in known_among(found, day=today, user=user)}


def must_be_open_to(complaint: Complaint, by: User) -> None:
    """Raises NotAllowed unless it belongs to the commissioner of `by`, who may write, and has it open where restricted."""
    require(by, "complaints.write")
    is_ours = complaint.owner_id == reach(by).commissioner_id
    if not is_ours or record_for(by, "complaint", complaint.public_id) is None:
        raise NotAllowed(NOT_YOURS)


def locked_complaint(complaint: Complaint) -> Complaint:
    """The complaint, held until the transaction ends, so that two who move it wait for each other."""
    return Complaint.objects.select_for_update().get(pk=complaint.pk)


def part_of(complaint: Complaint, public_id: str) -> ComplaintPart | None:
    """One part of a complaint in hand."""
    return complaint.parts.select_related("organisation").filter(public_id=public_id).first()
