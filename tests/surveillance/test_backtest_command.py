"""`trigpoint backtest`, from the events file to the report."""

import datetime as dt
import json

import polars as pl
import pytest

from tests.factories import loads
from tests.factories import surveillance as made
from trigpoint.audit.models import Event
from trigpoint.config.cli import main
from trigpoint.frameworks.packs import Pack
from trigpoint.indicators.models import Observation, Series

pytestmark = pytest.mark.django_db
EVENTS = "provider,date,kind\nRMC,2026-07-15,inadequate\nRXX,2026-08-01,inadequate\n"


@pytest.fixture(autouse=True)
def fallen(quality_lead, settings, tmp_path):
    """Bolton falls in April 2026, published 14 May; Wigan stays as it is."""
    settings.DATA_DIR = tmp_path / "data"
    for code, name, values in (
        ("RMC", "Bolton NHS Foundation Trust", [*made.STEADY, 60.0]),
        ("RRF", "Wrightington, Wigan and Leigh NHS Foundation Trust", [*made.STEADY, 75.0]),
    ):
        series = Series.objects.create(
            indicator="ae-4hour",
            organisation=made.provider(quality_lead, code, name),
            owner=quality_lead.commissioner,
            is_open=True,
        )
        for row, ((start, end), value) in enumerate(zip(made.months(16), values, strict=True), start=2):
            day = end + dt.timedelta(days=14)
            load = loads.load(
                quality_lead,
                published_on=day,
                loaded_at=dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC) + dt.timedelta(days=60),
            )
            Observation.objects.create(
                series=series, period_start=start, period_end=end, value=value, load=load, row=row
            )


def backtest(folder, *more, events=EVENTS, vintage="published", alerts="alerts.csv"):
    """The exit code, the report and the alerts."""
    given, out, table = folder / "events.csv", folder / "report.json", folder / alerts
    given.write_text(events, encoding="utf-8")
    words = ["--from", "2025-06", "--to", "2026-09", "--vintage", vintage, "--seed", "1"]
    code = main(
        ["backtest", "--events", str(given), *words, "--out", str(out), "--alerts", str(table), *more]
    )
    return code, json.loads(out.read_text()) if out.exists() else None, table


def test_alert_and_numbers_from_end_to_end(tmp_path):
    code, report, alerts = backtest(tmp_path)

    assert code == 0
    assert alerts.read_text() == "provider,indicator,rule,raised_on\nRMC,ae-4hour,outside,2026-05-31\n"
    whole = report["scores"][0]
    assert (whole["precision"]["share"], whole["recall"]["share"]) == (1.0, 0.5)
    assert whole["lead_days"]["median"] == 45.0
    assert report["events"]["at_silent_providers"] == 1
    assert report["figures"]["as_published"] == 32
    assert report["asked"]["window_months"] == 12
    assert Event.objects.filter(name="export.backtest_taken").count() == 1


def test_loaded_vintage_knows_later(tmp_path):
    code, report, alerts = backtest(tmp_path, vintage="loaded")

    assert code == 0
    assert alerts.read_text().splitlines()[1:] == ["RMC,ae-4hour,outside,2026-07-31"]
    assert "day of its load" in report["figures"]["says"]
    assert report["scores"][0]["recall"]["hits"] == 0


def test_that_nothing_was_known_is_said(tmp_path):
    _, report, _ = backtest(tmp_path, "--to", "2025-06", vintage="loaded")

    assert report["figures"]["says"].startswith("Each of")
    _, report, _ = backtest(tmp_path, "--from", "2024-01", "--to", "2024-06")
    assert report["figures"]["says"].startswith("No figure was known")


def test_same_seed_gives_the_same_bytes(tmp_path):
    _, _, alerts = backtest(tmp_path)
    first = (tmp_path / "report.json").read_bytes(), alerts.read_bytes()
    _, _, alerts = backtest(tmp_path)

    assert ((tmp_path / "report.json").read_bytes(), alerts.read_bytes()) == first


def test_alerts_as_parquet(tmp_path):
    _, _, alerts = backtest(tmp_path, alerts="alerts.parquet")

    assert pl.read_parquet(alerts).rows() == [("RMC", "ae-4hour", "outside", dt.date(2026, 5, 31))]


def test_shorter_window_loses_what_came_too_late(tmp_path):
    _, report, _ = backtest(tmp_path, "--window", "1")

    assert report["scores"][0]["precision"]["hits"] == 0


def test_only_among_those_that_it_can_happen_to(tmp_path):
    among = tmp_path / "among.csv"
    among.write_text("provider\nRRF\n", encoding="utf-8")

    _, report, alerts = backtest(tmp_path, "--among", str(among))

    assert alerts.read_text() == "provider,indicator,rule,raised_on\n"
    assert report["providers"]["watched"] == 1


