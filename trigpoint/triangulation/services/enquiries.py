"""Key lines of enquiry: drafted from the evidence, put in a person's words, asked, answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

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
from trigpoint.frameworks.queries import deadline
from trigpoint.organisations.models import Organisation
from trigpoint.triangulation.errors import EnquiryImpossible
from trigpoint.triangulation.models import (
    Concern,
    ConcernState,
    Enquiry,
    EnquiryDeed,
    EnquiryState,
    EnquiryStep,
)
from trigpoint.triangulation.queries.concerns import locked_concern
from trigpoint.triangulation.queries.concerns import must_be_open_to as must_see_concern
from trigpoint.triangulation.queries.enquiries import is_awaited, locked_enquiry, must_be_open_to
from trigpoint.triangulation.queries.enquiry_drafts import drafts_for
from trigpoint.triangulation.rules.enquiries import WRITE, Meeting, Wanted, refusal, state_after
from trigpoint.ui.vocabulary import term
from trigpoint.vault import services as vault

JUST_DRAFTED = "Drafted just now: whoever drafted it sees it at once."
IN_PERSON = "This is restricted, so that it does not go through the register. Ask in person, and write the answer down here."
NOT_OPEN = "The concern is not open, so that nothing more is asked for it. Open it again first."
WAITS = "It was put to the provider, and the answer is waited for. Ask again in the register instead."
ANSWER_BY = "further_information"
MOST_WORDS_LED = 150


def draft_enquiries(
    *, provider: Organisation, theme: str, concern: Concern | None = None, by: User
) -> list[Enquiry]:
    """Keep every question that the evidence gives rise to, in the words of the pack."""
    found = drafts_for(user=by, provider=provider, theme=theme)
    wanted = [Wanted(each.text, each.code, each.stream, each.because) for each in found]
    return keep_enquiries(provider=provider, theme=theme, concern=concern, wanted=wanted, by=by)


@transaction.atomic
def keep_enquiries(
    *,
    provider: Organisation,
    theme: str,
    wanted: Sequence[Wanted],
    concern: Concern | None = None,
    to: Meeting | None = None,
    by: User,
) -> list[Enquiry]:
    """Keep questions to a provider as somebody put them, and take them to a meeting. Those about a restricted concern are restricted as it is."""
    require(by, WRITE)
    if not reach(by).is_staff or by.commissioner is None:
        raise NotAllowed(f"Only people of the {term('commissioner')} ask.")
    if concern is not None:
        must_see_concern(concern, by, WRITE)
        if concern.provider_id != provider.pk:
            raise EnquiryImpossible("The concern is about another provider. Draft from its own page.")
        if locked_concern(concern).state != ConcernState.OPEN:
            raise EnquiryImpossible(NOT_OPEN)
    if not wanted or not all(each.question.strip() for each in wanted):
        raise EnquiryImpossible("Keep at least one question, and leave none of them empty.")
    kept = [_kept(each, provider, theme, concern, by) for each in wanted]
    if to is not None:
        for enquiry in kept:
            carry(enquiry=enquiry, where=to.where, held_on=to.held_on, by=by)
    return kept


def _kept(wanted: Wanted, provider: Organisation, theme: str, concern: Concern | None, by: User) -> Enquiry:
    enquiry = Enquiry.objects.create(
        owner=by.commissioner,
        restriction=concern.restriction if concern else "",
        provider=provider,
        concern=concern,
        theme=theme,
        stream=wanted.stream,
        template=wanted.template,
        because=wanted.because.strip(),
        by=by,
    )
    EnquiryStep.objects.create(
        enquiry=enquiry,
        deed=EnquiryDeed.DRAFTED,
        state=EnquiryState.OPEN,
        question=wanted.question.strip(),
        by=by,
    )
    told = {"provider": provider.code, "theme": theme, "template": wanted.template}
    audit.record(by, "enquiries.drafted", enquiry, after=told)
    if enquiry.restriction:  # then nobody sees it who has not opened it
        vault.open_restricted(kind="enquiry", public_id=enquiry.public_id, reason=JUST_DRAFTED, by=by)
    return enquiry


def edit_question(*, enquiry: Enquiry, question: str, by: User) -> Enquiry:
    """Put it in other words; the words before stay on record."""
    if not question.strip():
        raise EnquiryImpossible("Write the question.")
    return _move(enquiry, EnquiryDeed.EDITED, by, question=question.strip())


def carry(*, enquiry: Enquiry, where: str, held_on: dt.date, by: User) -> Enquiry:
    """Take it to a meeting or a visit of a day; a later one counts instead of one before."""
    if not where.strip():
        raise EnquiryImpossible("Say which meeting or visit it is taken to.")
    if held_on < clock.today():
        raise EnquiryImpossible("That day is over. Enter the day of a meeting or visit to come.")
    return _move(enquiry, EnquiryDeed.CARRIED, by, where=where.strip(), held_on=held_on)


def answer(*, enquiry: Enquiry, text: str, by: User) -> Enquiry:
    """Write down what the provider answered."""
    return _move(enquiry, EnquiryDeed.ANSWERED, by, text=_said(text, "Write what was answered."))


def withdraw(*, enquiry: Enquiry, text: str, by: User) -> Enquiry:
    """Do not ask it, and say why."""
    return _move(enquiry, EnquiryDeed.WITHDRAWN, by, text=_said(text, "Say why it is not asked."))


def ask_again(*, enquiry: Enquiry, text: str, by: User) -> Enquiry:
    """Open it again: the answer was not enough, or things changed."""
    return _move(enquiry, EnquiryDeed.REOPENED, by, text=_said(text, "Say why it is asked again."))


@transaction.atomic
def put_to_provider(
    *,
    enquiry: Enquiry,
    leads: str = "",
    due_on: dt.date | None = None,
    is_sent: bool = True,
    by: User,
) -> Action:
    """Put it to the provider as a question of the register. Its people see the question, and no evidence."""
    must_be_open_to(enquiry, by, WRITE)
    if enquiry.restriction:
        raise EnquiryImpossible(IN_PERSON)
    held = locked_enquiry(enquiry)
    if is_awaited(held, user=by):
        raise EnquiryImpossible(WAITS)
    draft = Draft(
        text=held.question,
        leads=names_in(leads) or (held.provider.name[:MOST_WORDS_LED],),
        due_on=due_on or deadline(ANSWER_BY, clock.today()).due_on,
        kind=Action.Kind.QUESTION,
        provider=held.provider,
        is_sent=is_sent,
        source=reference_to(held),
        source_words="Key line of enquiry",
    )
    question = actions.add_action(draft=draft, by=by)
    _move(held, EnquiryDeed.PUT, by, about=reference_to(question))
    return question


@transaction.atomic
def _move(enquiry: Enquiry, deed: EnquiryDeed, by: User, **said: Any) -> Enquiry:
    """Add a step, where the table allows it."""
    must_be_open_to(enquiry, by, WRITE)
    held = locked_enquiry(enquiry)
    after = state_after(held.state, deed)
    if after is None:
        raise EnquiryImpossible(refusal(held.state, deed))
    EnquiryStep.objects.create(
        enquiry=held, deed=deed, state=after if after != held.state else "", by=by, **said
    )
    shown = {"held_on": said["held_on"].isoformat()} if said.get("held_on") else {}
    shown |= {"question": said["about"]} if said.get("about") else {}
    audit.record(by, f"enquiries.{deed}", held, before={"state": held.state}, after={"state": after} | shown)
    return held


def _said(text: str, missing: str) -> str:
    if not text.strip():
        raise EnquiryImpossible(missing)
    return text.strip()
