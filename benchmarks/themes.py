"""How fast comments are told their themes: made of the invented sample's sentences, no two alike, wall-clock seconds.

The sentences are those of `tests/analysis/themes_sample.csv`, three to a comment: about as long as the published comments are on average.
"""

import random
from time import perf_counter
from typing import Any

import polars as pl

from tests.analysis.themes_made import rows
from trigpoint.analysis import themes

COMMENTS = 1_000
BAR, BEYOND = (
    50.0,
    150.0,
)  # 200,000 comments in about an hour; what a compiled runtime with whole numbers does


def measure() -> list[dict[str, Any]]:
    """Comments a second, all in."""
    comments = made_up(COMMENTS)
    model = themes.load()
    began = perf_counter()
    themes.classify(comments, model)
    seconds = perf_counter() - began
    return [
        {
            "name": f"themes: {COMMENTS:,} comments",
            "value": COMMENTS / seconds,
            "unit": "comments a second (more is better)",
            "bar": BAR,
            "beyond": BEYOND,
            "detail": f"{comments['text'].str.len_chars().mean():.0f} characters each on average",
        }
    ]


def made_up(count: int) -> pl.DataFrame:
    """Comments of three sentences, no two alike."""
    chance = random.Random(20261122)
    sentences = [row["text"] for row in rows()]
    made = [f"{' '.join(chance.sample(sentences, 3))} {at}" for at in range(count)]
    return pl.DataFrame({"id": [str(at) for at in range(count)], "text": made})
