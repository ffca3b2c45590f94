"""When what people say is news, the same news again, or over; and what a signal keeps of it: pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import polars as pl

from trigpoint.analysis.emerging import Watched
from trigpoint.analysis.themes.measured import Held
from trigpoint.surveillance.rules.signals import COMES_BACK_WITHIN, OLD_NEWS, SIGMAS, months_between

RULES = {"cusum": "theme_builds_up", "scan": "theme_at_once"}
KEPT_MONTHS = 36  # that a signal shows


class Cell(NamedTuple):
    """A provider, by its key, and the code of a theme."""

    organisation: int
    theme: str


@dataclass(frozen=True)
class Rise:
    """An alarm that is open at the newest month. `last_month`: the latest in which anything was told. `strength` is in standard deviations as elsewhere: 3 is an alarm."""

    cell: Cell
    rule: str
    first_month: dt.date
    last_month: dt.date
    strength: float

    @property
    def months(self) -> int:
        """For how many months it has been open."""
        return months_between(self.first_month, self.last_month) + 1


@dataclass(frozen=True)
class Heard:
    """The latest signal of a cell. `is_begun_again`: it is over because somebody reviewed it."""

    pk: int
    cell: Cell
    first_month: dt.date
    last_month: dt.date
    is_on: bool
    is_begun_again: bool


@dataclass(frozen=True)
class Review:
    """Somebody said what a signal is, on a day: from that month on its cell begins again."""

    cell: Cell
    day: dt.date


@dataclass(frozen=True)
class Changes:
    """What to write: rises that are news, those that go on (by the key of their record), records that are over."""

    new: tuple[Rise, ...]
    going_on: Mapping[int, Rise]
    over: tuple[int, ...]


def last_whole_month(today: dt.date) -> dt.date:
    """The first day of the newest month that is over: what is still coming in is not judged.

    >>> last_whole_month(dt.date(2026, 11, 1)), last_whole_month(dt.date(2026, 1, 31))
    (datetime.date(2026, 10, 1), datetime.date(2025, 12, 1))
    """
    return (today.replace(day=1) - dt.timedelta(days=1)).replace(day=1)


def precisions(
    held: Mapping[str, Held], looked_at: Iterable[tuple[Sequence[str], Sequence[str]]]
) -> pl.DataFrame:
    """Precision and recall of each theme, by its code, of comments held back and of those that people looked at here.

    held: by code. looked_at: for each comment that the model had read, the codes it gave and the codes that are right.
    Nothing where the model never said a theme.
    """
    counted = {code: [each.right, each.said, each.cases] for code, each in held.items()}
    for said, right in looked_at:
        for code in {*said, *right} & set(counted):
            counted[code][0] += code in said and code in right
            counted[code][1] += code in said
            counted[code][2] += code in right
    return pl.DataFrame(
        [
            (code, right / said if said else None, right / cases if cases else None)
            for code, (right, said, cases) in counted.items()
        ],
        schema={"theme": pl.String, "precision": pl.Float64, "recall": pl.Float64},
        orient="row",
    )


def reviews(found: Iterable[Review]) -> pl.DataFrame:
    """Reviews as the statistics read them."""
    rows = [(each.cell.organisation, each.cell.theme, each.day) for each in found]
    schema = {"provider": pl.Int64, "theme": pl.String, "day": pl.Date}
    return pl.DataFrame(rows, schema=schema, orient="row")


def rises(watched: Watched, *, ours: Iterable[int], today: dt.date) -> list[Rise]:
    """Every open alarm at providers of our own, unless all counts are very old."""
    if watched.month is None or watched.month < today - dt.timedelta(days=OLD_NEWS):
        return []
    reach = watched.limits.reach
    told_last = watched.months.filter("alarm").group_by("provider", "theme").agg(last=pl.col("month").max())
    open_ones = watched.cells.filter(pl.col("alarm"), pl.col("provider").is_in(list(ours)))
    dated = open_ones.join(told_last, on=["provider", "theme"])  # an alarm begins with something told
    return [
        Rise(
            cell=Cell(row["provider"], row["theme"]),
            rule=RULES[row["raised_by"]],
            first_month=row["since"],
            last_month=row["last"],
            strength=SIGMAS * max((row["cusum"] or 0) / reach.cusum, (row["scan"] or 0) / reach.scan),
        )
        for row in dated.sort("provider", "theme").iter_rows(named=True)
    ]


def changes(now: Iterable[Rise], standing: Iterable[Heard]) -> Changes:
    """What is news, what goes on and what is over.

    standing: the latest record of each cell. One that comes back within a few months is the old news, unless somebody
    reviewed it: then it is another finding.
    """
    known = {each.cell: each for each in standing}
    new, going_on = [], {}
    for rise in now:
        before = known.get(rise.cell)
        if before is not None and _is_same_news(rise, before):
            going_on[before.pk] = rise
        else:
            new.append(rise)
    over = tuple(each.pk for each in known.values() if each.is_on and each.pk not in going_on)
    return Changes(tuple(new), going_on, over)


def _is_same_news(rise: Rise, before: Heard) -> bool:
    if rise.first_month <= before.last_month:
        return True
    if before.is_begun_again:
        return False
    return before.is_on or months_between(before.last_month, rise.first_month) <= COMES_BACK_WITHIN


def reviewed_in(cell: Cell, found: Iterable[Review], *, after: dt.date, until: dt.date) -> bool:
    """Whether somebody reviewed a cell after its last month on, so that this is why it is over."""
    return any(each.cell == cell and after < each.day.replace(day=1) <= until for each in found)


def kept_months(watched: Watched, shown: pl.DataFrame, cell: Cell) -> list[dict[str, Any]]:
    """What a signal keeps of each month, the latest last. shown: the frame that was watched, with `told` and `critical`."""
    mine = (pl.col("provider") == cell.organisation) & (pl.col("theme") == cell.theme)
    beside = shown.filter(mine).select("month", "told", "critical")
    rows = watched.months.filter(mine).join(beside, on="month").sort("month").tail(KEPT_MONTHS)
    return [
        {
            "month": row["month"].isoformat(),
            "critical": row["critical"],
            "people": row["people"],
            "comments": row["told"],
            "expected": None if row["expected"] is None else round(row["expected"], 2),
            "is_on": row["alarm"],
        }
        for row in rows.iter_rows(named=True)
    ]
