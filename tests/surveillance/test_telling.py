"""What a status says in words."""

import datetime as dt

import pytest

from trigpoint.indicators.definitions import definition
from trigpoint.organisations.models import Organisation
from trigpoint.surveillance.models import SeriesStatus
from trigpoint.surveillance.rules import telling

TODAY = dt.date(2026, 3, 20)


def status(**facts):
    """A&E type 1 at Bolton in February 2026, steady unless said otherwise."""
    said = {
        "state": "ok",
        "n": 30,
        "variation": "common",
        "last_start": dt.date(2026, 2, 1),
        "last_end": dt.date(2026, 2, 28),
        "last_value": 61.24,
        "organisation": Organisation(name="Bolton NHS Foundation Trust"),
        **facts,
    }
    return SeriesStatus(**said)


def told(indicator="ae-4hour-type1", today=TODAY, **facts):
    return telling(status(**facts), definition(indicator), today)


def test_telling_common_cause_says_nothing_unusual():
    found = told()

    assert "61.2% in Feb 2026, within its usual range, nothing unusual." in found.headline
    assert (found.nothing, found.tone) == ("nothing_unusual", "common")


def test_telling_concern_says_rule_since_when_and_which_way():
    found = told(variation="concern_low", rules="outside;shift", since=dt.date(2025, 12, 1))

    assert "outside its usual range since Dec 2025, for the worse." in found.headline
    assert (found.nothing, found.tone) == ("", "concern")


def test_telling_of_a_first_unusual_month_does_not_repeat_the_month():
    found = told(variation="improvement_high", rules="outside", since=dt.date(2026, 2, 1))

    assert "outside its usual range, for the better." in found.headline


@pytest.mark.parametrize(
    ("assurance", "words"),
    [
        ("fail", "will be missed if nothing changes"),
        ("pass", "will be met if nothing changes"),
        ("hit_or_miss", "may be met one period and missed the next"),
    ],
)
def test_telling_adds_the_outlook_for_the_target(assurance, words):
    found = told("ae-4hour", assurance=assurance, target_name="78% objective", target=78.0)

    assert f"The 78% objective {words}" in found.headline


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (
            {"target_kind": "standard", "target": 70.0, "assurance": "pass"},
            "The agreed “Back on track” will be met if nothing changes.",
        ),
        (
            {"target_kind": "trajectory", "target_due": dt.date(2027, 3, 31), "assurance": "fail"},
            "The agreed “Back on track” will be missed in the end if nothing changes.",
        ),
        (
            {"target_kind": "ceiling", "target_due": dt.date(2026, 3, 31), "assurance": "hit_or_miss"},
            "The agreed “Back on track” may be kept to or broken if nothing changes.",
        ),
    ],
)
def test_telling_speaks_of_what_was_agreed_by_its_kind(facts, words):
    found = told("ae-4hour", target_name="Back on track", target_origin="agreed", **facts)

    assert words in found.headline


def test_the_sign_of_a_ceiling_has_words_of_its_own():
    assert told(target_kind="ceiling", assurance="fail").assurance_word == (
        "Will break its ceiling, if nothing changes"
    )


def test_telling_without_a_figure_says_why():
    found = told(state="no_data", variation="", last_value=None, note="not reported")

    assert found.headline.endswith("no usable figure (not reported).")
    assert found.nothing == "no_data"


def test_telling_too_few_says_how_many():
    found = told(state="too_few", variation="", n=7)

    assert "only 7 periods so far, too few to say what is usual" in found.headline
    assert found.nothing == "too_few"


def test_telling_old_figures_are_stale_even_when_steady():
    found = told(today=dt.date(2026, 11, 22))

    assert found.nothing == "stale"
    assert "newer figures were due by" in found.fresh_word


def test_telling_rolling_figure_gives_band_and_place_among_its_like():
    found = told("shmi", state="not_charted", variation="", band="as expected", funnel_units=118)

    assert "the publisher's band is “as expected”; in line with 118 like providers" in found.headline
    assert found.caveat.startswith("One period shows where a provider stands")


@pytest.mark.parametrize(
    ("indicator", "outlier", "tone"),
    [
        ("shmi", "high998", "concern"),
        ("shmi", "low998", "improvement"),
        ("ae-4hour-type1", "low998", "concern"),
        ("shmi", "high95", "common"),
    ],
)
def test_tone_of_a_comparison_follows_direction_and_only_the_outer_limits(indicator, outlier, tone):
    found = told(indicator, state="not_charted", variation="", funnel_outlier=outlier, funnel_units=118)

    assert found.tone == tone
