"""Adding actions, and taking over those that a paper states."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from trigpoint.accounts.models import User
from trigpoint.accounts.rules import reach, require
from trigpoint.actions import news, queries
from trigpoint.actions.errors import (
    DateImpossible,
    LeadMissing,
    NothingWritten,
    NumberTaken,
    TargetImpossible,
)
from trigpoint.actions.models import Action, Deadline, DeadlineDecision, Evidence, Lead, Position, Step
from trigpoint.actions.rules.drafts import Draft, Published
from trigpoint.actions.rules.numbers import next_number, place_of
from trigpoint.actions.rules.states import COMPLETED, Deed, State
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.frameworks.errors import NoPackInForce
from trigpoint.frameworks.queries import pack_on
from trigpoint.ui.vocabulary import term

RESTRICTED_PLAN = "Restricted"
TO_STATE = {
    State.PROPOSED: (),
    State.AGREED: (Deed.AGREED,),
    State.IN_PROGRESS: (Deed.AGREED, Deed.STARTED),
    State.CLAIMED: (Deed.AGREED, Deed.CLAIMED),
    State.VERIFIED: (Deed.AGREED, Deed.CLAIMED, Deed.VERIFIED),
    State.CLOSED: (Deed.AGREED, Deed.CLAIMED, Deed.VERIFIED, Deed.CLOSED),
    State.SUPERSEDED: (Deed.AGREED, Deed.SUPERSEDED),
    State.WITHDRAWN: (Deed.AGREED, Deed.WITHDRAWN),
}
NOTED_STATE = {Deed.STARTED: State.IN_PROGRESS}


def add_action(*, draft: Draft, by: User) -> Action:
    """Put an action or a question into the register, with who leads it and by when."""
    require(by, "actions.write")
    today = clock.today()
    is_question = draft.kind == Action.Kind.QUESTION
    if not draft.leads:
        does = "answers" if is_question else "leads"
        raise LeadMissing(f"Say who {does} it: a name, initials or a group.")
    if draft.due_on and draft.due_on < today:
        raise DateImpossible("It cannot be due in the past. Enter today or a later day.")
    with transaction.atomic():
        action = _written(draft, by=by, on=today)
        _step(action, Deed.AGREED if draft.is_agreed else Deed.PROPOSED, by=by, on=today)
        if draft.due_on:
            _deadline(action, draft.due_on, by=by, on=today, set_on=today)
        Lead.objects.bulk_create(queries.leads_meant(action, draft.leads, by=by, on=today))
        if draft.is_sent:
            Step.objects.create(action=action, deed=Deed.SENT, by=by, on=today)
        told = {"due_on": _iso(draft.due_on), "kind": draft.kind, "is_sent": draft.is_sent}
        audit.record(by, "actions.question_asked" if is_question else "actions.added", action, after=told)
        news.tell_leads(action, by=by)
        if draft.is_sent:
            news.tell_provider(action, by=by)
    return action


def take_over(*, published: Published, by: User) -> Action:
    """Take an action over as a paper states it. What does not fit together stays so, and is shown."""
    require(by, "actions.write")
    on = published.as_it_stood_on
    if on > clock.today():
        raise DateImpossible("The paper cannot be of a day that is still ahead.")
    if published.state in COMPLETED and published.completed is None:
        raise DateImpossible("It cannot be completed without a date of completion.")
    with transaction.atomic():
        action = _written(published.draft, by=by, on=on)
        _steps_as_published(action, published, by=by)
        for due in published.deadlines:
            _deadline(action, due.due_on, by=by, on=on, set_on=due.set_on, reason=due.reason)
        Lead.objects.bulk_create(queries.leads_meant(action, published.draft.leads, by=by, on=on))
        if published.position or published.stated:
            Position.objects.create(
                action=action, text=published.position, stated=published.stated, by=by, on=on
            )
        for each in published.evidence:
            Evidence.objects.create(action=action, text=each.text, dated_on=each.dated_on, by=by, on=on)
        told = {"as_it_stood_on": on.isoformat(), "state": str(published.state), "ref": action.ref}
        audit.record(by, "actions.taken_over", action, after=told)
    return action


def _written(draft: Draft, *, by: User, on: dt.date) -> Action:
    text = draft.text.strip()
    if not text:
        is_question = draft.kind == Action.Kind.QUESTION
        raise NothingWritten("Write the question." if is_question else "Write what has to be done.")
    _check_draft(draft, by)
    ref = _number(draft, by)
    return Action.objects.create(
        owner=by.commissioner,
        restriction=draft.restriction,
        kind=draft.kind,
        plan=_plan(draft),
        ref=ref,
        place=place_of(ref),
        text=text,
        parent=draft.parent,
        owner_group=draft.owner_group,
        provider=draft.provider,
        source=draft.source,
        source_words=draft.source_words,
        pack=_pack_on(on),
        raised_on=on,
        by=by,
    )


def _pack_on(day: dt.date) -> str:
    """The framework pack that rules on a day; "" for a time of which no pack speaks."""
    try:
        return pack_on(day).name
    except NoPackInForce:
        return ""


def _check_draft(draft: Draft, by: User) -> None:
    if draft.kind == Action.Kind.QUESTION and draft.provider is None:
        raise TargetImpossible("A question is put to a provider. Choose one.")
    if draft.is_sent and draft.provider is None:
        raise TargetImpossible("There is no provider to send it to. Choose one.")
    if draft.parent is not None and draft.parent.owner_id != by.commissioner_id:
        raise TargetImpossible(f"It cannot be part of an action of another {term('commissioner')}.")
    if draft.restriction and draft.is_sent:
        raise TargetImpossible("What is restricted cannot be sent to a provider.")
    if draft.restriction and draft.restriction not in reach(by).classes:
        raise TargetImpossible("Your role is not named for this, so that you could not open it again.")
    if draft.restriction and draft.parent is not None:
        raise TargetImpossible("What is restricted cannot be part of another action.")


def _plan(draft: Draft) -> str:
    """The plan it stands in. Restricted ones have numbers of their own, so that a gap in others gives none away."""
    return RESTRICTED_PLAN if draft.restriction else draft.plan


def _number(draft: Draft, by: User) -> str:
    taken = queries.numbers_of(by.commissioner, _plan(draft))
    if not draft.ref:
        return next_number(taken, parent=draft.parent.ref if draft.parent else "")
    if draft.ref in taken:
        where = f"the plan {draft.plan}" if draft.plan else "the register"
        raise NumberTaken(f"There is an action {draft.ref} in {where} already.")
    return draft.ref


def _step(action: Action, deed: str, *, by: User, on: dt.date) -> None:
    Step.objects.create(action=action, deed=deed, state=State(deed), by=by, on=on)


def _steps_as_published(action: Action, published: Published, *, by: User) -> None:
    """The steps that lead to the state of the paper, all of them counted from its date."""
    reasons = {Deed.WITHDRAWN: published.position or "Withdrawn, as the paper states"}
    when = {Deed.STARTED: published.started, Deed.CLAIMED: published.completed}
    deeds = [Deed.PROPOSED, *TO_STATE[published.state]]
    if published.started and Deed.STARTED not in deeds and Deed.AGREED in deeds:
        deeds.insert(deeds.index(Deed.AGREED) + 1, Deed.STARTED)
    for deed in deeds:
        happened = when.get(deed)
        Step.objects.create(
            action=action,
            deed=deed,
            state=NOTED_STATE.get(deed) or State(deed),
            happened_on=happened.first if happened else None,
            precision=happened.precision if happened else Step.Precision.DAY,
            text=reasons.get(deed, ""),
            superseded_by=published.superseded_by if deed == Deed.SUPERSEDED else None,
            by=by,
            on=published.as_it_stood_on,
        )


def _deadline(
    action: Action, due_on: dt.date, *, by: User, on: dt.date, set_on: dt.date | None, reason: str = ""
) -> None:
    due = Deadline.objects.create(action=action, due_on=due_on, set_on=set_on, reason=reason, by=by, on=on)
    DeadlineDecision.objects.create(deadline=due, is_approved=True, by=by, on=on)


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
