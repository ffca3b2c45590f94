"""What alerts must beat: a missed target, the alphabet, and chance."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from trigpoint.analysis.backtest_input import History, Settings, within

DRAWS = 200
MIDDLE = (2.5, 97.5)  # per cent of the draws below and above the middle 95 %
PLACE = ["raised_on", "indicator"]
Bools = NDArray[np.bool_]


def warned(alerts: pl.DataFrame, events: pl.DataFrame, window: int) -> pl.DataFrame:
    """Each alert with each event of its provider that it is a warning of."""
    return alerts.join(events, on="provider", suffix="_of_event").filter(*within(window))


def simple(replayed: History) -> Iterator[tuple[str, pl.DataFrame]]:
    """Rivals that raise alerts of their own, by name.

    target_missed: every latest figure that misses its target, in the month in which it is first known. target_newly_missed:
    the same, unless the figure before missed it too. alphabetical: as many alerts, at as many providers, in the same months
    and indicators, but from the top of an alphabetical list.
    """
    missed = replayed.missed.rename({"month": "raised_on"})
    yield "target_missed", missed
    yield "target_newly_missed", _newly(missed)
    yield "alphabetical", _alphabetical(replayed)


def _newly(missed: pl.DataFrame) -> pl.DataFrame:
    """Without those whose provider missed the target of the same indicator when it was last told of."""
    order = missed.select("indicator", "raised_on").unique().sort("indicator", "raised_on")
    numbered = order.with_columns(turn=pl.int_range(pl.len()).over("indicator"))
    placed = missed.join(numbered, on=["indicator", "raised_on"])
    before = placed.select("provider", "indicator", turn=pl.col("turn") + 1)
    return placed.join(before, on=["provider", "indicator", "turn"], how="anti").drop("turn")


def _alphabetical(replayed: History) -> pl.DataFrame:
    """The counts of each month and indicator, the largest first, given to providers from A on."""
    listed = (
        replayed.watched.rename({"month": "raised_on"})
        .join(replayed.names, on="provider", how="left")
        .sort(pl.col("name").str.to_lowercase(), "provider")
        .with_columns(place=pl.int_range(pl.len()).over(PLACE))
    )
    counted = _counts(replayed.alerts).with_columns(place=pl.int_range(pl.len()).over(PLACE))
    given = counted.drop("provider").join(listed, on=[*PLACE, "place"])
    repeated = given.select(*PLACE, "provider", pl.col("number").repeat_by("number").alias("each"))
    return repeated.explode("each").drop("each")


def _counts(alerts: pl.DataFrame) -> pl.DataFrame:
    """How many alerts each provider has in each month and indicator, the most first."""
    counted = alerts.group_by(*PLACE, "provider").agg(number=pl.len())
    return counted.sort(*PLACE, -pl.col("number").cast(pl.Int64), "provider")


def recall_by_chance(
    alerts: pl.DataFrame, events: pl.DataFrame, watched: pl.DataFrame, window: int
) -> float | None:
    """The share of events that would be preceded if each month's alerts of an indicator were at random providers.

    Exact: an event is missed if every month and indicator misses its provider, each with the chance 1 - alerted / watched.
    """
    if events.is_empty():
        return None
    pools = watched.group_by("month", "indicator").agg(of=pl.len())
    alerted = alerts.group_by(*PLACE).agg(number=pl.col("provider").n_unique())
    missing = alerted.join(pools, left_on=PLACE, right_on=["month", "indicator"]).with_columns(
        log=(1 - pl.col("number") / pl.col("of")).log()
    )
    seen = events.select("event", "provider", "date").join(watched, on="provider")
    near = seen.filter(*within(window, day="month"))
    met = near.join(missing, left_on=["month", "indicator"], right_on=PLACE)
    caught = met.group_by("event").agg(caught=1 - pl.col("log").sum().exp())
    return float(caught.sort("event")["caught"].sum()) / events.height


def chance(
    alerts: pl.DataFrame, events: pl.DataFrame, watched: pl.DataFrame, asked: Settings
) -> dict[str, Any]:
    """The same alerts at random providers: of each month and indicator, as many at as many of those that were watched.

    Shares are the mean of the draws, with the middle 95 % of them; of the lead time likewise.
    """
    draws = _Draws(events, asked.window, np.random.default_rng(asked.seed))
    pools = {
        key: part.sort("provider")["provider"].to_list()
        for key, part in watched.group_by("month", "indicator", maintain_order=True)
    }
    for key, part in _counts(alerts).group_by(PLACE, maintain_order=True):
        draws.take(key[0], pools[key], part["number"].to_numpy())
    leads = [np.median(days) for days in draws.leads() if days.size]
    return {
        "alerts": alerts.height,
        "precision": _middle(draws.hits / alerts.height) if alerts.height else _middle([]),
        "recall": _middle(draws.caught().mean(axis=1)) if events.height else _middle([]),
        "lead_days": _middle(leads),
        "draws": DRAWS,
    }


def shuffled(
    alerts: pl.DataFrame, events: pl.DataFrame, watched: pl.DataFrame, asked: Settings
) -> dict[str, Any]:
    """Every provider's alerts as a whole at a random other one that was watched, so that they stay as bunched as they are.

    Shares are the mean of the draws, with the middle 95 % of them; of the lead time likewise.
    """
    generator = np.random.default_rng([asked.seed, 1])
    pool = watched["provider"].unique().sort()
    numbered = alerts.sort("raised_on", "provider", "indicator").with_row_index("alert")
    drawn: dict[str, list[float]] = {"precision": [], "recall": [], "lead_days": []}
    for _ in range(DRAWS if alerts.height and events.height else 0):
        given = pl.DataFrame({"provider": pool, "other": pool.gather(generator.permutation(pool.len()))})
        moved = numbered.join(given, on="provider").drop("provider").rename({"other": "provider"})
        pairs = warned(moved, events, asked.window)
        first = pairs.group_by("event").agg(pl.col("date").first() - pl.col("raised_on").min())
        drawn["precision"].append(pairs["alert"].n_unique() / alerts.height)
        drawn["recall"].append(first.height / events.height)
        if first.height:
            drawn["lead_days"].append(float(np.median(first["date"].dt.total_days())))
    return {"alerts": alerts.height, **{name: _middle(each) for name, each in drawn.items()}, "draws": DRAWS}


class _Draws:
    """How often alerts at random hit, and which events they precede first when; one row a draw."""

    def __init__(self, events: pl.DataFrame, window: int, generator: np.random.Generator) -> None:
        self.generator = generator
        self.providers = events["provider"].to_list()
        self.dates = events["date"].cast(pl.Int32).to_numpy()
        self.window = window
        self.hits = np.zeros(DRAWS)
        self.first = np.full((DRAWS, events.height), np.inf)

    def take(self, month: dt.date, pool: list[str], counts: NDArray[np.integer[Any]]) -> None:
        """Give so many alerts to so many providers of `pool` at the end of `month`."""
        keys = self.generator.random((DRAWS, len(pool)))
        chosen = np.argsort(keys, axis=1, kind="stable")[:, : counts.size]
        number = np.zeros((DRAWS, len(pool)))
        np.put_along_axis(number, chosen, np.broadcast_to(counts, chosen.shape), axis=1)
        day = pl.Series([month]).cast(pl.Int32).item()
        last = pl.Series([month]).dt.offset_by(f"{self.window}mo").cast(pl.Int32).item()
        places = {name: place for place, name in enumerate(pool)}
        due = [
            (event, places[name])
            for event, name in enumerate(self.providers)
            if name in places and day < self.dates[event] <= last
        ]
        followed = sorted({place for _, place in due})
        self.hits += number[:, followed].sum(axis=1)
        for event, place in due:
            lead_begins = np.where(number[:, place] > 0, day, np.inf)
            self.first[:, event] = np.minimum(self.first[:, event], lead_begins)

    def caught(self) -> Bools:
        """Which events each draw preceded."""
        return np.asarray(np.isfinite(self.first), np.bool_)

    def leads(self) -> Iterator[NDArray[np.float64]]:
        """Days from the first alert to each event that a draw preceded."""
        for first in self.first:
            yield (self.dates - first)[np.isfinite(first)]


def _middle(drawn: Any) -> dict[str, float | None]:
    values = np.asarray(drawn, np.float64)
    if not values.size:
        return {"mean": None, "lower": None, "upper": None}
    lower, upper = np.percentile(values, MIDDLE)
    return {"mean": float(values.mean()), "lower": float(lower), "upper": float(upper)}
