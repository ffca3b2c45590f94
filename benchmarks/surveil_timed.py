"""Times stage 1 for `surveil.py`; prints one JSON object of seconds."""

from __future__ import annotations

import datetime as dt
import json
import os
from dataclasses import replace

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "trigpoint.config.settings"
django.setup()

import numpy as np  # noqa: E402
import polars as pl  # noqa: E402

from benchmarks.spc import by_turns  # noqa: E402
from trigpoint.analysis import spc  # noqa: E402
from trigpoint.indicators.definitions import Definition, definition  # noqa: E402
from trigpoint.surveillance.rules import preparing, stage_one  # noqa: E402

MONTHS, INDICATORS, PROVIDERS = 36, 20, 500
SEED = 20_260_401


def main() -> None:
    """Both by turns, medians."""
    model = definition("ae-4hour-type1")
    definitions = {f"made-up-{n:02}": replace(model, code=f"made-up-{n:02}") for n in range(INDICATORS)}
    observations = _observations(definitions)
    bare = observations.select(
        pl.col("series").cast(pl.String), pl.col("period_start").alias("period"), "value"
    )
    tell, xmr = by_turns(
        lambda: stage_one.tell(observations, definitions, preparing.NO_TUNING),
        lambda: spc.xmr(bare),
    )
    print(json.dumps({"tell": tell, "xmr": xmr, "series": INDICATORS * PROVIDERS, "months": MONTHS}))


def _observations(definitions: dict[str, Definition]) -> pl.DataFrame:
    number = len(definitions) * PROVIDERS
    starts = pl.date_range(dt.date(2023, 4, 1), dt.date(2026, 3, 1), "1mo", eager=True)
    numerators = np.random.default_rng(SEED).binomial(1000, 0.75, number * MONTHS).astype(float)
    return pl.DataFrame(
        {
            "series": np.repeat(np.arange(number), MONTHS),
            "indicator": np.repeat(list(definitions), PROVIDERS * MONTHS),
            "organisation": np.tile(np.repeat(np.arange(PROVIDERS), MONTHS), len(definitions)),
            "kind": "trust",
            "period_start": pl.concat([starts] * number),
            "period_end": pl.concat([starts.dt.month_end()] * number),
            "value": numerators / 10,
            "numerator": numerators,
            "denominator": 1000.0,
            "band": "",
            "note": "",
            "load": 1,
            "row": 2,
            "published_on": dt.date(2026, 4, 9),
        },
        schema_overrides=stage_one.OBSERVATIONS,
    )


if __name__ == "__main__":
    main()
