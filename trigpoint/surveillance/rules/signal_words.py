"""Signals in words, told once for pages and papers: pure."""

from __future__ import annotations

from trigpoint.surveillance.models import Signal
from trigpoint.surveillance.models.signals import Outcome
from trigpoint.surveillance.rules.signals import PRECEDENCE

FIRED_WORDS = {
    "outside": "outside its usual range",
    "trend": "moving the same way",
    "two_of_three": "close to the edge of its usual range",
    "shift": "on one side of its average",
    "crossings": "crossing its median too seldom",
    "funnel": "far from like providers",
}
# In the order in which they are read: worse first, good news last.
MEANING_WORDS = {
    "concern": "For the worse",
    "high": "Unusually high",
    "low": "Unusually low",
    "improvement": "For the better",
}
ORDER = tuple(MEANING_WORDS)
OUTCOME_WORDS = dict(Outcome.choices) | {"": "Nobody has looked yet"}
PERIODS = {"month": "months", "quarter": "quarters", "year": "years"}


def fired(signal: Signal) -> str:
    """Which rules fired, the most telling first: "outside its usual range, on one side of its average"."""
    names = {signal.rule, *(part.rule for part in signal.parts.all())}
    return ", ".join(FIRED_WORDS[name] for name in PRECEDENCE if name in names)
