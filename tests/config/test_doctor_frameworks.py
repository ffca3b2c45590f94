"""The doctor looks at packs and the calendar, and warns before dates are refused."""

import datetime as dt

import pytest
import yaml

from trigpoint.common import clock
from trigpoint.config import checkup
from trigpoint.config.checks import frameworks
from trigpoint.config.preparation import prepare_frameworks
from trigpoint.config.start import CannotStart
from trigpoint.frameworks import calendar, queries


@pytest.fixture
def fresh():
    """Files are read anew, before and after."""
    calendar.england.cache_clear()
    queries.packs.cache_clear()
    yield
    calendar.england.cache_clear()
    queries.packs.cache_clear()


def test_both_are_among_the_checks():
    assert {frameworks.packs, frameworks.working_days} <= set(checkup.ALWAYS)


@pytest.mark.parametrize(
    ("today", "state", "words"),
    [
        (
            "2026-11-22",
            "ok",
            "Working days can be counted until 31 December 2028. Still to be checked: 2028.",
        ),
        ("2027-12-31", "ok", "until 31 December 2028"),
        ("2028-01-01", "warn", "until 31 December 2028. Dates beyond are refused (CAL-001)."),
        ("2028-12-31", "warn", "Dates beyond are refused"),
        ("2029-01-01", "fail", "No bank holidays are loaded for 2029"),
    ],
)
def test_calendar_reaches_a_year_ahead_or_the_doctor_says_so(today, state, words):
    with clock.replaying(dt.date.fromisoformat(today)):
        found = frameworks.working_days()

    assert found.state == state
    assert words in found.means
    assert ("calendars/england.yaml" in found.mend) == (state != "ok")


@pytest.fixture
def faulty_calendar(settings, tmp_path, fresh):
    """A calendar of the installation's own that cannot be believed."""
    settings.DATA_DIR = tmp_path
    calendar.own_file().parent.mkdir()
    calendar.own_file().write_text("name: england\n", encoding="utf-8")


def test_service_does_not_start_on_a_faulty_calendar(faulty_calendar):
    with pytest.raises(CannotStart, match="The key years is missing"):
        prepare_frameworks()


def test_service_starts_on_sound_files(fresh):
    prepare_frameworks()


def test_faulty_calendar_of_the_installation_fails_with_its_name(faulty_calendar):
    found = frameworks.working_days()

    assert found.state == "fail"
    assert str(calendar.own_file()) in found.means
    assert "The key years is missing" in found.means


@pytest.mark.parametrize(
    ("today", "state", "words"),
    [
        ("2026-11-22", "ok", "2 framework packs are sound; icb-2026 is in force."),
        ("2027-04-01", "warn", "The review of ccg-2015, icb-2026 is due."),
        ("2013-03-31", "fail", "PCK-001"),
    ],
)
def test_packs_are_sound_in_force_and_reviewed(today, state, words):
    with clock.replaying(dt.date.fromisoformat(today)):
        found = frameworks.packs()

    assert (found.state, words in found.means) == (state, True), found
    assert bool(found.mend) == (state != "ok")


def test_faulty_pack_fails_with_its_name(settings, tmp_path, fresh):
    (tmp_path / "packs").mkdir()
    (tmp_path / "pack.schema.json").write_bytes((settings.DEFINITIONS_DIR / "pack.schema.json").read_bytes())
    (tmp_path / "packs" / "bad-2030.yaml").write_text(yaml.safe_dump({"name": "bad-2030"}), encoding="utf-8")
    settings.DEFINITIONS_DIR = tmp_path

    found = frameworks.packs()

    assert found.state == "fail"
    assert "bad-2030.yaml, owner: The key owner is missing." in found.means
    assert found.mend == "Correct the file it names in definitions/packs/."
