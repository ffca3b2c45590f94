"""Emerging themes: worked by hand, told a second time, and properties that hold whatever the counts."""

import datetime as dt
from math import inf, log

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis import naive_emerging as naive
from trigpoint.analysis.emerging import (
    Limits,
    correcting,
    counts,
    expecting,
    shrinking,
    together,
    watch,
    weighing,
)
from trigpoint.analysis.emerging.limits import budget
from trigpoint.analysis.emerging.stepping import Reach, Said, step_through
from trigpoint.analysis.problems import InputRefused

SURE = pl.DataFrame({"theme": ["Discharge", "Food"], "precision": [0.8, 0.9], "recall": [0.7, None]})
LOW = Limits(Reach(3.0, 4.0), 1.0, 4)


def made(counts_of, *, comments=60, months=18, first=dt.date(2025, 1, 1)):
    """Rows from {(provider, theme): [count a month]}; others are 0."""
    rows = [
        {
            "provider": provider,
            "theme": theme,
            "month": counts.month_after(first, at),
            "count": count,
            "people": count,
            "comments": comments,
        }
        for (provider, theme), told in counts_of.items()
        for at, count in enumerate(told[:months])
    ]
    return pl.DataFrame(rows, schema_overrides={"month": pl.Date})


def steady(**of_cells):
    """Four providers with five mentions a month of each theme, but for what is said."""
    usual = {(provider, theme): [5] * 18 for provider in "ABCD" for theme in ("Discharge", "Food")}
    return made({**usual, **{tuple(name.split("_")): told for name, told in of_cells.items()}})


def cell(found, provider="A", theme="Discharge"):
    [row] = found.cells.filter(provider=provider, theme=theme).to_dicts()
    return row


# What was to be expected


def test_a_rate_of_ones_own_is_drawn_to_that_elsewhere():
    # own 30 of 600 (5 %), elsewhere 400 of 20,000 (2 %), worth ten mentions: 500 comments
    [found] = expecting.base_rate(*(np.array([each]) for each in (30.0, 600.0, 400.0, 20_000.0)))

    assert found == pytest.approx((30 + 10) / (600 + 500))


def test_a_rate_elsewhere_that_rests_on_little_weighs_little():
    [found] = expecting.base_rate(*(np.array([each]) for each in (6.0, 300.0, 2.0, 100.0)))

    assert found == pytest.approx((6 + 2) / (300 + 100))


def test_without_others_ones_own_rate_counts_alone():
    [some, none] = expecting.base_rate(
        np.array([6.0, 0.0]), np.array([300.0, 300.0]), np.zeros(2), np.zeros(2)
    )

    assert (some, none) == pytest.approx((6 / 300, 0.5 / 300))


def test_the_factor_of_a_month_is_that_of_all_others():
    # Two themes at three providers, ten expected of each; everybody has twice as many, the first theme's three times.
    count = np.array([[30.0, 20.0]] * 3)
    plain, usable = np.full((3, 2), 10.0), np.ones((3, 2), bool)

    found = expecting.month_factor(count, plain, usable)

    everywhere = (100 + 10) / (40 + 10)
    assert found[0] == pytest.approx([(60 + 10 * everywhere) / 30, (40 + 10 * everywhere) / 30])


def test_ones_own_rise_is_not_in_ones_own_factor():
    count = np.array([[90.0], [10.0], [10.0]])
    plain, usable = np.full((3, 1), 10.0), np.ones((3, 1), bool)

    assert expecting.month_factor(count, plain, usable)[0] == pytest.approx([1.0])


def test_what_is_expected_in_a_grid_by_hand():
    found = cell(watch(steady(), SURE, limits_known=LOW))

    # everybody always had 5 of 60: rate 1/12, factor 1
    assert (found["expected"], found["ratio"]) == pytest.approx((5, 1))
    assert (found["state"], found["alarm"], found["count"]) == ("ok", False, 5)


def test_a_change_everywhere_is_no_news_of_one_provider():
    doubled = [5] * 17 + [10]
    whole = {f"{provider}_{theme}": doubled for provider in "ABCD" for theme in ("Discharge", "Food")}

    found = watch(steady(**whole), SURE, limits_known=LOW)

    assert found.cells["expected"].to_list() == pytest.approx([9.4] * 8, abs=0.1)
    assert not found.cells["alarm"].any()


# What a count says


