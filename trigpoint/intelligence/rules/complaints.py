"""Where a complaint can stand, and what may happen to it there: one table, pure."""

from __future__ import annotations

from django.db.models import TextChoices


class State(TextChoices):
    """Where a complaint stands: what the latest step that moved it says."""

    RECEIVED = "received", "Received"
    ACKNOWLEDGED = "acknowledged", "Acknowledged"
    PLANNED = "planned", "Plan agreed"
    INVESTIGATING = "investigating", "Being investigated"
    PASSED = "passed", "With the provider"
    ANSWERED = "answered", "Answered"
    CLOSED = "closed", "Closed"
    WITHDRAWN = "withdrawn", "Withdrawn"
    TOO_LATE = "too_late", "Not taken up: out of time"


class Deed(TextChoices):
    """What can happen to a complaint."""

    RECEIVED = "received", "Received"
    ACKNOWLEDGED = "acknowledged", "Acknowledged"
    TAKEN_UP = "taken_up", "Taken up though out of time"
    TOO_LATE = "too_late", "Not taken up: out of time"
    PLANNED = "planned", "Plan agreed"
    INVESTIGATING = "investigating", "Investigation begun"
    PASSED = "passed", "Passed to the provider to answer"
    ANSWERED = "answered", "Answered"
    CLOSED = "closed", "Closed"
    WITHDRAWN = "withdrawn", "Withdrawn"
    REOPENED = "reopened", "Opened again"
    DELAY = "delay", "Delay explained"
    CONSENT_ASKED = "consent_asked", "Consent to share asked for"
    CONSENT_GIVEN = "consent_given", "Consent to share given"
    CONSENT_REFUSED = "consent_refused", "Consent to share refused"
    MEETING = "meeting", "Local resolution meeting"
    LED = "led", "Agreed who leads"
    OMBUDSMAN_ASKED = "ombudsman_asked", "Taken to the ombudsman"
    OMBUDSMAN_DECIDED = "ombudsman_decided", "Decided by the ombudsman"
    LEARNT = "learnt", "Learning noted"
    IMPORTANT = "important", "Matter of general importance"
    HANDED = "handed", "Handed on"
    SORTED = "sorted", "Subjects and severity corrected"
    NOTED = "noted", "Noted"


class Outcome(TextChoices):
    """What was found."""

    UPHELD = "upheld", "Upheld"
    PARTLY = "partly", "Upheld in part"
    NOT_UPHELD = "not_upheld", "Not upheld"


class Consent(TextChoices):
    """Whether the provider may be told who complains."""

    NOT_ASKED = "", "Not asked yet"
    ASKED = "consent_asked", "Asked for, no answer yet"
    GIVEN = "consent_given", "Given"
    REFUSED = "consent_refused", "Refused"


WELL_FOUNDED = (Outcome.UPHELD, Outcome.PARTLY)
OURS = (State.RECEIVED, State.ACKNOWLEDGED, State.PLANNED, State.INVESTIGATING)  # we owe an answer
UNANSWERED = (*OURS, State.PASSED)
FINISHED = (State.CLOSED, State.WITHDRAWN, State.TOO_LATE)
BEFORE_TIME_IS_DECIDED = (State.RECEIVED, State.ACKNOWLEDGED)

