"""Figures of the training provider, as a file of the usual layout would bring them. Made up, and marked so by its name."""

from __future__ import annotations

import calendar
import csv
import datetime as dt
import tempfile
from collections.abc import Sequence
from pathlib import Path

from trigpoint.accounts.models import User
from trigpoint.common import clock
from trigpoint.demo import queries
from trigpoint.indicators.definitions import definition
from trigpoint.loads.registry import connector_named
from trigpoint.loads.services import load_file

CONNECTOR = "criteria-to-reside"
# Patients who no longer needed to be in hospital, on an average day; the latest month last. For two years nothing
# changes, then more and more of them wait to go home.
PATIENTS = (
    61,
    58,
    63,
    60,
    57,
    62,
    59,
    64,
    61,
    58,
    60,
    63,
    62,
    59,
    57,
    61,
    60,
    64,
    58,
    62,
    60,
    59,
    63,
    61,
    72,
    78,
    83,
    87,
)
BY_ITSELF = (
    4  # months at the end that were published one by one, so that it can be seen when they could be known
)
FIRST_ROW = ("nhs_trust22_code", "date", "do_not_meet_criteria_to_reside")


def ensure_figures(*, code: str, by: User) -> bool:
    """Load the figures of the training provider of this code; whether there was anything to load."""
    months = _months(clock.today())
    parts = [months[:-BY_ITSELF], *([month] for month in months[-BY_ITSELF:])]
    waiting = [part for part in parts if not queries.is_loaded(_file(part), CONNECTOR)]
    if len(waiting) < len(parts):
        return False  # it was there before; later months are not made up
    with tempfile.TemporaryDirectory(prefix="trigpoint-demo-") as folder:
        for part in parts:
            path = _written(Path(folder) / _file(part), code, part)
            load_file(connector=connector_named(CONNECTOR), path=path, by=by, published_on=_published(part))
    return True


Month = tuple[dt.date, int]


def _months(today: dt.date) -> list[Month]:
    """The first day of each month that was published by now, with its patients."""
    lag = dt.timedelta(days=definition(CONNECTOR).lag_days)
    newest = (today - lag).replace(day=1) - dt.timedelta(days=1)
    index = newest.year * 12 + newest.month - 1
    firsts = [dt.date(n // 12, n % 12 + 1, 1) for n in range(index - len(PATIENTS) + 1, index + 1)]
    return list(zip(firsts, PATIENTS, strict=True))


def _file(part: Sequence[Month]) -> str:
    return f"training-fictional-{part[-1][0]:%Y-%m}.csv"


def _published(part: Sequence[Month]) -> dt.date:
    last, _ = part[-1]
    ends = last.replace(day=calendar.monthrange(last.year, last.month)[1])
    return ends + dt.timedelta(days=definition(CONNECTOR).lag_days)


def _written(path: Path, code: str, part: Sequence[Month]) -> Path:
    """A file with a row for each day, some days above and some below the month's average."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(FIRST_ROW)
        for first, patients in part:
            days = calendar.monthrange(first.year, first.month)[1]
            for day in range(days):
                swing = 0 if day == days - 1 and days % 2 else (2 if day % 2 else -2)
                rows.writerow((code, first + dt.timedelta(days=day), patients + swing))
    return path