@pytest.mark.parametrize(("count", "expected"), [(0, 5.0), (3, 0.4), (14, 5.0)])
@pytest.mark.parametrize("spread", [0.0, 0.05, 0.5])
def test_weights_are_ratios_of_chances(count, expected, spread):
    [found] = weighing.weight(np.array([float(count)]), np.array([expected]), spread)

    assert found == pytest.approx(naive.weight(count, expected, spread), abs=1e-9)


def test_a_poisson_weight_by_hand():
    # 14 where 5 were expected: 14 ln 1.75 - 0.75 x 5
    [found] = weighing.weight(np.array([14.0]), np.array([5.0]), 0.0)

    assert found == pytest.approx(14 * log(1.75) - 3.75)


@settings(deadline=None, max_examples=60)
@given(
    months=st.lists(
        st.tuples(st.integers(0, 40), st.sampled_from([0.0, 0.3, 2.0, 12.0])), min_size=3, max_size=3
    ),
    spread=st.sampled_from([0.0, 0.03, 0.4]),
)
def test_the_scan_and_its_chance_are_those_of_a_second_telling(months, spread):
    months = [(y if e else 0, e) for y, e in months]
    y, e = (np.array([[float(each[at]) for each in months]]) for at in (0, 1))

    [found], [length] = weighing.scan(y, e, spread)
    [chance] = weighing.chance(y, e, spread)

    assert found == pytest.approx(naive.scan(*zip(*months, strict=True), spread), abs=2e-4)
    assert chance == pytest.approx(naive.chance(*zip(*months, strict=True), spread), abs=1e-6)
    assert length in (1, 2, 3)


def test_a_scan_by_hand():
    # The newest month: 12 ln(12/4) - 8 = 5.18; two months: 22 ln(22/8) - 14 = 8.26; three: 26 ln(26/12) - 14 = 6.10
    [found], [length] = weighing.scan(np.array([[4.0, 10.0, 12.0]]), np.array([[4.0, 4.0, 4.0]]), 0.0)

    assert found == pytest.approx(22 * log(22 / 8) - 14, abs=1e-3)
    assert length == 2


# What is likely of a ratio


@pytest.mark.parametrize(("count", "expected"), [(0, 0.5), (3, 0.4), (14, 5.0), (40, 30.0), (0, 8.0)])
@pytest.mark.parametrize("prior", [shrinking.USUAL, shrinking.Prior(0.2, 0.1, 2.0, 4.0, 1 / 3)])
def test_shrunken_ratios_are_those_of_an_integral(count, expected, prior):
    found = shrinking.shrunk(np.array([float(count)]), np.array([expected]), prior)

    slow = naive.shrunk(count, expected, prior)
    assert [float(part[0]) for part in found] == pytest.approx(slow, rel=2e-3, abs=1e-6)


def test_a_prior_is_learnt_from_the_grid():
    random = np.random.default_rng(3)
    expected = random.uniform(2, 20, 3000)
    ratios = np.where(random.random(3000) < 0.9, random.gamma(50, 1 / 50, 3000), random.gamma(3, 1, 3000))
    prior = shrinking.fitted(random.poisson(ratios * expected).astype(float), expected)

    means = sorted((prior.shape_1 / prior.rate_1, prior.shape_2 / prior.rate_2))
    assert means == pytest.approx([1, 3], abs=0.25)
    assert max(prior.share, 1 - prior.share) == pytest.approx(0.9, abs=0.04)


def test_a_few_cells_that_rise_together_do_not_look_sure():
    expected = np.full(200, 5.0)
    count = np.random.default_rng(5).poisson(5.0, 200).astype(float)
    count[:4] = 22

    found = shrinking.shrunk(count[:1], expected[:1], shrinking.fitted(count, expected))

    assert found.high[0] / found.low[0] > 1.7


def test_few_cells_have_the_usual_prior():
    assert shrinking.fitted(np.ones(99), np.ones(99)) == shrinking.USUAL


@settings(deadline=None, max_examples=60)
@given(count=st.integers(0, 60), expected=st.floats(0.05, 60))
def test_shrunken_ratios_keep_their_order(count, expected):
    two = shrinking.shrunk(np.array([count, count + 1.0]), np.array([expected, expected]), shrinking.USUAL)

    assert (two.low <= two.ratio).all()
    assert (two.ratio <= two.high).all()
    assert all(part[0] < part[1] for part in two)
    raw = count / expected
    assert min(raw, 0.3) - 1e-9 <= two.ratio[0] <= max(raw, 1.7) + 1e-9


