"""The fingerprint of what each series is worked out from: when it is the same, so is what the series says."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import numpy as np
import polars as pl

from trigpoint.analysis import cusum, ewma, funnel, ranks, seasons, spc, targets
from trigpoint.indicators.definitions import Definition
from trigpoint.surveillance.rules.aims import OF_SERIES
from trigpoint.surveillance.rules.stage_one import VERSION, Tuning

METHODS = (spc, seasons, cusum, ewma, targets, funnel, ranks)
VERSIONS = " ".join([VERSION, *(each.METHOD_VERSION for each in METHODS)])
NUMBERS = ("value", "numerator", "denominator")
WHOLE = ("period_start", "period_end", "load", "row", "published_on")
WORDS = ("band", "note")
NONE = np.iinfo(np.int64).min  # a whole number that is missing


def marks(observations: pl.DataFrame, definitions: Mapping[str, Definition], tuning: Tuning) -> pl.DataFrame:
    """One row a series, in order: series, indicator and `input_mark`.

    The mark is of its observations with their loads, its definition, its organisation and kind, what people did to its
    chart and agreed with its provider, and the versions of the method. observations: columns of `stage_one.OBSERVATIONS`.
    """
    ordered = observations.sort("series", "period_start", "period_end")
    about = ordered.group_by("series", maintain_order=True).agg(
        pl.col("indicator", "organisation", "kind").first(), length=pl.len()
    )
    content = _bytes(ordered)
    width = len(content) // max(ordered.height, 1)
    phases, kinds, agreed = _tuned(tuning)
    found, start = [], 0
    for series, indicator, organisation, kind, length in about.iter_rows():
        told = (
            definitions[indicator].content_sha256,
            organisation,
            kind,
            phases.get(series),
            kinds.get(series),
            agreed.get(series),
            tuning.near,
        )
        digest = hashlib.sha256(f"{VERSIONS} {told}".encode())
        digest.update(content[start : start + length * width])
        start += length * width
        found.append(digest.hexdigest())
    return about.select("series", "indicator", input_mark=pl.Series(found, dtype=pl.String))


def _bytes(ordered: pl.DataFrame) -> memoryview:
    """The rows as bytes, as many of each."""
    columns = [
        *(
            ordered[name].cast(pl.Float64).fill_null(float("nan")).to_numpy().view(np.int64)
            for name in NUMBERS
        ),
        *(ordered[name].cast(pl.Int64).fill_null(int(NONE)).to_numpy() for name in WHOLE),
        *(_words(ordered[name]) for name in WORDS),
    ]
    return memoryview(np.column_stack(columns).tobytes()) if ordered.height else memoryview(b"")


def _words(column: pl.Series) -> np.ndarray:
    """Each word as the beginning of its own fingerprint."""
    known = {
        word: int.from_bytes(hashlib.sha256(repr(word).encode()).digest()[:8], "big", signed=True)
        for word in column.unique()
    }
    return column.replace_strict(
        list(known), list(known.values()), return_dtype=pl.Int64, default=known.get(None, 0)
    ).to_numpy()


def _tuned(tuning: Tuning) -> tuple[dict[int, str], dict[int, str], dict[int, str]]:
    """By series: the days on which phases begin, the kind of chart that somebody chose, and what was agreed."""
    days = tuning.phases.unique().sort("series", "period_start").group_by("series", maintain_order=True)
    phases = {series: ",".join(map(str, starts)) for series, starts in days.agg("period_start").iter_rows()}
    agreed: dict[int, str] = {}
    for series, *terms in (
        tuning.agreed.sort("series", "agreed_id", "from").select(list(OF_SERIES)).iter_rows()
    ):
        agreed[series] = f"{agreed.get(series, '')}{terms};"
    return phases, dict(tuning.kinds.select("series", "kind").iter_rows()), agreed
