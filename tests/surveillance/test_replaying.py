"""What the early warning would have said, with what was known then."""

import datetime as dt

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories.surveillance import STEADY, months
from trigpoint.indicators.definitions import library
from trigpoint.surveillance.rules import replaying
from trigpoint.surveillance.rules.replaying import FIGURES, NO_STEPS, Steps, as_known, known, month_ends

AE = "ae-4hour"  # percentages, more is better; due 14 days after the month
TWO_YEARS = month_ends(dt.date(2025, 1, 1), dt.date(2026, 12, 1))
FALLEN = [*STEADY, 60.0]  # January 2025 to April 2026


def figures(values, *, series=1, published=14, loaded=14, load=1, first=dt.date(2025, 1, 1), gone=None):
    """Monthly figures, each published and loaded so many days after its month; None: no day of publication."""
    rows = []
    for place, ((start, end), value) in enumerate(zip(months(len(values), first), values, strict=True)):
        rows.append(
            {
                "series": series,
                "indicator": AE,
                "organisation": series * 10,
                "kind": "trust",
                "period_start": start,
                "period_end": end,
                "value": value,
                "numerator": value * 10,
                "denominator": 1000.0,
                "load": load * 100 + place,
                "row": place,
                "published_on": None if published is None else end + dt.timedelta(published),
                "loaded_on": loaded if isinstance(loaded, dt.date) else end + dt.timedelta(loaded),
                "superseded_on": gone,
            }
        )
    return pl.DataFrame(rows, schema=FIGURES)


def replayed(held, over=TWO_YEARS, vintage="published", steps=NO_STEPS):
    return replaying.replay(held, library(), over, vintage=vintage, steps=steps)


def told(replay):
    return replay.alerts.select("series", "rule", "meaning", "raised_on").rows()


FALL = (1, "outside", "concern", dt.date(2026, 5, 31))


def test_fall_is_told_at_the_end_of_the_month_in_which_it_was_published():
    """April 2026 is published on 14 May; the fifteen months before are steady."""
    assert told(replayed(figures(FALLEN))) == [FALL]


def test_episode_is_one_alert_and_has_an_end():
    replay = replayed(figures([*FALLEN, 60.0, 75.0, 75.0]))

    assert told(replay) == [FALL]
    assert replay.alerts["ended_on"].to_list() == [dt.date(2026, 7, 31)]


def test_what_began_before_is_no_news():
    assert told(replayed(figures([*FALLEN, 60.0]), month_ends(dt.date(2026, 6, 1), TWO_YEARS[-1]))) == []


@pytest.mark.parametrize("begin", [dt.date(2024, 1, 1), dt.date(2025, 6, 1), dt.date(2026, 5, 1)], ids=str)
def test_month_says_the_same_wherever_the_replay_begins(begin):
    assert told(replayed(figures(FALLEN), month_ends(begin, TWO_YEARS[-1]))) == [FALL]


def test_late_publication_is_told_late():
    assert told(replayed(figures(FALLEN, published=70))) == [(*FALL[:3], dt.date(2026, 7, 31))]


def test_value_counts_as_it_stood_then():
    """April was 60 at first, and 75 as revised in August."""
    revised = figures([75.0], published=120, load=2, first=dt.date(2026, 4, 1))

    replay = replayed(pl.concat([figures(FALLEN), revised]))

    assert told(replay) == [FALL]
    assert replay.alerts["ended_on"].to_list() == [dt.date(2026, 8, 31)]


def test_vintages_differ_where_figures_came_in_late():
    """Published each month, loaded here all at once in June 2026."""
    held = figures(FALLEN, loaded=dt.date(2026, 6, 15))

    assert told(replayed(held)) == [FALL]
    assert told(replayed(held, vintage="loaded")) == [(*FALL[:3], dt.date(2026, 6, 30))]


def test_loaded_value_counts_until_another_takes_its_place():
    """April came in as 75 in May and was corrected to 60 in July."""
    wrong = figures([75.0], first=dt.date(2026, 4, 1), gone=dt.date(2026, 7, 10), load=2)
    right = figures([60.0], first=dt.date(2026, 4, 1), loaded=dt.date(2026, 7, 10), load=3)
    held = pl.concat([figures(STEADY), wrong, right])

    assert told(replayed(held, vintage="loaded")) == [(*FALL[:3], dt.date(2026, 7, 31))]


def test_figure_without_a_day_of_publication_stands_in_from_the_day_it_was_due():
    held = figures(FALLEN, published=None, loaded=dt.date(2026, 11, 1))

    replay = replayed(held)

    assert told(replay) == [FALL]
    assert replay.held.row(0) == (AE, 0, 0, 16)


def test_of_two_without_a_day_the_one_loaded_first_stands_in():
    early = figures([60.0], published=None, loaded=dt.date(2026, 11, 1), first=dt.date(2026, 4, 1), load=2)
    late = figures([75.0], published=None, loaded=dt.date(2026, 12, 1), first=dt.date(2026, 4, 1), load=3)

    assert told(replayed(pl.concat([figures(STEADY), late, early]))) == [FALL]


