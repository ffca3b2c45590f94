"""How often the early warning cries wolf, and how soon it sees a change: `python -m benchmarks.detection`.

Every month the chart is drawn anew from all that is known by then, as the service does, and the latest point is
looked at. Not a timed benchmark: it makes the tables of docs/evidence.md, and a test runs a small part of it. The same
series are looked at in two ways: `ours` is the profile `trigpoint` with what `seasons` finds allowed for; `theirs` are
the rules of NHSRplotthedots, as the profile `plot-the-dots` reproduces them.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from trigpoint.analysis import seasons, spc
from trigpoint.analysis.rules import RULE_NAMES

SEED = 20_261_122
SERIES = 2_000
HISTORY = 36  # months before anybody looks
WATCHED = 36  # months of looking
SHIFTS = (0.0, 0.5, 1.0, 2.0)  # standard deviations, from the first month that is watched
SOON = 12  # months within which a change should be seen
WAVE = np.sin(2 * np.pi * np.arange(12) / 12)
KINDS = {
    "independent": {"likeness": 0.0, "season": 0.0},
    "alike": {"likeness": 0.5, "season": 0.0},
    "seasonal": {"likeness": 0.0, "season": 1.5},
}
WAYS = ("ours", "theirs")
Measures = dict[str, float | None]
RESULTS = Path(__file__).with_suffix(".json")
NOTHING = {"episodes": 0.0, "soon": 0.0, "margin": 0.0, "median": None}


def made(kind: str, shift: float, *, series: int, seed: int = SEED) -> np.ndarray:
    """Values by series and month: standard deviation 1, a shift upwards from the first watched month on."""
    how = KINDS[kind]
    months = HISTORY + WATCHED
    noise = np.random.default_rng([seed, sorted(KINDS).index(kind)]).normal(size=(series, months))
    values, r = noise.copy(), how["likeness"]
    for month in range(1, months):
        values[:, month] = r * values[:, month - 1] + np.sqrt(1 - r**2) * noise[:, month]
    values += how["season"] * WAVE[np.arange(months) % 12]
    values[:, HISTORY:] += shift
    return values


def watched(values: np.ndarray, way: str) -> Iterator[pl.DataFrame]:
    """What the rules say of the latest point of every series, month after month: series, rules."""
    for known in range(HISTORY + 1, values.shape[1] + 1):
        points = _as_points(values[:, :known])
        if way == "ours":
            points = _with_allowances(points)
        profile = "trigpoint" if way == "ours" else "plot-the-dots"
        yield (
            spc.xmr(points, profile=profile)
            .points.group_by("series", maintain_order=True)
            .agg(pl.col("rules").cast(pl.String).last())
        )


def _as_points(values: np.ndarray) -> pl.DataFrame:
    series, months = values.shape
    calendar = [f"{2020 + month // 12}-{month % 12 + 1:02}" for month in range(months)]
    return pl.DataFrame(
        {"series": np.repeat(np.arange(series), months), "period": calendar * series, "value": values.ravel()}
    )


def _with_allowances(points: pl.DataFrame) -> pl.DataFrame:
    found = seasons.seasons(points)
    allowed = found.points.select("series", "period", "season", "widening")
    return points.join(allowed, on=["series", "period"], maintain_order="left").join(
        found.summary.select("series", "run"), on="series", maintain_order="left"
    )


def told(kind: str, shift: float, way: str, *, series: int = SERIES) -> dict[str, Measures]:
    """By rule, and for all together: episodes a thousand series-years, share seen within a year, months until seen."""
    months = [frame["rules"] for frame in watched(made(kind, shift, series=series), way)]
    flagged = {
        name: np.array([each.str.contains(name).to_numpy() for each in months]).T for name in RULE_NAMES
    }
    flagged["all"] = np.array([(each != "").to_numpy() for each in months]).T
    return {name: _measured(flags, series) for name, flags in flagged.items() if flags.any() or name == "all"}


def _measured(flags: np.ndarray, series: int) -> Measures:
    begins = flags & ~np.hstack([np.zeros((series, 1), bool), flags[:, :-1]])
    first = np.where(flags.any(axis=1), flags.argmax(axis=1) + 1, np.inf)
    soon = float((first <= SOON).mean())
    return {
        "episodes": float(begins.sum() / series / WATCHED * 12 * 1000),
        "soon": soon,
        "margin": float(1.96 * np.sqrt(soon * (1 - soon) / series)),
        "median": float(np.median(first)) if np.isfinite(np.median(first)) else None,
    }


def table(results: dict[str, dict[str, Measures]], rule: str = "all") -> str:
    """The table of docs/evidence.md: in control false alarms, and after a shift what was seen, in both ways."""
    lines = [
        "| series | in control: alarms in 1,000 series-years | seen within a year: 0.5 | 1 | 2 sd | months until half are seen: 0.5 | 1 | 2 sd |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for kind in KINDS:
        for way in WAYS:
            of = {shift: results[f"{kind}|{shift}|{way}"].get(rule, NOTHING) for shift in SHIFTS}
            seen = [f"{of[shift]['soon']:.0%}" for shift in SHIFTS[1:]]
            until = [_until(of[shift]["median"]) for shift in SHIFTS[1:]]
            cells = [f"{kind}, {way}", f"{of[0.0]['episodes']:.0f}", *seen, *until]
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _until(months: float | None) -> str:
    return f"over {WATCHED}" if months is None else f"{months:.0f}"


def main() -> None:
    """Run all and write `benchmarks/detection.json`; a few minutes."""
    results = {
        f"{kind}|{shift}|{way}": told(kind, shift, way) for kind in KINDS for shift in SHIFTS for way in WAYS
    }
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    for rule in ("all", *RULE_NAMES[:4]):
        print(f"{rule}\n{table(results, rule)}\n")


if __name__ == "__main__":
    main()
