"""`trigpoint load`, `connectors` and `export`."""

from __future__ import annotations

import csv
import json

import polars as pl
import pytest

from tests.factories import loads as make
from trigpoint.accounts.models import User
from trigpoint.config.cli import main
from trigpoint.config.commands import load as command
from trigpoint.indicators.models import Observation
from trigpoint.loads import registry
from trigpoint.loads.models import Load

pytestmark = pytest.mark.django_db
GOOD = ("wait", "RXX", "2025-01-01", 75, 3, 4)
UNKNOWN = ("wait", "RZZ", "2025-01-01", "61.50")
TOTAL = ("wait", "Total", "2025-01-01", 75)


@pytest.fixture(autouse=True)
def wiring(settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path / "data"
    called = []
    found = registry.Wiring(
        connectors=lambda: {"small": make.small_connector()},
        prepare=lambda *, by: called.append("prepare"),
        finish=lambda *, by: called.append("finish"),
    )
    monkeypatch.setattr(registry, "_wiring", [found])
    make.organisations("RXX", "RYY")
    return called


def json_lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def test_load_tells_reports_and_lists_rejects(tmp_path, capsys, wiring):
    path = make.small_file(tmp_path, GOOD, UNKNOWN, TOTAL)
    report, rejects = tmp_path / "report.json", tmp_path / "rejects.csv"

    code = main(
        [
            "load",
            "small",
            str(path),
            "--published-on",
            "2025-02-13",
            "--report",
            str(report),
            "--rejects",
            str(rejects),
        ]
    )

    assert code == 0
    told = json.loads(report.read_text())
    (entry,) = told["files"]
    assert told["connector"] == "small"
    assert [entry[key] for key in ("file", "read", "accepted", "rejected", "ignored")] == [
        "small.csv",
        3,
        1,
        1,
        1,
    ]
    assert [entry[key] for key in ("new", "superseded", "unchanged")] == [1, 0, 0]
    assert (entry["period_from"], entry["period_to"]) == ("2025-01-01", "2025-01-31")
    assert entry["sha256"] == Load.objects.get().sha256
    assert str(Load.objects.get().published_on) == "2025-02-13"
    (row,) = csv.DictReader(rejects.read_text().splitlines())
    assert (row["row"], row["code"]) == ("3", "organisation_unknown")
    assert "61.50" in row["content"]
    out, err = capsys.readouterr()
    assert "small.csv: read 3 rows: 1 accepted, 1 rejected, 1 ignored." in out
    (problem,) = json_lines(err)
    assert list(problem) == ["file", "row", "column", "code", "message", "remedy"]
    assert wiring == ["prepare", "finish"]


def test_refused_file_gives_3_and_the_others_load(tmp_path, capsys):
    bad = tmp_path / "bad.csv"
    bad.write_text("a,b\n1,2\n")
    good = make.small_file(tmp_path, GOOD)
    report = tmp_path / "report.json"

    code = main(["load", "small", str(bad), str(tmp_path / "none.csv"), str(good), "--report", str(report)])

    assert code == 3
    files = json.loads(report.read_text())["files"]
    assert [entry["refused"] for entry in files] == [True, True, False]
    assert all(entry["read"] == entry["accepted"] + entry["rejected"] + entry["ignored"] for entry in files)
    assert files[0]["problems"][0]["code"] == "heading_moved"
    assert [line["file"] for line in json_lines(capsys.readouterr().err)] == ["bad.csv", "none.csv"]
    assert Load.objects.get().file_name == "small.csv"


def test_same_file_again_is_told_and_nothing_follows(tmp_path, capsys, wiring):
    path = str(make.small_file(tmp_path, GOOD))
    main(["load", "small", path])

    assert main(["load", "small", path]) == 0

    assert "loaded before; nothing changed" in capsys.readouterr().out
    assert wiring == ["prepare", "finish", "prepare"]


def test_trial_stores_nothing(tmp_path, capsys, wiring):
    assert main(["load", "small", str(make.small_file(tmp_path, GOOD)), "--dry-run"]) == 0

    assert "would read 1 rows" in capsys.readouterr().out
    assert not Load.objects.exists()
    assert wiring == ["prepare"]


def test_report_on_standard_output_stands_alone(tmp_path, capsys):
    main(["load", "small", str(make.small_file(tmp_path, GOOD)), "--report", "-"])

    out, err = capsys.readouterr()
    assert json.loads(out)["files"][0]["new"] == 1
    assert "read 1 rows" in err


@pytest.mark.parametrize(
    "words",
    [
        ["load", "nonsense", "f"],
        ["load", "small", "f", "--user", "nobody"],
        ["load", "small", "f", "--published-on", "2999-01-01"],
    ],
)
def test_wrong_words_give_2(words, capsys):
    assert main(words) == 2
    assert capsys.readouterr().err.endswith(".\n")


def test_load_is_in_the_name_of_the_person_asked_for(tmp_path):
    make.person("amina")

    main(["load", "small", str(make.small_file(tmp_path, GOOD)), "--user", "amina"])

    assert Load.objects.get().loaded_by.username == "amina"


def test_system_works_for_the_first_commissioner(tmp_path, monkeypatch):
    main(["load", "small", str(make.small_file(tmp_path, GOOD))])

    system = User.objects.get(username="trigpoint")
    assert system.commissioner.code == "QOP"
    assert not system.has_usable_password()


def test_fresh_installation_gets_its_commissioner_from_the_environment(monkeypatch):
    make.Organisation.objects.all().delete()
    make.Commissioner.objects.all().delete()
    monkeypatch.setenv("COMMISSIONER_CODE", "QYG")
    monkeypatch.setenv("COMMISSIONER_NAME", "NHS Cheshire and Merseyside ICB")

    assert command.who(None).commissioner.name == "NHS Cheshire and Merseyside ICB"


def test_connectors_are_listed_with_whether_seen_on_real_files(capsys):
    assert main(["connectors"]) == 0

    (line,) = capsys.readouterr().out.splitlines()
    assert line.split() == ["small", "seen", "on", "real", "files:", "no", "A", "small", "publication"]


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_export_by_suffix(tmp_path, suffix):
    rows = [("wait", "RYY", "2025-02-01", 0.1), ("wait", "RXX", "2025-01-01", 75, 3, 4)]
    main(["load", "small", str(make.small_file(tmp_path, *rows)), "--published-on", "2025-03-01"])
    target = tmp_path / f"out.{suffix}"

    assert main(["export", "observations", "--out", str(target)]) == 0

    frame = pl.read_csv(target) if suffix == "csv" else pl.read_parquet(target)
    assert frame.columns == [
        "indicator",
        "organisation",
        "period_start",
        "period_end",
        "value",
        "numerator",
        "denominator",
        "published_on",
        "loaded_at",
        "load",
    ]
    assert frame["organisation"].to_list() == ["RXX", "RYY"]
    assert frame["value"].to_list() == [75, 0.1]
    assert frame["load"].unique().to_list() == [Load.objects.get().public_id]


def test_export_to_standard_output_has_17_digits_and_iso_times(tmp_path, capsys):
    main(["load", "small", str(make.small_file(tmp_path, ("wait", "RXX", "2025-01-01", 0.1)))])
    capsys.readouterr()

    main(["export", "observations", "--out", "-"])

    heading, line = capsys.readouterr().out.splitlines()
    cells = dict(zip(heading.split(","), line.split(","), strict=True))
    assert cells["value"] == "0.10000000000000001"
    assert cells["published_on"] == ""
    assert cells["loaded_at"].endswith("Z")


def test_export_as_at_gives_the_old_figures(tmp_path, capsys):
    for name, value, day in (("a.csv", 1, "2025-03-01"), ("b.csv", 2, "2025-04-01")):
        path = make.small_file(tmp_path, ("wait", "RXX", "2025-01-01", value), name=name)
        main(["load", "small", str(path), "--published-on", day])
    capsys.readouterr()

    main(["export", "observations", "--as-at", "2025-03-31", "--vintage", "published", "--out", "-"])

    assert ",1,,,2025-03-01," in capsys.readouterr().out
    assert Observation.objects.count() == 2


def test_what_is_not_recorded_yet_cannot_be_exported(capsys):
    assert main(["export", "signals", "--out", "-"]) == 2
    assert "signals" in capsys.readouterr().err


def test_unknown_user_cannot_export(capsys):
    assert main(["export", "observations", "--out", "-", "--user", "nobody"]) == 2