# What a classifier's errors do


def test_counts_are_put_right():
    found = cell(watch(steady(A_Discharge=[5] * 17 + [14]), SURE, limits_known=LOW))

    assert found["true_count"] == pytest.approx(14 * 0.8 / 0.7)
    assert found["true_ratio"] == pytest.approx(1 + (found["ratio"] - 1) / 0.8)


def test_without_recall_only_what_was_wrong_is_taken_off():
    assert correcting.true_count(np.array([10.0]), np.array([0.9]), np.array([np.nan]))[0] == pytest.approx(9)


@pytest.mark.parametrize("precision", [0.49, 0.0, None, "missing"])
def test_a_theme_that_is_mostly_wrong_never_raises_an_alarm(precision):
    themes = (
        SURE.filter(theme="Food")
        if precision == "missing"
        else SURE.with_columns(precision=pl.lit(precision, pl.Float64))
    )

    found = cell(watch(steady(A_Discharge=[5] * 16 + [40, 40]), themes, limits_known=LOW))

    assert (found["state"], found["alarm"], found["q"]) == ("unmeasured", False, None)
    assert found["ratio"] > 5  # it is shown all the same


# Alarms


def test_a_rise_raises_an_alarm_and_holds_what_is_usual():
    found = watch(steady(A_Discharge=[5] * 14 + [14, 14, 14, 14]), SURE, limits_known=LOW)

    assert cell(found)["alarm"]
    assert cell(found)["since"] == dt.date(2026, 3, 1)
    assert cell(found)["expected"] == pytest.approx(5, abs=0.01)  # not 5 and a half and rising
    assert found.cells.filter("alarm").height == 1


def test_an_alarm_ends_when_three_months_no_longer_say_so():
    told = [5] * 12 + [20, 5, 5, 5, 5, 5]
    months = watch(steady(A_Discharge=told), SURE, limits_known=LOW).months

    on = months.filter(provider="A", theme="Discharge").filter("alarm")["month"].to_list()
    assert on == [dt.date(2026, 1, 1), dt.date(2026, 2, 1), dt.date(2026, 3, 1)]


def test_a_review_begins_again_and_what_was_new_is_usual():
    frame = steady(A_Discharge=[5] * 6 + [14] * 12)
    reviews = pl.DataFrame({"provider": ["A"], "theme": ["Discharge"], "day": [dt.date(2026, 1, 20)]})

    before = watch(frame, SURE, limits_known=LOW)
    after = watch(frame, SURE, reviews=reviews, limits_known=LOW)

    assert (cell(before)["alarm"], cell(after)["alarm"]) == (True, False)
    assert cell(before)["expected"] == pytest.approx(5, abs=0.01)
    assert cell(after)["expected"] > 10


@pytest.mark.parametrize(("count", "people"), [(2, 2), (9, 2)])
def test_fewer_than_three_comments_or_people_raise_nothing(count, people):
    few = {(provider, "Discharge"): [0] * 17 + [0] for provider in "BCD"} | {
        ("A", "Discharge"): [0] * 17 + [count]
    }
    frame = made(few).with_columns(people=pl.min_horizontal("people", pl.lit(people)))

    found = watch(frame, SURE, limits_known=Limits(Reach(0.5, 0.5), 1, 4))

    assert not found.cells["alarm"].any()


def test_three_comments_of_three_people_where_none_was_expected_do():
    few = {(provider, "Discharge"): [0] * 18 for provider in "BCD"} | {("A", "Discharge"): [0] * 17 + [3]}

    assert cell(watch(made(few), SURE, limits_known=LOW))["alarm"]


def test_what_stands_out_is_found_among_all_cells():
    found = watch(steady(A_Discharge=[5] * 17 + [25]), SURE, limits_known=LOW)

    assert found.cells.filter("stands_out").select("provider", "theme").rows() == [("A", "Discharge")]
    tried = found.cells["chance"].to_numpy()
    assert cell(found)["q"] == pytest.approx(min(1, tried.min() * tried.size))


