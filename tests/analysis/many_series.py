"""Series of every kind of chart, with gaps, phases and points left out, in groups to compare."""

from datetime import date

import numpy as np
import polars as pl

KINDS = ("xmr", "percent", "proportion", "p", "p'", "u", "u'", "c", "g", "t", "run", "i")
MONTHS = 30
EACH = 12  # series of a kind
COMPARED = ("PR", "RC", "SR")


def mixed() -> pl.DataFrame:
    """In the columns of `trigpoint surveil`, sorted by series and period."""
    random = np.random.default_rng(7)
    return pl.concat([_series(kind, number, random) for kind in sorted(KINDS) for number in range(EACH)])


def _series(kind: str, number: int, random: np.random.Generator) -> pl.DataFrame:
    out_of = random.integers(200, 900, MONTHS).astype(float)
    share = np.where(np.arange(MONTHS) < MONTHS - 1, 0.7, 0.35 if number == 5 else 0.7)
    count = random.binomial(out_of.astype(int), share).astype(float)
    scale = 1.0 if kind == "proportion" else 100.0
    value = count if kind in ("c", "g", "t", "xmr", "run", "i") else scale * count / out_of
    months = pl.date_range(date(2023, 1, 1), interval="1mo", end=date(2025, 6, 1), eager=True)
    frame = pl.DataFrame(
        {
            "series": f"{kind}|R{number:02}",
            "period": months,
            "value": value,
            "numerator": count,
            "denominator": out_of,
            "target": 70.0,
            "improvement": ("up", "down", "neither")[number % 3],
            "chart": kind,
            "rebase": [int(number % 4 == 1 and month == 14) for month in range(MONTHS)],
            "exclude": [int(number % 5 == 2 and month in (3, MONTHS - 1)) for month in range(MONTHS)],
            "group": f"group of {kind}" if kind in ("p", "u", "c") else None,
            "kind": dict(zip(("p", "u", "c"), COMPARED, strict=True)).get(kind),
        },
        schema_overrides={"group": pl.String, "kind": pl.String},
    )
    if number % 3 == 0:
        frame = frame.with_columns(value=pl.when(pl.int_range(MONTHS) % 11 != 4).then("value"))
    return frame if number % 4 else frame.filter(pl.int_range(MONTHS) % 13 != 6)
