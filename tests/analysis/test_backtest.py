"""A history that a reader can work by hand.

Three trusts, Ash (C), Beech (A) and Cedar (B), are watched by one indicator all through 2024. Beech raises an alert at
the end of March (outside), which is over at the end of May, and one at the end of April (shift, told as a part of the
first); Cedar raises one at the end of May. Beech is rated on 10 June, Ash on 1 September. The window is three months.
"""

import datetime as dt

import polars as pl
import pytest

from trigpoint.analysis import backtest
from trigpoint.analysis.backtest_input import History, Settings, read_events
from trigpoint.analysis.problems import InputRefused

MONTHS = tuple(pl.date_range(dt.date(2024, 1, 1), dt.date(2024, 12, 1), "1mo", eager=True).dt.month_end())
THREE = Settings(MONTHS, window=3, seed=1)
ALERT = {
    "provider": pl.String,
    "indicator": pl.String,
    "dimension": pl.String,
    "rule": pl.String,
    "raised_on": pl.Date,
    "ended_on": pl.Date,
    "is_part": pl.Boolean,
}
EVENT = {"provider": pl.String, "date": pl.Date, "kind": pl.String}


def day(month, number, year=2024):
    return dt.date(year, month, number)


def alerts(*rows):
    return pl.DataFrame(rows, schema=ALERT, orient="row")


def events(*rows):
    return pl.DataFrame([(*row, "rated") for row in rows], schema=EVENT, orient="row")


RAISED = alerts(
    ("A", "wait", "responsiveness", "outside", day(3, 31), day(5, 31), False),
    ("A", "wait", "responsiveness", "shift", day(4, 30), None, True),
    ("B", "wait", "responsiveness", "outside", day(5, 31), None, False),
)
HAPPENED = events(("A", day(6, 10)), ("C", day(9, 1)))


def history(raised=RAISED, happened=HAPPENED, missed=()):
    watched = pl.DataFrame({"month": MONTHS}).join(pl.DataFrame({"provider": ["A", "B", "C"]}), how="cross")
    wait = {"month": pl.Date, "provider": pl.String, "indicator": pl.String}
    return History(
        raised,
        happened,
        watched.with_columns(indicator=pl.lit("wait")),
        pl.DataFrame([(*each, "wait") for each in missed], schema=wait, orient="row"),
        pl.DataFrame({"provider": ["A", "B", "C"], "name": ["Beech", "Cedar", "Ash"]}),
    )


def score(told, of="all", name="all"):
    return next(each for each in told["scores"] if (each["of"], each["name"]) == (of, name))


def rival(told, name):
    return next(each for each in told["rivals"] if each["name"] == name)


@pytest.fixture(scope="module")
def told():
    return backtest.report(history(), THREE)


def test_precision_is_the_share_of_alerts_that_an_event_follows_in_time(told):
    precision = score(told)["precision"]

    assert (precision["hits"], precision["of"], precision["share"]) == (2, 3, 2 / 3)
    assert (precision["lower"], precision["upper"]) == pytest.approx((0.2077, 0.9385), abs=5e-5)
    assert (precision["lower_by_provider"], precision["upper_by_provider"]) == (0.0, 1.0)


def test_recall_is_the_share_of_events_that_an_alert_precedes_in_time(told):
    recall = score(told)["recall"]

    assert (recall["hits"], recall["of"], recall["share"]) == (1, 2, 0.5)
    assert (recall["lower"], recall["upper"]) == pytest.approx((0.0945, 0.9055), abs=5e-5)


def test_lead_time_is_from_the_first_alert_in_time(told):
    assert score(told)["lead_days"] == {"events": 1, "median": 71.0, "lower": 71.0, "upper": 71.0}


def test_chance_would_hit_as_often_as_the_watched_are_followed(told):
    """At the end of March, April and May one of three providers, Beech, has its event before it within three months."""
    assert score(told)["precision"]["by_chance"] == pytest.approx(1 / 3)


def test_chance_would_precede_what_it_does_not_miss_three_times(told):
    """One alert a month at one of three: Beech's event is missed with (2/3)^3; Ash's has no alert in its window."""
    assert score(told)["recall"]["by_chance"] == pytest.approx((1 - (2 / 3) ** 3) / 2)


