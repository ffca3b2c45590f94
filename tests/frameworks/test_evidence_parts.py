"""The parts of the shipped packs by which evidence is lined up: whole, grounded, and in step with the libraries beside them."""

import calendar
import datetime as dt
import string

import pytest

from trigpoint.frameworks import queries
from trigpoint.frameworks.errors import NotInPack
from trigpoint.indicators.definitions import library
from trigpoint.intelligence.rules.themes import titles

PACKS = [pack.name for pack in queries.packs()]
TODAY = dt.date(2026, 11, 22)
THEN = dt.date(2015, 5, 1)
LONGEST = {"month": 31, "quarter": 92, "year": 366}
# Themes of comments that say nothing of the quality of care: none, and each new one has to be thought about.
NOT_OF_QUALITY = set()
STREAMS = [
    "performance", "outcomes", "safety_incidents", "infection", "workforce", "patient_experience", "staff_voice",
    "soft_intelligence", "complaints", "regulator", "visits", "safeguarding", "contract",
]  # fmt: skip
DOORS = [
    "regulator_inadequate",
    "mortality_higher_twice",
    "never_event_cluster",
    "unexpected_deaths",
    "credible_whistleblowing",
]


@pytest.fixture(params=PACKS)
def pack(request):
    """Each shipped pack."""
    return queries.pack_named(request.param)


@pytest.fixture
def day(pack):
    """A day on which it is in force."""
    return pack.effective_from


def held(pack, kind):
    """Every code of a kind that some theme holds."""
    return {code for theme in pack.themes for code in theme.holds.get(kind, ())}


def test_streams_and_doors_in_their_order(pack, day):
    assert [each.code for each in pack.streams_on(day)] == STREAMS
    assert [each.code for each in pack.doors_on(day)] == DOORS


def test_every_indicator_is_of_one_stream_and_of_a_theme(pack):
    of_streams = [code for stream in pack.streams for code in stream.indicators]

    assert sorted(of_streams) == sorted(library())
    assert held(pack, "indicator") == set(library())


def test_every_theme_of_comments_is_of_a_theme(pack):
    assert held(pack, "comment_theme") | NOT_OF_QUALITY == set(titles())
    assert not held(pack, "comment_theme") & NOT_OF_QUALITY


@pytest.mark.parametrize(
    ("kind", "vocabulary"),
    [
        ("complaint_subject", "complaint_subjects"),
        ("incident_type", "incident_types"),
        ("visit_finding", "visit_headings"),
        ("key_question", "key_questions"),
        ("safeguarding", "safeguarding_kinds"),
    ],
)
def test_every_word_of_the_lists_is_of_a_theme(pack, kind, vocabulary):
    assert held(pack, kind) == {word.code for word in pack.vocabulary(vocabulary).words}


def test_yearly_figure_is_not_stale_the_day_after_its_year(pack):
    for stream in pack.streams:
        slowest = max([LONGEST[library()[code].frequency] for code in stream.indicators], default=0)
        assert stream.fresh_days >= slowest + 7, stream.code
        assert "A proposal." in stream.note, stream.code


def test_theme_holds_more_than_figures_so_that_streams_can_agree(pack):
    """A theme that only one kind of evidence can speak of would never be proposed."""
    for theme in pack.themes:
        assert len(theme.holds) >= 3, theme.code
        assert theme.meaning.startswith(("Whether ", "What ")), theme.code


def test_what_belongs_to_which_theme(pack, day):
    assert pack.themes_of("comment_theme:discharge", day) == ("discharge",)
    assert pack.themes_of("indicator:criteria-to-reside", day) == ("discharge",)
    assert pack.themes_of("indicator:beds-ga-occupancy", day) == ("discharge", "emergency")
    assert pack.themes_of("key_question:overall", day) == ("leadership",)
    assert pack.themes_of("complaint_subject:admissions", day) == ("discharge",)
    assert pack.themes_of("indicator:discharge", day) == ()
    assert pack.themes_of("discharge", day) == ()


def test_which_stream_a_figure_is_of(pack, day):
    assert pack.stream_of("shmi", day) == "outcomes"
    assert pack.stream_of("staff-morale", day) == "staff_voice"
    assert pack.stream_of("nothing", day) == ""
    assert pack.stream("regulator", day).fresh_days == 1095


@pytest.mark.parametrize(
    ("ask", "words"),
    [("theme", "no theme on 1 April 2013 called dicharge. Did you mean discharge"), ("stream", "no stream"), ("door", "no door")],
)  # fmt: skip
def test_what_is_not_there_is_told(ask, words):
    with pytest.raises(NotInPack, match=words.replace("1 April", "01 April")):
        getattr(queries.pack_named("ccg-2015"), ask)("dicharge", dt.date(2013, 4, 1))


def test_only_what_has_a_stream_can_be_told_by_something(pack, day):
    assert {each.code: each.stream for each in pack.doors_on(day)} == {
        "regulator_inadequate": "regulator",
        "mortality_higher_twice": "outcomes",
        "never_event_cluster": "safety_incidents",
        "unexpected_deaths": "",
        "credible_whistleblowing": "",
    }


def test_numbers_deadline_and_lists_of_concerns(pack, day):
    assert pack.number("streams_that_agree", day).value == 2
    assert pack.number("months_until_checked", day).value == 3
    rule = pack.deadline("right_of_reply", day)
    assert (rule.count, rule.unit, rule.counts_from) == (10, "working_days", "the day it was asked")
    assert [word.code for word in pack.vocabulary("concern_levels").words] == ["low", "moderate", "high"]
    assert {"resolved", "not_borne_out", "artefact", "merged", "followed_elsewhere"} <= {
        word.code for word in pack.vocabulary("closing_reasons").words
    }


def test_questions_are_plain_questions(pack):
    assert 40 <= len(pack.enquiries) <= 60
    for each in pack.enquiries:
        filled = string.Formatter().vformat(each.question, (), Filled())
        assert "?" in filled, each.code
        assert filled.endswith(("?", ".")), each.code
        assert each.when == "blind" or "{says}" in each.question, each.code


class Filled(dict):
    """A word for every placeholder."""

    def __missing__(self, key):
        return key.upper()


def test_every_stream_has_a_question_for_when_it_is_silent(pack):
    assert {each.stream for each in pack.enquiries if each.when == "blind"} == {"", *STREAMS}


def test_every_theme_has_a_question_of_concern(pack):
    asked = {each.theme for each in pack.enquiries if each.when == "concern" and not each.stream}

    assert asked == {"", *(theme.code for theme in pack.themes)}


def test_papers_of_the_time_are_named_where_they_say_it():
    then = queries.pack_named("ccg-2015")

    assert then.theme("discharge", THEN).source == "sefton-2015"
    assert then.stream("staff_voice", THEN).source == "lewisham-2015"
    assert then.stream("staff_voice", THEN).local_default
    assert not queries.pack_named("icb-2026").theme("discharge", TODAY).source


def test_longest_periods_are_those_of_the_calendar():
    """The tests' own numbers: a year has 366 days when it leaps, a quarter 92, a month 31."""
    lengths = [calendar.monthrange(2024, month)[1] for month in range(1, 13)]

    assert {
        "month": max(lengths),
        "quarter": max(sum(lengths[n : n + 3]) for n in (0, 3, 6, 9)),
        "year": sum(lengths),
    } == LONGEST
