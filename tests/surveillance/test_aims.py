"""Which target counts for which period, and what it wants: frames in, frames out, each worked by hand."""

import datetime as dt
from dataclasses import replace

import polars as pl
import pytest

from trigpoint.indicators.definitions import Target, definition
from trigpoint.surveillance.rules import aims, stage_one
from trigpoint.surveillance.rules.preparing import NO_TUNING
from trigpoint.surveillance.rules.stage_one import OBSERVATIONS

APRIL = dt.date(2025, 4, 1)


def day(text):
    return dt.date.fromisoformat(text)


def last_day(start, months):
    place = start.year * 12 + start.month - 1 + months
    return dt.date(place // 12, place % 12 + 1, 1) - dt.timedelta(days=1)


def figures(values, *, indicator="cancelled-operations", step=3, first=APRIL, denominators=None, series=1):
    """Observations of one series; a value of "-" is a period without a row."""
    rows = []
    for place, value in enumerate(values):
        at = first.year * 12 + first.month - 1 + step * place
        start = dt.date(at // 12, at % 12 + 1, 1)
        if value != "-":
            size = denominators[place] if denominators else None
            rows.append(
                {
                    "series": series,
                    "indicator": indicator,
                    "organisation": series,
                    "kind": "trust",
                    "period_start": start,
                    "period_end": last_day(start, step),
                    "value": value,
                    "numerator": None if size is None else value * size / 100,
                    "denominator": size,
                    "load": 1,
                    "row": place,
                }
            )
    return pl.DataFrame(rows, schema=OBSERVATIONS)


def target(kind, begins, ends=None, **terms):
    return Target(
        f"A {kind}", "local default", day(begins), day(ends) if ends else None, "A test", kind=kind, **terms
    )


def told(observations, *targets, code="cancelled-operations"):
    """What the series says, when its definition has these targets."""
    definitions = {code: replace(definition(code), targets=targets)}
    return stage_one.tell(observations, definitions, NO_TUNING).row(0, named=True)


def wanted(row):
    return [point["wanted"] for point in row["points"]]


def test_no_target_says_nothing():
    row = told(figures([1, 2]))

    assert (row["target"], row["target_met"], row["target_kind"]) == (None, "", "")
    assert wanted(row) == [None, None]


def test_a_phased_standard_of_a_definition_counts_by_the_period():
    row = told(
        figures([20, 20, 20]),
        target("standard", "2025-04-01", "2025-09-30", value=25),
        target("standard", "2025-10-01", value=15),
    )

    assert wanted(row) == [25, 25, 15]
    assert (row["target"], row["target_met"]) == (15, "no")


def test_a_standard_that_is_over_counts_no_more():
    row = told(figures([20, 20]), target("standard", "2025-04-01", "2025-06-30", value=25))

    assert wanted(row) == [25, None]
    assert (row["target"], row["target_met"]) == (None, "")


def test_a_trajectory_of_a_definition_wants_nothing_before_its_first_value():
    steps = ((day("2025-10-01"), 18.0), (day("2026-01-01"), 16.0))
    aim = target("trajectory", "2025-04-01", "2026-03-31", values=steps)

    early = told(figures([20]), aim)
    assert (early["target"], early["target_met"], early["target_at_end"]) == (None, "unknown", 16)

    late = told(figures([20, 20, 17, 17]), aim)
    assert wanted(late) == [None, None, 18, 16]
    assert (late["target"], late["target_met"], late["target_due"]) == (16, "no", day("2026-03-31"))


def test_a_ceiling_counts_from_april_to_march_and_begins_anew():
    row = told(
        figures([9, 9, 9, 9, 8], first=day("2025-01-01")),
        target("ceiling", "2025-04-01", "2026-03-31", value=40),
    )

    assert wanted(row) == [None, 10, 20, 30, 40]
    assert [point["so_far"] for point in row["points"]] == [None, 9, 18, 27, 35]
    assert (row["so_far"], row["allowed"], row["target_met"], row["target_rag"]) == (35, 40, "yes", "green")
    assert (row["landing"], row["landing_chance"], row["assurance"]) == (35, 1, "pass")


def test_one_quarter_alone_is_still_a_quarter():
    """12 in the first of four quarters, where 40/4 = 10 are allowed; 12 + 12.5 x 3 = 49.5 by the end."""
    row = told(figures([12]), target("ceiling", "2025-04-01", "2026-03-31", value=40))

    assert (row["so_far"], row["allowed"], row["known_periods"], row["landing"]) == (12, 10, 1, 49.5)
    assert len(row["points"]) == 1


def test_a_year_that_is_over_is_not_judged_by_its_ceiling():
    row = told(figures([9, 9, 9, 9, 8]), target("ceiling", "2025-04-01", "2026-03-31", value=20))

    assert (row["target_kind"], row["so_far"]) == ("", None)


@pytest.mark.parametrize(
    ("values", "met"), [([9, "-", 9], "unknown"), ([9, None, 9], "unknown"), ([20, None, 20], "no")]
)
def test_a_quarter_that_is_missing_leaves_it_open_unless_the_rest_is_too_many(values, met):
    row = told(figures(values), target("ceiling", "2025-04-01", "2026-03-31", value=40))

    assert (row["target_met"], row["known_periods"]) == (met, 2)
    assert row["target_rag"] == ("red" if met == "no" else "")


def test_a_ceiling_of_nought_is_broken_by_one():
    kept, broken = (
        told(figures(values), target("ceiling", "2025-04-01", "2026-03-31", value=0))
        for values in ([0, 0], [0, 1])
    )

    assert (kept["target_met"], kept["target_rag"]) == ("yes", "green")
    assert (broken["target_met"], broken["target_rag"], broken["landing_chance"]) == ("no", "red", 0)


def test_a_reduction_of_a_definition_measures_each_provider_against_itself():
    """A half less than 20 and than 40 by March 2027, from April 2026 on."""
    aim = target(
        "reduction",
        "2026-04-01",
        percent=50.0,
        baseline_from=APRIL,
        baseline_to=day("2026-03-31"),
        by_on=day("2027-03-31"),
    )
    both = pl.concat([figures([20, 20, 20, 20, 19]), figures([40, 40, 40, 40, 39], series=2)])
    code = "cancelled-operations"

    rows = stage_one.tell(both, {code: replace(definition(code), targets=(aim,))}, NO_TUNING).sort("series")

    assert rows["target_at_end"].to_list() == [10, 20]
    # June is two months of eleven on the way
    assert rows["target"].to_list() == pytest.approx([20 - 10 * 2 / 11, 40 - 20 * 2 / 11])


def test_a_baseline_weighs_each_period_by_its_denominator():
    """50 % of 100 and 80 % of 300 are 72.5 % of 400."""
    shares = figures([50.0, 80.0], indicator="ae-4hour", step=1, denominators=[100, 300])
    asked = pl.DataFrame(
        {"aim": [7], "series": [1], "baseline_from": [APRIL], "baseline_to": [day("2025-05-31")]}
    )

    assert aims.baselines(asked, shares).rows() == [(7, 72.5)]
    assert aims.baselines(asked, shares.with_columns(denominator=None)).rows() == [(7, 65)]
    assert aims.baselines(asked, shares.head(1)).is_empty()


def test_percentages_on_the_target_meet_it_and_just_below_do_not():
    aim = target("trajectory", "2025-04-01", "2025-04-30", values=((APRIL, 76.5),))
    exact, below = (
        told(figures([value], indicator="ae-4hour", step=1, denominators=[1000]), aim, code="ae-4hour")
        for value in (76.5, 76.4)
    )

    assert (exact["target_met"], below["target_met"]) == ("yes", "no")


def test_a_figure_that_is_not_charted_is_judged_by_the_latest_alone():
    rolling = figures([3, 2], indicator="mrsa-cases")
    row = told(rolling, target("standard", "2025-04-01", value=2), code="mrsa-cases")

    assert (row["state"], row["target_met"], row["landing"], row["target"]) == ("not_charted", "yes", None, 2)


def test_where_neither_way_is_better_nothing_is_wanted():
    row = told(
        figures([3.0], indicator="ae-attendances", step=1),
        target("standard", "2025-04-01", value=2),
        code="ae-attendances",
    )

    assert (row["target"], row["target_met"]) == (None, "")


def test_other_series_and_their_order_change_nothing():
    aim = target("ceiling", "2025-04-01", "2026-03-31", value=40)
    alone = told(figures([9, 9]), aim)
    code = "cancelled-operations"
    both = pl.concat([figures([30, 30], series=2), figures([9, 9])])

    rows = stage_one.tell(both, {code: replace(definition(code), targets=(aim,))}, NO_TUNING)

    found = rows.filter(series=1).row(0, named=True)
    for name in ("so_far", "allowed", "target_met", "landing", "landing_chance", "points"):
        assert found[name] == alone[name]


def test_a_trajectory_that_begins_in_the_middle_of_a_period_does_not_displace_the_standard():
    """Yearly figures of 2025, and a trajectory from April 2025: the standard judges them, and 2026 the trajectory."""
    code = "staff-engagement"
    standard = target("standard", "2020-01-01", value=7)
    phased = target("trajectory", "2025-04-01", "2027-12-31", values=((APRIL, 6.0), (day("2026-01-01"), 6.5)))
    agreed = pl.DataFrame(
        [{"series": 1, **row} for row in aims.rows_of(phased, agreed_id=5)], schema=aims.OF_SERIES
    )
    tuning = NO_TUNING._replace(agreed=agreed)

    def judged(values):
        shown = figures(values, indicator=code, step=12, first=day("2025-01-01"))
        definitions = {code: replace(definition(code), targets=(standard,))}
        return stage_one.tell(shown, definitions, tuning).row(0, named=True)

    one, two = judged([6.6]), judged([6.6, 6.6])
    assert (one["target"], one["target_met"], one["agreed_id"]) == (7, "no", None)
    assert (two["target"], two["target_met"], two["agreed_id"]) == (6.5, "yes", 5)
    assert wanted(two) == [7, 6.5]
