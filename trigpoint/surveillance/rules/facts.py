"""What is kept of each series, column by column, and its fingerprint."""

from __future__ import annotations

import hashlib

import polars as pl

FACTS = {
    "state": pl.String,
    "n": pl.UInt32,
    "variation": pl.String,
    "previous": pl.String,
    "assurance": pl.String,
    "chart_kind": pl.String,
    "allowed_for": pl.String,
    "likeness": pl.Float64,
    "rules": pl.String,
    "chance": pl.Float64,
    "since": pl.Date,
    "latest_alarm": pl.Date,
    "is_new": pl.Boolean,
    "last_start": pl.Date,
    "last_end": pl.Date,
    "last_value": pl.Float64,
    "last_numerator": pl.Float64,
    "last_denominator": pl.Float64,
    "band": pl.String,
    "note": pl.String,
    "centre": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "target": pl.Float64,
    "target_met": pl.String,
    "target_kind": pl.String,
    "target_name": pl.String,
    "target_origin": pl.String,
    "target_due": pl.Date,
    "target_at_end": pl.Float64,
    "target_band": pl.String,
    "target_rag": pl.String,
    "so_far": pl.Float64,
    "allowed": pl.Float64,
    "known_periods": pl.Int64,
    "standard_met": pl.String,
    "agreed_id": pl.Int64,
    "landing": pl.Float64,
    "landing_lower": pl.Float64,
    "landing_upper": pl.Float64,
    "landing_chance": pl.Float64,
    "funnel_ratio": pl.Float64,
    "funnel_z": pl.Float64,
    "funnel_outlier": pl.String,
    "funnel_q": pl.Float64,
    "funnel_chance": pl.Float64,
    "funnel_limits": pl.List(pl.Float64),
    "funnel_units": pl.UInt32,
    "rank_lower": pl.UInt32,
    "rank_upper": pl.UInt32,
    "told_apart": pl.UInt32,
    "published_on": pl.Date,
    "load_id": pl.Int64,
}
RANKS = ("rank_lower", "rank_upper", "told_apart")
AMONG_PEERS = ("is_new", *(name for name in FACTS if name.startswith("funnel_") or name in RANKS))
KEYS = {"series": pl.Int64, "indicator": pl.String, "organisation": pl.Int64}
MARKS = {"input_mark": pl.String, "fingerprint": pl.String}
STANDING = {**KEYS, **FACTS, **MARKS}


def with_fingerprints(told: pl.DataFrame) -> pl.DataFrame:
    """`told` with the fingerprint of all its facts and of what they were worked out from (`input_mark`)."""
    facts = told.select(pl.struct(list(FACTS)).struct.json_encode()).to_series()
    prints = [
        hashlib.sha256(f"{mark}{fact}".encode()).hexdigest()
        for mark, fact in zip(told["input_mark"], facts, strict=True)
    ]
    return told.with_columns(fingerprint=pl.Series(prints, dtype=pl.String))
