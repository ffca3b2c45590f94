"""The provider's right of reply: a question of the register, so that it answers on the page it knows."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from trigpoint.accounts.models import User
from trigpoint.actions import services as actions
from trigpoint.actions.models import Action
from trigpoint.actions.rules.drafts import Draft
from trigpoint.common import clock
from trigpoint.common.references import reference_to
from trigpoint.triangulation.errors import ConcernImpossible
from trigpoint.triangulation.models import Concern, ConcernDeed
from trigpoint.triangulation.queries.concerns import locked_concern, must_be_open_to
from trigpoint.triangulation.queries.concerns_case import Case, case_of, reply_by
from trigpoint.triangulation.rules.concerns import WRITE
from trigpoint.triangulation.services.concern_questions import withdraw_awaited
from trigpoint.triangulation.services.concern_steps import step

RESTRICTED = (
    "This is restricted, so that no question goes out from here. Ask in a way that protects whoever told it, "
    "and write the reply in."
)
CAME_ANOTHER_WAY = "The answer came another way."
ASKED_ALREADY = (
    "The provider was asked this already, and its answer is waited for. Ask again for the reply instead."
)
AGAIN = "No answer has come yet. Please answer by the new day."
LONGEST_NAME = 150


@transaction.atomic
def ask_provider(*, concern: Concern, text: str, by: User, due_on: dt.date | None = None) -> Concern:
    """Put a question to the provider. Its people see these words and the day, and nothing else of the concern."""
    must_be_open_to(concern, by, WRITE)
    if concern.restriction:
        raise ConcernImpossible(RESTRICTED)
    if not text.strip():
        raise ConcernImpossible("Write what is put to the provider.")
    held = locked_concern(concern)  # two who ask the same at once wait for each other
    if _is_asked(case_of(held, user=by), text):
        raise ConcernImpossible(ASKED_ALREADY)
    draft = Draft(
        text=text.strip(),
        leads=(concern.provider.name[:LONGEST_NAME],),
        due_on=due_on or reply_by(clock.today()),
        kind=Action.Kind.QUESTION,
        provider=concern.provider,
        is_sent=True,
        source=reference_to(concern),
    )
    question = actions.add_action(draft=draft, by=by)
    return step(concern=concern, deed=ConcernDeed.ASKED, by=by, about=reference_to(question))


@transaction.atomic
def chase(*, concern: Concern, by: User) -> Concern:
    """Ask again for the reply that is waited for: a later day, and the provider's people are told."""
    must_be_open_to(concern, by, WRITE)
    awaited = case_of(concern, user=by).awaited
    if awaited is None or awaited.question is None:
        raise ConcernImpossible("No reply is waited for.")
    due_on = reply_by(clock.today())
    actions.carry_forward(action=awaited.question.action, due_on=due_on, reason=AGAIN, by=by)
    words = f"The provider was asked again, to answer by {due_on:%-d %B %Y}."
    return step(concern=concern, deed=ConcernDeed.NOTED, by=by, text=words, about=awaited.step.about)


@transaction.atomic
def write_reply(*, concern: Concern, text: str, by: User) -> Concern:
    """Write in what the provider replied another way. What it was asked in the register is withdrawn, if `by` may do so."""
    must_be_open_to(concern, by, WRITE)
    if not text.strip():
        raise ConcernImpossible("Write what the provider replied.")
    withdraw_awaited(case=case_of(concern, user=by), reason=CAME_ANOTHER_WAY, by=by)
    return step(concern=concern, deed=ConcernDeed.REPLIED, by=by, text=text)


def _is_asked(case: Case, text: str) -> bool:
    """Whether the same words wait for an answer."""
    waiting = [each.question.action.text for each in case.askings if each.question and each.is_awaited]
    return " ".join(text.split()).casefold() in {" ".join(each.split()).casefold() for each in waiting}