def test_drawn_chance_agrees_with_worked_chance(told):
    drawn = rival(told, "chance")

    assert drawn["precision"]["mean"] == pytest.approx(1 / 3, abs=0.07)
    assert drawn["recall"]["mean"] == pytest.approx((1 - (2 / 3) ** 3) / 2, abs=0.05)
    assert drawn["precision"]["lower"] == 0.0


def test_shuffled_histories_stay_together(told):
    """Each alert is at Beech in one shuffle of three; Beech's event is preceded in two of three, Ash's never."""
    drawn = rival(told, "shuffled")

    assert drawn["precision"]["mean"] == pytest.approx(1 / 3, abs=0.07)
    assert drawn["recall"]["mean"] == pytest.approx(1 / 3, abs=0.05)
    assert (drawn["precision"]["lower"], drawn["precision"]["upper"]) == (0.0, 2 / 3)


def test_alerts_are_counted_by_provider_year(told):
    assert told["providers"] == {"watched": 3, "provider_years": 3.0}
    assert score(told)["alerts_a_provider_year"] == 1.0


def test_each_rule_is_judged_alone(told):
    assert score(told, "rule", "shift")["precision"]["share"] == 1.0
    assert score(told, "rule", "shift")["lead_days"]["median"] == 41.0
    assert score(told, "rule", "outside")["precision"]["share"] == 0.5


def test_what_is_told_leaves_parts_out(told):
    assert score(told, "told", "told")["alerts"] == 2


def test_two_rules_at_once_are_a_combination(told):
    two = score(told, "combination", "two_rules")

    assert (two["alerts"], two["precision"]["hits"], two["lead_days"]["median"]) == (1, 1, 41.0)
    assert score(told, "combination", "two_indicators")["alerts"] == 0


def test_what_is_over_makes_no_combination():
    over = RAISED.with_columns(
        ended_on=pl.when(pl.col("ended_on") == day(5, 31)).then(day(4, 30)).otherwise("ended_on")
    )

    assert backtest.together(over, "rule").is_empty()


def test_alphabet_gives_each_month_to_the_top_of_the_list(told):
    """Ash gets all three: of 31 March, 30 April and 31 May, none within three months of 1 September."""
    alphabet = rival(told, "alphabetical")

    assert (alphabet["alerts"], alphabet["precision"]["hits"], alphabet["recall"]["hits"]) == (3, 0, 0)


def test_alphabet_would_be_right_by_luck():
    late = RAISED.with_columns(raised_on=pl.lit(day(6, 30)), ended_on=pl.lit(None, pl.Date))

    alphabet = rival(backtest.report(history(late), THREE), "alphabetical")

    assert (alphabet["alerts"], alphabet["recall"]["hits"]) == (3, 1)
    assert alphabet["precision"]["hits"] == 2, "the larger count goes to Ash, the smaller to Beech"


def test_missed_targets_alert_each_time_and_newly_missed_ones_once():
    missed = [(MONTHS[place], "A") for place in (2, 3, 4)] + [(MONTHS[place], "B") for place in range(12)]

    told = backtest.report(history(missed=missed), THREE)

    assert rival(told, "target_missed")["alerts"] == 15
    assert rival(told, "target_missed")["precision"]["hits"] == 3
    newly = rival(told, "target_newly_missed")
    assert (newly["alerts"], newly["precision"]["hits"]) == (2, 1)


@pytest.mark.parametrize(
    ("when", "hits"), [(day(3, 31), 0), (day(4, 1), 1), (day(6, 30), 1), (day(7, 1), 0)], ids=str
)
def test_window_begins_the_day_after_and_ends_with_its_last_day(when, hits):
    happened = events(("A", when))

    told = backtest.report(history(RAISED.head(1), happened), THREE)

    assert score(told)["recall"]["hits"] == hits


