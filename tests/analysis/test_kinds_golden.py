"""The profile qicharts2 against qicharts2 0.8.1: every line and every signal of every kind of chart."""

import numpy as np
import polars as pl
import pytest

from tests.analysis import goldens
from trigpoint.analysis import anhoej, spc

KINDS = ["run", "i", "p", "pp", "u", "up", "c", "g", "t"]
VARIANTS = ["base", "part", "freeze", "exclude", "unscreened"]
LINES = {"cl": "centre", "lcl": "lower", "ucl": "upper", "lcl95": "near_lower", "ucl95": "near_upper"}
LEFT_OUT = [3, 7]


def golden(kind, variant):
    keys = {"dataset": pl.String, "chart": pl.String, "variant": pl.String}
    found = goldens.read("qic/points.csv.gz").with_columns(pl.col(name).cast(to) for name, to in keys.items())
    return found.filter(pl.col("chart") == kind, pl.col("variant") == variant)


def drawn(kind, variant):
    """Our charts of the data sets of a kind, each in the way of the variant."""
    wanted = golden(kind, variant)["dataset"].unique().to_list()
    some = goldens.read("qic/input.csv").filter(pl.col("dataset").is_in(wanted))
    has_size = kind in ("p", "pp", "u", "up")
    return pl.concat(
        one_drawn(of.sort("idx"), kind, variant, has_size=has_size)
        for _, of in some.group_by("dataset", maintain_order=True)
    )


def one_drawn(rows, kind, variant, *, has_size):
    half = rows.height // 2
    points = rows.select(
        series="dataset",
        period="idx",
        value=pl.col("y") / pl.col("n") if has_size else pl.col("y"),
        numerator=pl.col("y") if has_size else pl.lit(None, pl.Float64),
        denominator=pl.col("n") if has_size else pl.lit(None, pl.Float64),
        chart=pl.lit(kind),
        rebase=(pl.col("idx") == half + 1).cast(pl.Int8) if variant == "part" else pl.lit(0),
        exclude=pl.col("idx").is_in(LEFT_OUT).cast(pl.Int8) if variant == "exclude" else pl.lit(0),
    )
    fixed = half if variant == "freeze" else None
    return spc.xmr(points, profile="qicharts2", screen=variant != "unscreened", fix_after=fixed).points


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("variant", VARIANTS)
def test_every_line_and_signal_is_as_in_the_reference(kind, variant):
    theirs = golden(kind, variant)
    if theirs.is_empty():
        assert variant == "unscreened"
        assert kind in {"run", "p", "u", "c", "g"}
        return

    both = theirs.join(drawn(kind, variant), left_on=["dataset", "idx"], right_on=["series", "period"])

    assert both.height == theirs.height > 30
    for name, line in LINES.items():
        gap = (pl.col(name).cast(pl.Float64) - pl.col(line)).abs()
        same = (gap <= 1e-9 * pl.max_horizontal(1, pl.col(line).abs())) | (
            pl.col(name).is_null() & pl.col(line).is_null()
        )
        assert both.filter(~same.fill_null(value=False)).is_empty(), name
    fired = pl.col("rules").cast(pl.String).str.split(";")
    outside = fired.list.contains("outside")
    assert both.filter(outside != (pl.col("sigma_signal").fill_null(0) == 1)).is_empty()
    runs = fired.list.contains("shift") | fired.list.contains("crossings")
    assert both.filter(runs != (pl.col("runs_signal") == 1)).is_empty()


def test_the_critical_values_of_runs_are_as_in_the_reference():
    theirs = goldens.read("qic/anhoej_critical_values.csv")
    useful = theirs["n_useful"].to_numpy()

    assert anhoej.longest_allowed(useful).tolist() == theirs["longest_run_max"].to_list()
    assert anhoej.crossings_needed(useful).tolist() == theirs["n_crossings_min"].to_list()


def test_runs_are_counted_as_in_the_reference():
    theirs = goldens.read("qic/points.csv.gz").filter(pl.col("variant") == "base", pl.col("chart") != "mr")

    for (_, _), chart in theirs.group_by("dataset", "chart"):
        value, centre = (chart[name].cast(pl.Float64).to_numpy() for name in ("y", "cl"))
        side = np.nan_to_num(np.sign(value - centre)).astype(np.int8)
        found = anhoej.runs(side, np.zeros(side.size, int), 1)

        expected = chart.row(0, named=True)
        assert found.useful[0] == expected["n_useful"]
        assert found.longest[0] == expected["longest_run"]
        assert found.crossings[0] == expected["n_crossings"]
