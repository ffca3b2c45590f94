"""What may be done about a key line of enquiry, and about good practice, where it stands: pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

READ, WRITE = "concerns.read", "concerns.write"
OPEN, ANSWERED, WITHDRAWN = "open", "answered", "withdrawn"

# Deed -> the states in which it is possible, and the state it leads to; "" leaves it where it is.
TABLE: dict[str, tuple[tuple[str, ...], str]] = {
    "edited": ((OPEN,), ""),
    "carried": ((OPEN,), ""),
    "put": ((OPEN,), ""),
    "answered": ((OPEN,), ANSWERED),
    "withdrawn": ((OPEN,), WITHDRAWN),
    "reopened": ((ANSWERED, WITHDRAWN), OPEN),
}
STANDS = {OPEN: "open", ANSWERED: "answered", WITHDRAWN: "withdrawn"}
WORDS = {
    "edited": "put in other words",
    "carried": "taken to a meeting",
    "put": "put to the provider",
    "answered": "answered",
    "withdrawn": "withdrawn",
    "reopened": "asked again",
}


@dataclass(frozen=True)
class Wanted:
    """A question that somebody keeps. template, stream: of the draft it came from, "" for a person's own.

    because: the evidence it comes from, as it stood.
    """

    question: str
    template: str = ""
    stream: str = ""
    because: str = ""


@dataclass(frozen=True)
class Meeting:
    """A meeting or visit that questions are taken to."""

    where: str
    held_on: dt.date


def possible(state: str) -> tuple[str, ...]:
    """What may be done where a line of enquiry stands.

    >>> possible(ANSWERED)
    ('reopened',)
    """
    return tuple(deed for deed, (states, _) in TABLE.items() if state in states)


def state_after(state: str, deed: str) -> str | None:
    """Where it stands after a deed; None where the deed is not possible.

    >>> state_after(OPEN, "answered"), state_after(OPEN, "edited"), state_after(OPEN, "reopened")
    ('answered', 'open', None)
    """
    states, after = TABLE[deed]
    return (after or state) if state in states else None


def refusal(state: str, deed: str) -> str:
    """Why a deed is not possible."""
    return f"It is {STANDS[state]}, so that it cannot be {WORDS[deed]}."


def next_deed(state: str, *, is_carried: bool, is_put: bool) -> str:
    """The one thing to do next; "" where there is none.

    >>> next_deed(OPEN, is_carried=False, is_put=False), next_deed(OPEN, is_carried=True, is_put=False)
    ('carried', 'answered')
    """
    if state != OPEN:
        return ""
    return "answered" if is_carried or is_put else "carried"
