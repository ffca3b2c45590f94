"""Where an action can stand, and what may happen to it there: one table, pure."""

from __future__ import annotations

from django.db.models import TextChoices


class State(TextChoices):
    """Where an action stands: the outcome of its latest step."""

    PROPOSED = "proposed", "Proposed"
    AGREED = "agreed", "Agreed"
    IN_PROGRESS = "in_progress", "Under way"
    CLAIMED = "claimed", "Claimed done"
    VERIFIED = "verified", "Verified"
    CLOSED = "closed", "Closed"
    SUPERSEDED = "superseded", "Superseded"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Deed(TextChoices):
    """What can happen to an action. Sending and recalling leave it where it stands."""

    PROPOSED = "proposed", "Proposed"
    AGREED = "agreed", "Agreed"
    STARTED = "started", "Started"
    CLAIMED = "claimed", "Claimed done"
    SENT_BACK = "sent_back", "Sent back"
    VERIFIED = "verified", "Verified"
    CLOSED = "closed", "Closed"
    SUPERSEDED = "superseded", "Superseded"
    WITHDRAWN = "withdrawn", "Withdrawn"
    REOPENED = "reopened", "Opened again"
    SENT = "sent", "Sent to the provider"
    RECALLED = "recalled", "Taken back from the provider"


WAITING = (State.PROPOSED, State.AGREED)
ALIVE = (*WAITING, State.IN_PROGRESS)  # somebody still has to do it
OPEN = (*ALIVE, State.CLAIMED)
COMPLETED = (State.CLAIMED, State.VERIFIED, State.CLOSED)  # the completion date counts
ASIDE = (State.SUPERSEDED, State.WITHDRAWN)
FINISHED = (State.VERIFIED, State.CLOSED, *ASIDE)

# Deed -> the states in which it is possible, and the state it leads to.
TRANSITIONS: dict[Deed, tuple[tuple[State, ...], State]] = {
    Deed.AGREED: ((State.PROPOSED,), State.AGREED),
    Deed.STARTED: ((State.AGREED,), State.IN_PROGRESS),
    Deed.CLAIMED: ((State.AGREED, State.IN_PROGRESS), State.CLAIMED),
    Deed.SENT_BACK: ((State.CLAIMED,), State.IN_PROGRESS),
    Deed.VERIFIED: ((State.CLAIMED,), State.VERIFIED),
    Deed.CLOSED: ((State.VERIFIED,), State.CLOSED),
    Deed.SUPERSEDED: (OPEN, State.SUPERSEDED),
    Deed.WITHDRAWN: (OPEN, State.WITHDRAWN),
    Deed.REOPENED: (FINISHED, State.IN_PROGRESS),
}
# A question is asked, answered and closed: nobody starts it, and nobody verifies an answer.
OF_QUESTIONS: dict[Deed, tuple[tuple[State, ...], State]] = {
    Deed.AGREED: ((State.PROPOSED,), State.AGREED),
    Deed.CLAIMED: ((State.AGREED, State.IN_PROGRESS), State.CLAIMED),
    Deed.SENT_BACK: ((State.CLAIMED,), State.AGREED),
    Deed.CLOSED: ((State.CLAIMED, State.VERIFIED), State.CLOSED),
    Deed.WITHDRAWN: (OPEN, State.WITHDRAWN),
    Deed.REOPENED: (FINISHED, State.AGREED),
}
ASKED = (State.AGREED, State.IN_PROGRESS)  # a question that waits for an answer
STATE_OF_QUESTION = {
    State.AGREED: "Asked",
    State.IN_PROGRESS: "Asked",
    State.CLAIMED: "Answered",
    State.VERIFIED: "Answered",
}
DEED_TO_QUESTION = {
    Deed.AGREED: "Asked",
    Deed.CLAIMED: "Answered",
    Deed.SENT_BACK: "Asked again",
}
REFUSALS = {
    Deed.AGREED: "Only a proposed action can be agreed.",
    Deed.STARTED: "Only an agreed action can be started.",
    Deed.CLAIMED: "Only an action that is agreed or under way can be claimed done.",
    Deed.SENT_BACK: "Only an action that is claimed done can be sent back.",
    Deed.VERIFIED: "Only an action that is claimed done can be verified.",
    Deed.CLOSED: "Only a verified action can be closed.",
    Deed.SUPERSEDED: "Only an open action can be superseded.",
    Deed.WITHDRAWN: "Only an open action can be withdrawn.",
    Deed.REOPENED: "This action is open already.",
}
REFUSALS_OF_QUESTIONS = {
    Deed.AGREED: "Only a proposed question can be agreed.",
    Deed.STARTED: "A question is answered, not started.",
    Deed.CLAIMED: "Only a question that waits for an answer can be answered.",
    Deed.SENT_BACK: "Only an answered question can be asked again.",
    Deed.VERIFIED: "An answer is not verified. Close the question when it is what you needed.",
    Deed.CLOSED: "Only an answered question can be closed. Withdraw it if no answer is needed any more.",
    Deed.SUPERSEDED: "A question is withdrawn, not superseded.",
    Deed.WITHDRAWN: "Only an open question can be withdrawn.",
    Deed.REOPENED: "This question is open already.",
}


def state_after(state: str, deed: str, *, is_question: bool = False) -> State | None:
    """Where an action or a question stands after `deed`, or None where that cannot happen."""
    table = OF_QUESTIONS if is_question else TRANSITIONS
    possible_from, leads_to = table.get(Deed(deed), ((), State.AGREED))
    return leads_to if state in possible_from else None


def refusal(state: str, deed: str, *, is_question: bool = False) -> str:
    """Why `deed` cannot happen to what stands at `state`, for the person who tried."""
    said = (REFUSALS_OF_QUESTIONS if is_question else REFUSALS)[Deed(deed)]
    return f"{said} This one stands at: {state_words(state, is_question=is_question).lower()}."


def state_words(state: str, *, is_question: bool = False) -> str:
    """Where something stands, in the words of its kind."""
    known = State(state)
    return STATE_OF_QUESTION.get(known, known.label) if is_question else known.label


def deed_words(deed: str, *, is_question: bool = False) -> str:
    """What happened, in the words of its kind."""
    known = Deed(deed)
    return DEED_TO_QUESTION.get(known, known.label) if is_question else known.label
