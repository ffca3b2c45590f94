"""`trigpoint surveil --in`: what comes out, what is refused, and that slices and order make no difference."""

import json
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tests.analysis import naive
from tests.analysis.many_series import mixed
from trigpoint.analysis import discovery, funnel, spc
from trigpoint.analysis.chances import OUTSIDE, within
from trigpoint.analysis.limits import Phases
from trigpoint.analysis.surveil import slices, spark
from trigpoint.analysis.surveil.command import surveil
from trigpoint.config import cli

TABLES = ("points", "summary", "funnel")


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def looked(points, *, rows=slices.SLICE_ROWS, source="in.parquet", out="out"):
    """All four results of a frame."""
    points.write_parquet(source)
    assert surveil(source, out, "local", rows=rows) == 0
    return results(out)


def results(out):
    tables = [
        pl.read_parquet(f"{out}/{name}.parquet") for name in TABLES if Path(f"{out}/{name}.parquet").exists()
    ]
    return [*tables, json.loads(Path(f"{out}/discovery.json").read_text())]


def refused(capsys):
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_points_and_summary_are_those_of_spc():
    points = mixed()

    told, summary, _, _ = looked(points)

    charts = spc.xmr(points.drop("group", "kind"))
    words = pl.col(pl.String).replace("", None)
    assert told.equals(
        charts.points.with_columns(pl.col("rules", "meaning").cast(pl.String)).with_columns(words)
    )
    plain = charts.summary.with_columns(pl.col("state", "variation", "assurance").cast(pl.String))
    assert summary.drop("chance").equals(plain.with_columns(words))


@pytest.mark.parametrize("rows", [150, 1_000, 4_000])
def test_slices_make_no_difference(rows):
    whole = looked(mixed(), out="whole")

    in_slices = looked(mixed(), rows=rows, out="slices")

    assert Path("slices/points.parquet").is_dir()
    assert all(one.equals(other) for one, other in zip(whole[:3], in_slices[:3], strict=True))
    assert in_slices[3] == whole[3]


def test_order_and_parts_of_the_input_make_no_difference():
    points = mixed()
    whole = looked(points, out="whole")
    shuffled = points.sample(fraction=1, shuffle=True, seed=2)
    Path("parts").mkdir()
    for number, part in enumerate(shuffled.iter_slices(1_700)):
        part.write_parquet(f"parts/{number}.parquet")

    assert surveil("parts", "parts-out", "local", rows=900) == 0

    found = results("parts-out")
    assert all(one.equals(other) for one, other in zip(whole[:3], found[:3], strict=True))
    assert found[3] == whole[3]


def test_csv_says_the_same_as_parquet():
    points = mixed()
    whole = looked(points, out="whole")
    points.write_csv("in.csv")

    assert cli.main(["surveil", "--in", "in.csv", "--out", "csv-out"]) == 0

    found = results("csv-out")
    assert found[1].equals(whole[1])
    assert found[0].drop("period").equals(whole[0].drop("period"))
    assert found[3] == whole[3]


def test_funnel_is_of_the_newest_period_of_each_group():
    points = mixed()

    _, _, compared, _ = looked(points)

    whole = points.filter(
        pl.col("group").is_not_null(), pl.col("numerator").is_not_null(), pl.col("denominator") > 0
    )
    newest = whole.filter(pl.col("period") == pl.col("period").max().over("group"))
    for kind in ("PR", "RC", "SR"):
        units = newest.filter(kind=kind).select("group", "numerator", "denominator", unit="series")
        expected = funnel.funnel(units, kind=kind, overdispersion="additive", trim="winsorise")
        ours = compared.filter(kind=kind).select(expected.columns)
        outlier = pl.col("outlier").cast(pl.String).replace("", None)
        assert ours.equals(expected.with_columns(outlier))