def test_a_provider_that_is_new_or_silent_is_not_watched():
    frame = pl.concat([steady(), made({("N", "Food"): [9] * 5}, first=dt.date(2026, 2, 1))])
    silent = frame.filter(~((pl.col("provider") == "D") & (pl.col("month") == dt.date(2026, 6, 1))))

    found = watch(silent, SURE, limits_known=LOW)

    assert cell(found, "N", "Food")["state"] == "young"
    assert cell(found, "D", "Food")["state"] == "no_data"
    assert cell(found, "D", "Food")["ratio"] is None


def test_budgets():
    assert (budget(1500), budget(30_000)) == (2, 2)
    assert budget(75) == pytest.approx(0.1)


def test_nothing_comes_of_nothing():
    found = watch(steady().clear(), SURE)

    assert (found.cells.height, found.months.height, found.month) == (0, 0, None)
    assert found.cells.columns == watch(steady(), SURE, limits_known=LOW).cells.columns


# Several sources


def of_sources(fft, complaints, *, critical=(), repeats=None):
    rows = [("A", "fft", fft, fft // 5), ("A", "complaint", complaints, complaints)]
    comments = pl.DataFrame(
        [(p, s, dt.date(2025, 1, 1), n, c) for p, s, n, c in rows if n],
        schema=["provider", "source", "month", "comments", "critical"],
        orient="row",
    )
    mentions = pl.DataFrame(
        [("A", source, "Food", dt.date(2025, 1, 1), number, people) for source, number, people in critical],
        schema={
            "provider": pl.String,
            "source": pl.String,
            "theme": pl.String,
            "month": pl.Date,
            "critical": pl.Int64,
            "people": pl.Int64,
        },
        orient="row",
    )
    return together(comments, mentions, repeats)


def test_people_are_counted_and_comments_shown():
    found = of_sources(100, 10, critical=[("fft", 8, 7), ("complaint", 2, 2)])

    assert found.select("count", "people", "told", "critical").rows() == [(9, 9, 110, 10)]


def test_who_speaks_through_two_sources_is_one_person():
    again = pl.DataFrame({"provider": "A", "theme": "Food", "month": dt.date(2025, 1, 1), "repeats": [2]})

    found = of_sources(100, 10, critical=[("fft", 8, 7), ("complaint", 2, 2)], repeats=again)

    assert found.select("count", "people", "critical").rows() == [(7, 7, 10)]


def test_a_complaint_weighs_as_many_comments_as_it_is_more_critical():
    # critical: 20.5 of 101, 10.5 of 11, together 30.5 of 111
    found = of_sources(100, 10, critical=[("fft", 1, 1)])

    overall = 30.5 / 111
    assert found["comments"][0] == np.ceil((100 * 20.5 / 101 + 10 * 10.5 / 11) / overall)


def test_there_are_never_more_people_than_comments():
    assert of_sources(5, 0, critical=[("fft", 5, 5)])["comments"][0] >= 5


# Told a second time


def random_said(seed, *, providers=3, themes=2, months=20):
    random = np.random.default_rng(seed)
    comments = random.integers(0, 60, (providers, months)) * (random.random((providers, months)) > 0.1)
    count = np.minimum(
        random.poisson(
            random.gamma(2, 1, (providers, themes, 1))
            * random.choice([1, 3], (providers, themes, months), p=[0.8, 0.2])
        ),
        comments[:, None],
    )
    people = np.minimum(count, random.integers(2, 9, count.shape))
    return Said(count.astype(float), people.astype(float), comments.astype(float), np.array([True, True]))


@pytest.mark.parametrize(("silent", "is_on"), [(2, True), (3, False), (9, False)])
def test_an_alarm_lasts_through_two_silent_months(silent, is_on):
    frame = steady(A_Discharge=[5] * (16 - silent) + [20, 20] + [5] * silent)
    said = frame.filter(
        (pl.col("provider") != "A") | (pl.col("month") < counts.month_after(dt.date(2025, 1, 1), 18 - silent))
    )

    assert cell(watch(said, SURE, limits_known=LOW))["alarm"] == is_on


@pytest.mark.parametrize("seed", range(4))
def test_month_by_month_it_is_as_a_second_telling_says(seed):
    said = random_said(seed)
    reviewed = np.zeros(said.mentions.shape, bool)
    reviewed[0, 0, 14] = reviewed[2, 1, 11] = True
    said.comments[0, 17:21] = said.mentions[0, :, 17:21] = said.people[0, :, 17:21] = 0
    reach = Reach(2.0, 2.5)

    ours, slow = step_through(said, reach, reviewed), naive.step_through(said, reach, reviewed)

    for month, told in enumerate(slow):
        for at, (expected, cusum, opened) in told.items():
            assert ours.expected[at][month] == pytest.approx(expected, rel=1e-9)
            assert ours.cusum[at][month] == pytest.approx(cusum, abs=1e-7)
            assert ours.opened[at][month] == opened
    assert (ours.opened >= 0).any()


@pytest.mark.parametrize("seed", range(3))
def test_no_month_knows_of_a_later_one(seed):
    said = random_said(seed, months=24)
    reach = Reach(2.0, 2.5)

    whole = step_through(said, reach)
    part = step_through(
        Said(said.mentions[..., :17], said.people[..., :17], said.comments[:, :17], said.themes), reach
    )

    assert np.array_equal(whole.opened[..., :17], part.opened)
    assert np.allclose(whole.expected[..., :17], part.expected)


@settings(deadline=None, max_examples=20)
@given(seed=st.integers(0, 10_000))
def test_the_order_of_rows_and_names_changes_nothing(seed):
    frame = steady(A_Discharge=[5] * 15 + [9, 12, 3], C_Food=[1] * 18)
    shuffled = frame.sample(fraction=1, shuffle=True, seed=seed)

    assert watch(shuffled, SURE, limits_known=LOW).cells.equals(watch(frame, SURE, limits_known=LOW).cells)


@settings(deadline=None, max_examples=25)
@given(newest=st.integers(0, 59))
def test_more_comments_never_say_less(newest):
    fewer, more = (
        cell(watch(steady(A_Discharge=[5] * 17 + [count]), SURE, limits_known=LOW))
        for count in (newest, newest + 1)
    )

    assert fewer["expected"] == pytest.approx(more["expected"])
    assert fewer["cusum"] <= more["cusum"]
    assert fewer["shrunken"] < more["shrunken"]
    assert fewer["chance"] >= more["chance"]
    assert fewer["alarm"] <= more["alarm"]


def test_as_at_an_earlier_month_it_is_what_was_known_then():
    frame = steady(A_Discharge=[5] * 12 + [14] * 6)
    then = dt.date(2026, 2, 1)

    earlier = watch(frame, SURE, month=then, limits_known=LOW)

    assert earlier.month == then
    assert earlier.cells.equals(watch(frame.filter(pl.col("month") <= then), SURE, limits_known=LOW).cells)


# What is refused


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"count": pl.lit(61)}, "count"),
        ({"people": pl.lit(9)}, "people"),
        ({"count": pl.lit(-1)}, "count"),
        ({"count": pl.lit(1.5)}, "count"),
        ({"count": pl.lit("a")}, "count"),
        ({"month": pl.lit(dt.date(2025, 1, 2))}, "month"),
        ({"month": pl.lit("2025-01")}, "month"),
        ({"provider": pl.lit(None, pl.String)}, "provider"),
        ({"comments": pl.int_range(pl.len()) + 60}, "comments"),
    ],
)
def test_bad_counts_are_refused(change, column):
    with pytest.raises(InputRefused) as refusal:
        watch(steady().with_columns(**change), SURE)

    assert column in {problem.column for problem in refusal.value.problems}


def test_a_column_that_is_missing_is_named():
    with pytest.raises(InputRefused, match="people"):
        watch(steady().drop("people"), SURE)


@pytest.mark.parametrize(
    "themes",
    [
        pl.DataFrame({"theme": ["Food", "Food"], "precision": [0.5, 0.6]}),
        pl.DataFrame({"theme": ["Food"], "precision": [1.2]}),
        pl.DataFrame({"theme": ["Food"]}),
    ],
)
def test_bad_precisions_are_refused(themes):
    with pytest.raises(InputRefused):
        watch(steady(), themes)


def test_days_of_reviews_are_days():
    with pytest.raises(InputRefused):
        watch(steady(), SURE, reviews=pl.DataFrame({"provider": ["A"], "theme": ["Food"], "day": ["2026"]}))


def test_limits_that_are_never_reached_raise_nothing():
    never = Limits(Reach(inf, inf), 0, 4)

    assert not watch(steady(A_Discharge=[5] * 17 + [50]), SURE, limits_known=never).cells["alarm"].any()
