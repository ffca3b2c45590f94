"""How often the shipped model was right about each theme, on comments that were held back: from `measured.csv`."""

import csv
import io
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

FILE = Path(__file__).with_name("measured.csv")
COLUMNS = ("theme", "cases", "said", "right")


class Held(NamedTuple):
    """Of the comments held back: those with a theme, those it was said of, and those of which that was right."""

    cases: int
    said: int
    right: int


@lru_cache(maxsize=1)
def held_back() -> dict[str, Held]:
    """What was measured, by theme."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["theme"]: Held(int(row["cases"]), int(row["said"]), int(row["right"])) for row in rows}


def table(figures: Mapping[str, Any]) -> str:
    """The file, from the figures of the card."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in figures["themes"]:
        right = round((row["precision"] or 0) * row["said"])
        writer.writerow((row["label"], row["support"], row["said"], right))
    return written.getvalue()
