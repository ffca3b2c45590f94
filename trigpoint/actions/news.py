"""Telling people what concerns them: what is given to them, answered, and decided. Never with the action's own words."""

from __future__ import annotations

from collections.abc import Iterable

from trigpoint.accounts.models import User
from trigpoint.actions import queries
from trigpoint.actions.models import Action
from trigpoint.actions.queries import Known
from trigpoint.actions.rules.states import Deed
from trigpoint.common.references import reference_to
from trigpoint.notifications import services as notifications

GIVEN, ANSWERED, DECIDED = "given", "answered", "decided"
DECISIONS = {
    Deed.VERIFIED: "It was verified",
    Deed.SENT_BACK: "It was sent back: something is still missing",
    Deed.WITHDRAWN: "It was withdrawn",
    Deed.SUPERSEDED: "Another action took its place",
    Deed.REOPENED: "It was opened again",
}
DECISIONS_ON_QUESTIONS = {
    Deed.SENT_BACK: "It was asked again: something is still missing",
    Deed.CLOSED: "It was closed: nothing more is asked",
}


def tell_leads(action: Action, *, by: User) -> None:
    """Those who lead it now learn that they do."""
    known = queries.known(action, user=by)
    _tell(
        action,
        _people([lead.person for lead in known.leads]),
        GIVEN,
        "You answer it now" if known.is_question else "You lead it now",
        by,
    )


def tell_provider(action: Action, *, by: User) -> None:
    """The provider's people learn that it was sent to them."""
    if action.provider is None:
        return
    people = queries.people_who("actions.answer", owner=action.owner, organisation=action.provider.code)
    _tell(action, people, GIVEN, "It was sent to your organisation", by)


def tell_move(action: Action, deed: str, *, by: User) -> None:
    """Those concerned learn of a claim or a decision; other steps are no news."""
    known = queries.known(action, user=by)
    if deed == Deed.CLAIMED:
        said = "Somebody says that it is done; it waits to be verified"
        _tell(action, _concerned(known), ANSWERED, "It was answered" if known.is_question else said, by)
    elif words := _decision(deed, is_question=known.is_question):
        _tell(action, _concerned(known), DECIDED, words, by)


def _decision(deed: str, *, is_question: bool) -> str:
    """What those concerned are told of a decision; "" where it is no news."""
    of_questions = DECISIONS_ON_QUESTIONS.get(Deed(deed)) if is_question else None
    return of_questions or DECISIONS.get(Deed(deed), "")


def tell_carried(action: Action, *, by: User) -> None:
    """Those concerned learn that a question has a later day."""
    _tell(
        action,
        _concerned(queries.known(action, user=by)),
        DECIDED,
        "It was carried forward to a later day",
        by,
    )


def tell_position(action: Action, *, by: User) -> None:
    """Those who follow it learn that somebody said where it stands."""
    known = queries.known(action, user=by)
    _tell(action, _concerned(known), ANSWERED, "Somebody said where it stands", by)


def tell_request(action: Action, *, by: User) -> None:
    """Those who may approve more time learn that it was asked for."""
    people = [*queries.people_who("actions.approve", owner=action.owner)]
    if action.kind == Action.Kind.QUESTION:
        people = _people([action.by, *people])
    _tell(action, people, GIVEN, "More time is asked for; it waits for a decision", by)


def tell_verdict(action: Action, *, is_approved: bool, by: User) -> None:
    """Those concerned learn what was decided about more time."""
    words = "More time was approved" if is_approved else "More time was refused"
    _tell(action, _concerned(queries.known(action, user=by)), DECIDED, words, by)


def _concerned(known: Known) -> list[User]:
    """Who raised it, who leads it, who claimed it and who asked for time."""
    claimers = [step.by for step in known.steps if step.deed == Deed.CLAIMED]
    askers = [each.by for each in known.deadlines]
    return _people([known.action.by, *(lead.person for lead in known.leads), *claimers, *askers])


def _people(people: Iterable[User | None]) -> list[User]:
    return list({person.pk: person for person in people if person is not None}.values())


def _tell(action: Action, people: Iterable[User], kind: str, words: str, by: User) -> None:
    for person in people:
        notifications.tell(person=person, kind=kind, reference=reference_to(action), words=words, by=by)
