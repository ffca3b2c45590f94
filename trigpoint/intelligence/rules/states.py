"""Where a piece of soft intelligence can stand, and what may happen to it there: one table, pure (RULEBOOK 5.4)."""

from __future__ import annotations

from django.db.models import TextChoices


class State(TextChoices):
    """Where an item stands: the outcome of its latest step."""

    RECEIVED = "received", "Received"
    TRIAGED = "triaged", "Looked at"
    NO_ACTION = "no_action", "No action needed"
    LINKED = "linked", "Linked"
    ASKED = "query_to_provider", "Asked the provider"
    CASE = "case_opened", "Marked for a concern"
    PASSED = "passed_to_partner", "Passed to a partner"
    MERGED = "merged", "Told with another"
    CLOSED = "closed_with_feedback", "Closed with a reply"


class Deed(TextChoices):
    """What can happen to an item. Acknowledging, noting and writing a gist leave it where it stands."""

    RECEIVED = "received", "Received"
    TAKEN_UP = "taken_up", "Taken up by a person"
    ACKNOWLEDGED = "acknowledged", "Read: a person may be at risk"
    NOTED = "noted", "Noted"
    TRIAGED = "triaged", "Looked at"
    NO_ACTION = "no_action", "No action needed"
    LINKED = "linked", "Linked"
    ASKED = "asked", "Asked the provider"
    MARKED = "marked", "Marked for a concern"
    PASSED = "passed", "Passed to a partner"
    MERGED = "merged", "Told with another"
    GIST = "gist", "Gist written"
    RESTRICTED = "restricted", "Restricted to named roles"
    CLOSED = "closed", "Closed with a reply"
    REOPENED = "reopened", "Opened again"


WAITING = (State.RECEIVED,)  # nobody has said yet what it is
DEALT_WITH = (State.NO_ACTION, State.LINKED, State.ASKED, State.CASE, State.PASSED)
OPEN = (*WAITING, State.TRIAGED, *DEALT_WITH)  # whoever told it has no answer yet
FINISHED = (State.MERGED, State.CLOSED)
STAYING = (Deed.ACKNOWLEDGED, Deed.NOTED, Deed.GIST, Deed.RESTRICTED)  # these change no state

# Deed -> the states in which it is possible, and the state it leads to. A first look may say at once what becomes of it.
TRANSITIONS: dict[Deed, tuple[tuple[State, ...], State]] = {
    Deed.TRIAGED: ((State.RECEIVED,), State.TRIAGED),
    Deed.NO_ACTION: (OPEN, State.NO_ACTION),
    Deed.LINKED: (OPEN, State.LINKED),
    Deed.ASKED: (OPEN, State.ASKED),
    Deed.MARKED: (OPEN, State.CASE),
    Deed.PASSED: (OPEN, State.PASSED),
    Deed.MERGED: (OPEN, State.MERGED),
    Deed.CLOSED: (OPEN, State.CLOSED),
    Deed.REOPENED: (FINISHED, State.TRIAGED),
}
REFUSALS = {
    Deed.TRIAGED: "Somebody has looked at this already.",
    Deed.REOPENED: "This is open already.",
}


def state_after(state: str, deed: str) -> State | None:
    """Where an item stands after `deed`, or None where that cannot happen. Some deeds leave it where it is."""
    if deed in STAYING:
        return State(state)
    possible_from, leads_to = TRANSITIONS.get(Deed(deed), ((), State.RECEIVED))
    return leads_to if state in possible_from else None


def refusal(state: str, deed: str) -> str:
    """Why `deed` cannot happen to what stands at `state`, for the person who tried."""
    said = REFUSALS.get(Deed(deed), "This is closed. Open it again first.")
    return f"{said} It stands at: {State(state).label.lower()}."
