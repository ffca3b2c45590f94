"""Peers other than all of a kind: thirds by size, regions, and groups that a commissioner chose.

Frames in, frames out; no database. What is compared is what the funnel of the kind compares: the newest period of an
indicator at providers with a denominator. What is newest is asked of each kind; a set that holds several kinds keeps only
the newest period of them all, so that it never compares different periods with each other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import polars as pl

from trigpoint.analysis import funnel, ranks
from trigpoint.analysis.funnel import LEAST_UNITS
from trigpoint.analysis.peers import size_band
from trigpoint.indicators.definitions import Definition
from trigpoint.surveillance.rules.comparing import RANKED, placed

VERSIONS = f"peers-2 {funnel.METHOD_VERSION} {ranks.METHOD_VERSION}"
COMPARED = {
    "status": pl.Int64,
    "indicator": pl.String,
    "kind": pl.String,
    "organisation": pl.Int64,
    "numerator": pl.Float64,
    "denominator": pl.Float64,
    "last_end": pl.Date,
}
MEMBERS = {"organisation": pl.Int64, "key": pl.String}
SET = ["indicator", "kind", "key"]
POSITION = {
    "z": pl.Float64,
    "outlier": pl.String,
    **dict.fromkeys(("lower95", "upper95", "lower998", "upper998"), pl.Float64),
    **dict.fromkeys(RANKED, pl.Int64),
}
SIZES = ("size-1", "size-2", "size-3")
REGION, OWN = "region-", "own-"


def sets_of(compared: pl.DataFrame, regions: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    """Every set of peers with its members: columns of `SET`, status, numerator, denominator, last_end.

    compared: columns of `COMPARED`; regions and own: which organisation has which key (`MEMBERS`). Thirds are of the
    denominators of the same indicator and kind. A group of one's own may hold several kinds, so its set has none, and
    who has no figure of the newest period in it is left out.
    """
    band = pl.lit("size-") + size_band("denominator", "indicator", "kind").cast(pl.String)
    found = [
        compared.with_columns(key=band),
        compared.join(regions, on="organisation"),
        compared.join(own, on="organisation")
        .with_columns(kind=pl.lit(""))
        .filter(pl.col("last_end") == pl.col("last_end").max().over("indicator", "key")),
    ]
    return pl.concat(each.select(*SET, "status", "numerator", "denominator", "last_end") for each in found)


def marks(sets: pl.DataFrame, definitions: Mapping[str, Definition]) -> pl.DataFrame:
    """One row a set: columns of `SET`, units, and a mark of all that its positions are worked out from."""
    row = pl.struct("status", "numerator", "denominator", "last_end").struct.json_encode()
    content = (
        sets.with_columns(row=row)
        .sort("status")
        .group_by(SET, maintain_order=True)
        .agg(units=pl.len(), content=pl.col("row").str.join(";"))
    )
    found = [
        hashlib.sha256(f"{VERSIONS} {definitions[code].compare.kind} {text}".encode()).hexdigest()
        for code, text in content.select("indicator", "content").iter_rows()
    ]
    return content.select(*SET, "units", mark=pl.Series(found, dtype=pl.String))


def positions(sets: pl.DataFrame, definitions: Mapping[str, Definition]) -> pl.DataFrame:
    """Where each member stands in its set: columns of `SET`, status and `POSITION`, which is empty in sets that are too small."""
    named = sets.with_columns(group=pl.concat_str(SET, separator="|"), unit=pl.col("status").cast(pl.String))
    enough = named.filter(pl.len().over("group") >= LEAST_UNITS)
    found = [pl.DataFrame(schema={"group": pl.String, "unit": pl.String, **POSITION})]
    for kind in ("PR", "RC", "SR"):
        codes = [code for code, each in definitions.items() if each.compare.kind == kind]
        counted = enough.filter(pl.col("indicator").is_in(codes))
        if not counted.is_empty():
            stood = placed(counted.select("group", "unit", "numerator", "denominator"), kind)
            found.append(
                stood.select("group", "unit", *(pl.col(name).cast(as_) for name, as_ in POSITION.items()))
            )
    told = named.join(pl.concat(found), on=["group", "unit"], how="left")
    return told.select(*SET, "status", *POSITION).with_columns(pl.col("outlier").fill_null(""))
