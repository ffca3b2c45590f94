"""What may be done about a concern where it stands, who may, and what is worth a warning: pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

OPEN, CLOSED, MERGED = "open", "closed", "merged"
HIGHEST = "high"
ONLY_DECIDERS_SET = (
    "The highest level is set by those who decide. Choose one lower and say why it should be higher."
)
READ, WRITE, DECIDE = "concerns.read", "concerns.write", "concerns.decide"

# Deed -> the states in which it is possible, and the state it leads to; "" leaves it where it is.
TABLE: dict[str, tuple[tuple[str, ...], str]] = {
    "led": ((OPEN, CLOSED), ""),
    "levelled": ((OPEN,), ""),
    "noted": ((OPEN, CLOSED, MERGED), ""),
    "asked": ((OPEN,), ""),
    "replied": ((OPEN,), ""),
    "decided": ((OPEN,), ""),
    "merged": ((OPEN,), MERGED),
    "closed": ((OPEN,), CLOSED),
    "checked": ((CLOSED,), ""),
    "reopened": ((CLOSED, MERGED), OPEN),
}
# What only those do who decide.
DECIDERS = frozenset({"decided", "closed"})
WORDS = {
    "led": "given to somebody",
    "levelled": "given another level",
    "noted": "noted on",
    "asked": "put to the provider",
    "replied": "replied to",
    "decided": "decided on",
    "merged": "told with another",
    "closed": "closed",
    "checked": "looked at again",
    "reopened": "opened again",
}
NO_SUPPORT = (
    "No hard data and nothing that others told supports it by now. That is no reason to drop it: "
    "ask, look, and say what would show that it is so."
)
ONE_STREAM = (
    "Only one kind of source supports it by now. Stepping up to enhanced surveillance asks for "
    "{needed} that are independent of each other, or one trigger that stands alone."
)
STANDS = {OPEN: "open", CLOSED: "closed", MERGED: "told with another"}


def possible(state: str) -> tuple[str, ...]:
    """What may be done where a concern stands.

    >>> possible(CLOSED)
    ('led', 'noted', 'checked', 'reopened')
    """
    return tuple(deed for deed, (states, _) in TABLE.items() if state in states)


def state_after(state: str, deed: str) -> str | None:
    """Where it stands after a deed; None where the deed is not possible.

    >>> state_after(OPEN, "closed"), state_after(OPEN, "noted"), state_after(OPEN, "checked")
    ('closed', 'open', None)
    """
    states, after = TABLE[deed]
    return (after or state) if state in states else None


def refusal(state: str, deed: str) -> str:
    """Why a deed is not possible."""
    return f"It is {STANDS[state]}, so that it cannot be {WORDS[deed]}."


def deed_needed(deed: str, level: str = "", before: str = "") -> str:
    """What a role has to grant for a deed; the highest level is set and taken away by those who decide.

    before: the level until then.

    >>> deed_needed("levelled", "moderate"), deed_needed("levelled", HIGHEST), deed_needed("closed")
    ('concerns.write', 'concerns.decide', 'concerns.decide')
    >>> deed_needed("levelled", "low", HIGHEST), deed_needed("noted", before=HIGHEST)
    ('concerns.decide', 'concerns.write')
    """
    is_highest = HIGHEST in (level, before if deed == "levelled" else "")
    return DECIDE if deed in DECIDERS or is_highest else WRITE


@dataclass(frozen=True)
class Looked:
    """What warnings look at. streams: codes of the streams that support it now. stale: titles of streams whose word is old.

    asked: the provider was asked for its reply; answered: it is here.
    """

    state: str
    streams: tuple[str, ...]
    needed: int
    stale: tuple[str, ...]
    asked: bool
    answered: bool
    has_lead: bool
    next_on: dt.date | None
    today: dt.date


def warnings(looked: Looked) -> list[str]:
    """What is worth knowing before anything is done. Nothing here stops anybody."""
    if looked.state != OPEN:
        return []
    one = len(looked.streams) == 1
    faults = [
        (
            not looked.streams,
            NO_SUPPORT,
        ),
        (
            one and looked.needed > 1,
            ONE_STREAM.format(needed=looked.needed),
        ),
        (not looked.asked, "The provider has not been asked for its side yet."),
        (
            bool(looked.stale),
            f"What is known is old: {', '.join(looked.stale)}. Silence there is no assurance.",
        ),
        (not looked.has_lead, "Nobody leads it."),
        (looked.next_on is None, "Nobody has said when it is looked at next."),
        (
            looked.next_on is not None and looked.next_on < looked.today,
            "The day on which it was to be looked at is over.",
        ),
    ]
    return [words for is_so, words in faults if is_so]


def next_deed(looked: Looked, *, check_on: dt.date | None, is_reply_late: bool, held: str = "") -> str:
    """The one thing to do next, as a deed; chased is asking again. "" where there is none.

    Closed: looked at again once its day has come; opened again where that did not hold.
    """
    if looked.state == CLOSED:
        if held == "not_held":
            return "reopened"
        return "checked" if check_on and check_on <= looked.today else ""
    if looked.state != OPEN:
        return ""
    order = [
        (not looked.has_lead, "led"),
        (not looked.asked, "asked"),
        (is_reply_late, "chased"),
        (looked.asked and not looked.answered, "noted"),
    ]
    return next((deed for is_so, deed in order if is_so), "decided")
