"""The named differences between the two profiles, each with both values."""

from pathlib import Path

import polars as pl
import pytest
import yaml

from trigpoint.analysis import spc

FILES = sorted((Path(__file__).parent / "differences").glob("*.yaml"))
CASES = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in FILES}
METHODS = Path(__file__).parents[2] / "docs" / "methods" / "spc.md"


def drawn(case, profile):
    values = case["values"]
    points = pl.DataFrame(
        {"series": "A", "period": [f"2024-{i:03}" for i in range(len(values))], "value": values}, strict=False
    ).with_columns(improvement=pl.lit(case["improvement"]), target=pl.lit(float(case["target"])))
    if "like" in case:
        like = case["like"]
        points = points.with_columns(numerator=pl.Series(like["numerator"]), denominator=like["denominator"])
    chart = spc.xmr(points, profile=profile)
    line = chart.points.row(0, named=True)
    row = chart.summary.row(0, named=True)
    return {
        "limits": [line["lower"], line["centre"], line["upper"]],
        "flagged": chart.points.filter(pl.col("rules").cast(pl.String) != "").height,
        **{name: row[name] for name in ("state", "variation", "assurance")},
    }


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize(("profile", "whose"), [("plot-the-dots", "theirs"), ("trigpoint", "ours")])
def test_each_profile_gives_the_value_on_file(name, profile, whose):
    found, expected = drawn(CASES[name], profile), CASES[name][whose]

    assert found.pop("limits") == [x if x is None else pytest.approx(x) for x in expected.pop("limits")]
    assert found == expected


def test_there_are_at_most_eight_and_all_are_documented():
    said = METHODS.read_text(encoding="utf-8")

    assert len(CASES) <= 8
    for name, case in CASES.items():
        assert case["name"] == name
        assert f"`{name}`" in said
