"""One series drawn as another kind of chart, to be looked at before it is chosen: pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import polars as pl

from trigpoint.analysis import spc
from trigpoint.indicators.definitions import Definition

LINES = ("centre", "lower", "upper", "near_lower", "near_upper")
ALWAYS = ("xmr", "run")
Points = Sequence[Mapping[str, Any]]


def possible(points: Points, definition: Definition) -> tuple[str, ...]:
    """The kinds of chart that the figures of a series allow, XmR first."""
    if not points:
        return ()
    by_counts = ("p", "pp") if definition.unit == "%" else ("u", "up")
    found = [*ALWAYS]
    known = _frame(points, "xmr")
    if known.select(spc.makes_up(pl.col("value"), pl.col("numerator"), pl.col("denominator"))).item():
        found[1:1] = by_counts
    is_count = definition.unit in ("count", "patients")
    if is_count and (known["value"].fill_null(0) >= 0).all():
        found[1:1] = ("c",)
    return tuple(found)


def redrawn(points: Points, kind: str, definition: Definition) -> list[dict[str, Any]]:
    """The points with the lines, rules and meanings of another kind of chart; phases stay where they begin."""
    frame = _frame(points, kind).with_columns(improvement=pl.lit(definition.improvement))
    drawn = spc.xmr(frame).points.with_columns(pl.col("rules", "meaning").cast(pl.String))
    told = drawn.select(*LINES, "rules", "meaning").iter_rows(named=True)
    return [{**point, **line} for point, line in zip(points, told, strict=True)]


def _frame(points: Points, kind: str) -> pl.DataFrame:
    phases = [point["phase"] or 0 for point in points]
    begins = [0, *(int(here != before) for before, here in pairwise(phases))]
    return pl.DataFrame(
        {
            "series": ["A"] * len(points),
            "period": [point["period_start"] for point in points],
            **{
                name: pl.Series([point[name] for point in points], dtype=pl.Float64)
                for name in ("value", "numerator", "denominator")
            },
            "chart": [kind] * len(points),
            "rebase": begins,
        }
    )
