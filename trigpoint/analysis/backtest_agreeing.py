"""What would have been proposed while the past was replayed: alerts of independent streams that agree, as alerts themselves.

Alerts in, in the columns of a back-test, and alerts out. docs/methods/agreement.md has the rule, docs/methods/backtest.md
what is made of it.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import polars as pl

from trigpoint.analysis import agreement
from trigpoint.analysis.agreement import COVERAGE, FACTS
from trigpoint.analysis.backtest_input import History

RULE = "streams_agree"
PREFIX = "theme:"  # in the place of an indicator
PLACE = ["provider", "theme"]


class Lined(NamedTuple):
    """How indicators are lined up: `holds` has indicator, stream and theme, a row each; the parameters of the rule."""

    holds: pl.DataFrame
    settings: agreement.Settings


def lined(
    streams: Mapping[str, str], themes: Mapping[str, Sequence[str]], settings: agreement.Settings
) -> Lined:
    """From the stream and the themes of each indicator; one without a stream or a theme never agrees with anything."""
    rows = [
        (indicator, stream, theme)
        for indicator, stream in sorted(streams.items())
        for theme in themes.get(indicator, ())
        if stream
    ]
    schema = {"indicator": pl.String, "stream": pl.String, "theme": pl.String}
    return Lined(pl.DataFrame(rows, schema=schema, orient="row"), settings)


def proposed(history: History, by: Lined, months: Sequence[dt.date]) -> pl.DataFrame:
    """An alert for each agreement that was new at the end of a month, in the columns of the history's alerts.

    Its indicator is the theme, its dimension is empty; it stands until the month in which the streams no longer agree.
    An alert counts from the day it was raised to the month before it was over, and then for as long as its stream is fresh.
    """
    names = history.alerts["provider"].unique().sort()
    facts = _facts(history, by, names, months)
    nothing = pl.DataFrame(schema=COVERAGE)
    open_at: dict[tuple[int, str], dict[str, object]] = {}
    found: list[dict[str, object]] = []
    before: set[tuple[int, str]] = set()
    for month in months:
        rows = agreement.agreements(facts, nothing, day=month, settings=by.settings)
        told = [
            (provider, theme, {theme, *also})
            for provider, theme, also in rows.select(*PLACE, "also").iter_rows()
        ]
        now = {(provider, each) for provider, _, themes in told for each in themes}
        for place in [place for place in open_at if place not in now]:
            open_at.pop(place)["ended_on"] = month
        for provider, theme, themes in told:
            if not any((provider, each) in before for each in themes):
                row = {"provider": names[provider], "indicator": PREFIX + theme, "raised_on": month}
                open_at[provider, theme] = row | {"ended_on": None}
                found.append(open_at[provider, theme])
        before = now
    return _as_alerts(found, history.alerts)


def watched(history: History, by: Lined, months: Sequence[dt.date]) -> pl.DataFrame:
    """Month, provider and theme (as the indicator) at which enough streams have figures that are fresh."""
    fresh = pl.col("stream").replace_strict(dict(by.settings.fresh_days), return_dtype=pl.Int64)
    looks = history.watched.join(by.holds, on="indicator").select("month", *PLACE, "stream", fresh=fresh)
    looks = looks.unique()
    parts = [_watched_in(looks, month, by.settings.streams_needed) for month in months]
    return pl.concat(parts).sort("month", "provider", "indicator")


def _watched_in(looks: pl.DataFrame, month: dt.date, needed: int) -> pl.DataFrame:
    age = (pl.lit(month) - pl.col("month")).dt.total_days()
    streams = looks.filter(age >= 0, age <= pl.col("fresh")).group_by(PLACE).agg(pl.col("stream").n_unique())
    return streams.filter(pl.col("stream") >= needed).select(
        pl.lit(month).alias("month"), "provider", indicator=PREFIX + pl.col("theme")
    )


def with_streams(alerts: pl.DataFrame, by: Lined) -> pl.DataFrame:
    """The alerts of indicators that have a stream, with it."""
    return alerts.join(by.holds.select("indicator", "stream").unique(), on="indicator")


def _facts(history: History, by: Lined, names: pl.Series, months: Sequence[dt.date]) -> pl.DataFrame:
    """Each alert and theme of its indicator as a fact. Nothing goes on longer than figures come."""
    numbers = {name: at for at, name in enumerate(names.to_list())}
    newest = history.watched.group_by("provider", "indicator").agg(newest=pl.col("month").max())
    # An alert that ended was no longer so at the end of that month: the month before is the last that says so.
    over = pl.col("ended_on").dt.offset_by("-1mo").dt.month_end().fill_null(months[-1])
    until = pl.max_horizontal(pl.min_horizontal(over, "newest"), "raised_on")
    key = pl.format("{}-{}-{}-{}", "indicator", "rule", "raised_on", pl.int_range(pl.len()))
    made = history.alerts.with_columns(key=key).join(newest, on=["provider", "indicator"], how="left")
    made = made.join(by.holds, on="indicator")
    return made.select(
        provider=pl.col("provider").replace_strict(numbers, return_dtype=pl.Int64),
        service=pl.lit(""),
        theme="theme",
        stream="stream",
        key="key",
        event="key",
        state=pl.lit("concern"),
        known_on="raised_on",
        last_on=until,
        door=pl.lit(""),
    ).cast(FACTS)


def _as_alerts(found: list[dict[str, object]], like: pl.DataFrame) -> pl.DataFrame:
    columns = {"provider", "indicator", "raised_on", "ended_on"}
    rows = pl.DataFrame(found, schema={name: kind for name, kind in like.schema.items() if name in columns})
    added = {"dimension": pl.lit(""), "rule": pl.lit(RULE), "is_part": pl.lit(value=False)}
    others = [
        added.get(name, pl.lit(None)).cast(kind).alias(name)
        for name, kind in like.schema.items()
        if name not in columns
    ]
    return rows.with_columns(others).select(like.columns).sort("raised_on", "provider", "indicator")
