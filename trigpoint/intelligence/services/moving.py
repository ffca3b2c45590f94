"""Moving a piece of soft intelligence on: each move is a step, checked against one table."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from trigpoint.accounts.models import User
from trigpoint.accounts.rules import reach, require
from trigpoint.audit import services as audit
from trigpoint.common.errors import NotAllowed
from trigpoint.intelligence import queries
from trigpoint.intelligence.errors import ConsentMissing, ItemImpossible, StepImpossible, WordsMissing
from trigpoint.intelligence.models import Item, ItemStep
from trigpoint.intelligence.queries.consents import may_be_used
from trigpoint.intelligence.rules.consents import NO_CONSENT, PARTNER, PROVIDER
from trigpoint.intelligence.rules.states import Deed, State, refusal, state_after
from trigpoint.vault.queries import record_for

TRIAGE = "intelligence.triage"
NOT_YOURS = "This belongs to somebody else."
CHANGES_STATE = {Deed.ACKNOWLEDGED: "", Deed.NOTED: "", Deed.GIST: "", Deed.RESTRICTED: ""}


def acknowledge(*, item: Item, by: User) -> ItemStep:
    """Say that a person has read that somebody may be at risk now."""
    return _move(item, Deed.ACKNOWLEDGED, by)


def note(*, item: Item, text: str, by: User) -> ItemStep:
    """Write a remark for those who work on it."""
    return _move(item, Deed.NOTED, by, text=_said(text, "Write the note."))


def look_at(*, item: Item, by: User, text: str = "") -> ItemStep:
    """Say that it was looked at, and nothing more yet."""
    return _move(item, Deed.TRIAGED, by, text=text)


def need_nothing(*, item: Item, text: str, by: User) -> ItemStep:
    """Say that no action is needed, and why."""
    return _move(item, Deed.NO_ACTION, by, text=_said(text, "Say why no action is needed."))


def link(*, item: Item, other: Item | None, about: str, by: User, text: str = "") -> ItemStep:
    """Link it to another item, or to a record such as a signal (kind:public_id)."""
    if other is None and not about:
        raise ItemImpossible("Choose what to link it to.")
    _check_other(item, other)
    return _move(item, Deed.LINKED, by, other=other, about=about, text=text)


def merge(*, item: Item, into: Item, by: User, text: str = "") -> ItemStep:
    """Tell it with another that says the same; its sender gets that one's reply."""
    _check_other(item, into)
    if queries.state_of(into) not in queries.OPEN_STATES:
        raise ItemImpossible("That one is closed, or nobody handles it. Open it or take it up first.")
    return _move(item, Deed.MERGED, by, other=into, text=text)


def mark_for_concern(*, item: Item, by: User, text: str = "") -> ItemStep:
    """Mark it for a concern."""
    return _move(item, Deed.MARKED, by, text=text)


def pass_on(*, item: Item, partner: str, by: User, text: str = "") -> ItemStep:
    """Pass it to a partner, such as the council or the regulator; a story only with consent to that."""
    _check_consent(item, PARTNER)
    return _move(item, Deed.PASSED, by, partner=_said(partner, "Say to whom it is passed."), text=text)


def note_question(*, item: Item, about: str, by: User) -> ItemStep:
    """Say that a question of the register (kind:public_id) was put to the provider because of it."""
    _check_consent(item, PROVIDER)
    return _move(item, Deed.ASKED, by, about=_said(about, "Name the question."))


def close(*, item: Item, reply: str, by: User, text: str = "") -> ItemStep:
    """Close it with words for whoever sent it; where nobody can be told, say so in `text`."""
    if not reply.strip():
        text = _said(text, "Write what the sender is told, or why nobody can be told.")
    return _move(item, Deed.CLOSED, by, reply=reply.strip(), text=text)


def reopen(*, item: Item, text: str, by: User) -> ItemStep:
    """Take it up again that was closed or merged, and say why."""
    return _move(item, Deed.REOPENED, by, text=_said(text, "Say why it is opened again."))


