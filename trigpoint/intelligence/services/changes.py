"""You said, we did: saying what became of what was heard, step by step, to those who told it and on the public page."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from trigpoint.accounts.models import User
from trigpoint.accounts.rules import REFUSED, reach, require
from trigpoint.audit import services as audit
from trigpoint.common import clock, references
from trigpoint.common.errors import NotAllowed
from trigpoint.common.references import reference_to
from trigpoint.intelligence.errors import ChangeImpossible, CodesImpossible, DateImpossible, WordsMissing
from trigpoint.intelligence.models import Change, ChangeSource, ChangeStep
from trigpoint.intelligence.queries import changes as queries
from trigpoint.intelligence.rules import changes as rules
from trigpoint.intelligence.rules.answers import Answer, Answered
from trigpoint.intelligence.rules.changes import ChangeDeed, Effect
from trigpoint.intelligence.rules.themes import titles
from trigpoint.notifications import services as notifications

NEWS = "heard"  # the kind of news; registered in config
TOLD = {
    ChangeDeed.DECIDED: "Something was decided because of what you told",
    ChangeDeed.CHANGED: "Something changed because of what you told",
    ChangeDeed.MEASURED: "It was looked at whether the change worked that you asked for",
}


@transaction.atomic
def draft_change(*, answer: Answer, by: User) -> Change:
    """Write down what was heard and what told of it: at least one piece, one entry of the log, or one complaint."""
    require(by, "changes.write")
    if by.commissioner is None:
        raise NotAllowed(REFUSED)
    if not answer.title.strip():
        raise WordsMissing("Give it a title.")
    if answer.theme and answer.theme not in titles():
        raise CodesImpossible("Choose the theme from the list.")
    if not answer.answered:
        raise ChangeImpossible(
            "Say what it answers: something that was told, an entry of the log, a complaint."
        )
    made = Change.objects.create(
        owner=by.commissioner,
        title=answer.title.strip(),
        provider=answer.provider,
        service=answer.service.strip(),
        theme=answer.theme,
        by=by,
    )
    _add(made, answer.answered, by)
    _refuse_unfit(made.title, queries.words_answered(made))  # it may stand on the public page one day
    _say(made, ChangeDeed.DRAFTED, answer.heard, by)
    return made


@transaction.atomic
def add_sources(*, change: Change, answered: Answered, by: User) -> Change:
    """Say what else it answers."""
    held = _held(change, by)
    if not answered:
        raise ChangeImpossible("Choose what else it answers.")
    _add(held, answered, by)
    audit.record(by, "changes.source_added", held, after={"items": len(answered.items)})
    return held


@transaction.atomic
def decide(*, change: Change, text: str, by: User) -> ChangeStep:
    """Say what was decided, also that nothing is changed and why. Whoever told it reads this."""
    return _tell(_say(_held(change, by), ChangeDeed.DECIDED, text, by))


@transaction.atomic
def say_changed(*, change: Change, text: str, happened_on: dt.date, by: User) -> ChangeStep:
    """Say what was changed, and since when."""
    if happened_on > clock.today():
        raise DateImpossible("It cannot have changed on a day that is still ahead.")
    return _tell(_say(_held(change, by), ChangeDeed.CHANGED, text, by, happened_on=happened_on))


@transaction.atomic
def measure(*, change: Change, text: str, effect: str, by: User, about: str = "") -> ChangeStep:
    """Say whether it worked, and by which figure (kind:public_id) it was seen."""
    held = _held(change, by)
    if effect not in Effect.values or not effect:
        raise ChangeImpossible("Choose whether it worked.")
    if about and references.find(about, user=by) is None:
        raise ChangeImpossible("The figure was not found. Paste its address once more.")
    return _tell(_say(held, ChangeDeed.MEASURED, text, by, effect=effect, about=about))


@transaction.atomic
def publish(
    *, change: Change, heard: str, text: str, effect_words: str, by: User, title: str = ""
) -> ChangeStep:
    """Put it on the public page in words that were edited for it. Published again, the newer words count.

    title: another one for the change, where the one it has should not stand there.
    """
    held = _held(change, by, "changes.publish")
    told = queries.words_answered(held)
    for words in (title.strip() or held.title, heard, text, effect_words):
        _refuse_unfit(words, told)
    _retitle(held, title.strip(), by)
    if not heard.strip():
        raise WordsMissing("Write what was heard.")
    last = queries.standing(held).measured
    return _say(
        held,
        ChangeDeed.PUBLISHED,
        text,
        by,
        heard=heard.strip(),
        effect_words=effect_words.strip(),
        effect=last.effect if last else "",
    )


@transaction.atomic
def withdraw(*, change: Change, text: str, by: User) -> ChangeStep:
    """Take it off the public page, where a note with these words stays."""
    held = _held(change, by, "changes.publish")
    _refuse_unfit(text, queries.words_answered(held))
    return _say(held, ChangeDeed.WITHDRAWN, text, by)


def _retitle(change: Change, title: str, by: User) -> None:
    if title and title != change.title:
        change.title = title
        change.save(update_fields=["title"])
        audit.record(by, "changes.retitled", change)


def _refuse_unfit(text: str, told: list[str]) -> None:
    if fault := rules.unfit(text, told):
        raise ChangeImpossible(fault)


def _held(change: Change, by: User, deed: str = "changes.write") -> Change:
    """The change, held until the transaction ends, for somebody who may write on it."""
    require(by, deed)
    if change.owner_id != reach(by).commissioner_id:
        raise NotAllowed(REFUSED)
    return queries.locked_change(change)


def _say(change: Change, deed: ChangeDeed, text: str, by: User, **told: object) -> ChangeStep:
    if not text.strip():
        raise WordsMissing("Write it in a sentence or two.")
    if fault := rules.refusal(deed, change.steps.values_list("deed", flat=True)):
        raise ChangeImpossible(fault)
    step = ChangeStep.objects.create(change=change, deed=deed, text=text.strip(), by=by, **told)
    audit.record(by, f"changes.{deed}", change, after={"effect": step.effect} if step.effect else None)
    return step


def _add(change: Change, answered: Answered, by: User) -> None:
    known = queries.sources_held(change)
    for item in answered.items:
        if item.owner_id != change.owner_id or item.restriction:
            raise ChangeImpossible(
                "What is told in confidence cannot be answered in public. Write a gist first."
            )
    if any(each.owner_id != change.owner_id for each in answered.engagements):
        raise NotAllowed(REFUSED)
    for reference in answered.others:
        if references.find(reference, user=by) is None:
            raise ChangeImpossible("What it answers was not found. Paste its address once more.")
    made = [
        *(ChangeSource(change=change, item=each, by=by) for each in answered.items),
        *(ChangeSource(change=change, engagement=each, by=by) for each in answered.engagements),
        *(ChangeSource(change=change, about=each, by=by) for each in answered.others),
    ]
    ChangeSource.objects.bulk_create(
        each for each in made if (each.item_id, each.engagement_id, each.about) not in known
    )


def _tell(step: ChangeStep) -> ChangeStep:
    """The people of the practices that told it, or something that is told with it, get news of it.

    Who told it without an account reads it by their link.
    """
    for item in queries.items_told(step.change):
        for person in queries.people_of_sender(item):
            notifications.tell(
                person=person,
                kind=NEWS,
                reference=reference_to(item),
                words=TOLD[ChangeDeed(step.deed)],
                by=step.by,
            )
    return step
