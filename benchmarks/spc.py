"""How long XmR charts of many series take, against Polars and against pycontrolcharts.

Ours: read a Parquet file, then limits, all rules and both icons of every series. Polars: read the same
file and take the mean of each series. Both in this process, by turns, medians of several. The peer
(where it is installed: `pip install pycontrolcharts`) gets its series ready in memory, and is timed on
fewer of them, since each takes it a millisecond; it tries Nelson's rules and draws no icons.
"""

import importlib
import importlib.util
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
import polars as pl

from trigpoint.analysis import spc

SIZES = (1_000, 10_000, 100_000)
MONTHS = 36
TURNS = 9
BAR, BEYOND = 8.0, 3.0
PEER = "pycontrolcharts"
PEER_SERIES, PEER_BAR = 300, 50.0


def measure() -> list[dict[str, Any]]:
    """One result a number of series; at the largest number one against the peer as well."""
    results = []
    with tempfile.TemporaryDirectory(prefix="trigpoint-bench-") as folder:
        for size in SIZES:
            path = Path(folder) / f"{size}.parquet"
            made_up(size).write_parquet(path)
            theirs, ours = by_turns(
                lambda path=path: read_and_mean(path), lambda path=path: read_and_draw(path)
            )
            results.append(
                {
                    "name": f"spc: {size:,} series x {MONTHS} points",
                    "ratio": ours / theirs,
                    "unit": "times reading the same Parquet and a grouped mean",
                    "bar": BAR if size == SIZES[-1] else None,
                    "beyond": BEYOND if size == SIZES[-1] else None,
                    "detail": f"ours {ours:.3f} s, Polars {theirs:.3f} s, {size / ours:,.0f} series a second",
                }
            )
    return [*results, against_peer(SIZES[-1] / ours)]


def made_up(size: int) -> pl.DataFrame:
    """Monthly series with a direction and a target each."""
    random = np.random.default_rng(size)
    months = pl.date_range(date(2023, 1, 1), interval="1mo", end=date(2025, 12, 1), eager=True)
    names = [f"indicator-{i // 500:03}|RX{i % 500:03}" for i in range(size)]
    return pl.DataFrame(
        {
            "series": np.repeat(names, MONTHS),
            "period": pl.concat([months] * size),
            "value": random.normal(100, 10, size * MONTHS).round(3),
            "target": np.repeat(random.choice([80.0, 100.0, 120.0, 150.0], size), MONTHS),
            "improvement": np.repeat(random.choice(["up", "down", "neither"], size), MONTHS),
        }
    )


def read_and_mean(path: Path) -> pl.DataFrame:
    """The yardstick: Polars reads the file and takes the mean of each series."""
    return pl.read_parquet(path).group_by("series").agg(pl.col("value").mean())


def read_and_draw(path: Path) -> spc.Xmr:
    """The same file, all charts."""
    return spc.xmr(pl.read_parquet(path))


def by_turns(*works: Callable[[], object]) -> list[float]:
    """Median seconds of each piece of work, warm; by turns, so that a busy moment hits all."""
    seconds: list[list[float]] = [[] for _ in works]
    for turn in range(TURNS + 1):
        for work, taken in zip(works, seconds, strict=True):
            start = perf_counter()
            work()
            if turn:
                taken.append(perf_counter() - start)
    return [median(taken) for taken in seconds]


def against_peer(our_rate: float) -> dict[str, Any]:
    """Our series a second over the peer's, or a plain word that it is not here."""
    result = {
        "name": f"spc: series a second against {PEER}",
        "unit": "times as many series a second",
        "bar": PEER_BAR,
        "beyond": None,
    }
    if importlib.util.find_spec(PEER) is None:
        return result | {"value": None, "detail": f"skipped: {PEER} is not installed"}
    their_rate = peer_rate()
    detail = f"ours {our_rate:,.0f}, theirs {their_rate:,.0f} series a second"
    return result | {"ratio": our_rate / their_rate, "detail": detail}


def peer_rate() -> float:
    """Series a second of the peer, its lists of values made ready beforehand."""
    peer = importlib.import_module(PEER)
    series = made_up(PEER_SERIES)["value"].to_numpy().reshape(PEER_SERIES, MONTHS).tolist()

    def draw_all() -> None:
        for values in series:
            peer.calc_xmr(values)

    (seconds,) = by_turns(draw_all)
    return PEER_SERIES / seconds
