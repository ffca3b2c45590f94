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
BY_PROVIDER = frozenset({Deed.STARTED, Deed.CLAIMED})
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


def state_after(state: str, deed: str) -> State | None:
    """Where an action stands after `deed`, or None where that cannot happen."""
    possible_from, leads_to = TRANSITIONS[Deed(deed)]
    return leads_to if state in possible_from else None


def refusal(state: str, deed: str) -> str:
    """Why `deed` cannot happen to an action that stands at `state`, for the person who tried."""
    return f"{REFUSALS[Deed(deed)]} This one stands at: {State(state).label.lower()}."
