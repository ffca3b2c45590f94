"""The very same file again: for rows that were rejected before and can be accepted since, and for those only."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from tests.assertions import page_of, words
from tests.factories import loads as make
from trigpoint.common import clock
from trigpoint.indicators.models import Observation
from trigpoint.loads import registry
from trigpoint.loads.contract import Reading
from trigpoint.loads.models import Load
from trigpoint.loads.rules import narrowed_to
from trigpoint.loads.services import load_file

pytestmark = pytest.mark.django_db
FIRST_DAY, LATER_DAY, LAST_DAY = dt.date(2025, 6, 1), dt.date(2025, 7, 1), dt.date(2025, 8, 1)
KNOWN = ("wait", "RXX", "2025-01-01", 75, 3, 4)
NEW = ("wait", "RZZ", "2025-01-01", 60)
NEVER = ("wait", "R??", "2025-01-01", 50)
TOTAL = ("wait", "Total", "2025-01-01", 70)


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    return settings.DATA_DIR


@pytest.fixture
def by():
    make.organisations("RXX")
    return make.person()


@pytest.fixture
def path(tmp_path):
    return make.small_file(tmp_path, KNOWN, NEW, NEVER, TOTAL)


def load(path, by, day, **options):
    with clock.replaying(day):
        return load_file(connector=make.small_connector(), path=path, by=by, **options)


def in_force() -> dict[str, float]:
    current = Observation.objects.filter(superseded_by=None)
    return dict(current.values_list("series__organisation__code", "value"))


def test_rows_that_can_be_accepted_since_are_taken_in(by, path):
    first = load(path, by, FIRST_DAY, published_on=dt.date(2025, 5, 8))
    make.organisations("RZZ")

    again = load(path, by, LATER_DAY)

    assert (first.read, first.accepted, first.rejected, first.ignored) == (4, 1, 2, 1)
    assert (again.read, again.accepted, again.rejected, again.ignored) == (4, 2, 1, 1)
    assert (again.new, again.superseded, again.unchanged) == (1, 0, 1)
    assert not again.is_repeat
    assert (again.load.reading_number, again.load.published_on) == (2, dt.date(2025, 5, 8))
    assert [each.row for each in again.load.observations.all()] == [3]
    assert in_force() == {"RXX": 75, "RZZ": 60}


def test_nothing_changes_while_nothing_more_can_be_accepted(by, path):
    load(path, by, FIRST_DAY)
    make.organisations("RZZ")
    second = load(path, by, LATER_DAY)

    third = load(path, by, LAST_DAY)

    assert third.is_repeat
    assert third.load == second.load
    assert Load.objects.count() == 2


def test_trial_tells_what_would_be_accepted_and_stores_nothing(by, path):
    load(path, by, FIRST_DAY)
    make.organisations("RZZ")

    trial = load(path, by, LATER_DAY, dry_run=True)

    assert (trial.new, trial.load, trial.is_repeat) == (1, None, False)
    assert Load.objects.count() == 1
    assert in_force() == {"RXX": 75}


def test_what_was_revised_since_stays_in_force(by, path, tmp_path):
    load(path, by, FIRST_DAY)
    make.organisations("RZZ")
    revised = make.small_file(
        tmp_path, ("wait", "RXX", "2025-01-01", 80), ("wait", "RZZ", "2025-01-01", 65), name="revised.csv"
    )
    load(revised, by, LATER_DAY)

    again = load(path, by, LAST_DAY)

    assert again.superseded == 1
    assert in_force() == {"RXX": 80, "RZZ": 65}


def test_file_that_is_now_refused_as_a_whole_changes_nothing(by, path):
    first = load(path, by, FIRST_DAY)
    by_now = make.small_connector(
        check=lambda reading, today: Reading(raw=reading.raw.clear(), records=reading.records)
    )

    again = load_file(connector=by_now, path=path, by=by)

    assert again.is_repeat
    assert again.load == first.load


def test_row_that_went_into_the_record_of_another_brings_that_record():
    reading = make.reading(
        {"indicator": "beds", "organisation": "RXX"}, {"indicator": "beds", "organisation": "RYY"}
    )
    gathering = Reading(raw=reading.raw, records=reading.records, gathered={7: 3})

    assert narrowed_to(gathering, {7}).records["organisation"].to_list() == ["RYY"]


def test_page_of_the_second_reading_leads_to_the_first(client_of, quality_lead, path, monkeypatch):
    monkeypatch.setattr(
        registry, "_wiring", [registry.Wiring(connectors=lambda: {"small": make.small_connector()})]
    )
    make.organisations("RXX")
    first = load(path, quality_lead, FIRST_DAY).load
    make.organisations("RZZ")
    second = load(path, quality_lead, LATER_DAY).load

    response = client_of(quality_lead).get(reverse("loads:load", args=[second.public_id]))

    assert "Number 2 of this file" in words(page_of(response))
    assert first.get_absolute_url() in response.content.decode()
