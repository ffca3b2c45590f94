"""Whether a model still fits: how often people put it right, and whether comments have become others than it knew."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import polars as pl

from trigpoint.analysis.intervals import wilson
from trigpoint.analysis.themes.model import Model
from trigpoint.analysis.themes.taxonomy import NOT_ASSIGNED, NOT_POSSIBLE, SENTIMENT

STABLE, PLAIN = 0.1, 0.25  # below the first the index shows no drift, from the second on a plain one
RULED = (NOT_ASSIGNED, NOT_POSSIBLE)


class Checked(NamedTuple):
    """One comment as the model coded it and as a person left it: sets of themes."""

    coded: frozenset[str]
    kept: frozenset[str]


class Share(NamedTuple):
    """A share with its 95% interval."""

    hits: int
    of: int
    share: float
    low: float
    high: float


class Disagreement(NamedTuple):
    """How people changed one theme: taken away where the model had it, added where it had not."""

    theme: str
    removed: Share | None
    added: int


def share(hits: int, of: int) -> Share | None:
    """A share with Wilson's interval; none of nothing.

    >>> share(1, 4).share
    0.25
    """
    return Share(hits, of, hits / of, *wilson(hits, of)) if of else None


def corrected(checked: Iterable[Checked]) -> Share | None:
    """Of the comments that people looked at, the share they changed in anything."""
    each = list(checked)
    return share(sum(one.coded != one.kept for one in each), len(each))


def disagreements(checked: Iterable[Checked], themes: Iterable[str]) -> list[Disagreement]:
    """Theme by theme what people changed, the most changed first."""
    each = list(checked)
    found = []
    for theme in themes:
        coded = [one for one in each if theme in one.coded]
        removed = share(sum(theme not in one.kept for one in coded), len(coded))
        added = sum(theme in one.kept and theme not in one.coded for one in each)
        found.append(Disagreement(theme, removed, added))
    return sorted(found, key=lambda one: -(one.added + (one.removed.hits if one.removed else 0)))


def shares(coded: pl.DataFrame, model: Model) -> pl.DataFrame:
    """Shares of comments with each theme, now and in training.

    In: the output of `classify`. Out: label, before, now, low, high (Wilson, of now), moved (before lies outside).
    """
    spoken = _spoken(coded)
    of = spoken["id"].n_unique()
    has = dict(spoken.filter("assigned").group_by("label").len().iter_rows())
    rows = []
    for theme, before in zip(model.themes, model.training.shares.tolist(), strict=True):
        now = share(has.get(theme, 0), of)
        if now:
            rows.append((theme, before, now.share, now.low, now.high, not now.low <= before <= now.high))
    kinds = {
        "label": pl.String,
        "before": pl.Float64,
        "now": pl.Float64,
        "low": pl.Float64,
        "high": pl.Float64,
    }
    return pl.DataFrame(rows, schema={**kinds, "moved": pl.Boolean}, orient="row")


def confidence_shift(coded: pl.DataFrame, model: Model) -> float | None:
    """How far the highest chances of comments lie from those in training (population stability index); none of nothing.

    Below 0.1 it is no drift, from 0.25 on plain: the comments are of another kind, or the words have changed.
    """
    themes = _spoken(coded).filter(pl.col("label").is_in(list(model.themes)))
    tops = themes.group_by("id").agg(pl.col("probability").max())["probability"].to_numpy()
    if not len(tops):
        return None
    place = np.searchsorted(model.training.tops, tops)
    tenths = len(model.training.tops) + 1
    now = (np.bincount(place, minlength=tenths) + 0.5) / (len(tops) + 0.5 * tenths)
    return float(((now - 1 / tenths) * np.log(now * tenths)).sum())


def _spoken(coded: pl.DataFrame) -> pl.DataFrame:
    """The rows of comments that say something, without those of the rule and of the sentiment."""
    silent = coded.filter((pl.col("label") == NOT_POSSIBLE) & pl.col("assigned"))["id"]
    is_theme = ~pl.col("label").is_in(RULED) & ~pl.col("label").str.starts_with(SENTIMENT)
    return coded.filter(is_theme & ~pl.col("id").is_in(silent.implode()))