def test_better_news_counts_only_when_asked_for(tmp_path):
    Observation.objects.filter(value=60.0).update(value=95.0)

    _, usual, _ = backtest(tmp_path)
    _, anything, _ = backtest(tmp_path, "--about", "any")

    assert (usual["scores"][0]["alerts"], anything["scores"][0]["alerts"]) == (0, 1)
    assert usual["raised"] == {"improvement": 1}


def test_bad_events_are_told_with_their_place_and_nothing_is_written(tmp_path, capsys):
    code, report, alerts = backtest(tmp_path, events="provider,date,kind\nRMC,2026,inadequate\n")

    assert (code, report, alerts.exists()) == (3, None, False)
    (problem,) = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert problem["file"].endswith("events.csv")
    assert (problem["row"], problem["column"], problem["code"]) == (2, "date", "date-malformed")
    assert problem["remedy"]


def test_file_that_is_not_there_is_refused(tmp_path, capsys):
    words = ["--from", "2025-06", "--to", "2026-09", "--vintage", "loaded", "--seed", "1"]

    code = main(["backtest", "--events", str(tmp_path / "no.csv"), *words, "--out", "o", "--alerts", "a"])

    assert code == 3
    assert json.loads(capsys.readouterr().err)["code"] == "file-unreadable"


@pytest.mark.parametrize(
    "wrong",
    [
        ["--from", "2026-10"],
        ["--to", "2999-01"],
        ["--seed", "-1"],
        ["--out", "-", "--alerts", "-"],
        ["--user", "nobody"],
        ["--out", "/nowhere/report.json"],
    ],
    ids=str,
)
def test_wrong_words_give_2_and_say_why(tmp_path, capsys, wrong):
    code, _, _ = backtest(tmp_path, *wrong)

    assert code == 2
    assert capsys.readouterr().err.splitlines()[-1].endswith(".")


@pytest.mark.parametrize("wrong", [["--from", "2025"], ["--window", "0"], ["--vintage", "rumoured"]], ids=str)
def test_words_that_cannot_be_read_give_2(tmp_path, wrong):
    with pytest.raises(SystemExit) as ended:
        backtest(tmp_path, *wrong)

    assert ended.value.code == 2


def test_report_on_standard_output_stands_alone(tmp_path, capsys):
    code, _, _ = backtest(tmp_path, "--out", "-")

    assert code == 0
    assert json.loads(capsys.readouterr().out)["asked"]["seed"] == 1


def test_figures_of_the_neighbour_raise_nothing(tmp_path, other_lead):
    _, _, alerts = backtest(tmp_path, "--user", "megan")

    assert "RMC" in alerts.read_text(), "open figures are everybody's"
    Series.objects.update(is_open=False)
    _, report, alerts = backtest(tmp_path, "--user", "megan")
    assert alerts.read_text() == "provider,indicator,rule,raised_on\n"
    assert report["providers"]["watched"] == 0


def fallen_too(indicator):
    """The same figures of Bolton again, as those of another indicator."""
    bolton = Series.objects.get(indicator="ae-4hour", organisation__code="RMC")
    falls = Series.objects.create(
        indicator=indicator, organisation=bolton.organisation, owner=bolton.owner, is_open=True
    )
    for each in Observation.objects.filter(series=bolton):
        each.pk, each.series = None, falls
        each.save(force_insert=True)


def test_streams_that_agree_on_a_theme_are_an_alert_by_themselves(tmp_path, monkeypatch):
    """Waits in emergency care (performance) and the Friends and Family Test (experience), were they of one theme."""
    fallen_too("fft-inpatient-positive")
    monkeypatch.setattr(Pack, "themes_of", lambda *_: ("emergency",))

    _, report, alerts = backtest(tmp_path)

    assert "RMC,theme:emergency,streams_agree,2026-05-31" in alerts.read_text().splitlines()
    told = report["agreements"]
    assert (told["streams_needed"], told["scores"][0]["alerts"]) == (2, 1)
    assert told["scores"][0]["precision"]["share"] == 1.0
    assert report["asked"]["method"].endswith("agreement-1")


def test_streams_that_speak_of_different_themes_do_not_agree(tmp_path):
    fallen_too("fft-inpatient-positive")

    _, report, alerts = backtest(tmp_path)

    assert "streams_agree" not in alerts.read_text()
    whole, at_once = report["agreements"]["scores"]
    assert (whole["alerts"], at_once["name"], at_once["alerts"]) == (0, "two_streams", 1)


def test_indicators_of_one_stream_do_not_agree(tmp_path):
    fallen_too("ae-4hour-type1")

    _, report, alerts = backtest(tmp_path)

    assert "streams_agree" not in alerts.read_text()
    assert report["agreements"]["scores"][-1]["alerts"] == 0
