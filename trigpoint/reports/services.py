"""Writing down notes, questions, answers and meeting dates."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from trigpoint.accounts.models import User
from trigpoint.accounts.rules import require
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.indicators.models import Series
from trigpoint.organisations.models import Organisation
from trigpoint.reports import queries, rules
from trigpoint.reports.errors import (
    AlreadyWithdrawn,
    DateImpossible,
    NothingWritten,
    QuestionElsewhere,
    StepImpossible,
)
from trigpoint.reports.models import BriefNote, Deed, MeetingStep, NoteWithdrawal, Question, QuestionStep


def set_meeting(*, provider: Organisation, held_on: dt.date, by: User) -> MeetingStep:
    """Put a quality meeting of a provider in the diary, past or to come."""
    require(by, "reports.write")
    if held_on in queries.meetings_of(user=by, provider=provider):
        raise DateImpossible("That meeting is in the diary already.")
    with transaction.atomic():
        step = MeetingStep.objects.create(owner=by.commissioner, provider=provider, held_on=held_on, by=by)
        audit.record(by, "reports.meeting_set", step, after={"held_on": held_on.isoformat()})
    return step


def withdraw_meeting(*, provider: Organisation, held_on: dt.date, by: User) -> MeetingStep:
    """Take a meeting out of the diary; that it was there stays on record."""
    require(by, "reports.write")
    if held_on not in queries.meetings_of(user=by, provider=provider):
        raise DateImpossible("There is no meeting in the diary on that day.")
    with transaction.atomic():
        step = MeetingStep.objects.create(
            owner=by.commissioner, provider=provider, held_on=held_on, deed=MeetingStep.Deed.WITHDRAWN, by=by
        )
        audit.record(by, "reports.meeting_withdrawn", step, before={"held_on": held_on.isoformat()})
    return step


def write_note(*, provider: Organisation, text: str, by: User) -> BriefNote:
    """Keep a note on a provider for its meeting."""
    require(by, "reports.write")
    said = _said(text, "Write the note before you save it.")
    with transaction.atomic():
        note = BriefNote.objects.create(owner=by.commissioner, provider=provider, text=said, by=by)
        audit.record(by, "reports.note_written", note)
    return note


def withdraw_note(*, note: BriefNote, by: User) -> NoteWithdrawal:
    """Take a note back; it stays on record as it was written."""
    require(by, "reports.write")
    with transaction.atomic():
        withdrawal, is_new = NoteWithdrawal.objects.get_or_create(note=note, defaults={"by": by})
        if not is_new:
            raise AlreadyWithdrawn("Somebody has taken this note back already.")
        audit.record(by, "reports.note_withdrawn", note)
    return withdrawal


def ask_question(
    *,
    provider: Organisation,
    text: str,
    answer_from: str,
    due_on: dt.date,
    by: User,
    series: Series | None = None,
) -> Question:
    """Ask a provider a question, with the person who owns the answer and the day it is due.

    series: the chart that gave rise to it, if there is one; it must be the provider's own.
    """
    require(by, "reports.write")
    if series is not None and series.organisation_id != provider.pk:
        raise QuestionElsewhere("That chart belongs to another provider. Ask from that provider's brief.")
    if due_on < clock.today():
        raise DateImpossible("The answer cannot be due in the past. Enter today or a later day.")
    with transaction.atomic():
        question = Question.objects.create(
            owner=by.commissioner,
            provider=provider,
            series=series,
            text=_said(text, "Write the question before you ask it."),
            answer_from=_said(answer_from, "Say who owns the answer."),
            due_on=due_on,
            asked_by=by,
        )
        _step(question, Deed.ASKED, by)
        audit.record(by, "reports.question_asked", question, after={"due_on": due_on.isoformat()})
    return question


def answer_question(*, question: Question, text: str, on: dt.date, by: User) -> QuestionStep:
    """Write down what the provider answered, and on which day."""
    require(by, "reports.write")
    if on > clock.today():
        raise DateImpossible("The answer cannot have come on a day that is still ahead.")
    with transaction.atomic():
        _require_possible(question, Deed.ANSWERED)
        step = _step(question, Deed.ANSWERED, by, text=_said(text, "Write the answer."), on=on)
        audit.record(by, "reports.question_answered", question, after={"on": on.isoformat()})
    return step


def carry_question(*, question: Question, to: dt.date, by: User, text: str = "") -> QuestionStep:
    """Carry a question forward to a later day, answered or not."""
    require(by, "reports.write")
    if to <= clock.today():
        raise DateImpossible("Carry the question to a day after today.")
    with transaction.atomic():
        _require_possible(question, Deed.CARRIED)
        step = _step(question, Deed.CARRIED, by, text=text.strip(), due_on=to)
        audit.record(by, "reports.question_carried", question, after={"due_on": to.isoformat()})
    return step


def close_question(*, question: Question, reason: str, by: User) -> QuestionStep:
    """Close a question, and say why no more is needed."""
    require(by, "reports.write")
    with transaction.atomic():
        _require_possible(question, Deed.CLOSED)
        step = _step(question, Deed.CLOSED, by, text=_said(reason, "Say why the question can be closed."))
        audit.record(by, "reports.question_closed", question)
    return step


def reopen_question(*, question: Question, by: User, text: str = "") -> QuestionStep:
    """Open a closed question again."""
    require(by, "reports.write")
    with transaction.atomic():
        _require_possible(question, Deed.REOPENED)
        step = _step(question, Deed.REOPENED, by, text=text.strip())
        audit.record(by, "reports.question_reopened", question)
    return step


def mark_seen(*, by: User) -> User:
    """From now on, the Monday page counts what is new from this moment."""
    with transaction.atomic():
        by.looked_at = clock.now()
        by.save(update_fields=["looked_at"])
        audit.record(by, "reports.monday_page_seen", by)
    return by


def _said(text: str, refusal: str) -> str:
    if not text.strip():
        raise NothingWritten(refusal)
    return text.strip()


def _require_possible(question: Question, deed: str) -> None:
    if not rules.possible(queries.state_of(question=question), deed):
        raise StepImpossible(rules.REFUSALS[Deed(deed)])


def _step(
    question: Question,
    deed: str,
    by: User,
    *,
    text: str = "",
    on: dt.date | None = None,
    due_on: dt.date | None = None,
) -> QuestionStep:
    return QuestionStep.objects.create(
        question=question, deed=deed, by=by, text=text, on=on or clock.today(), due_on=due_on
    )
