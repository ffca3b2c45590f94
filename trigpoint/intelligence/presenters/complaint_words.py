"""Words that several pages of complaints share."""

from __future__ import annotations

from trigpoint.intelligence.models import Complaint
from trigpoint.intelligence.rules.complaints import Deed
from trigpoint.intelligence.rules.complaints_figures import Rate

VERBS: dict[str, str] = {
    Deed.ACKNOWLEDGED: "Acknowledge it",
    Deed.TAKEN_UP: "Decide whether it is taken up",
    Deed.TOO_LATE: "Do not take it up",
    Deed.PLANNED: "Agree a plan",
    Deed.INVESTIGATING: "Begin the investigation",
    Deed.PASSED: "Pass it to the provider",
    Deed.ANSWERED: "Answer it",
    Deed.CLOSED: "Close it",
    Deed.DELAY: "Explain the delay",
}
NOT_SENT = "not sent"


def about_words(complaint: Complaint, names: list[str]) -> str:
    """Whom it is about."""
    told = [*names, *(["ourselves"] if complaint.is_about_us else [])]
    return ", ".join(told)


def count_words(number: int | None) -> str:
    """A count; what was not sent is told so, and never looks like nought."""
    return NOT_SENT if number is None else f"{number:,}"


def rate_words(rate: Rate | None) -> str:
    """A share with its interval.

    >>> rate_words(Rate(8, 10, 0.49, 0.943))
    '80% (49 to 94)'
    """
    if rate is None:
        return "no figure"
    return f"{100 * rate.share:.0f}% ({100 * rate.low:.0f} to {100 * rate.high:.0f})"


def many(number: int, one: str, several: str = "") -> str:
    """1 complaint, 2 complaints.

    >>> many(1, "complaint"), many(0, "complaint")
    ('1 complaint', 'no complaints')
    """
    word = one if number == 1 else several or f"{one}s"
    return f"{number or 'no'} {word}"