def test_chances_of_a_funnel_are_those_behind_its_q():
    _, _, compared, _ = looked(mixed())

    for _, one in compared.drop_nulls("q").group_by("group"):
        chances = one["chance"].to_numpy()
        again = discovery.false_discovery(
            chances, Phases(np.zeros(1, int), np.array([chances.size])), among=np.ones(chances.size, bool)
        )
        alarms = one["outlier"].is_in(["high998", "low998"]).fill_null(value=False)
        assert ((one["chance"] <= 0.002) == alarms).all()
        assert again.tolist() == pytest.approx(one["q"].to_list(), rel=0.05)


def test_alarms_over_time_are_those_outside_the_limits():
    left_out = mixed().filter(exclude=1).select("series", "period")

    points, summary, _, found = looked(mixed())

    counted = points.join(left_out, on=["series", "period"], how="anti", maintain_order="left")
    known = counted.filter(pl.col("value").is_not_null()).group_by("series").last()
    outside = known.filter(pl.col("rules").str.starts_with("outside"))["series"]
    sure = summary.filter(pl.col("chance").is_not_null())
    assert set(sure.filter(pl.col("chance") <= OUTSIDE)["series"]) == set(outside) & set(sure["series"])
    assert found["rules"][0]["alarms"] == sure.filter(pl.col("chance") <= OUTSIDE).height > 0


def test_discoveries_are_those_of_everything_at_once():
    _, summary, compared, found = looked(mixed())

    chances = [*summary["chance"].drop_nulls(), *compared["chance"].drop_nulls()]
    told = [chance for chance, q in zip(chances, naive.false_discovery(chances), strict=True) if q <= 0.1]
    assert found["tests"] == len(chances)
    assert found["q_threshold"] == 0.1
    assert (found["told"], found["told_up_to"]) == (len(told), max(told))
    expected = OUTSIDE * summary["chance"].count() + 0.002 * compared["chance"].count()
    assert found["expected"] == pytest.approx(expected)


def test_chance_of_a_latest_value_by_hand():
    """Mean 5 and limits -0.32 and 10.32; the value 4 is 1 from the mean, a limit 5.32: 3/5.32 = 0.564 deviations."""
    months = pl.date_range(date(2025, 1, 1), date(2025, 12, 1), "1mo", eager=True)

    _, summary, found = looked(pl.DataFrame({"series": "A", "period": months, "value": [6.0, 4.0] * 6}))

    assert summary["chance"][0] == pytest.approx(0.5728, abs=1e-4)
    assert (found["tests"], found["alarms"], found["units"]) == (1, 0, 0)


def test_limit_that_is_held_at_nothing_tells_no_distance():
    """Shares about 2 %: the lower limit would be below 0, so a month of nothing is no surprise."""
    months = pl.date_range(date(2024, 1, 1), date(2025, 12, 1), "1mo", eager=True)
    values = [2.0, 1.0, 3.0, 2.0, 4.0, 1.0] * 3 + [2.0, 3.0, 1.0, 2.0, 3.0, 0.0]

    _, summary, _ = looked(
        pl.DataFrame({"series": "A", "period": months, "value": values, "chart": "percent"})
    )

    assert summary["chance"][0] > 0.1


def test_chances_keep_to_the_side_of_the_threshold_that_the_alarm_is_on():
    held = within(np.array([0.5, 0.001, np.nan, 0.001]), np.array([True, False, True, True]), 0.002)

    assert held[0] == 0.002
    assert held[1] == np.nextafter(0.002, 1)
    assert np.isnan(held[2])
    assert held[3] == 0.001


def test_no_series_at_all_gives_empty_tables():
    told, summary, compared, found = looked(mixed().clear())

    assert (told.height, summary.height, compared.height, found["tests"]) == (0, 0, 0, 0)


