"""What is wanted of a series and when: standards, trajectories, ceilings and reductions.

Every row of targets becomes part of a course: what is wanted from when to when, with knots
between which a line runs, or after which a value stands. docs/methods/targets.md has the rules.
"""

from typing import NamedTuple

import polars as pl

from trigpoint.analysis import goal_faults
from trigpoint.analysis.goal_faults import COLUMNS, DATES, KINDS, NUMBERS
from trigpoint.analysis.periods import MONTHS, dates
from trigpoint.analysis.problems import InputRefused

STANDARD, TRAJECTORY, CEILING, REDUCTION = KINDS
KIND = pl.Enum(KINDS)
NO_END = pl.date(9999, 12, 31)
NO_START = pl.date(1, 1, 1)

# begins to until: when it is in force; due: the day at which it is met or not; way: -1 if
# less is better, 1 if more is, 0 if only the series can say
COURSE = ("course", "series", "kind", "begins", "until", "due", "at_end", "way")


class Goals(NamedTuple):
    """`courses`, one row each; `knots`, the places in time (months) of each course."""

    courses: pl.DataFrame
    knots: pl.DataFrame  # course, at, wanted, linear


def read(targets: pl.DataFrame) -> Goals:
    """The courses of a frame of targets. Raises InputRefused with every fault found."""
    problems = goal_faults.of_columns(targets)
    if problems:
        raise InputRefused(problems)
    rows = _typed(targets)
    problems = goal_faults.of_rows(rows)
    if problems:
        raise InputRefused(problems)
    parts = [make(rows.filter(pl.col("kind") == kind)) for kind, make in _MAKERS.items()]
    return Goals(
        pl.concat([part.courses.select(COURSE) for part in parts]),
        pl.concat([part.knots.select("course", "at", "wanted", "linear") for part in parts]).sort(
            "course", "at"
        ),
    )


def _typed(targets: pl.DataFrame) -> pl.DataFrame:
    """All columns, of the right kinds, and the place of each row as `course`."""
    missing = [pl.lit(None, pl.String).alias(name) for name in COLUMNS if name not in targets.columns]
    rows = targets.with_columns(missing).select(COLUMNS)
    rows = rows.with_columns(dates(rows[name]) for name in DATES)
    return rows.with_columns(
        pl.col("series", "kind", "between").cast(pl.String), pl.col(NUMBERS).cast(pl.Float64)
    ).with_row_index("course")


def month(name: str) -> pl.Expr:
    """A date as a number of months."""
    return pl.col(name).dt.year().cast(pl.Int64) * MONTHS + pl.col(name).dt.month().cast(pl.Int64) - 1


def _standards(rows: pl.DataFrame) -> Goals:
    always = pl.col("from").fill_null(NO_START)
    courses = rows.with_columns(
        begins=always,
        until=pl.col("to").fill_null(NO_END),
        due=pl.col("to").fill_null(NO_END),
        at_end="value",
        way=pl.lit(0),
    )
    knots = courses.select("course", at=month("begins"), wanted="value", linear=pl.lit(value=False))
    return Goals(courses, knots)


def _trajectories(rows: pl.DataFrame) -> Goals:
    """All rows of a series are one course."""
    rows = rows.sort("series", "from").with_columns(pl.col("course").first().over("series"))
    courses = rows.group_by("course", "series", "kind").agg(
        begins=pl.col("from").first(),
        until=pl.col("to").last().fill_null(NO_END),
        due=pl.coalesce("to", "from").last(),
        at_end=pl.col("value").last(),
        way=pl.lit(0),
    )
    linear = pl.col("between").fill_null("step") == "linear"
    return Goals(courses, rows.select("course", at=month("from"), wanted="value", linear=linear))


def _ceilings(rows: pl.DataFrame) -> Goals:
    """A limit to the count from a day to a day; rows with `by` say how far by when."""
    key = ("series", "from", "to")
    rows = rows.with_columns(pl.col("course").first().over(key))
    whole = rows.filter(pl.col("by").is_null() | (pl.col("by") == pl.col("to")))
    courses = whole.with_columns(begins="from", until="to", due="to", at_end="value", way=pl.lit(-1))
    day = rows.with_columns(pl.col("by").fill_null(pl.col("to")))
    after = day.select("course", at=month("by") + 1, wanted="value")
    start = courses.select("course", at=month("begins"), wanted=pl.lit(0.0))
    return Goals(courses, pl.concat([start, after]).with_columns(linear=pl.lit(value=True)))


