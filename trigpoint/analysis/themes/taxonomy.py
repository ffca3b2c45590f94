"""The themes a comment can have and the categories they belong to: the framework of the Strategy Unit, version 7 (MIT)."""

import csv
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).with_name("taxonomy.csv")
NOT_POSSIBLE = "Labelling not possible"  # by rule: nothing was said
NOT_ASSIGNED = "Not assigned"  # what no theme was assigned to: for a person
POSITIVE, NEUTRAL, NEGATIVE, MIXED = "positive", "neutral", "negative", "mixed"
MIDDLE = "middle"  # neutral and mixed, which those who labelled did not part
SENTIMENT = "sentiment:"
# The five levels of those who labelled: 1 very positive, 2 positive, 3 neutral or mixed, 4 negative, 5 very negative.
LEVELS = {"1": POSITIVE, "2": POSITIVE, "3": MIDDLE, "4": NEGATIVE, "5": NEGATIVE}
SIDES = (POSITIVE, MIDDLE, NEGATIVE)
# A negative comment with one of these may be about harm. "False reassurance" is measured on them.
OF_SAFETY = (
    "Feeling safe",
    "Competence & training",
    "Staffing levels & responsiveness",
    "Continuity of care",
    "Discharge",
    "Supplying & understanding medication",
    "Pain management",
    "Cleanliness, tidiness & infection control",
)


@lru_cache(maxsize=1)
def categories() -> dict[str, str]:
    """The category of each theme, in the order of the framework, without the two that are no themes."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["theme"]: row["category"] for row in csv.DictReader(file)}


def themes() -> tuple[str, ...]:
    """The themes that are learnt."""
    return tuple(categories())


def majors() -> tuple[str, ...]:
    """The categories."""
    return tuple(dict.fromkeys(categories().values()))
