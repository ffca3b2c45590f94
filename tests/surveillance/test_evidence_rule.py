"""When a chart began to say something, when it could be known and how long it held: worked by hand."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from tests.factories.surveillance import months
from trigpoint.surveillance.rules import evidence

LAG = 45
MONTHS = months(36, dt.date(2024, 1, 1))


def month(number: int) -> dt.date:
    """First day of the month of that number, January 2024 being 0."""
    return MONTHS[number][0]


def due(number: int) -> dt.date:
    """When the figure of that month was due."""
    return MONTHS[number][1] + dt.timedelta(days=LAG)


def chart(rows, *, loads=None, improvement="down", kind="xmr"):
    """Dated points of a chart about 10; each row a value, or value, rules, meaning, or with more by name."""
    told = []
    for (start, end), row in zip(MONTHS, rows, strict=False):
        value, rules, meaning, more = (*row, {}) if len(row) == 3 else row
        point = {"series": 1, "period_start": start, "period_end": end, "value": value, "centre": 10.0}
        told.append(
            {
                **dict.fromkeys(evidence.POINTS),
                **point,
                "rules": rules,
                "meaning": meaning,
                "phase": 0,
                "load": 7,
                **more,
            }
        )
    points = pl.DataFrame(told, schema=evidence.POINTS)
    about = pl.DataFrame([(1, "x", kind, None)], schema=evidence.ABOUT, orient="row")
    times = pl.DataFrame([("x", LAG, 14, improvement)], schema=evidence.TIMES, orient="row")
    known = pl.DataFrame(loads or [(7, None, dt.date(2030, 1, 1))], schema=evidence.LOADS, orient="row")
    return evidence.dated(points, about, times, known)


CALM = (10.0, "", "common")


def bad(rules, value=12.0):
    return (value, rules, "concern")


def found(rows, lengths=None, **how):
    return evidence.episodes(chart(rows, **how), lengths or {}).to_dicts()


def test_a_point_outside_its_range_is_known_with_its_own_figure():
    [each] = found([CALM, CALM, bad("outside"), CALM])

    assert (each["first_start"], each["last_start"], each["periods"]) == (month(2), month(2), 1)
    assert (each["known_on"], each["last_on"]) == (due(2), due(2))
    assert (each["rule"], each["is_on"]) == ("outside", False)


def test_a_shift_marks_seven_points_and_is_known_with_the_seventh():
    [each] = found([CALM, *[bad("shift")] * 7])

    assert (each["first_start"], each["known_on"], each["is_on"]) == (month(1), due(7), True)


def test_a_shift_that_goes_on_is_still_known_since_its_seventh_point():
    [each] = found([CALM, *[bad("shift")] * 12])

    assert (each["known_on"], each["last_on"]) == (due(7), due(12))


def test_more_points_are_needed_where_neighbours_are_alike():
    [each] = found([CALM, *[bad("shift")] * 12], {1: 10})

    assert each["known_on"] == due(10)


def test_a_trend_is_known_with_its_seventh_point():
    [each] = found([(10.0 + n / 10, "trend", "concern") for n in range(9)])

    assert each["known_on"] == due(6)


def test_what_is_outside_within_a_shift_is_known_at_once():
    [each] = found([CALM, bad("shift"), bad("shift"), bad("outside;shift", 15), *[bad("shift")] * 5])

    assert (each["first_start"], each["known_on"], each["rule"]) == (month(1), due(3), "outside")


def test_seven_below_after_seven_above_are_two_stretches_each_known_with_its_seventh():
    above, below = [bad("shift")] * 7, [(8.0, "shift", "improvement")] * 7
    told = found([*above, *below])

    assert [(each["meaning"], each["known_on"]) for each in told] == [
        ("concern", due(6)),
        ("improvement", due(13)),
    ]


@pytest.mark.parametrize(
    ("rows", "known"),
    [
        (
            [CALM, (11.0, "", "common"), bad("two_of_three"), bad("two_of_three")],
            3,
        ),  # the one before is on its side
        ([CALM, (9.0, "", "common"), bad("two_of_three"), bad("two_of_three"), (11.0, "", "common")], 4),
    ],
)
def test_two_of_three_are_known_when_three_stand_on_one_side(rows, known):
    assert found(rows)[0]["known_on"] == due(known)


def test_two_of_three_with_one_between():
    first, second = found(
        [CALM, (9.0, "", "common"), bad("two_of_three"), (11.0, "", "common"), bad("two_of_three")]
    )

    assert (first["known_on"], second["known_on"]) == (due(4), due(4))


def test_too_few_crossings_are_known_at_the_end_of_the_chart():
    [each] = found([bad("crossings")] * 12, kind="run")

    assert each["known_on"] == due(11)


def test_an_alarm_is_known_at_once():
    assert found([CALM, bad("cusum_alarm;cusum_alert")])[0]["known_on"] == due(1)


def test_missing_figures_do_not_break_a_stretch():
    [each] = found([CALM, bad("outside"), (None, "", None), bad("outside")])

    assert (each["periods"], each["last_on"]) == (2, due(3))


def test_what_is_neither_better_nor_worse_is_no_evidence():
    assert found([CALM, (15.0, "outside", "high")]) == []


def test_nothing_is_found_in_nothing():
    assert evidence.episodes(chart([CALM]).clear(), {}).height == 0


def test_a_published_figure_is_known_when_it_was_published():
    published = due(1) + dt.timedelta(days=9)
    [each] = found([CALM, bad("outside")], loads=[(7, published, dt.date(2030, 1, 1))])

    assert (each["known_on"], each["last_on"]) == (published, published)


def test_a_file_of_a_whole_history_does_not_make_old_figures_young():
    published = dt.date(2026, 9, 1)
    [each] = found([CALM, bad("outside")], loads=[(7, published, published)])

    assert (each["known_on"], each["last_on"]) == (published, due(1))


def test_a_figure_that_came_before_it_was_due_is_known_when_it_came():
    came = due(1) - dt.timedelta(days=20)

    assert found([CALM, bad("outside")], loads=[(7, None, came)])[0]["known_on"] == came


def wanted(value, aim=9.0, **more):
    return (value, "", "common", {"wanted": aim, **more})


def test_a_target_that_is_always_missed_is_known_with_the_twelfth_figure():
    [each] = evidence.missed(chart([wanted(12.0)] * 15)).to_dicts()

    assert (each["first_start"], each["periods"]) == (month(0), 15)
    assert (each["known_on"], each["last_on"]) == (due(11), due(14))


def test_a_target_missed_since_it_was_last_met():
    [each] = evidence.missed(chart([*[wanted(8.0)] * 13, wanted(12.0), wanted(13.0)])).to_dicts()

    assert (each["first_start"], each["known_on"], each["value"]) == (month(13), due(13), 13.0)


def test_a_ceiling_is_missed_by_what_was_counted_so_far():
    [each] = evidence.missed(chart([wanted(1.0, 9.0, so_far=9.0), wanted(1.0, 9.0, so_far=10.0)])).to_dicts()

    assert each["periods"] == 1


@pytest.mark.parametrize("improvement", ["up", "neither"])
def test_a_target_that_was_met_or_judges_nothing(improvement):
    assert evidence.missed(chart([wanted(12.0)] * 3, improvement=improvement)).is_empty()


def test_a_run_chart_asks_for_more_than_chance_allows():
    points = chart([CALM] * 24, kind="run")

    assert evidence.run_lengths_of(points, {2: 9}) == {1: 9, 2: 9}  # 24 points allow runs of 8


def test_coverage_goes_from_the_twelfth_figure_to_the_newest():
    [each] = evidence.newest(chart([CALM] * 15)).to_dicts()

    assert (each["first_known"], each["last_known"]) == (due(11), due(14))


def test_coverage_of_what_is_compared_alone_goes_from_the_oldest_to_the_newest_figure():
    [each] = evidence.newest(chart([CALM, CALM, bad("outside"), (None, "", None)], kind="")).to_dicts()

    assert (each["first_known"], each["last_known"], each["value"]) == (due(0), due(2), 12.0)


def test_what_came_by_and_by_is_told_as_it_stood_each_time():
    [each] = found([CALM, bad("outside", 15), bad("outside", 16), bad("outside;shift", 17)])
    stood = [
        (row["value"], row["periods"], row["last_start"], row["last_on"], row["until"])
        for row in evidence.as_it_stood(each)
    ]

    eve = dt.timedelta(days=1)
    assert stood == [
        (15, 1, month(1), due(1), due(2) - eve),
        (16, 2, month(2), due(2), due(3) - eve),
    ]


def test_what_came_at_once_never_stood_otherwise():
    [each] = found([CALM, *[bad("shift")] * 7])

    assert evidence.as_it_stood(each) == []


def test_a_rule_is_named_when_it_could_be_known():
    rows = [CALM, bad("two_of_three"), *[bad("outside;two_of_three", 15)] * 2]
    [first, *_] = evidence.as_it_stood(found(rows)[0])

    assert (first["periods"], first["value"]) == (2, 15)


def test_a_missed_target_is_told_as_it_stood():
    [each] = evidence.missed(chart([(12.0, "", "common", {"wanted": 5.0})] * 13)).to_dicts()

    assert [(row["periods"], row["until"]) for row in evidence.as_it_stood(each)] == [
        (12, due(12) - dt.timedelta(days=1))
    ]
