"""`trigpoint spc` and `trigpoint funnel`: what goes in, what comes out, what is refused."""

import json
import subprocess
import sys
from argparse import ArgumentParser
from datetime import date
from io import BytesIO, TextIOWrapper
from pathlib import Path

import polars as pl
import pytest

from trigpoint.analysis import commands, tables

POINTS = [
    "series",
    "period",
    "value",
    "phase",
    "centre",
    "lower",
    "upper",
    "near_lower",
    "near_upper",
    "rules",
    "meaning",
]
SUMMARY = ["series", "n", "state", "variation", "assurance"]
FUNNEL = [
    "group",
    "unit",
    "ratio",
    "z",
    "lower95",
    "upper95",
    "lower998",
    "upper998",
    "phi",
    "tau2",
    "outlier",
    "q",
]
SERIES = "series,period,value\n007,2026-02-01,0.1\n007,2026-01-01,0.30000000000000004\n"
UNITS = "group,unit,numerator,denominator\nfalls,001,30,20\nfalls,002,20,20\n"


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def run(*words):
    parser = ArgumentParser(exit_on_error=False)
    commands.configure(parser.add_subparsers(required=True))
    args = parser.parse_args(words)
    return args.run(args)


def spc(*more, source="in.csv", points="points.csv", summary="summary.csv"):
    return run("spc", "--in", source, "--points", points, "--summary", summary, *more)


def funnel(*more, source="in.csv", out="out.csv"):
    return run("funnel", "--in", source, "--out", out, "--kind", "SR", *more)


def problems(capsys):
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_spc_writes_both_tables_sorted_with_keys_and_digits_kept():
    Path("in.csv").write_text(SERIES)

    assert spc() == 0

    points = Path("points.csv").read_text().splitlines()
    assert points[0].split(",") == POINTS
    assert [line.split(",")[:3] for line in points[1:]] == [
        ["007", "2026-01-01", "0.30000000000000004"],
        ["007", "2026-02-01", "0.10000000000000001"],
    ]
    assert Path("summary.csv").read_text() == ",".join(SUMMARY) + "\n007,2,too_few,,\n"
    assert sorted(path.name for path in Path().iterdir()) == ["in.csv", "points.csv", "summary.csv"]


def test_spc_reads_and_writes_parquet():
    table = pl.DataFrame(
        {"series": ["A"] * 12, "period": [date(2026, m, 1) for m in range(1, 13)], "value": range(12)}
    )
    table.write_parquet("in.parquet")

    assert spc(source="in.parquet", points="points.parquet", summary="summary.PARQUET") == 0

    points = pl.read_parquet("points.parquet")
    assert points.columns == POINTS
    assert points.schema["period"] == pl.Date
    assert points["rules"].to_list()[0] == "outside;trend"
    assert pl.read_parquet("summary.PARQUET")["assurance"].to_list() == [None]


def test_spc_works_in_a_pipe(monkeypatch):
    Path("in.csv").write_text(SERIES)
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(SERIES.encode())))
    out = TextIOWrapper(BytesIO())
    monkeypatch.setattr(sys, "stdout", out)

    assert spc(source="-", points="-") == 0

    assert out.buffer.getvalue().decode().splitlines()[0].split(",") == POINTS


def test_spc_leaves_a_device_in_its_place():
    Path("in.csv").write_text(SERIES)

    assert spc(points="/dev/null") == 0

    assert not Path("/dev/null").is_file()


def test_spc_takes_its_wishes_from_a_file_and_from_the_line():
    rows = [f"A,2026-{m:02},100,95,up" for m in range(1, 13)]
    Path("in.csv").write_text("series,period,value,target,improvement\n" + "\n".join(rows))
    Path("config.json").write_text('{"screen": false, "fix_after": null, "profile": "plot-the-dots"}')

    assert spc("--config", "config.json") == 0
    assert Path("summary.csv").read_text().endswith("A,12,constant,common,pass\n")
    Path("config.json").write_text('{"profile": "plot-the-dots"}')
    assert spc("--config", "config.json") == 0
    assert Path("summary.csv").read_text().endswith("A,12,constant,common,hit_or_miss\n")
    assert spc("--config", "config.json", "--profile", "trigpoint") == 0
    assert Path("summary.csv").read_text().endswith("A,12,constant,common,pass\n")


@pytest.mark.parametrize(
    ("text", "row", "column", "code"),
    [
        ("series,period\nA,2026-01-01\n", None, "value", "column-missing"),
        ("series,period,value,targt\nA,2026-01-01,1,\n", None, "targt", "column-misspelt"),
        ("series,period,value\nA,2026-01-01,1\nA,2026-02-01,n/a\n", 3, "value", "number-malformed"),
        ("series,period,value\nA,2026-01-01,inf\n", 2, "value", "number-malformed"),
        ("series,period,value\nA,2026-01-01,1\nA,2026-01-01,1\n", 3, "period", "period-twice"),
        ("series,period,value\nA,01/02/2026,1\n", 2, "period", "period-malformed"),
        ("series,period,value\nA,2026-02-30,1\n", 2, "period", "period-malformed"),
        ("series,period,value\nA,2026-02-01,1\nA,2026-03,1\n", 3, "period", "period-malformed"),
        ("series,period,value\n,2026-02-01,1\n", 2, "series", "key-empty"),
        ("series,period,value,improvement\nA,2026-01-01,1,better\n", 2, "improvement", "improvement-unknown"),
        (
            "series,period,value,improvement\nA,2026-01,1,up\nA,2026-02,1,down\n",
            3,
            "improvement",
            "improvement-mixed",
        ),
        ("", None, None, "file-unreadable"),
    ],
)
def test_spc_refuses_and_writes_nothing(capsys, text, row, column, code):
    Path("in.csv").write_text(text)

    assert spc() == 3

    (problem,) = problems(capsys)
    assert list(problem) == ["file", "row", "column", "code", "message", "remedy"]
    assert (problem["file"], problem["row"], problem["column"], problem["code"]) == (
        "in.csv",
        row,
        column,
        code,
    )
    assert problem["message"]
    assert problem["remedy"]
    assert [path.name for path in Path().iterdir()] == ["in.csv"]


