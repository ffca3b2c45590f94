"""Calendars are files: what ships is sound, an installation may say otherwise, and each fault is told."""

import datetime as dt
import shutil

import pytest
import yaml
from django.conf import settings as real

from trigpoint.frameworks import calendar
from trigpoint.frameworks.calendar_files import read_calendar
from trigpoint.frameworks.errors import CalendarMissing, PacksInvalid

SHIPPED = real.DEFINITIONS_DIR / "calendars" / "england.yaml"
SCHEMA = real.DEFINITIONS_DIR / "calendar.schema.json"
DAYS_2029 = {
    "2029-01-01": "New Year's Day",
    "2029-03-30": "Good Friday",
    "2029-04-02": "Easter Monday",
    "2029-05-07": "Early May bank holiday",
    "2029-05-28": "Spring bank holiday",
    "2029-08-27": "Summer bank holiday",
    "2029-12-25": "Christmas Day",
    "2029-12-26": "Boxing Day",
}


def content(days=None, **more):
    """A calendar of 2029 alone."""
    listed = [{"on": on, "name": name} for on, name in (days or DAYS_2029).items()]
    year = {"year": 2029, "days": listed, **more}
    return {
        "name": "england",
        "title": "England",
        "source": "https://www.gov.uk/bank-holidays",
        "years": [year],
    }


@pytest.fixture
def own(tmp_path):
    """Where the installation says what its years are."""
    return tmp_path / "england.yaml"


def read(own):
    """The calendar in force with that file."""
    return read_calendar(SHIPPED, own, SCHEMA)


def test_file_that_ships_is_in_force_where_nothing_else_is_said(own):
    held = read(own)

    assert list(held.years) == list(range(2012, 2029))
    assert not any(year.is_own for year in held.years.values())
    assert held.why_not(dt.date(2022, 9, 19)) == "State Funeral of Queen Elizabeth II"
    assert held.why_not(dt.date(2026, 12, 26)) == "Saturday"
    assert held.why_not(dt.date(2026, 12, 29)) == ""


def test_only_the_year_that_is_not_yet_announced_is_to_be_checked(own):
    assert [year.year for year in read(own).years.values() if year.local_default] == [2028]
    assert "Check it at https://www.gov.uk/bank-holidays" in read(own).years[2028].note


def test_installation_adds_a_year(own):
    own.write_text(yaml.safe_dump(content()), encoding="utf-8")

    held = read(own)

    assert list(held.years) == list(range(2012, 2030))
    assert held.years[2029].is_own
    assert held.add_working_days(dt.date(2028, 12, 29), 1) == dt.date(2029, 1, 2)
    assert held.last_day_covered(dt.date(2026, 11, 22)) == dt.date(2029, 12, 31)


def test_installation_says_a_year_otherwise(own):
    head, _, years = SHIPPED.read_text(encoding="utf-8").partition("years:\n")
    of_2026 = years[years.index("  - year: 2026") : years.index("  - year: 2027")]
    more = '      - {on: 2026-06-15, name: "A day nobody foresaw"}\n'
    own.write_text(f"{head}years:\n{of_2026}{more}", encoding="utf-8")

    held = read(own)

    assert held.why_not(dt.date(2026, 6, 15)) == "A day nobody foresaw"
    assert [year.year for year in held.years.values() if year.is_own] == [2026]


def test_calendar_in_force_takes_the_file_of_the_data_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    (tmp_path / "calendars").mkdir()
    calendar.own_file().write_text(yaml.safe_dump(content()), encoding="utf-8")
    calendar.england.cache_clear()

    due = calendar.add_working_days(dt.date(2028, 12, 29), 1)
    calendar.england.cache_clear()

    assert due == dt.date(2029, 1, 2)