def test_event_at_a_provider_without_figures_counts_as_missed():
    told = backtest.report(history(happened=events(("A", day(6, 10)), ("D", day(6, 10)))), THREE)

    assert score(told)["recall"]["share"] == 0.5
    assert told["events"]["at_silent_providers"] == 1


def test_events_beyond_every_replayed_month_are_left_out():
    happened = events(("A", day(1, 31)), ("A", day(2, 1)), ("A", day(3, 31, 2025)), ("A", day(4, 1, 2025)))

    told = backtest.report(history(happened=happened), THREE)

    assert (told["events"]["given"], told["events"]["counted"]) == (4, 2)
    assert told["events"]["out_of_reach"] == 2


def test_whole_windows_are_told_apart():
    """Beech's event of 15 March looks back to 15 December, before the replay; events are listed up to 10 June."""
    told = backtest.report(history(happened=events(("A", day(3, 15)), ("A", day(6, 10)))), THREE)

    assert score(told)["recall"]["of"] == 2
    assert score(told)["recall"]["whole_windows"]["of"] == 1
    assert score(told)["precision"]["whole_windows"]["of"] == 0
    listed = backtest.report(history(), Settings(MONTHS, 3, 1, events_until=day(7, 31)))
    assert score(listed)["precision"]["whole_windows"]["of"] == 2


def test_nothing_at_all_is_told_without_numbers():
    empty = history(RAISED.clear(), HAPPENED.clear())

    told = backtest.report(empty, THREE)

    assert score(told)["precision"]["share"] is None
    assert score(told)["recall"]["share"] is None
    assert rival(told, "chance")["precision"]["mean"] is None
    assert rival(told, "shuffled")["recall"]["mean"] is None


def test_same_seed_same_report_and_order_of_rows_does_not_matter(told):
    shuffled = history(RAISED.reverse(), HAPPENED.reverse())

    assert backtest.report(shuffled, THREE) == told


def test_another_seed_draws_otherwise(told):
    other = backtest.report(history(), Settings(MONTHS, window=3, seed=2))

    assert rival(other, "chance") != rival(told, "chance")
    assert score(other)["precision"]["share"] == score(told)["precision"]["share"]


def test_only_those_that_an_event_can_happen_to(told):
    among = backtest.report(history().among(["A", "B"]), THREE)

    assert among["providers"]["watched"] == 2
    assert score(among)["recall"]["of"] == 1


def given(tmp_path, text):
    path = tmp_path / "events.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_events_are_read_with_their_leading_zeros(tmp_path):
    read = read_events(given(tmp_path, "kind,provider,date\nrated, 0A1 ,2024-06-10\nrated,RMC,2024-01-01\n"))

    assert read.rows() == [("RMC", day(1, 1), "rated"), ("0A1", day(6, 10), "rated")]


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ("RMC,2024,rated", ("date-malformed", 2, "date")),
        ("RMC,10/06/2024,rated", ("date-malformed", 2, "date")),
        ("RMC,2024-02-30,rated", ("date-malformed", 2, "date")),
        (",2024-06-10,rated", ("value-missing", 2, "provider")),
        ("RMC,,rated", ("value-missing", 2, "date")),
        ("RMC,2024-06-10,", ("value-missing", 2, "kind")),
        ("RMC,2024-06-10,rated\nRMC,2024-06-10,rated", ("event-twice", 3, "provider")),
    ],
)
def test_bad_event_is_refused_with_its_place(tmp_path, rows, fault):
    with pytest.raises(InputRefused) as refused:
        read_events(given(tmp_path, f"provider,date,kind\n{rows}\n"))

    assert [(each.code, each.row, each.column) for each in refused.value.problems] == [fault]
    assert refused.value.problems[0].remedy


def test_every_bad_row_is_told_at_once(tmp_path):
    with pytest.raises(InputRefused) as refused:
        read_events(given(tmp_path, "provider,date,kind\nRMC,2024,rated\n,2024-06-10,rated\n"))

    assert [each.row for each in refused.value.problems] == [2, 3]


def test_missing_column_is_refused(tmp_path):
    with pytest.raises(InputRefused, match="no column “kind”"):
        read_events(given(tmp_path, "provider,date\nRMC,2024-06-10\n"))
