"""One series drawn as another kind of chart, to be looked at before it is chosen: pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import polars as pl

from trigpoint.analysis import spc
from trigpoint.indicators.definitions import WATCHING, Definition
from trigpoint.surveillance.rules import refusing, watching
from trigpoint.surveillance.rules.preparing import with_seasons

LINES = ("centre", "lower", "upper", "near_lower", "near_upper")
ALWAYS = ("xmr", "run")
Points = Sequence[Mapping[str, Any]]


def possible(points: Points, definition: Definition) -> tuple[str, ...]:
    """The kinds of chart that the figures of a series allow, XmR first; none for windows that overlap."""
    if not points or not definition.is_charted:
        return ()
    by_counts = ("p", "pp") if definition.unit == "%" else ("u", "up")
    found = [*ALWAYS]
    known = _frame(points, "xmr")
    if known.select(spc.makes_up(pl.col("value"), pl.col("numerator"), pl.col("denominator"))).item():
        found[1:1] = by_counts
    is_count = definition.unit in ("count", "patients")
    if is_count and (known["value"].fill_null(0) >= 0).all():
        found[1:1] = ("c",)
    refused = refusals(points, definition)
    return (*found, *(kind for kind in WATCHING if kind not in refused))


def refusals(points: Points, definition: Definition) -> dict[str, str]:
    """The kinds of chart with two levels of alert that the figures do not allow, each with the reason."""
    if not points:
        return {}
    known = _frame(points, "xmr").rename({"period": "period_start"})
    return refusing.refused(known, definition)


def redrawn(points: Points, kind: str, definition: Definition) -> list[dict[str, Any]]:
    """The points with the lines, rules and meanings of another kind of chart; phases stay where they begin.

    None where the method of that chart does not take the figures.
    """
    frame = _frame(points, kind).with_columns(improvement=pl.lit(definition.improvement))
    nothing = dict.fromkeys(watching.LINES)
    if kind in WATCHING:
        prepared, found = with_seasons(frame)
        drawn = watching.watched(prepared, found, {0: definition.code}, {definition.code: definition})
        if drawn.refused:
            return []
        told = drawn.points.select(*LINES, *watching.LINES, "rules", "meaning")
    else:
        told = spc.xmr(frame).points.select(*LINES, pl.col("rules", "meaning").cast(pl.String))
    lines = told.iter_rows(named=True)
    return [{**point, **nothing, **line} for point, line in zip(points, lines, strict=True)]


def _frame(points: Points, kind: str) -> pl.DataFrame:
    phases = [point["phase"] or 0 for point in points]
    begins = [0, *(int(here != before) for before, here in pairwise(phases))]
    return pl.DataFrame(
        {
            "series": ["0"] * len(points),
            "period": [point["period_start"] for point in points],
            **{
                name: pl.Series([point[name] for point in points], dtype=pl.Float64)
                for name in ("value", "numerator", "denominator")
            },
            "chart": [kind] * len(points),
            "rebase": begins,
        }
    )
