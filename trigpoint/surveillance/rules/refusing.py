"""Which charts that watch (CUSUM, VLAD, EWMA) the figures of a series do not allow, and why not, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import polars as pl

from trigpoint.analysis import cusum_grouped, spc
from trigpoint.indicators.definitions import WATCHING, Definition
from trigpoint.surveillance.rules.watching import cases_known, standard_on, watch_of

PERIODS = 12
LEAST_MEAN = 10  # of counts: below, they are too rare for an average of them to be near normal
COUNTS = ("count", "patients")
OBSERVED, EXPECTED = pl.col("numerator"), pl.col("denominator")
IS_PAIR = OBSERVED.is_not_null() & EXPECTED.is_not_null()
# What may be wrong with figures, each an aggregate of one series with the words for it.
OF_OUTCOMES = (
    (~IS_PAIR.any(), "its figures come without the number that was expected"),
    (((OBSERVED < 0) | (OBSERVED.floor() != OBSERVED)).any(), "what was observed is not in whole events"),
    ((EXPECTED < 0).any(), "the number expected is below nought"),
    (
        (IS_PAIR & (OBSERVED > 0) & (EXPECTED == 0)).any(),
        "events are there in a period in which none was expected",
    ),
)
OF_COUNTS = (
    (
        ((pl.col("value") < 0) | (pl.col("value") != pl.col("value").floor())).any(),
        "its figures are not whole events",
    ),
)
OF_CASES = (
    (~IS_PAIR.any(), "its figures come without the numbers they are made of"),
    (
        ~spc.makes_up(pl.col("value"), OBSERVED, EXPECTED),
        "its figures are not what the numbers make that come with them",
    ),
    (
        ((OBSERVED < 0) | (OBSERVED > EXPECTED)).any(),
        "there are more events than cases, or fewer than none",
    ),
    (
        pl.col("cases_a_period").max() * PERIODS > cusum_grouped.LARGEST,
        f"there are more than {cusum_grouped.LARGEST / PERIODS:.0f} cases a period, too many to be watched one by one",
    ),
)
OF_AVERAGES = (
    (
        pl.col("value").mean() < LEAST_MEAN,
        f"its counts are fewer than {LEAST_MEAN} a period, too rare to be averaged",
    ),
)


def refusal(kind: str, definition: Definition, day: dt.date) -> str:
    """Why no series of an indicator can be watched so, "" if it can. day: the end of the latest period."""
    if definition.rolling_months:
        return "each figure covers several periods, so neighbouring figures share most of what they count"
    if not definition.is_charted:
        return "its figures are not charted over time"
    expected = watch_of(definition, kind).expected
    if kind in ("vlad", "cusum_poisson"):
        is_said = definition.compare.kind == "SR" or definition.watch is not None
        return "" if is_said else "nothing says how many events were to be expected"
    if kind == "cusum_bernoulli":
        if definition.unit != "%" or definition.improvement == "neither":
            return "its figures are no shares of which one side is better"
        if expected == "target" and standard_on(definition, day) is None:
            return "there is no standard to watch it against"
    return ""


def _rules(kind: str, definition: Definition) -> tuple[tuple[pl.Expr, str], ...]:
    if kind == "cusum_bernoulli":
        return OF_CASES
    if kind == "ewma":
        return OF_AVERAGES if definition.unit in COUNTS else ()
    return OF_OUTCOMES if watch_of(definition, kind).expected == "denominator" else OF_COUNTS


def _counted(rows: pl.DataFrame, kind: str, definition: Definition) -> pl.DataFrame:
    """With how many cases a period its method will find in each phase: it knows those of periods that have a chance."""
    if kind != "cusum_bernoulli":
        return rows
    dated = rows.with_columns(
        period="period_start",
        phase=pl.col("rebase").fill_null(0).cum_sum().over("series", order_by="period_start"),
    )
    cases = pl.when(cases_known(dated, definition)).then(EXPECTED)
    return dated.with_columns(cases_a_period=cases.mean().over("series", "phase"))


def refused(points: pl.DataFrame, definition: Definition) -> dict[str, str]:
    """Each kind that the figures of one series do not allow, with the reason.

    points: series, period_start, value, numerator, denominator, and rebase: 1 where a phase begins.
    """
    found = {}
    day = points["period_start"].max()
    for kind in WATCHING:
        why = refusal(kind, definition, day) or next(
            (
                said
                for fault, said in _rules(kind, definition)
                if _counted(points, kind, definition).select(fault.fill_null(value=False)).item()
            ),
            "",
        )
        if why:
            found[kind] = why
    return found


def watchable(
    points: pl.DataFrame, wanted: pl.DataFrame, definitions: Mapping[str, Definition]
) -> pl.DataFrame:
    """Series that can be watched as is wanted: column series.

    points: as for `refused`, of many series. wanted: series, indicator, wanted (the kind).
    """
    parts = [pl.DataFrame(schema={"series": pl.Int64})]
    asked = wanted.filter(pl.col("wanted").is_in(WATCHING))
    for (code, kind), some in asked.group_by("indicator", "wanted", maintain_order=True):
        definition, rows = definitions[str(code)], points.join(some, on="series", how="semi")
        if refusal(str(kind), definition, rows["period_start"].max()):
            continue
        faults = [fault.fill_null(value=False) for fault, _ in _rules(str(kind), definition)]
        sound = (
            _counted(rows, str(kind), definition)
            .group_by("series")
            .agg(bad=pl.any_horizontal(faults) if faults else pl.lit(value=False))
        )
        parts.append(sound.filter(~pl.col("bad")).select("series"))
    return pl.concat(parts)
