"""How alerts of the past stand against what came after: lead time, precision and recall, next to naive rivals.

Frames in, a plain report out. An alert is a warning of an event if the event is dated after the alert and no more than
`window` months after it. docs/methods/backtest.md says what each number means.
"""

from collections.abc import Iterator
from copy import copy
from typing import Any

import numpy as np
import polars as pl

from trigpoint.analysis import backtest_agreeing, rivals
from trigpoint.analysis.backtest_agreeing import Lined
from trigpoint.analysis.backtest_input import History, Settings, in_reach, watched_shares, within
from trigpoint.analysis.intervals import Resamples, wilson

DRAWS = 1000
MONTHS_A_YEAR = 12
COMBINED = {"rules": "rule", "indicators": "indicator", "dimensions": "dimension"}


class _Judge:
    """What every set of alerts is held against: the events, and who was watched."""

    def __init__(self, history: History, settings: Settings) -> None:
        self.settings = settings
        self.events = in_reach(history.events, settings.months, settings.window).with_row_index("event")
        self.watched = history.watched
        self.provider_years = history.watched.select("month", "provider").n_unique() / MONTHS_A_YEAR
        self.until = settings.events_until or history.events["date"].max() or settings.months[-1]
        everybody = pl.concat(
            [history.watched["provider"], history.alerts["provider"], history.events["provider"]]
        )
        self.resamples = Resamples(everybody.unique().sort().to_list(), seed=settings.seed, times=DRAWS)

    def watching(self, watched: pl.DataFrame) -> "_Judge":
        """The same judge of alerts that could be raised elsewhere; years are still those of all that was watched."""
        other = copy(self)
        other.watched = watched
        return other

    def score(self, alerts: pl.DataFrame, *, events: pl.DataFrame | None = None) -> dict[str, Any]:
        """The numbers of a set of alerts: provider, indicator and raised_on, one row an alert."""
        events = self.events if events is None else events
        numbered = alerts.sort("raised_on", "provider", "indicator").with_row_index("alert")
        pairs = rivals.warned(numbered, events, self.settings.window)
        precision = self._precision(numbered, events, pairs)
        return {
            "alerts": alerts.height,
            "alerts_a_provider_year": self._a_year(alerts.height),
            "false_a_provider_year": self._a_year(precision["of"] - precision["hits"]),
            "precision": precision,
            "recall": self._recall(numbered, events, pairs),
            "lead_days": self._lead(pairs),
        }

    def _a_year(self, number: int) -> float | None:
        return number / self.provider_years if self.provider_years else None

    def _precision(self, alerts: pl.DataFrame, events: pl.DataFrame, pairs: pl.DataFrame) -> dict[str, Any]:
        judged = alerts.with_columns(hit=pl.col("alert").is_in(pairs["alert"].implode()))
        followed = pl.col("raised_on").dt.offset_by(f"{self.settings.window}mo") <= self.until
        shares = watched_shares(self.watched, events, self.settings.window)
        chance = alerts.join(shares, left_on=["raised_on", "indicator"], right_on=["month", "indicator"])
        return {
            **self._share(judged["provider"], judged["hit"]),
            "by_chance": chance.sort("alert")["share"].mean(),
            "whole_windows": _plain_share(judged.filter(followed)["hit"]),
        }

    def _recall(self, alerts: pl.DataFrame, events: pl.DataFrame, pairs: pl.DataFrame) -> dict[str, Any]:
        judged = events.with_columns(hit=pl.col("event").is_in(pairs["event"].implode()))
        return {
            **self._share(judged["provider"], judged["hit"]),
            "by_chance": rivals.recall_by_chance(alerts, events, self.watched, self.settings.window),
            "whole_windows": _plain_share(judged.filter("is_whole")["hit"]),
        }

    def _lead(self, pairs: pl.DataFrame) -> dict[str, Any]:
        first = pairs.group_by("event", "provider", "date").agg(pl.col("raised_on").min()).sort("event")
        days = (first["date"] - first["raised_on"]).dt.total_days().to_list()
        lower, upper = self.resamples.median(first["provider"].to_list(), days) or (None, None)
        middle = float(np.median(days)) if days else None
        return {"events": first.height, "median": middle, "lower": lower, "upper": upper}

    def _share(self, providers: pl.Series, hit: pl.Series) -> dict[str, Any]:
        resampled = self.resamples.share(providers.to_list(), hit.to_list()) or (None, None)
        by_provider = {"lower_by_provider": resampled[0], "upper_by_provider": resampled[1]}
        return {**_plain_share(hit), **by_provider}