def test_dated_figure_goes_before_one_that_stands_in():
    dated = figures([75.0], published=10, first=dt.date(2026, 4, 1), load=2)
    undated = figures([60.0], published=None, loaded=dt.date(2026, 11, 1), first=dt.date(2026, 4, 1), load=3)

    assert told(replayed(pl.concat([figures(STEADY), dated, undated]))) == [
        (*FALL[:3], dt.date(2026, 11, 30))
    ]


def test_what_is_held_is_counted_by_how_near_it_is_to_the_first():
    held = pl.concat(
        [figures([75.0, 75.0]), figures([75.0], published=300, first=dt.date(2025, 3, 1), load=2)]
    )

    assert replayed(held).held.row(0) == (AE, 2, 1, 0)


def test_chart_that_somebody_changed_counts_from_that_day():
    """A new phase from April on, begun in August 2026: the fall is no longer beside fifteen better months."""
    begun = {
        "series": [1],
        "period_start": [dt.date(2026, 4, 1)],
        "is_on": [True],
        "on": [dt.date(2026, 8, 5)],
    }
    steps = Steps(pl.DataFrame(begun), NO_STEPS.kinds)

    replay = replayed(figures([*FALLEN, 60.0, 60.0]), steps=steps)

    assert told(replay)[0] == FALL
    assert replay.alerts["ended_on"][0] == dt.date(2026, 8, 31)


def test_step_taken_back_is_no_longer_in_force():
    days = [dt.date(2026, 8, 5), dt.date(2026, 9, 5)]
    both = {"series": [1, 1], "period_start": [dt.date(2026, 4, 1)] * 2, "is_on": [True, False], "on": days}
    steps = Steps(pl.DataFrame(both), NO_STEPS.kinds)

    in_force = [steps.by(day).phases.height for day in (dt.date(2026, 8, 4), days[0], days[1])]

    assert in_force == [0, 1, 0]


def test_provider_is_watched_while_its_figures_are_news():
    """The last figure, of April 2026, is news for two years; a provider that stopped before is watched no more."""
    held = pl.concat([figures(FALLEN), figures(STEADY, series=2)])

    watched = replayed(held).watched

    by_month = dict(watched.group_by("month").agg(pl.col("organisation").sort()).iter_rows())
    assert by_month[dt.date(2026, 4, 30)] == [10, 20]
    assert by_month[dt.date(2026, 5, 31)] == [10]
    assert dt.date(2025, 1, 31) not in by_month


def test_missed_target_is_noted_in_the_month_in_which_it_is_first_known():
    missed = replayed(figures([60.0, 99.0, 61.0])).missed

    assert missed["month"].to_list() == [dt.date(2025, 2, 28), dt.date(2025, 4, 30)]


def test_nothing_known_says_nothing():
    replay = replayed(figures(FALLEN), month_ends(dt.date(2020, 1, 1), dt.date(2020, 12, 1)))

    assert [frame.height for frame in replay[:3]] == [0, 0, 0]


values = st.lists(st.sampled_from([70.0, 74.0, 75.0, 76.0, 77.0, 55.0]), min_size=14, max_size=24)
delays = st.lists(st.integers(1, 150), min_size=24, max_size=24)


@settings(max_examples=8, deadline=None)
@given(
    values=values,
    delays=delays,
    revised=delays,
    vintage=st.sampled_from(replaying.VINTAGES),
    cut=st.integers(9, 22),
)
def test_later_figures_change_no_earlier_alert(values, delays, revised, vintage, cut):
    """Figures and revisions known after a month leave every alert up to that month as it was."""
    day = TWO_YEARS[cut]
    first, again = figures(values), figures([value - 15 for value in values], load=2)
    held = pl.concat(
        [
            _known_after(first, delays),
            _known_after(again, [a + b for a, b in zip(delays, revised, strict=True)]),
        ]
    )
    then = held.filter(pl.col("published_on") <= day)

    whole, cut_off = (replayed(part, vintage=vintage).alerts for part in (held, then))

    early = pl.col("raised_on") <= day
    assert whole.filter(early).drop("ended_on").equals(cut_off.filter(early).drop("ended_on"))


def _known_after(held, delays):
    days = [end + dt.timedelta(delay) for end, delay in zip(held["period_end"], delays, strict=False)]
    return held.with_columns(published_on=pl.Series(days), loaded_on=pl.Series(days))


@settings(max_examples=50, deadline=None)
@given(delays=delays, revised=delays, cut=st.integers(0, 23))
def test_no_figure_is_used_before_it_was_published(delays, revised, cut):
    later = [a + b for a, b in zip(delays, revised, strict=True)]
    held = pl.concat([_known_after(figures(FALLEN), delays), _known_after(figures(FALLEN, load=2), later)])
    definitions = library()

    found = as_known(known(held, definitions, "published"), TWO_YEARS[cut])

    assert (found["published_on"] <= TWO_YEARS[cut]).all()
    assert found.select("series", "period_start").is_unique().all()


def test_order_of_rows_does_not_matter():
    held = pl.concat([figures(FALLEN), figures([*STEADY, 90.0], series=2)])

    assert told(replayed(held.sample(fraction=1, shuffle=True, seed=3))) == told(replayed(held))
