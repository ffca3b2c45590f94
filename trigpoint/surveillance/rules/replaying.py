"""The past once more, month by month: what the early warning would have said with what was known then. Pure.

Frames in, frames out. Figures have the columns of `FIGURES`: every version that is held of each figure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import polars as pl

from trigpoint.indicators.definitions import MONTHS, Definition
from trigpoint.surveillance.rules import signals, stage_one
from trigpoint.surveillance.rules.stage_one import OBSERVATIONS, Tuning

VINTAGES = ("published", "loaded")
FIGURES = {**OBSERVATIONS, "loaded_on": pl.Date, "superseded_on": pl.Date}
PERIOD = ("series", "period_start", "period_end")
ALERTS = {
    "series": pl.Int64,
    "organisation": pl.Int64,
    "indicator": pl.String,
    "rule": pl.String,
    "meaning": pl.String,
    "raised_on": pl.Date,
    "ended_on": pl.Date,
    "is_part": pl.Boolean,
}
WATCHED = {"month": pl.Date, "organisation": pl.Int64, "indicator": pl.String}
HELD = {"indicator": pl.String, "as_published": pl.UInt32, "late": pl.UInt32, "undated": pl.UInt32}


class Steps(NamedTuple):
    """What people did to charts, with the day: phases (series, period_start, is_on, on), kinds (series, kind, is_on, on)."""

    phases: pl.DataFrame
    kinds: pl.DataFrame

    def by(self, day: dt.date) -> Tuning:
        """What was in force at the end of `day`: the latest step counts."""
        phases = _in_force(self.phases, day, ["series", "period_start"])
        return Tuning(
            phases.select("series", "period_start"),
            _in_force(self.kinds, day, ["series"]).select("series", "kind"),
        )

    def between(self, before: dt.date, day: dt.date) -> bool:
        """Whether anybody did anything after `before`, up to the end of `day`."""
        days = pl.concat([self.phases["on"], self.kinds["on"]])
        return bool(((days > before) & (days <= day)).any())


STEP = {"is_on": pl.Boolean, "on": pl.Date}
NO_STEPS = Steps(
    pl.DataFrame(schema={"series": pl.Int64, "period_start": pl.Date, **STEP}),
    pl.DataFrame(schema={"series": pl.Int64, "kind": pl.String, **STEP}),
)


class Replay(NamedTuple):
    """What a replay says.

    alerts: columns of `ALERTS`, one row an episode of a rule on a series in one direction. watched: who had a figure
    that was news at the end of which month, of which indicator. missed: the same for latest figures that missed their
    target, each in the month in which it was first known. held: per indicator, how many figures were as first
    published, published late (so perhaps revised), or without a day of publication.
    """

    alerts: pl.DataFrame
    watched: pl.DataFrame
    missed: pl.DataFrame
    held: pl.DataFrame


NOTHING = Replay(
    *(pl.DataFrame(schema=schema) for schema in (ALERTS, WATCHED, WATCHED, HELD)),
)


def month_ends(first: dt.date, last: dt.date) -> list[dt.date]:
    """The last day of each month from that of `first` to that of `last`."""
    starts = pl.date_range(first.replace(day=1), last.replace(day=1), "1mo", eager=True)
    return starts.dt.month_end().to_list()


def known(figures: pl.DataFrame, definitions: Mapping[str, Definition], vintage: str) -> pl.DataFrame:
    """`figures` with the day from which each counts (`known_on`) and, as far as it is kept, until when (`gone_on`).

    loaded: from the day of its load to that of the load that took its place. published: from its day of publication.
    One without a day of publication counts from the day of its load; before that, the first of them that was loaded
    stands in from the day on which the figure was due (`is_sure` false), since nothing nearer is held.
    """
    sure = pl.lit(value=True)
    if vintage == "loaded":
        return figures.with_columns(known_on="loaded_on", gone_on="superseded_on", is_sure=sure)
    never = pl.lit(None, pl.Date)
    dated = figures.with_columns(
        known_on=pl.coalesce("published_on", "loaded_on"), gone_on=never, is_sure=sure
    )
    undated = figures.filter(pl.col("published_on").is_null()).sort(*PERIOD, "loaded_on", "load")
    due = undated.unique(PERIOD, keep="first", maintain_order=True).with_columns(
        known_on=_due(definitions), gone_on=never, is_sure=~sure
    )
    return pl.concat([dated, due.filter(pl.col("known_on") < pl.col("loaded_on"))])


def as_known(figures: pl.DataFrame, day: dt.date) -> pl.DataFrame:
    """The figures in force at the end of `day`, one a series and period, in the columns of `OBSERVATIONS`.

    figures: made by `known`. What was surely known goes before what stands in, later before earlier.
    """
    there = pl.col("gone_on").is_null() | (pl.col("gone_on") > day)
    return (
        figures.filter(pl.col("known_on") <= day, there)
        .sort(*PERIOD, "is_sure", "known_on", "loaded_on", "load")
        .unique(PERIOD, keep="last", maintain_order=True)
        .select(list(OBSERVATIONS))
    )


def replay(
    figures: pl.DataFrame,
    definitions: Mapping[str, Definition],
    months: Sequence[dt.date],
    *,
    vintage: str,
    steps: Steps = NO_STEPS,
) -> Replay:
    """Replay the months that end on the days of `months`, in order and without a gap.

    Earlier months are gone through too, from the first with a figure, so that what began before is no news. A month
    is worked out for an indicator only if a figure of it or a chart changed; no statistic reaches across indicators.
    """
    parts = [NOTHING]
    for (code,), part in figures.sort("indicator").group_by("indicator", maintain_order=True):
        history = _History(known(part, definitions, vintage), definitions[code], months, steps)
        parts.append(Replay(*history.told(), held=_held(part, definitions[code])))
    whole = Replay(*(pl.concat(frames) for frames in zip(*parts, strict=True)))
    return whole._replace(
        alerts=whole.alerts.sort("raised_on", "organisation", "indicator", "rule", "meaning", "series")
    )


class _History:
    """One indicator through the months: the episodes so far, by the key of their record."""

    def __init__(
        self, figures: pl.DataFrame, definition: Definition, months: Sequence[dt.date], steps: Steps
    ) -> None:
        self.figures, self.definition, self.steps = figures, definition, steps
        self.months = months
        self.standing: dict[signals.Key, signals.Standing] = {}
        self.episodes: list[dict[str, object]] = []
        self.watched = [pl.DataFrame(schema=WATCHED)]
        self.missed = [pl.DataFrame(schema=WATCHED)]
        self.last_missed = pl.DataFrame(schema={"series": pl.Int64, "last_end": pl.Date})

    def told(self) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
        """Alerts, watched and missed."""
        told: pl.DataFrame | None = None
        for before, day in self._months_from_the_first():
            if self._is_changed(before, day):
                now = as_known(self.figures, day)
                if now.is_empty():
                    continue
                told = stage_one.tell(now, {self.definition.code: self.definition}, self.steps.by(day))
                self._keep_up(signals.news(told, day), day)
                told = told.drop("points")
            if told is not None and day >= self.months[0]:
                fresh = signals.news(told, day).filter(pl.col("n") > 0)
                self.watched.append(_providers(fresh, day))
        alerts = pl.DataFrame(self.episodes, schema=ALERTS)
        kept = alerts.filter(pl.col("raised_on") >= self.months[0])
        missed = pl.concat(self.missed).filter(pl.col("month") >= self.months[0])
        return kept, pl.concat(self.watched), missed

    def _months_from_the_first(self) -> Iterator[tuple[dt.date, dt.date]]:
        first = self.figures["known_on"].min()
        if first is None or first > self.months[-1]:
            return
        days = month_ends(min(first, self.months[0]), self.months[-1])
        yield from zip([dt.date.min, *days], days, strict=False)

    def _is_changed(self, before: dt.date, day: dt.date) -> bool:
        moved = pl.any_horizontal(
            (pl.col(name) > before) & (pl.col(name) <= day) for name in ("known_on", "gone_on")
        )
        return bool(self.figures.select(moved.any()).item()) or self.steps.between(before, day)

    def _keep_up(self, fresh: pl.DataFrame, day: dt.date) -> None:
        """As `services.signalling.keep_up` does with the records."""
        if fresh.is_empty():
            return
        self._note_missed(fresh, day)
        places = dict(fresh.select("series", "organisation").iter_rows())
        months = dict.fromkeys(places, MONTHS[self.definition.frequency])
        standing = [each for each in self.standing.values() if each.key.series in places]
        definitions = {self.definition.code: self.definition}
        changed = signals.changes(signals.fired(fresh, definitions), standing, months=months)
        for each in standing:
            if each.pk in changed.going_on:
                firing = changed.going_on[each.pk]
                self.standing[each.key] = replace(each, last_period=firing.last_period, is_on=True)
            elif each.pk in changed.over:
                self.standing[each.key] = replace(each, is_on=False)
                self.episodes[each.pk - 1].setdefault("ended_on", day)
        self._raise(changed.new, places, day)

    def _raise(self, new: Iterable[signals.Firing], places: Mapping[int, int], day: dt.date) -> None:
        for firing in new:
            alike = [each for each in self.standing.values() if each.key.series == firing.key.series]
            lead = signals.leader_for(firing, alike, months=MONTHS[self.definition.frequency])
            self.episodes.append(
                {
                    **firing.key._asdict(),
                    "organisation": places[firing.key.series],
                    "indicator": self.definition.code,
                    "raised_on": day,
                    "is_part": lead is not None,
                }
            )
            self.standing[firing.key] = signals.Standing(
                pk=len(self.episodes),
                key=firing.key,
                first_period=firing.first_period,
                last_period=firing.last_period,
                is_on=True,
                lead=lead,
            )

    def _note_missed(self, fresh: pl.DataFrame, day: dt.date) -> None:
        better = {
            "up": pl.col("last_value") < pl.col("target"),
            "down": pl.col("last_value") > pl.col("target"),
        }
        misses = better.get(self.definition.improvement, pl.lit(value=False))
        missed = fresh.filter(misses).select("series", "organisation", "indicator", "last_end")
        new = missed.join(self.last_missed, on=["series", "last_end"], how="anti")
        self.missed.append(_providers(new, day))
        self.last_missed = missed.select("series", "last_end")


def _due(definitions: Mapping[str, Definition]) -> pl.Expr:
    """The day on which the figures of a period are due: so many days after its end, as the indicator says."""
    lags = {code: each.lag_days for code, each in definitions.items()}
    return pl.col("period_end") + pl.duration(
        days=pl.col("indicator").replace_strict(lags, return_dtype=pl.Int64)
    )


def _providers(told: pl.DataFrame, day: dt.date) -> pl.DataFrame:
    return told.select(month=pl.lit(day, pl.Date), organisation="organisation", indicator="indicator").unique(
        maintain_order=True
    )


def _in_force(steps: pl.DataFrame, day: dt.date, key: list[str]) -> pl.DataFrame:
    """Of steps in the order in which they were made, the latest of each key by the end of `day`, unless taken back."""
    made = steps.filter(pl.col("on") <= day).unique(key, keep="last", maintain_order=True)
    return made.filter("is_on")


def _held(figures: pl.DataFrame, definition: Definition) -> pl.DataFrame:
    """How near what is held comes to what the world first saw, figure by figure: its earliest version counts."""
    first = figures.sort("published_on", nulls_last=True).unique(PERIOD, keep="first")
    ends = first["period_end"].unique().to_list()
    late_after = dict(zip(ends, map(definition.stale_after, ends), strict=True))
    in_time = pl.col("published_on") <= pl.col("period_end").replace_strict(late_after, return_dtype=pl.Date)
    return first.select(
        indicator=pl.lit(definition.code),
        as_published=in_time.sum(),
        late=(~in_time).sum(),
        undated=pl.col("published_on").null_count(),
    ).cast(pl.Schema(HELD))
