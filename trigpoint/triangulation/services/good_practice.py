"""Good practice: noted by the rule or by a person, thanked, written down, shared."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from trigpoint.accounts.models import User
from trigpoint.accounts.rules import reach, require
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.common.errors import NotAllowed
from trigpoint.organisations.models import Organisation
from trigpoint.triangulation.errors import GoodPracticeImpossible
from trigpoint.triangulation.models import Direction, GoodDeed, GoodPractice, GoodPracticeStep, Proposal
from trigpoint.triangulation.queries.good_practice import good_as_it_stands, is_withdrawn
from trigpoint.triangulation.rules.enquiries import WRITE
from trigpoint.ui.vocabulary import term

LONGEST_TITLE = 150


@transaction.atomic
def note_from(*, proposal: Proposal, title: str, words: str, by: User) -> GoodPractice:
    """Note good practice that independent streams agree on, with the evidence as it stands now."""
    if proposal.direction != Direction.GOOD:
        raise GoodPracticeImpossible("This proposal is about a concern, not about what goes well.")
    seen = Proposal.visible_to(by).filter(pk=proposal.pk).select_related("provider").first()
    if seen is None:
        raise NotAllowed("This belongs to somebody else.")
    practice = note_practice(provider=seen.provider, theme=seen.theme, title=title, words=words, by=by)
    practice.proposal = seen
    practice.save(update_fields=["proposal"])
    told = {"proposal": seen.public_id}
    audit.record(by, "good_practice.from_proposal", practice, after=told)
    return practice


@transaction.atomic
def note_practice(
    *,
    provider: Organisation | None,
    title: str,
    words: str,
    by: User,
    theme: str = "",
    service: str = "",
) -> GoodPractice:
    """Note that something goes well at a provider: a person needs no figures for it."""
    require(by, WRITE)
    if not reach(by).is_staff or by.commissioner is None:
        raise NotAllowed(f"Only people of the {term('commissioner')} note good practice.")
    if provider is None:
        raise GoodPracticeImpossible("Say at which provider it is.")
    practice = GoodPractice.objects.create(
        owner=by.commissioner,
        provider=provider,
        service=service.strip(),
        theme=theme,
        title=_said(title, "Say in a few words what goes well.")[:LONGEST_TITLE],
        words=_said(words, "Write what goes well, and how you know."),
        evidence=good_as_it_stands(user=by, provider=provider, theme=theme, day=clock.today())
        if theme
        else [],
        by=by,
    )
    GoodPracticeStep.objects.create(practice=practice, deed=GoodDeed.NOTED, by=by)
    told = {"provider": provider.code, "theme": theme}
    audit.record(by, "good_practice.noted", practice, after=told)
    return practice


def thank(*, practice: GoodPractice, text: str, by: User) -> GoodPractice:
    """Keep the words in which the provider was thanked."""
    return _add(practice, GoodDeed.THANKED, by, text=_said(text, "Write the words of thanks."))


def write_down(*, practice: GoodPractice, text: str, by: User) -> GoodPractice:
    """Write down what they do, so that others can do it."""
    return _add(practice, GoodDeed.LEARNT, by, text=_said(text, "Write what they do."))


def share(*, practice: GoodPractice, with_whom: str, text: str, by: User) -> GoodPractice:
    """Note with whom it was shared, and how."""
    whom = _said(with_whom, "Say with whom it was shared.")
    said = _said(text, "Say how it was shared, or what was sent.")
    return _add(practice, GoodDeed.SHARED, by, with_whom=whom, text=said)


def withdraw(*, practice: GoodPractice, text: str, by: User) -> GoodPractice:
    """Say that it does not hold any more, and why; that it was noted stays on record."""
    return _add(practice, GoodDeed.WITHDRAWN, by, text=_said(text, "Say why it is withdrawn."))


@transaction.atomic
def _add(practice: GoodPractice, deed: GoodDeed, by: User, **said: Any) -> GoodPractice:
    require(by, WRITE)
    if not reach(by).is_staff or practice.owner_id != reach(by).commissioner_id:
        raise NotAllowed("This belongs to somebody else.")
    GoodPractice.objects.select_for_update().get(pk=practice.pk)
    if is_withdrawn(practice):
        raise GoodPracticeImpossible("It is withdrawn. Note it anew where it holds again.")
    GoodPracticeStep.objects.create(practice=practice, deed=deed, by=by, **said)
    audit.record(by, f"good_practice.{deed}", practice)
    return practice


def _said(text: str, missing: str) -> str:
    if not text.strip():
        raise GoodPracticeImpossible(missing)
    return text.strip()
