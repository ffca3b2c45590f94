"""Words that several pages of concerns share."""

from __future__ import annotations

import datetime as dt

from trigpoint.triangulation.models import ConcernDeed, Held
from trigpoint.ui.words import day as full_day

CHASED = "chased"
# The one next step, as it is named on a page.
VERBS = {
    "led": "Say who leads it",
    "asked": "Ask the provider for its side",
    CHASED: "Ask again for the reply",
    "noted": "Add a note",
    "decided": "Write down a decision",
    "checked": "Check whether it held",
    "reopened": "Open it again",
}
HELD_WORDS = {
    Held.HELD: "it held",
    Held.NOT_HELD: "it did not hold",
    Held.UNKNOWN: "nobody can say yet whether it held",
}
TONES = {"high": "concern", "moderate": "high", "low": "common"}

KINDS = {
    "series": "Chart",
    "signal": "Signal",
    "item": "Soft intelligence",
    "complaint": "Complaint",
    "complaintfigures": "Complaint figures",
    "action": "Action or question",
    "change": "You said, we did",
    "engagement": "Engagement",
    "enquiry": "Key line of enquiry",
    "concern": "Concern",
    "evidence": "Evidence",
}
SIDE_WORDS = {
    "for": "For",
    "against": "Against",
    "watch": "To be watched",
    "about": "Belongs to it",
    "blind": "Blind",
    "normal": "Nothing unusual",
    "reply": "The provider’s reply",
}
UNUSUAL = {"concern": "unusual, and worse", "improvement": "unusual, and better"}


def due_words(due: dt.date | None, today: dt.date) -> str:
    """A day to come or gone by, as people say it.

    >>> due_words(dt.date(2026, 11, 24), dt.date(2026, 11, 22))
    'Tue 24 Nov 2026, in 2 days'
    >>> due_words(dt.date(2026, 11, 21), dt.date(2026, 11, 22))
    'Sat 21 Nov 2026, 1 day overdue'
    """
    if due is None:
        return ""
    left = (due - today).days
    if left == 0:
        return f"{full_day(due)}, today"
    number = f"{abs(left)} day{'s' if abs(left) != 1 else ''}"
    return f"{full_day(due)}, {f'in {number}' if left > 0 else f'{number} overdue'}"


def deed_words(deed: str) -> str:
    """What was done, in the words of the history."""
    return ConcernDeed(deed).label