def report(history: History, settings: Settings, by: Lined | None = None) -> dict[str, Any]:
    """The whole report: what was there to be judged, and the scores of every set of alerts and of the rivals.

    by: how indicators are lined up, so that what streams agree on is judged beside single alerts.
    """
    judge = _Judge(history, settings)
    return {
        "events": _told_of_events(history, judge),
        "providers": {
            "watched": history.watched["provider"].n_unique(),
            "provider_years": judge.provider_years,
        },
        "scores": [
            {"of": of, "name": name, **judge.score(alerts)} for of, name, alerts in _sets(history.alerts)
        ],
        "by_kind_of_event": [
            {"kind": kind, **judge.score(history.alerts, events=events)}
            for (kind,), events in judge.events.sort("kind", "event").group_by("kind", maintain_order=True)
        ],
        "rivals": [
            *({"name": name, **judge.score(alerts)} for name, alerts in rivals.simple(history)),
            {"name": "chance", **rivals.chance(history.alerts, judge.events, history.watched, settings)},
            {"name": "shuffled", **rivals.shuffled(history.alerts, judge.events, history.watched, settings)},
        ],
        **({"agreements": _agreements(history, judge, by)} if by else {}),
    }


def _agreements(history: History, judge: _Judge, by: Lined) -> dict[str, Any]:
    """Streams that agree, scored as alerts of their own, beside two streams that alert at once whatever the theme."""
    asked, alerts = judge.settings, backtest_agreeing.proposed(history, by, judge.settings.months)
    places = alerts.select("provider", "indicator", month="raised_on")
    watched = backtest_agreeing.watched(history, by, asked.months)
    watched = pl.concat([watched, places.select(watched.columns)]).unique().sort(watched.columns)
    other = judge.watching(watched)
    at_once = together(backtest_agreeing.with_streams(history.alerts, by), "stream")
    return {
        "streams_needed": by.settings.streams_needed,
        "watched": {
            "providers": watched["provider"].n_unique(),
            "provider_years": watched.select("month", "provider").n_unique() / MONTHS_A_YEAR,
            "themes": watched["indicator"].n_unique(),
        },
        "scores": [
            {"of": "all", "name": "all", **other.score(alerts)},
            *(
                {"of": "theme", "name": name, **other.score(part)}
                for (name,), part in alerts.sort("indicator").group_by("indicator", maintain_order=True)
            ),
            {"of": "combination", "name": "two_streams", **judge.score(at_once)},
        ],
        "rivals": [
            {"name": "chance", **rivals.chance(alerts, judge.events, watched, asked)},
            {"name": "shuffled", **rivals.shuffled(alerts, judge.events, watched, asked)},
        ],
    }


def _sets(alerts: pl.DataFrame) -> Iterator[tuple[str, str, pl.DataFrame]]:
    """What the alerts are divided into: all; told as news of its own; each rule, indicator and dimension; several at once."""
    yield "all", "all", alerts
    yield "told", "told", alerts.filter(~pl.col("is_part"))
    for of in COMBINED.values():
        for (name,), part in alerts.sort(of).group_by(of, maintain_order=True):
            yield of, str(name), part
    for name, of in COMBINED.items():
        yield "combination", f"two_{name}", together(alerts, of)


def together(alerts: pl.DataFrame, of: str) -> pl.DataFrame:
    """Alerts in months in which, at the provider, two or more different `of` (rule, indicator, dimension) stand at once.

    One row a provider and month, and only months in which one of them is raised. An alert stands from the month in
    which it is raised to the one before that in which it ended.
    """
    raised = alerts.group_by("provider", "raised_on").agg(pl.col("indicator").min())
    standing = raised.select("provider", "raised_on").join(
        alerts.select("provider", of, begun="raised_on", over="ended_on"), on="provider"
    )
    still = pl.col("over").is_null() | (pl.col("over") > pl.col("raised_on"))
    on = standing.filter(pl.col("begun") <= pl.col("raised_on"), still)
    several = on.group_by("provider", "raised_on").agg(pl.col(of).n_unique()).filter(pl.col(of) >= 2)
    return raised.join(several.select("provider", "raised_on"), on=["provider", "raised_on"])


def _told_of_events(history: History, judge: _Judge) -> dict[str, Any]:
    counted = judge.events
    seen = counted.join(history.watched, on="provider").filter(*within(judge.settings.window, day="month"))
    return {
        "given": history.events.height,
        "counted": counted.height,
        "out_of_reach": history.events.height - counted.height,
        "whole_windows": int(counted["is_whole"].sum()),
        "at_silent_providers": counted.height - seen["event"].n_unique(),
        "providers": counted["provider"].n_unique(),
        "from": _iso(counted["date"].min()),
        "to": _iso(counted["date"].max()),
        "listed_until": _iso(judge.until),
    }


def _plain_share(hit: pl.Series) -> dict[str, Any]:
    hits, of = int(hit.sum()), len(hit)
    lower, upper = wilson(hits, of) if of else (None, None)
    return {"hits": hits, "of": of, "share": hits / of if of else None, "lower": lower, "upper": upper}


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None