def test_faults_in_any_slice_are_told_with_their_rows_and_nothing_is_written(capsys):
    points = (
        mixed()
        .with_row_index("at")
        .with_columns(
            improvement=pl.when(pl.col("at").is_in([3, 2_000]))
            .then(pl.lit("sideways"))
            .otherwise("improvement")
        )
    )
    points.drop("at").write_parquet("in.parquet")

    assert surveil("in.parquet", "out", "local", rows=500) == 3

    problems = [(each["code"], each["row"]) for each in refused(capsys)]
    assert ("improvement-unknown", 5) in problems
    assert ("improvement-unknown", 2_002) in problems
    assert not Path("out").exists()
    assert not Path("out.part").exists()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda frame: frame.drop("kind"), "column-missing"),
        (lambda frame: frame.drop("value"), "column-missing"),
        (lambda frame: frame.with_columns(kind=pl.lit("XX")), "kind-unknown"),
        (lambda frame: frame.with_columns(series=pl.lit(None, pl.String)), "key-empty"),
        (
            lambda frame: frame.with_columns(group=pl.when(pl.col("kind").is_not_null()).then(pl.lit("all"))),
            "kind-mixed",
        ),
        (lambda frame: pl.concat([frame, frame.tail(1)]), "period-twice"),
    ],
)
def test_refusals(change, code, capsys):
    change(mixed()).write_parquet("in.parquet")

    assert surveil("in.parquet", "out", "local", rows=1_000) == 3

    assert code in {each["code"] for each in refused(capsys)}
    assert not Path("out").exists()


def test_file_that_is_none_is_refused(capsys):
    Path("in.parquet").write_text("no table")

    assert surveil("in.parquet", "out", "local") == 3
    assert surveil("not-there.csv", "out", "local") == 3

    assert {each["code"] for each in refused(capsys)} == {"file-unreadable"}


def test_results_take_the_place_of_earlier_ones_only_when_whole(capsys):
    before = looked(mixed())
    mixed().with_columns(kind=pl.lit("XX")).write_parquet("in.parquet")

    assert surveil("in.parquet", "out", "local") == 3

    assert all(one.equals(other) for one, other in zip(before[:3], results("out")[:3], strict=True))
    assert looked(mixed().head(300))[1].height < before[1].height


def test_results_that_a_killed_run_had_moved_away_come_back(capsys):
    before = looked(mixed())
    Path("out").rename("out.before")
    Path("out.part").mkdir()
    Path("in.parquet").write_text("no table")

    assert surveil("in.parquet", "out", "local") == 3

    assert all(one.equals(other) for one, other in zip(before[:3], results("out")[:3], strict=True))
    assert not Path("out.part").exists()


def test_damaged_file_is_refused(capsys):
    mixed().write_parquet("in.parquet", compression="uncompressed")
    content = bytearray(Path("in.parquet").read_bytes())
    content[100:20_000] = bytes(19_900)
    Path("in.parquet").write_bytes(content)

    assert surveil("in.parquet", "out", "local") == 3

    assert refused(capsys)[0]["code"] == "file-unreadable"


def test_folder_with_other_things_is_left_alone(capsys):
    Path("out").mkdir()
    Path("out/thesis.docx").write_text("years of work")
    mixed().write_parquet("in.parquet")

    assert surveil("in.parquet", "out", "local") == 2

    assert "holds other things" in capsys.readouterr().err
    assert Path("out/thesis.docx").exists()


def test_spark_without_java_says_what_to_do(monkeypatch, capsys):
    monkeypatch.setattr(spark.importlib.util, "find_spec", lambda name: name)
    monkeypatch.setattr(spark, "java", lambda: None)
    mixed().write_parquet("in.parquet")

    assert surveil("in.parquet", "out", "spark") == 1

    assert "There is no Java on this machine" in capsys.readouterr().err
    assert not Path("out").exists()


def test_spark_without_pyspark_says_what_to_do(monkeypatch, capsys):
    monkeypatch.setattr(spark.importlib.util, "find_spec", lambda name: None)
    mixed().write_parquet("in.parquet")

    assert surveil("in.parquet", "out", "spark") == 1

    assert "PySpark is not installed" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words", [["--in", "f.csv"], ["--out", "f"], ["--engine", "spark"], ["--in", "f", "--out", "o", "--all"]]
)
def test_wrong_usage_is_said(words, capsys):
    assert cli.main(["surveil", *words]) == 2

    assert capsys.readouterr().err.endswith(".\n")
