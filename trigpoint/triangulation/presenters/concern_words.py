"""Words that several pages of concerns share."""

from __future__ import annotations

from trigpoint.triangulation.models import ConcernDeed, Held

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


def deed_words(deed: str) -> str:
    """What was done, in the words of the history."""
    return ConcernDeed(deed).label
