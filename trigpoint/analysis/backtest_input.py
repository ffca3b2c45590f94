"""What a back-test is given: what was replayed, the list of dated events, and which of them it can speak of."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from trigpoint.analysis import tables
from trigpoint.analysis.problems import HEADING_ROWS, InputRefused, Problem, column_problems

EVENTS = ("provider", "date", "kind")


class History(NamedTuple):
    """What was replayed, and what came after.

    alerts: provider, indicator, dimension, rule, raised_on, ended_on (null: still on),
    is_part (told as a part of another). events:
    provider, date, kind. watched: month (its last day), provider, indicator: whose figures were looked at. missed:
    month, provider, indicator: whose latest figure missed its target, in the month in which it was first known.
    names: provider, name.
    """

    alerts: pl.DataFrame
    events: pl.DataFrame
    watched: pl.DataFrame
    missed: pl.DataFrame
    names: pl.DataFrame

    def among(self, providers: list[str]) -> "History":
        """What concerns these providers alone."""
        return History(*(frame.filter(pl.col("provider").is_in(providers)) for frame in self))


@dataclass(frozen=True)
class Settings:
    """The last days of the months replayed, without a gap; months from an alert to an event; the seed of every draw;
    the day up to which events are listed (None: that of the last one)."""

    months: tuple[dt.date, ...]
    window: int = 12
    seed: int = 0
    events_until: dt.date | None = None


def read_events(path: str) -> pl.DataFrame:
    """The events in a CSV or Parquet file: provider (code), date, kind; ordered. Raises InputRefused with every fault."""
    given = tables.read(path, numbers=())
    problems = column_problems(given.columns, required=EVENTS)
    if problems:
        raise InputRefused(problems)
    named = given.select(pl.col(EVENTS).cast(pl.String).str.strip_chars())
    days = pl.col("date").str.strptime(pl.Date, "%Y-%m-%d", strict=False, exact=True)
    numbered = named.with_row_index("row", offset=1 + HEADING_ROWS).with_columns(day=days)
    problems = [*_empty(numbered), *_no_days(numbered), *_twice(numbered)]
    if problems:
        raise InputRefused(sorted(problems, key=lambda each: each.row or 0))
    return numbered.select("provider", "kind", date="day").select(EVENTS).sort("date", "provider", "kind")


def read_providers(path: str) -> list[str]:
    """The codes in the column `provider` of a CSV or Parquet file. Raises InputRefused with every fault."""
    given = tables.read(path, numbers=())
    problems = column_problems(given.columns, required=("provider",))
    if problems:
        raise InputRefused(problems)
    return given["provider"].cast(pl.String).str.strip_chars().drop_nulls().unique().sort().to_list()


def _empty(events: pl.DataFrame) -> list[Problem]:
    return [
        Problem(
            code="value-missing",
            column=name,
            row=row,
            message=f"Row {row} has no {name}.",
            remedy="Fill it in, or take the row out.",
        )
        for name in EVENTS
        for row in events.filter(pl.col(name).fill_null("") == "")["row"]
    ]


def _no_days(events: pl.DataFrame) -> list[Problem]:
    odd = events.filter(pl.col("day").is_null(), pl.col("date").fill_null("") != "")
    return [
        Problem(
            code="date-malformed",
            column="date",
            row=row,
            message=f"Row {row} has “{text}” as its date.",
            remedy="Write the day on which it became known, such as 2025-11-19; a year or month alone is too coarse.",
        )
        for row, text in odd.select("row", "date").iter_rows()
    ]


def _twice(events: pl.DataFrame) -> list[Problem]:
    again = events.filter(~pl.struct(EVENTS).is_first_distinct(), pl.col("day").is_not_null())
    return [
        Problem(
            code="event-twice",
            column="provider",
            row=row,
            message=f"Row {row} lists “{kind}” of {provider} on {date} again.",
            remedy="Take out one of the two rows.",
        )
        for row, provider, date, kind in again.select("row", *EVENTS).iter_rows()
    ]


def within(window: int, *, day: str = "raised_on") -> tuple[pl.Expr, pl.Expr]:
    """An event's `date` is later than `day`, and no more than so many months later."""
    return pl.col(day) < pl.col("date"), pl.col("date") <= pl.col(day).dt.offset_by(f"{window}mo")


def in_reach(events: pl.DataFrame, months: Sequence[dt.date], window: int) -> pl.DataFrame:
    """Events with a replayed month in their window, and whether all months of it were replayed (`is_whole`)."""
    from_on, until = (
        months[0].replace(day=1),
        pl.Series([months[-1]]).dt.offset_by("1d").dt.month_end().item(),
    )
    begins = pl.col("date").dt.offset_by(f"-{window}mo")
    last = pl.Series([months[-1]]).dt.offset_by(f"{window}mo").item()
    return events.filter(pl.col("date") > months[0], pl.col("date") <= last).with_columns(
        is_whole=(begins >= from_on) & (pl.col("date") <= until)
    )


def watched_shares(watched: pl.DataFrame, events: pl.DataFrame, window: int) -> pl.DataFrame:
    """Of the providers watched in each month by each indicator, the share at which an event followed in time."""
    near = watched.join(events.select("provider", "date"), on="provider").filter(*within(window, day="month"))
    followed = near.group_by("month", "indicator").agg(number=pl.col("provider").n_unique())
    pools = watched.group_by("month", "indicator").agg(of=pl.len())
    return pools.join(followed, on=["month", "indicator"], how="left").select(
        "month", "indicator", share=pl.col("number").fill_null(0) / pl.col("of")
    )
