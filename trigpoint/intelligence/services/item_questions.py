"""Asking a provider about what people told: a question of the register, and the step of each item that gave rise to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from trigpoint.accounts.models import User
from trigpoint.accounts.rules import reach, require
from trigpoint.actions import services as actions
from trigpoint.actions.models import Action
from trigpoint.actions.rules.drafts import Draft
from trigpoint.actions.rules.leads import names_in
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.common.errors import NotAllowed
from trigpoint.common.references import reference_to
from trigpoint.intelligence import queries
from trigpoint.intelligence.errors import ItemImpossible, StepImpossible
from trigpoint.intelligence.models import Item
from trigpoint.intelligence.queries.inbox import answer_by
from trigpoint.intelligence.rules.states import Deed, refusal, state_after
from trigpoint.intelligence.services.moving import NOT_YOURS, TRIAGE, note_question

GIST_FIRST = "This is restricted. Write a gist of it first, and ask about the gist."
MOST_WORDS_LED = 150


@transaction.atomic
def ask_provider(
    *,
    items: Sequence[Item],
    text: str,
    by: User,
    leads: str = "",
    due_on: dt.date | None = None,
) -> Action:
    """Put one question to the provider that all of `items` are about. Its people see the question, and no item."""
    require(by, TRIAGE)
    for item in items:
        _check(item, by)
    provider = items[0].provider
    if provider is None or {item.provider_id for item in items} != {provider.pk}:
        raise ItemImpossible("A question is put to one provider, and this names none of the directory.")
    draft = Draft(
        text=text,
        leads=names_in(leads) or (provider.name[:MOST_WORDS_LED],),
        due_on=due_on or answer_by(clock.today()),
        kind=Action.Kind.QUESTION,
        provider=provider,
        is_sent=True,
        source=reference_to(items[0]),
        source_words="Soft intelligence",
    )
    question = actions.add_action(draft=draft, by=by)
    for item in items:
        note_question(item=item, about=reference_to(question), by=by)
    return question


@transaction.atomic
def chase(*, item: Item, question: Action, by: User) -> Action:
    """Ask again by when an answer comes that is overdue: a later day, and the provider's people are told."""
    require(by, TRIAGE)
    reason = "No answer has come yet. Please answer by the new day."
    due_on = answer_by(clock.today())
    actions.carry_forward(action=question, due_on=due_on, reason=reason, by=by)
    audit.record(by, "intelligence.chased", item, after={"due_on": due_on.isoformat()})
    return question


def _check(item: Item, by: User) -> None:
    if item.owner_id != reach(by).commissioner_id:
        raise NotAllowed(NOT_YOURS)
    if item.restriction:
        raise ItemImpossible(GIST_FIRST)
    state = queries.state_of(item)
    if not state:
        raise StepImpossible("Take it up first.")
    if state_after(state, Deed.ASKED) is None:
        raise StepImpossible(refusal(state, Deed.ASKED))
