"""Comments on the training providers over eighteen months: sentences written for this, put together so that few are the same.

What they show: discharge is told of more and more at the hospital, maternity falls silent there, and the nurses of the
other provider are praised.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from trigpoint.intelligence.rules.drafts import Draft
from trigpoint.intelligence.rules.themes_over_time import months_until
from trigpoint.organisations.models import Organisation

SENTENCES = Path(__file__).resolve().parent / "comments.csv"
MONTHS = 18
RISING = 3  # months in which discharge is told of more
SILENT = 5  # months without a word on maternity
A_MONTH = {"TRAINING-1": 13, "TRAINING-2": 9}
SOURCES = ("fft", "fft", "fft", "nhs_website", "care_opinion")


def comments(providers: dict[str, Organisation], today: dt.date) -> Iterator[Draft]:
    """What patients wrote, month by month."""
    said = _sentences()
    turn = 0
    for at, month in enumerate(months_until(today, MONTHS)):
        is_late = at >= MONTHS - RISING
        for code, number in A_MONTH.items():
            if code == "TRAINING-2" and at == MONTHS // 2:
                continue  # a month of silence
            open_to = [each for each in said[code] if at < MONTHS - SILENT or each["service"] != "Maternity"]
            usual = [each for each in open_to if each["kind"] != "discharge"]
            rising = [each for each in open_to if each["kind"] == "discharge"]
            for place in range(number + (14 if is_late and rising else 1 if rising else 0)):
                turn += 1
                chosen = usual if place < number else rising
                yield _draft(chosen, turn, providers[code], _day(month, place, today))


def _draft(said: list[dict[str, str]], turn: int, provider: Organisation, day: dt.date) -> Draft:
    """One comment of one or two sentences on the same service."""
    first = said[turn * 7 % len(said)]
    like = [each for each in said if each["service"] == first["service"] and each["kind"] == first["kind"]]
    second = like[turn * 5 % len(like)]
    words = first["words"] if turn % 3 == 0 or second is first else f"{first['words']} {second['words']}"
    return Draft(
        source=SOURCES[turn % len(SOURCES)],
        words=words,
        provider=provider,
        service=first["service"],
        received_on=day,
        happened_on=day,
        told_by="patient",
        ref=f"training-{turn}",
    )


def _day(month: dt.date, place: int, today: dt.date) -> dt.date:
    return min(month + dt.timedelta(days=place * 3 % 27), today)


def _sentences() -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    with SENTENCES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["provider"], []).append(row)
    return found
