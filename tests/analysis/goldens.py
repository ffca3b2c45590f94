"""The golden files, in the shapes that the tests want."""

import gzip
from pathlib import Path

import polars as pl

GOLDEN = Path(__file__).parents[1] / "golden"

VARIANTS = ("base", "rebase", "fix", "rebase_fix", "noscreen")
DIRECTIONS = {"increase": "up", "decrease": "down", "neutral": "neither"}
TARGETS = ("none", "low", "mid", "high")


def read(name: str) -> pl.DataFrame:
    path = GOLDEN / name
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    keys = {"series_id": pl.String, "date": pl.String, "rebase_dates": pl.String, "group": pl.String}
    header = text.split(b"\n", 1)[0].decode().split(",")
    return pl.read_csv(
        text,
        infer_schema_length=None,
        schema_overrides={name: kind for name, kind in keys.items() if name in header},
    )


def ptd_points(
    variant: str, *, direction: str = "neutral", target: str = "none"
) -> dict[int | None, pl.DataFrame]:
    """What to give to `spc.xmr` for a variant, by the `fix_after` to give with it."""
    joined = read("ptd/input.csv").join(read("ptd/configs.csv"), on="series_id")
    dates = pl.col("rebase_dates").fill_null("").str.split(";")
    rebased = dates.list.contains(pl.col("date")) if variant.startswith("rebase") else pl.lit(value=False)
    points = joined.select(
        "fix_after",
        series="series_id",
        period="date",
        value="value",
        rebase=rebased.cast(pl.Int8),
        target=pl.lit(None, pl.Float64) if target == "none" else pl.col(f"target_{target}"),
        improvement=pl.lit(DIRECTIONS[direction]),
    )
    if "fix" not in variant:
        return {None: points.drop("fix_after")}
    fixed = points.drop_nulls("fix_after").partition_by("fix_after", as_dict=True, include_key=False)
    return {int(fix_after): part for (fix_after,), part in fixed.items()}