def take_up(*, item: Item, by: User, text: str = "") -> ItemStep:
    """Have a person handle what the model reads and counts, such as one comment among many."""
    with transaction.atomic():
        held = _held(item, by)
        if held.is_one_by_one:
            raise StepImpossible("A person handles this already.")
        return _taken_up(held, by, text.strip())


def restrict(*, item: Item, restriction: str, text: str, by: User) -> ItemStep:
    """Keep it from now on for the roles that are named for a class; from then on nothing else shows or counts it."""
    reason = _said(text, "Say why it is restricted.")
    with transaction.atomic():
        held = _held(item, by)
        if held.restriction:
            raise StepImpossible("It is restricted already.")
        if restriction not in reach(by).classes:
            raise NotAllowed("Your role is not named for this, so that you could not open it again.")
        if _leads_others(held):
            raise StepImpossible("Others were told with this one. Open them again first.")
        if not held.is_one_by_one:
            _taken_up(held, by, "")
        held.restriction = item.restriction = restriction
        held.save(update_fields=["restriction"])
        step = ItemStep.objects.create(item=held, deed=Deed.RESTRICTED, text=reason, by=by)
        audit.record(by, "intelligence.restricted", held, after={"restriction": restriction})
    return step


def gist_written(*, item: Item, gist: Item, by: User) -> ItemStep:
    """Say that a gist was written of it, one that can be shared. `gists.write_gist` makes both."""
    return _move(item, Deed.GIST, by, other=gist)


def _taken_up(held: Item, by: User, text: str) -> ItemStep:
    held.is_one_by_one = True
    held.save(update_fields=["is_one_by_one"])
    step = ItemStep.objects.create(item=held, deed=Deed.TAKEN_UP, state=State.RECEIVED, text=text, by=by)
    audit.record(by, "intelligence.taken_up", held, before={"state": ""}, after={"state": State.RECEIVED})
    return step


def _leads_others(item: Item) -> bool:
    """Whether another item stands at "told with this one", so that its sender gets this one's reply."""
    told_with = Item.objects.with_state().filter(
        steps__deed=Deed.MERGED, steps__other=item, state=State.MERGED
    )
    return told_with.exists()


def _held(item: Item, by: User) -> Item:
    """The item, held until the transaction ends, if `by` may move it; a restricted one only while they have it open."""
    require(by, TRIAGE)
    held = queries.locked(item)
    if held.owner_id != reach(by).commissioner_id:
        raise NotAllowed(NOT_YOURS)
    if held.restriction and record_for(by, "item", held.public_id) is None:
        raise NotAllowed("Open it first, with your reason.")
    return held


def _move(item: Item, deed: Deed, by: User, **told: Any) -> ItemStep:
    with transaction.atomic():
        held = _held(item, by)
        before = queries.state_of(held)
        after = state_after(before, deed) if before else None
        if after is None:
            raise StepImpossible(refusal(before, deed) if before else "Take it up first.")
        state = CHANGES_STATE.get(deed, after)
        told = {name: value.strip() if isinstance(value, str) else value for name, value in told.items()}
        step = ItemStep.objects.create(item=held, deed=deed, state=state, by=by, **told)
        audit.record(by, f"intelligence.{deed}", held, before={"state": before}, after={"state": after})
    return step


def _check_other(item: Item, other: Item | None) -> None:
    if other is None:
        return
    if other.pk == item.pk or other.owner_id != item.owner_id:
        raise ItemImpossible("Choose another item.")
    if other.restriction != item.restriction:
        raise ItemImpossible("One of the two is restricted, and the other is not. Write a gist instead.")


def _check_consent(item: Item, use: str) -> None:
    """Refuse what whoever told a story did not agree to."""
    if not may_be_used(item, use):
        raise ConsentMissing(NO_CONSENT)


def _said(text: str, otherwise: str) -> str:
    if not text.strip():
        raise WordsMissing(otherwise)
    return text.strip()