def test_gap_between_years_is_not_bridged(own):
    held = read(own)
    years = {number: year for number, year in held.years.items() if number != 2020}
    gappy = type(held)(held.name, held.title, held.source, years)

    with pytest.raises(CalendarMissing, match="no calendar is loaded for 2020"):
        gappy.add_working_days(dt.date(2019, 12, 30), 60)
    with pytest.raises(CalendarMissing, match="no calendar is loaded for 2020"):
        gappy.working_days_between(dt.date(2019, 12, 30), dt.date(2021, 2, 1))
    assert gappy.last_day_covered(dt.date(2018, 1, 1)) == dt.date(2019, 12, 31)
    assert gappy.last_day_covered(dt.date(2020, 1, 1)) is None


def without(day):
    """The days of 2029 but one."""
    return {on: name for on, name in DAYS_2029.items() if on != day}


FAULTS = {
    "another year's day": (
        content({**DAYS_2029, "2030-01-01": "New Year's Day"}),
        "years[1].days[9].on",
        "2030-01-01 is not in 2029. Put it under its own year.",
    ),
    "a weekend": (
        content({**DAYS_2029, "2029-12-22": "Party"}),
        "years[1].days[9].on",
        "2029-12-22 is a Saturday. Give the substitute day on which people are off",
    ),
    "too few": (
        content(without("2029-08-27")),
        "years[1].days",
        "2029 has 7 bank holidays; England has at least 8 a year.",
    ),
    "no Christmas": (
        content({**without("2029-12-25"), "2029-12-24": "Christmas Eve"}),
        "years[1].days",
        "2029 does not have Christmas Day, or the day that stands in for it. Add it: 2029-12-25.",
    ),
    "no New Year": (
        content({**without("2029-01-01"), "2029-01-02": "Late"}),
        "years[1].days",
        "2029 does not have New Year's Day, or the day that stands in for it. Add it: 2029-01-01.",
    ),
    "Easter in the wrong week": (
        content({**without("2029-04-02"), "2029-04-09": "Easter Monday"}),
        "years[1].days",
        "2029 has no Good Friday with an Easter Monday three days later.",
    ),
    "nothing says what to check": (
        content(local_default=True),
        "years[1]",
        "2029 is marked as a local default, and nothing says what to check.",
    ),
    "a day that does not exist": (
        content({**DAYS_2029, "2029-02-29": "Leap day"}),
        "years[1].days[9].on",
        "“2029-02-29” is not a date. Give a real day as year-month-day",
    ),
    "a key nobody knows": (content(easter=True), "years[1].easter", "There is no key easter."),
    "another name": ({**content(), "name": "scotland"}, "name", "The calendar is named scotland"),
    "no years": ({**content(), "years": []}, "years", "Nothing is given here."),
}


@pytest.mark.parametrize("case", FAULTS)
def test_fault_is_told_with_file_place_and_remedy(case, own):
    said, field, words = FAULTS[case]
    own.write_text(yaml.safe_dump(said), encoding="utf-8")

    with pytest.raises(PacksInvalid) as caught:
        read(own)

    told = [
        f"{problem.message} {problem.remedy}" for problem in caught.value.problems if problem.column == field
    ]
    assert any(words in each for each in told), caught.value
    assert {problem.file for problem in caught.value.problems} == {str(own)}


def test_day_and_year_that_stand_twice(own):
    said = content()
    said["years"][0]["days"].append(said["years"][0]["days"][0].copy())
    said["years"].append(said["years"][0])
    own.write_text(yaml.dump(said, Dumper=NoAliases), encoding="utf-8")

    with pytest.raises(PacksInvalid) as caught:
        read(own)

    assert "2029-01-01 stands twice." in str(caught.value)
    assert "years[2].year: 2029 stands twice." in str(caught.value)


class NoAliases(yaml.SafeDumper):
    """Writes repeated parts out, as people do."""

    def ignore_aliases(self, data):
        return True


def test_dates_may_stand_without_quotation_marks(own):
    shutil.copy(SHIPPED, own)

    assert all(year.is_own for year in read(own).years.values())