def test_spc_refuses_bytes_that_are_no_text(capsys):
    Path("in.csv").write_bytes(b"series,period,value\n\xff\xfe,2026-01-01,1\n")

    assert spc() == 3

    assert problems(capsys)[0]["code"] == "file-unreadable"


def test_spc_refuses_a_file_that_is_not_there(capsys):
    assert spc() == 3

    assert problems(capsys)[0]["code"] == "file-unreadable"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "config-unreadable"),
        ("[]", "config-unreadable"),
        ('{"scren": true}', "config-unknown"),
        ('{"screen": 1}', "config-malformed"),
        ('{"fix_after": "12"}', "config-malformed"),
    ],
)
def test_spc_refuses_wishes_it_does_not_know(capsys, text, code):
    Path("in.csv").write_text(SERIES)
    Path("config.json").write_text(text)

    assert spc("--config", "config.json") == 3

    (problem,) = problems(capsys)
    assert (problem["file"], problem["code"]) == ("config.json", code)


@pytest.mark.parametrize("text", ['{"profile": "excel"}', '{"fix_after": 3}'])
def test_spc_refuses_wishes_that_make_no_sense(capsys, text):
    Path("in.csv").write_text(SERIES)
    Path("config.json").write_text(text)

    assert spc("--config", "config.json") == 3

    assert problems(capsys)[0]["remedy"]


def test_spc_wants_two_places_that_can_be_written(capsys):
    Path("in.csv").write_text(SERIES)

    assert spc(points="same.csv", summary="same.csv") == 2
    assert spc(points="nowhere/points.csv") == 2

    assert "nowhere" in capsys.readouterr().err
    assert [path.name for path in Path().iterdir()] == ["in.csv"]


def test_a_file_with_only_a_heading_gives_only_headings():
    Path("in.csv").write_text("series,period,value\n")

    assert spc() == 0

    assert Path("points.csv").read_text() == ",".join(POINTS) + "\n"
    assert Path("summary.csv").read_text() == ",".join(SUMMARY) + "\n"


def test_funnel_writes_its_table():
    Path("in.csv").write_text(UNITS)

    assert funnel("--overdispersion", "none", "--trim", "truncate", "--trim-by", "0.1") == 0

    lines = Path("out.csv").read_text().splitlines()
    assert lines[0].split(",") == FUNNEL
    assert lines[1].startswith("falls,001,1.5,")
    assert ",high95," in lines[1]
    assert lines[2].startswith("falls,002,1,0,0.59999999999999998,")


def test_funnel_refuses_and_writes_nothing(capsys):
    Path("in.csv").write_text(UNITS + "falls,003,20,0\n")

    assert funnel() == 3

    (problem,) = problems(capsys)
    assert (problem["row"], problem["column"], problem["code"]) == (
        4,
        "denominator",
        "denominator-not-positive",
    )
    assert not Path("out.csv").exists()


@pytest.mark.parametrize("share", ["0.5", "-0.1"])
def test_funnel_wants_a_share_that_can_be_trimmed(share, capsys):
    with pytest.raises(SystemExit) as stop:
        funnel(f"--trim-by={share}")

    assert stop.value.code == 2


def test_the_commands_need_no_django():
    Path("in.csv").write_text(SERIES)
    program = (
        "import sys; from argparse import ArgumentParser; from trigpoint.analysis import commands; "
        "parser = ArgumentParser(); commands.configure(parser.add_subparsers()); "
        "args = parser.parse_args(); code = args.run(args); "
        "assert 'django' not in sys.modules; sys.exit(code)"
    )
    root = str(Path(__file__).parents[2])

    done = subprocess.run(
        [sys.executable, "-c", program, "spc", "--in", "-", "--points", "-", "--summary", "summary.csv"],
        input=SERIES,
        text=True,
        capture_output=True,
        env={"PYTHONPATH": root},
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0].split(",") == POINTS


def test_settings_that_cannot_be_are_told_of_the_file_they_are_in(capsys):
    Path("in.csv").write_text(SERIES)
    Path("config.json").write_text('{"fix_after": 5, "profile": "none"}')

    assert spc("--config", "config.json") == 3

    told = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [(each["file"], each["column"]) for each in told] == [
        ("config.json", "profile"),
        ("config.json", "fix_after"),
    ]
    assert not Path("points.csv").exists()


def test_numbers_have_17_digits_and_what_is_not_known_is_empty():
    table = pl.DataFrame({"a": [0.1, 0.1, None, float("nan"), 84716.0, 1e-9], "n": [1, 2, 3, 4, 5, 6]})

    written = tables.written_out(table)

    assert written["a"].to_list() == [
        *["0.10000000000000001"] * 2,
        None,
        None,
        "84716",
        "1.0000000000000001e-09",
    ]
    assert written["n"].to_list() == [1, 2, 3, 4, 5, 6]
    assert tables.written_out(table.clear()).height == 0