# Deed -> the states in which it is possible, and the state it leads to. Opened again, a new plan has to be agreed.
TRANSITIONS: dict[Deed, tuple[tuple[State, ...], State]] = {
    Deed.ACKNOWLEDGED: ((State.RECEIVED,), State.ACKNOWLEDGED),
    Deed.TOO_LATE: (OURS, State.TOO_LATE),
    Deed.PLANNED: ((State.ACKNOWLEDGED, State.PLANNED), State.PLANNED),
    Deed.INVESTIGATING: ((State.ACKNOWLEDGED, State.PLANNED), State.INVESTIGATING),
    Deed.PASSED: ((State.ACKNOWLEDGED, State.PLANNED), State.PASSED),
    Deed.ANSWERED: ((State.ACKNOWLEDGED, State.PLANNED, State.INVESTIGATING), State.ANSWERED),
    Deed.CLOSED: ((State.ANSWERED, State.PASSED), State.CLOSED),
    Deed.WITHDRAWN: (UNANSWERED, State.WITHDRAWN),
    Deed.REOPENED: ((State.ANSWERED, State.PASSED, *FINISHED), State.ACKNOWLEDGED),
}
# Deed -> the states in which it is possible; it leaves the complaint where it is.
STAYING: dict[Deed, tuple[State, ...]] = {
    Deed.TAKEN_UP: BEFORE_TIME_IS_DECIDED,
    Deed.DELAY: OURS,
    Deed.CONSENT_ASKED: UNANSWERED,
    Deed.CONSENT_GIVEN: UNANSWERED,
    Deed.CONSENT_REFUSED: UNANSWERED,
    Deed.MEETING: (*UNANSWERED, State.ANSWERED),
    Deed.LED: OURS,
    Deed.OMBUDSMAN_ASKED: tuple(State),
    Deed.OMBUDSMAN_DECIDED: tuple(State),
    Deed.LEARNT: tuple(State),
    Deed.IMPORTANT: tuple(State),
    Deed.HANDED: (*UNANSWERED, State.ANSWERED),
    Deed.SORTED: tuple(State),
    Deed.NOTED: tuple(State),
}
WAIT_FOR_TIME = (
    Deed.PLANNED,
    Deed.INVESTIGATING,
    Deed.PASSED,
    Deed.ANSWERED,
)  # not before an old one is taken up
NEED_CONSENT = (Deed.PASSED,)
NEXT = {
    State.RECEIVED: Deed.ACKNOWLEDGED,
    State.ACKNOWLEDGED: Deed.PLANNED,
    State.PLANNED: Deed.INVESTIGATING,
    State.INVESTIGATING: Deed.ANSWERED,
    State.PASSED: Deed.CLOSED,
    State.ANSWERED: Deed.CLOSED,
}


def state_after(state: str, deed: str) -> State | None:
    """Where a complaint stands after `deed`, or None where that cannot happen."""
    if Deed(deed) in STAYING:
        return State(state) if state in STAYING[Deed(deed)] else None
    possible_from, leads_to = TRANSITIONS.get(Deed(deed), ((), State.RECEIVED))
    return leads_to if state in possible_from else None


def refusal(state: str, deed: str) -> str:
    """Why `deed` cannot happen to what stands at `state`, for the person who tried."""
    stands = f"It stands at: {State(state).label.lower()}."
    if state == State.RECEIVED and Deed(deed) in WAIT_FOR_TIME:
        return f"Acknowledge it first. {stands}"
    if state in FINISHED and deed != Deed.REOPENED:
        return f"This is finished. Open it again first. {stands}"
    return f"That cannot be done now. {stands}"


def possible(state: str) -> list[Deed]:
    """What can happen to what stands at `state`, as the table has it."""
    return [deed for deed in (*TRANSITIONS, *STAYING) if state_after(state, deed) is not None]


def next_deed(state: str, *, is_out_of_time: bool, is_late: bool) -> Deed | None:
    """The one step that comes next.

    is_out_of_time: nobody has decided yet whether an old complaint is taken up. is_late: the day of the answer is over.
    """
    if is_out_of_time and state == State.ACKNOWLEDGED:
        return Deed.TAKEN_UP
    if is_late and state in (State.ACKNOWLEDGED, State.PLANNED, State.INVESTIGATING):
        return Deed.DELAY
    return NEXT.get(State(state))


def numbered(taken: list[str], *, year: str, prefix: str) -> str:
    """The next number of a year: C-2026/27-004.

    >>> numbered(["C-2026/27-003", "C-2025/26-017"], year="2026/27", prefix="C")
    'C-2026/27-004'
    """
    start = f"{prefix}-{year}-"
    used = [int(number.removeprefix(start)) for number in taken if number.startswith(start)]
    return f"{start}{max(used, default=0) + 1:03d}"
