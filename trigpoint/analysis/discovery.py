"""False discoveries: how many alarms among many would be raised by chance."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import polars as pl

from trigpoint.analysis.limits import Phases
from trigpoint.analysis.problems import HEADING_ROWS, InputRefused, Problem, column_problems
from trigpoint.analysis.rules import Flags, Floats

METHODS = ("bh", "by")
RATE = 0.1  # one in ten of those told is expected to be false
KEYS = ("series", "rule")
SHARES = ("chance", "threshold")


class Grid(NamedTuple):
    """`tests`, one row for each that was given; `rules`, one for each rule and one for all."""

    tests: pl.DataFrame
    rules: pl.DataFrame


def grid(tests: pl.DataFrame, *, rate: float = RATE, method: str = "bh") -> Grid:
    """What to make of every rule tried on every series at one time.

    `tests` has `series`, `rule`, `chance` (two-sided: of something as odd, if nothing is
    the matter; empty if it could not be tried) and `threshold` (the chance up to which
    the rule raises an alarm). `method` is bh (Benjamini and Hochberg) or by (Benjamini
    and Yekutieli, true of any dependence, and much blinder).

    `tests` come back by series and rule with `alarm` and `q`, over the whole grid.
    `rules` has for each rule, and in the first row (no rule) for all: `tests`, `alarms`,
    `expected` (how many alarms chance alone would raise: the sum of the thresholds),
    `told` (those with q up to `rate`) and `false` (how many of these at most are expected
    to be false). Raises InputRefused with every fault found.

    >>> tried = pl.DataFrame({"series": list("ABCD"), "rule": "outside"}).with_columns(
    ...     chance=pl.Series([0.0001, 0.002, 0.04, 0.6]), threshold=0.05
    ... )
    >>> grid(tried).rules.row(0)
    (None, 4, 3, 0.2, 3, 0.3)
    """
    _refuse(tests, rate, method)
    ordered = tests.select(*KEYS, *(pl.col(name).cast(pl.Float64) for name in SHARES)).sort(KEYS)
    chance = ordered["chance"].to_numpy()
    tried = ~np.isnan(chance)
    q = np.full(chance.size, np.nan)
    if tried.any():
        whole = Phases(np.zeros(1, np.intp), np.array([chance.size]))
        q = false_discovery(chance, whole, among=tried)
    if method == "by":
        q = np.minimum(q * float(np.sum(1 / np.arange(1, tried.sum() + 1))), 1.0)
    judged = ordered.with_columns(
        pl.Series("q", q, nan_to_null=True), alarm=pl.col("chance") <= pl.col("threshold")
    )
    return Grid(judged.select(*KEYS, *SHARES, "alarm", "q"), _counted(judged, rate))


def _counted(judged: pl.DataFrame, rate: float) -> pl.DataFrame:
    tried = judged.filter(pl.col("chance").is_not_null())
    numbers = [
        pl.len().cast(pl.Int64).alias("tests"),
        pl.col("alarm").sum().cast(pl.Int64).alias("alarms"),
        pl.col("threshold").sum().round(12).alias("expected"),
        (pl.col("q") <= rate).sum().cast(pl.Int64).alias("told"),
    ]
    whole = tried.select(pl.lit(None, judged.schema["rule"]).alias("rule"), *numbers)
    each = tried.group_by("rule").agg(numbers).sort("rule")
    # A share of all that are told is false; of a single rule it may be more or less.
    return pl.concat([whole, each]).with_columns(
        pl.when(pl.col("rule").is_null()).then((pl.col("told") * rate).round(12)).alias("false")
    )


def _refuse(tests: pl.DataFrame, rate: float, method: str) -> None:
    problems = []
    if method not in METHODS:
        problems.append(
            Problem(
                "method-unknown", f"There is no method “{method}”.", f"Choose one of {', '.join(METHODS)}."
            )
        )
    if not 0 < rate < 1:
        said = f"{rate} is no rate of false discoveries."
        problems.append(Problem("rate-impossible", said, "Use a share above 0 and below 1; usually 0.1."))
    problems += column_problems(tests.columns, required=(*KEYS, *SHARES)) or [
        Problem(
            code="column-not-numeric",
            column=name,
            message=f"The column “{name}” does not hold numbers.",
            remedy="Make every entry a number from 0 to 1.",
        )
        for name in SHARES
        if not (tests.schema[name].is_numeric() or tests.schema[name] == pl.Null)
    ]
    problems = problems or list(_faults(tests))
    if problems:
        raise InputRefused(problems)


def _faults(tests: pl.DataFrame) -> Iterator[Problem]:
    rows = tests.with_row_index("row", offset=1 + HEADING_ROWS)
    said = [
        *((name, pl.col(name).is_null(), "has no", "Fill it in, or take the row out.") for name in KEYS),
        ("rule", ~pl.struct(*KEYS).is_first_distinct(), "repeats a series and", "Keep one test of each."),
        *(
            (
                name,
                ~pl.col(name).cast(pl.Float64).is_between(0, 1),
                "does not have from 0 to 1 as its",
                "Give it as a share.",
            )
            for name in SHARES
        ),
        (
            "threshold",
            pl.col("threshold").is_null(),
            "has no",
            "Give the chance up to which the rule raises an alarm.",
        ),
    ]
    for column, fault, what, remedy in said:
        for row in rows.filter(fault)["row"]:
            yield Problem("test-unsound", f"Row {row} {what} {column}.", remedy, column, row)


def false_discovery(chance: Floats, groups: Phases, *, among: Flags) -> Floats:
    """Benjamini-Hochberg q of each chance, within its group; NaN where not `among`.

    Act on all with q up to 0.1, and at most a tenth of them are expected to be false.
    q is the least, over this and every larger chance p, of p times tests over rank.

    Source: Benjamini and Hochberg, J R Stat Soc B 1995, 57:289.
    """
    group = np.repeat(np.arange(groups.starts.size), groups.lengths)
    tests = pl.DataFrame({"p": chance, "group": group}).with_row_index("place")
    tests = tests.filter(pl.Series(among)).sort("p", descending=True)
    rank = pl.col("p").rank("max").over("group")
    scaled = pl.col("p") * pl.len().over("group") / rank
    least = tests.with_columns(q=scaled).with_columns(pl.col("q").cum_min().over("group"))
    q = np.full(chance.size, np.nan)
    q[least["place"].to_numpy()] = least["q"].to_numpy()
    return q
