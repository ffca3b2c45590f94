"""Counts by provider, theme and month: checked, and as arrays with an axis for each."""

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import polars as pl

from trigpoint.analysis.problems import HEADING_ROWS, InputRefused, Problem, column_problems
from trigpoint.analysis.rules import Flags, Floats

KEYS = ("provider", "theme", "month")
NUMBERS = ("count", "people", "comments")
LEAST_PRECISION = 0.5  # of a theme: below it most of what is counted is something else


class Counts(NamedTuple):
    """Arrays by provider, theme and month; `comments` by provider and month, 0 where nothing is known."""

    providers: pl.Series
    themes: pl.Series
    months: list[dt.date]
    mentions: Floats
    people: Floats
    comments: Floats

    @property
    def known(self) -> Flags:
        """By provider and month, whether anybody said anything."""
        heard: Flags = self.comments > 0
        return heard


class Coding(NamedTuple):
    """How well each theme is recognised: of those said, the share that is right; of all, the share that is found."""

    precision: Floats
    recall: Floats

    @property
    def watched(self) -> Flags:
        """Themes that may raise an alarm: at least as often right as wrong, and measured."""
        enough: Flags = self.precision >= LEAST_PRECISION  # not so where it is NaN
        return enough


def read(frame: pl.DataFrame, *, until: dt.date | None = None) -> Counts:
    """The counts up to a month. Raises InputRefused, with every fault found."""
    problems = list(_not_usable(frame)) or _faults(frame)
    if problems:
        raise InputRefused(problems)
    rows = frame.select(*KEYS, *(pl.col(name).cast(pl.Float64) for name in NUMBERS))
    if until is not None:
        rows = rows.filter(pl.col("month") <= until)
    return _arrays(rows)


def coding(frame: pl.DataFrame, themes: pl.Series) -> Coding:
    """Precision and recall of these themes; NaN where they were not measured. Raises InputRefused."""
    problems = column_problems(frame.columns, required=("theme", "precision"), optional=("recall",))
    if not problems and frame["theme"].is_duplicated().any():
        remedy = "Give each theme one row."
        problems = [Problem("theme-twice", "A theme has more than one precision.", remedy, "theme")]
    shares = [name for name in ("precision", "recall") if name in frame.columns]
    for name in shares if not problems else ():
        if not frame[name].cast(pl.Float64).fill_null(1.0).is_between(0, 1).all():
            said = f"A {name} is no share from 0 to 1."
            problems.append(Problem("share-impossible", said, "Give it as a share, or leave it empty.", name))
    if problems:
        raise InputRefused(problems)
    given = dict(zip(frame["theme"].to_list(), frame.select(shares).rows(), strict=True))
    rows = [given.get(theme, ()) for theme in themes.to_list()]
    return Coding(_column(rows, 0), _column(rows, 1))


def _column(rows: list[tuple[float | None, ...]], place: int) -> Floats:
    values = [row[place] if len(row) > place else None for row in rows]
    return np.array([np.nan if value is None else value for value in values], np.float64)


def month_after(month: dt.date, number: int = 1) -> dt.date:
    """The month so many after another.

    >>> month_after(dt.date(2025, 11, 1), 3)
    datetime.date(2026, 2, 1)
    """
    place = month.year * 12 + month.month - 1 + number
    return dt.date(place // 12, place % 12 + 1, 1)


def _arrays(rows: pl.DataFrame) -> Counts:
    providers, themes = (rows[name].unique().sort() for name in ("provider", "theme"))
    months: list[dt.date] = []
    if rows.height:
        first, last = min(rows["month"].to_list()), max(rows["month"].to_list())
        length = (last.year - first.year) * 12 + last.month - first.month + 1
        months = [month_after(first, number) for number in range(length)]
    shape = (len(providers), len(themes), len(months))
    at = (
        _places(rows["provider"], providers),
        _places(rows["theme"], themes),
        _places(rows["month"], months),
    )
    count, people, comments = np.zeros(shape), np.zeros(shape), np.zeros((shape[0], shape[2]))
    count[at] = rows["count"].to_numpy()
    people[at] = rows["people"].to_numpy()
    comments[at[0], at[2]] = rows["comments"].to_numpy()
    return Counts(providers, themes, months, count, people, comments)


def _places(values: pl.Series, known: pl.Series | list[dt.date]) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    place = {value: at for at, value in enumerate(known)}
    return np.array([place[value] for value in values.to_list()], np.intp)


def _not_usable(frame: pl.DataFrame) -> Iterator[Problem]:
    missing = column_problems(frame.columns, required=(*KEYS, *NUMBERS))
    yield from missing
    if missing:
        return
    for name in NUMBERS:
        if not (frame.schema[name].is_numeric() or frame.is_empty()):
            said = f"The column “{name}” does not hold numbers."
            yield Problem("column-not-numeric", said, "Make every entry a whole number.", name)
    if frame.schema["month"] != pl.Date and not frame.is_empty():
        yield Problem("month-not-date", "Months are not dates.", "Give the first day of each month.", "month")


def _faults(frame: pl.DataFrame) -> list[Problem]:
    """Every fault in the rows, in their order."""
    rows = frame.with_row_index("row", offset=1 + HEADING_ROWS)
    whole = [pl.col(name).cast(pl.Float64) for name in NUMBERS]
    count, people, comments = whole
    said = [
        *((name, pl.col(name).is_null(), f"has no {name}", "Fill it in.") for name in KEYS),
        ("month", pl.col("month").dt.day() != 1, "has a month that is no first day", "Give the first day."),
        (
            "month",
            ~pl.struct(*KEYS).is_first_distinct(),
            "repeats a provider, theme and month",
            "Keep one row of each.",
        ),
        *(
            (
                name,
                ~((value >= 0) & value.is_finite() & (value == value.floor())).fill_null(value=False),
                f"has no whole number as its {name}",
                "Give a whole number from 0 on.",
            )
            for name, value in zip(NUMBERS, whole, strict=True)
        ),
        ("count", count > comments, "counts more than there were comments", "Count a person once a month."),
        ("people", people > count, "has more people than comments of theirs", "Count each person once."),
        (
            "comments",
            comments.n_unique().over("provider", "month") > 1,
            "has other comments than the same provider and month elsewhere",
            "Give a provider and month one number of comments.",
        ),
    ]
    if frame.is_empty():
        return []
    problems = [
        Problem("count-unsound", f"Row {row} {what}.", remedy, column, row)
        for column, fault, what, remedy in said
        for row in rows.filter(fault)["row"]
    ]
    return sorted(problems, key=lambda problem: problem.row or 0)
