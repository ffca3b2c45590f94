"""Streams that agree as alerts of a back-test, with a history that a reader can work by hand.

Of Ash and Beech, waits (performance, themes access and discharge), complaints (theme access) and sickness (workforce, no theme
of theirs) are watched all through 2024. Ash alerts on waits from March to May and on complaints in April: they agree on access
from the end of April until waits (fresh 40 days after April, their last month) no longer count, at the end of June. Beech alerts on
waits in March and on complaints in September, never at once. Ash is rated on 10 June.
"""

import datetime as dt

import polars as pl
import pytest

from tests.analysis.test_backtest import ALERT, MONTHS, day, events
from trigpoint.analysis import backtest, backtest_agreeing
from trigpoint.analysis.agreement import Settings as Rule
from trigpoint.analysis.backtest_input import History, Settings

THREE = Settings(MONTHS, window=3, seed=1)
RULE = Rule(2, {"performance": 40, "complaints": 40, "workforce": 40})
BY = backtest_agreeing.lined(
    {"waits": "performance", "complaints": "complaints", "sickness": "workforce", "lists": ""},
    {
        "waits": ("access", "discharge"),
        "complaints": ("access",),
        "sickness": ("staffing",),
        "lists": ("access",),
    },
    RULE,
)


def alert(provider, indicator, raised, ended=None, rule="outside"):
    return (provider, indicator, "", rule, raised, ended, False)


RAISED = (
    alert("A", "waits", day(3, 31), day(5, 31)),
    alert("A", "waits", day(3, 31), day(5, 31), "shift"),
    alert("A", "complaints", day(4, 30), day(5, 31)),
    alert("B", "waits", day(3, 31), day(4, 30)),
    alert("B", "complaints", day(9, 30), day(10, 31)),
)


def history(*raised, watched=MONTHS):
    everything = (
        pl.DataFrame({"month": watched})
        .join(pl.DataFrame({"provider": ["A", "B"]}), how="cross")
        .join(pl.DataFrame({"indicator": ["waits", "complaints", "sickness", "lists"]}), how="cross")
    )
    return History(
        pl.DataFrame(raised, schema=ALERT, orient="row"),
        events(("A", day(6, 10))),
        everything,
        everything.clear(),
        pl.DataFrame({"provider": ["A", "B"], "name": ["Ash", "Beech"]}),
    )


def proposed(*raised, watched=MONTHS, months=MONTHS):
    found = backtest_agreeing.proposed(history(*raised, watched=watched), BY, months)
    return found.select("provider", "indicator", "rule", "raised_on", "ended_on").rows()


def test_streams_that_agree_are_an_alert_until_they_no_longer_do():
    # both last said so on 30 April, which counts until 9 June
    assert proposed(*RAISED) == [("A", "theme:access", "streams_agree", day(4, 30), day(6, 30))]


def test_columns_are_those_of_other_alerts():
    found = backtest_agreeing.proposed(history(*RAISED), BY, MONTHS)

    assert dict(found.schema) == ALERT


def test_indicators_of_one_stream_or_of_no_stream_never_agree():
    assert proposed(alert("A", "waits", day(3, 31)), alert("A", "lists", day(3, 31))) == []
    assert proposed(alert("A", "waits", day(3, 31)), alert("A", "sickness", day(3, 31))) == []


def test_what_goes_on_agrees_with_what_comes_later():
    assert proposed(alert("A", "waits", day(1, 31)), alert("A", "complaints", day(11, 30))) == [
        ("A", "theme:access", "streams_agree", day(11, 30), None)
    ]


def test_nothing_goes_on_longer_than_figures_come():
    assert proposed(
        alert("A", "waits", day(1, 31)),
        alert("A", "complaints", day(2, 29)),
        watched=MONTHS[:3],
    ) == [("A", "theme:access", "streams_agree", day(2, 29), day(5, 31))]


def test_later_alerts_change_no_earlier_month():
    soon = proposed(*RAISED[:3], months=MONTHS[:4])

    assert soon == [("A", "theme:access", "streams_agree", day(4, 30), None)]


def test_agreeing_again_is_another_alert():
    again = (alert("A", "waits", day(9, 30), day(10, 31)), alert("A", "complaints", day(9, 30), day(10, 31)))

    assert [row[3] for row in proposed(*RAISED, *again)] == [day(4, 30), day(9, 30)]


def test_only_where_two_streams_look_can_they_agree():
    found = backtest_agreeing.watched(history(), BY, MONTHS)

    assert found["indicator"].unique().to_list() == ["theme:access"]
    assert found.height == 24


def test_figures_count_as_looked_at_while_they_are_fresh():
    found = backtest_agreeing.watched(history(watched=MONTHS[:1]), BY, MONTHS)

    assert found["month"].unique().sort().to_list() == [dt.date(2024, 1, 31), dt.date(2024, 2, 29)]


@pytest.fixture(scope="module")
def told():
    return backtest.report(history(*RAISED), THREE, BY)["agreements"]


def test_the_same_measures_as_of_single_alerts(told):
    [whole, theme, at_once] = told["scores"]

    assert (whole["alerts"], whole["precision"]["hits"], whole["recall"]["hits"]) == (1, 1, 1)
    assert whole["lead_days"]["median"] == 41.0
    assert whole["false_a_provider_year"] == 0.0
    assert whole["precision"]["by_chance"] == pytest.approx(1 / 2)
    assert (theme["of"], theme["name"], theme["alerts"]) == ("theme", "theme:access", 1)
    assert at_once["alerts"] == 1


def test_chance_and_shuffles_stand_beside(told):
    chance, shuffled = told["rivals"]

    assert chance["precision"]["mean"] == pytest.approx(1 / 2, abs=0.1)
    assert shuffled["recall"]["mean"] == pytest.approx(1 / 2, abs=0.1)
    assert told["watched"] == {"providers": 2, "provider_years": 2.0, "themes": 1}


def test_false_alarms_of_single_alerts_are_told_by_provider_year():
    whole = backtest.report(history(*RAISED), THREE)

    # waits and complaints of Ash are followed on 10 June; both of Beech are not; two providers, one year
    assert whole["scores"][0]["false_a_provider_year"] == pytest.approx(2 / 2)
    assert "agreements" not in whole


def test_where_nothing_agrees_it_is_said():
    told = backtest.report(history(), THREE, BY)["agreements"]

    assert [each["alerts"] for each in told["scores"]] == [0, 0]
    assert told["scores"][0]["precision"]["share"] is None
