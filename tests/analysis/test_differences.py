"""The named differences between our own profile and those of other packages, each with both values."""

from pathlib import Path

import polars as pl
import pytest
import yaml

from trigpoint.analysis import funnel, spc

FOLDER = Path(__file__).parent / "differences"
METHODS = Path(__file__).parents[2] / "docs" / "methods"


def cases(folder):
    return {
        path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.yaml"))
    }


CHARTS = cases(FOLDER)
FUNNELS = cases(FOLDER / "funnel")
MOST = 15


def drawn(case, profile):
    values = case["values"]
    points = pl.DataFrame(
        {"series": "A", "period": [f"2024-{i:03}" for i in range(len(values))], "value": values}, strict=False
    ).with_columns(
        improvement=pl.lit(case["improvement"]),
        target=pl.lit(float(case["target"])),
        chart=pl.lit(case.get("chart", "xmr")),
    )
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


def reference_of(case):
    return "qicharts2" if "chart" in case else "plot-the-dots"


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("whose", ["theirs", "ours"])
def test_each_profile_gives_the_value_on_file(name, whose):
    case = CHARTS[name]
    profile = "trigpoint" if whose == "ours" else reference_of(case)
    found, expected = drawn(case, profile), dict(case[whose])

    assert found.pop("limits") == [x if x is None else pytest.approx(x) for x in expected.pop("limits")]
    assert found == expected


@pytest.mark.parametrize("name", FUNNELS)
@pytest.mark.parametrize(("profile", "whose"), [("funnelplotr", "theirs"), ("trigpoint", "ours")])
def test_each_funnel_gives_the_value_on_file(name, profile, whose):
    case = FUNNELS[name]
    units = pl.DataFrame(
        {
            "group": "A",
            "unit": [f"{i:02}" for i in range(len(case["numerator"]))],
            "numerator": [float(count) for count in case["numerator"]],
            "denominator": [float(count) for count in case["denominator"]],
        }
    )
    manner = {key: case[key] for key in ("kind", "overdispersion", "trim")}

    first = funnel.funnel(units, profile=profile, **manner).row(0, named=True)

    assert [first["lower998"], first["upper998"]] == pytest.approx(case[whose]["limits"], rel=1e-7)
    assert first["outlier"] == case[whose]["outlier"]


def test_there_are_at_most_fifteen_and_all_are_documented():
    said = "".join(
        (METHODS / f"{name}.md").read_text(encoding="utf-8") for name in ("spc", "charts", "funnel")
    )

    assert len(CHARTS) + len(FUNNELS) <= MOST
    for name, case in (CHARTS | FUNNELS).items():
        assert case["name"] == name
        assert case["by_hand"]
        assert f"`{name}`" in said
