"""The profile plot-the-dots against NHSRplotthedots 0.2.2: every point, every icon."""

import polars as pl
import pytest

from tests.analysis import goldens
from trigpoint.analysis import spc

LINES = {"mean": "centre", "lpl": "lower", "upl": "upper", "nlpl": "near_lower", "nupl": "near_upper"}
MEANINGS = {"common_cause": "common", "neutral_high": "high", "neutral_low": "low"}
ASSURANCES = {"inconsistent": "hit_or_miss"}


def charts(variant, **wanted):
    drawn = [
        spc.xmr(points, screen=variant != "noscreen", fix_after=fix_after, profile="plot-the-dots")
        for fix_after, points in goldens.ptd_points(variant, **wanted).items()
    ]
    return spc.Xmr(pl.concat(c.points for c in drawn), pl.concat(c.summary for c in drawn))


def rule(special_cause_type):
    return (
        pl.when(special_cause_type.str.contains("UCL|LCL"))
        .then(pl.lit("outside"))
        .when(special_cause_type.str.contains("Trend"))
        .then(pl.lit("trend"))
        .when(special_cause_type.str.contains("2 in 3"))
        .then(pl.lit("two_of_three"))
        .when(special_cause_type.str.contains("7 Points"))
        .then(pl.lit("shift"))
        .otherwise(pl.lit(""))
    )


@pytest.mark.parametrize("direction", goldens.DIRECTIONS)
@pytest.mark.parametrize("variant", goldens.VARIANTS)
def test_every_point_is_as_in_the_reference(variant, direction):
    golden = goldens.read(f"ptd/points_{variant}.csv.gz")

    ours = charts(variant, direction=direction).points
    both = golden.join(ours, left_on=["series_id", "date"], right_on=["series", "period"])

    assert both.height == golden.height > 2000
    for theirs, name in LINES.items():
        size = pl.col("mean").abs() + pl.col("amr").fill_null(0)
        same = ((pl.col(theirs) - pl.col(name)).abs() <= 1e-12 * size) | (
            pl.col(theirs).is_null() & pl.col(name).is_null()
        )
        assert both.filter(~same.fill_null(value=False)).is_empty(), name
    first_rule = pl.col("rules").cast(pl.String).str.split(";").list.first()
    assert both.filter(first_rule != rule(pl.col("special_cause_type"))).is_empty()
    meaning = pl.col(f"pt_{direction}").replace(MEANINGS)
    assert both.filter(pl.col("meaning").cast(pl.String) != meaning).is_empty()
    assert both.filter(pl.col("phase") != pl.col("rebase_group")).is_empty()


@pytest.mark.parametrize("target", goldens.TARGETS)
@pytest.mark.parametrize("direction", goldens.DIRECTIONS)
@pytest.mark.parametrize("variant", goldens.VARIANTS)
def test_every_icon_is_as_in_the_reference(variant, direction, target):
    wanted = (
        (pl.col("variant") == variant)
        & (pl.col("direction") == direction)
        & (pl.col("target_label") == target)
        & (pl.col("error") == 0)
    )
    golden = goldens.read("ptd/icons.csv.gz").filter(wanted)

    ours = charts(variant, direction=direction, target=target).summary
    both = golden.join(ours, left_on="series_id", right_on="series")

    assert both.height == golden.height > 0
    variation = pl.col("variation_icon").replace(MEANINGS)
    assert both.filter(pl.col("variation").cast(pl.String) != variation).is_empty()
    assurance = pl.col("assurance_icon").fill_null("").replace(ASSURANCES)
    assert both.filter(pl.col("assurance").cast(pl.String) != assurance).is_empty()


@pytest.mark.parametrize("profile", spc.PROFILES)
@pytest.mark.parametrize("variant", goldens.VARIANTS)
def test_series_that_stop_the_reference_do_not_stop_us(variant, profile):
    stopped = goldens.read("ptd/errors.csv").filter(pl.col("variant") == variant)["series_id"]

    for fix_after, points in goldens.ptd_points(variant).items():
        some = points.filter(pl.col("series").is_in(stopped.implode()))
        summary = spc.xmr(some, fix_after=fix_after, profile=profile).summary

        assert summary.height == some["series"].n_unique()


def test_trigpoint_differs_only_on_the_series_that_break_the_reference():
    points = goldens.ptd_points("base", direction="increase", target="mid")[None]
    theirs = spc.xmr(points, profile="plot-the-dots")
    ours = spc.xmr(points, profile="trigpoint")

    drawn = {name for name, *_ in rows_apart(ours.points, theirs.points)}
    shown = {name for name, *_ in rows_apart(ours.summary, theirs.summary)}

    assert drawn == {"constant", "constant_one_jump", "constant_step", "pct_all_zero_one_hit"}
    too_few = {"short_1", "short_2", "short_3", "short_5", "short_6_trend"}
    assert shown - drawn == {"missing_last"} | too_few


def rows_apart(ours, theirs):
    return set(ours.fill_null(-1).rows()) ^ set(theirs.fill_null(-1).rows())
