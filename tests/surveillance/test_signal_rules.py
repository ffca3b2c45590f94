"""When a rule that fires is news, the same news again, or over."""

import datetime as dt

import polars as pl
import pytest

from trigpoint.surveillance.rules import ledger
from trigpoint.surveillance.rules.signals import (
    Firing,
    Key,
    Standing,
    changes,
    firings,
    leader_for,
    meaning_of,
    news,
)

MONTHLY = {1: 1, 2: 3}


def day(month, year=2026):
    return dt.date(year, month, 1)


def points(rules, meanings=None, values=None, series=1):
    number = len(rules)
    return pl.DataFrame(
        {
            "series": [series] * number,
            "period_start": [day(n + 1) for n in range(number)],
            "value": values or [10.0] * number,
            "centre": [5.0] * number,
            "lower": [2.0] * number,
            "upper": [8.0] * number,
            "rules": rules,
            "meaning": meanings or ["concern" if each else "common" for each in rules],
        },
        schema_overrides={"value": pl.Float64},
    )


def firing(rule="outside", meaning="concern", first=4, last=4, series=1):
    return Firing(Key(series, rule, meaning), day(first), day(last), last - first + 1, 3.5)


def standing(rule="outside", meaning="concern", first=4, last=4, **more):
    said = {"pk": 7, "is_on": True, "lead": None, "series": 1, **more}
    key = Key(said.pop("series"), rule, meaning)
    return Standing(key=key, first_period=day(first), last_period=day(last), **said)


def test_a_rule_fires_while_the_latest_value_is_flagged():
    found = firings(points(["", "outside", "outside"]))

    assert found.rows(named=True) == [
        {
            "series": 1,
            "rule": "outside",
            "meaning": "concern",
            "first_period": day(2),
            "last_period": day(3),
            "periods": 2,
            "strength": 5.0,  # 5 above the centre, where 3 is three standard deviations
        }
    ]


def test_what_was_flagged_before_and_is_no_longer_does_not_fire():
    assert firings(points(["outside", "outside", ""])).is_empty()


def test_a_break_begins_a_new_stretch():
    found = firings(points(["outside", "", "outside"]))

    assert found["first_period"].to_list() == [day(3)]


def test_a_missing_value_does_not_break_a_stretch():
    found = firings(points(["outside", "", "outside"], values=[10.0, None, 10.0]))

    assert found.select("first_period", "periods").row(0) == (day(1), 2)


def test_another_direction_is_another_stretch():
    found = firings(points(["outside"] * 3, ["improvement", "concern", "concern"]))

    assert found.select("meaning", "first_period").row(0) == ("concern", day(2))


def test_each_rule_has_a_stretch_of_its_own_whatever_the_order_of_rows():
    rows = pl.concat([points(["shift", "shift;outside", "outside;shift"]), points(["trend"], series=2)])

    found = firings(rows.sample(fraction=1, shuffle=True, seed=4))

    assert found.select("series", "rule", "periods").rows() == [
        (1, "outside", 2),
        (1, "shift", 3),
        (2, "trend", 1),
    ]


def test_what_was_never_told_is_news():
    assert changes([firing()], [], months=MONTHLY).new == (firing(),)


def test_what_goes_on_is_no_news():
    found = changes([firing(first=4, last=5)], [standing()], months=MONTHLY)

    assert (found.new, found.over, dict(found.going_on)) == ((), (), {7: firing(first=4, last=5)})


@pytest.mark.parametrize(("first", "is_news"), [(7, False), (8, True)])
def test_what_comes_back_within_three_periods_is_the_old_news(first, is_news):
    found = changes([firing(first=first, last=first)], [standing(is_on=False)], months=MONTHLY)

    assert bool(found.new) is is_news


def test_three_periods_of_a_quarterly_figure_are_nine_months():
    old = standing(first=1, last=1, is_on=False, series=2)

    assert changes([firing(first=10, last=10, series=2)], [old], months=MONTHLY).new == ()
    assert changes([firing(first=11, last=11, series=2)], [old], months=MONTHLY).new != ()


def test_what_no_longer_fires_is_over_once():
    assert changes([], [standing()], months=MONTHLY).over == (7,)
    assert changes([], [standing(is_on=False)], months=MONTHLY).over == ()


def test_the_most_telling_rule_is_written_down_first_so_that_it_leads():
    found = changes([firing("shift"), firing("outside")], [], months=MONTHLY)

    assert [each.key.rule for each in found.new] == ["outside", "shift"]


def test_another_rule_on_the_same_chart_in_the_same_direction_joins():
    assert leader_for(firing("shift"), [standing("outside")], months=1) == 7
    assert leader_for(firing("shift"), [standing("outside", pk=9, lead=7)], months=1) == 7


@pytest.mark.parametrize(
    "other",
    [
        standing("outside", meaning="improvement"),
        standing("outside", is_on=False),
        standing("outside", series=2),
        standing("outside", first=1, last=9),
    ],
)
def test_what_is_about_something_else_or_long_ago_does_not_lead(other):
    late = firing("shift", first=9, last=9)

    assert leader_for(late, [other], months=1) is None


@pytest.mark.parametrize(
    ("outlier", "improvement", "meaning"),
    [
        ("high998", "down", "concern"),
        ("high998", "up", "improvement"),
        ("low998", "up", "concern"),
        ("low998", "neither", "low"),
    ],
)
def test_an_outlier_means_what_the_direction_says(outlier, improvement, meaning):
    assert meaning_of(outlier, improvement) == meaning


def score(**said):
    nothing = dict.fromkeys(("raised", "waiting", "noted", "real", "known", "artefact", "no_concern"), 0)
    return ledger.Score(**{"name": "outside", "days_to_answer": (), **nothing, **said})


def test_a_rule_is_proposed_for_retirement_only_when_enough_judged_say_so():
    few = ledger.precision(score(artefact=19), provider_years=1)
    many = ledger.precision(score(artefact=30, real=0), provider_years=1)
    some = ledger.precision(score(artefact=18, real=2), provider_years=1)

    assert (few.retire, many.retire, some.retire) == (False, True, False)


def test_noting_is_no_judgement():
    found = ledger.precision(score(noted=12), provider_years=2)

    assert (found.judged, found.rate, found.false_a_year) == (0, None, 0.0)


def test_figures_that_come_by_a_way_of_their_own_do_not_make_those_of_others_old():
    told = pl.DataFrame(
        {
            "organisation": [1, 2, 3],
            "indicator": ["rtt-18week"] * 3,
            "last_end": [dt.date(2026, 3, 31), dt.date(2026, 2, 28), dt.date(2026, 10, 31)],
        }
    )
    today = dt.date(2026, 11, 1)

    assert news(told, today)["organisation"].to_list() == [3]
    assert news(told, today, apart=[3])["organisation"].to_list() == [1, 3]