def _reductions(rows: pl.DataFrame) -> Goals:
    """From the baseline, if its day is given, in a straight line to what is wanted by the day."""
    # multiplied before it is divided, so that half of 90 is 45 and not nearly so
    goal = pl.col("baseline") * (100 - pl.col("percent")) / 100
    courses = rows.with_columns(
        begins=pl.col("from").fill_null(NO_START),
        until=pl.col("to").fill_null(NO_END),
        due="by",
        at_end=goal,
        way=pl.when(pl.col("percent") >= 0).then(-1).otherwise(1),
    )
    end = courses.select("course", at=month("due"), wanted="at_end")
    start = rows.drop_nulls("from").select("course", at=month("from"), wanted="baseline")
    return Goals(courses, pl.concat([start, end]).with_columns(linear=pl.lit(value=True)))


_MAKERS = {
    STANDARD: _standards,
    TRAJECTORY: _trajectories,
    CEILING: _ceilings,
    REDUCTION: _reductions,
}


def current(goals: Goals, latest: pl.DataFrame) -> pl.DataFrame:
    """The course of each series and kind that counts at its latest period.

    `latest` has `series`, `period` (its first day) and `month_to` (the last month of it). The
    course that is due next counts; if all are over, the last. Adds `wanted_now`, empty if
    it is not in force.
    """
    over = pl.col("due") < pl.col("period")
    day = pl.col("due").to_physical()
    near = (
        goals.courses.join(latest, on="series", how="left")
        .with_columns(over=over.fill_null(value=False))
        .with_columns(order=pl.when("over").then(-day).otherwise(day))
        .sort("series", "kind", "over", "order", "begins", "course")
        .unique(["series", "kind"], keep="first", maintain_order=True)
    )
    in_force = pl.col("period").is_between("begins", "until").fill_null(value=False)
    line = _on_line(near, goals.knots)
    return near.join(line, on="course", how="left", maintain_order="left").with_columns(
        wanted_now=pl.when(in_force).then("wanted_now")
    )


def _on_line(near: pl.DataFrame, knots: pl.DataFrame) -> pl.DataFrame:
    """What the knots say of the place in time of each course."""
    asked = near.select("course", _place().alias("at")).drop_nulls()
    return _between(asked, knots).select("course", "wanted_now")


def over_time(goals: Goals, places: pl.DataFrame) -> pl.DataFrame:
    """What is wanted of each period: `places` with `wanted`, empty where nothing is.

    `places` has `series`, `period` (the first day), `month_from` and `month_to`; of ceilings it is how many may have
    been counted by the end of the period. Of several courses in force the one that began last counts.
    """
    inside = pl.col("period").is_between("begins", "until")
    placed = places.with_row_index("place").join(goals.courses, on="series").filter(inside)
    chosen = placed.sort("place", "begins", "course").unique("place", keep="last", maintain_order=True)
    asked = chosen.select("place", "course", _place().alias("at"))
    told = _between(asked, goals.knots).select("place", wanted="wanted_now")
    return (
        places.with_row_index("place").join(told, on="place", how="left", maintain_order="left").drop("place")
    )


def _place() -> pl.Expr:
    """The month that counts: of a ceiling the one after the end, of a reduction the last, else the first."""
    return (
        pl.when(kind=CEILING)
        .then(pl.col("month_to") + 1)
        .when(kind=REDUCTION)
        .then("month_to")
        .otherwise("month_from")
    )


def _between(asked: pl.DataFrame, knots: pl.DataFrame) -> pl.DataFrame:
    """`asked` (course, at) with what the knots before and after say of it."""
    asked, knots = asked.sort("at"), knots.sort("at")
    before = asked.join_asof(
        knots.with_columns(at_before="at"), on="at", by="course", strategy="backward", check_sortedness=False
    )
    after = knots.select("course", "at", at_after="at", wanted_after="wanted")
    both = before.join_asof(after, on="at", by="course", strategy="forward", check_sortedness=False)
    way = (pl.col("wanted_after") - pl.col("wanted")) * (pl.col("at") - pl.col("at_before"))
    between = pl.col("wanted") + way / (pl.col("at_after") - pl.col("at_before"))
    goes_on = pl.col("linear") & (pl.col("at_after") > pl.col("at_before"))
    return both.with_columns(wanted_now=pl.when(goes_on).then(between).otherwise("wanted"))
