"""How many agreements chance alone makes: worked by hand, against every outcome there is, and against the rule on made alarms."""

import datetime as dt
from itertools import product
from math import exp, prod

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trigpoint.analysis.agreement import Settings
from trigpoint.analysis.agreement.chance import Alarms, a_year, at_least, expected
from trigpoint.analysis.problems import InputRefused

RULE = Settings(streams_needed=2, fresh_days={"performance": 91, "complaints": 183, "outcomes": 365})
MONTH = 365.25 / 12


def grid(*rows, group=None):
    made = pl.DataFrame(rows, schema=["provider", "theme", "stream", "state"], orient="row")
    return made if group is None else made.with_columns(group=pl.Series(group))


def tries(*rows):
    return pl.DataFrame(rows, schema=["provider", "theme", "stream", "tries"], orient="row")


# On a grid as it stands


def test_streams_that_know_nothing_of_each_other_agree_now_and_then():
    # performance says so at 2 of 4, complaints at 1 of 4; both look at four places: 4 x 1/2 x 1/4 = 1/2
    states = zip(
        range(4),
        ("concern", "concern", "normal", "watch"),
        ("concern", "normal", "good", "normal"),
        strict=True,
    )
    rows = [
        row for at, a, b in states for row in ((at, "food", "performance", a), (at, "food", "complaints", b))
    ]

    found = expected(grid(*rows), settings=RULE)

    assert (found.cells, found.grid, found.agreements) == (8, 4, 1)
    assert found.by_chance == pytest.approx(0.5)
    assert found.spread == pytest.approx((4 * 1 / 8 * 7 / 8) ** 0.5)
    assert found.shares.to_dicts() == [
        {"group": "", "stream": "complaints", "looking": 4, "says_so": 1},
        {"group": "", "stream": "performance", "looking": 4, "says_so": 2},
    ]


def test_where_only_one_stream_looks_nothing_can_agree():
    found = expected(
        grid(
            (1, "food", "performance", "concern"),
            (1, "food", "complaints", "stale"),
            (2, "food", "outcomes", "concern"),
        ),
        settings=RULE,
    )

    assert (found.cells, found.grid, found.agreements, found.by_chance) == (2, 0, 0, 0.0)


def test_kinds_of_providers_keep_their_own_shares():
    # trusts: both streams always say so; homes: never. Within kinds all four agreements of trusts are to be expected
    rows = [
        (at, "food", stream, "concern" if at < 4 else "normal")
        for at in range(8)
        for stream in ("performance", "complaints")
    ]
    kinds = ["trust" if at < 4 else "home" for at, *_ in rows]

    assert expected(grid(*rows), settings=RULE).by_chance == pytest.approx(8 / 4)
    assert expected(grid(*rows, group=kinds), settings=RULE).by_chance == pytest.approx(4)


def test_the_other_direction_counts_what_is_good():
    rows = [(at, "food", stream, "good") for at in range(3) for stream in ("performance", "complaints")]

    assert expected(grid(*rows), settings=RULE, direction="good").agreements == 3
    assert expected(grid(*rows), settings=RULE).agreements == 0


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), max_size=6), st.integers(1, 4))
def test_the_chance_of_so_many_is_the_sum_over_all_that_can_happen(shares, needed):
    every = sum(
        prod(share if so else 1 - share for share, so in zip(shares, outcome, strict=True))
        for outcome in product([False, True], repeat=len(shares))
        if sum(outcome) >= needed
    )

    assert at_least(shares, needed) == pytest.approx(every, abs=1e-12)


def test_an_empty_grid_expects_nothing():
    empty = grid((1, "food", "outcomes", "concern")).clear()

    assert expected(empty, settings=RULE)[:5] == (0, 0, 0, 0.0, 0.0)


# A year in which nothing is the matter


def test_false_alarms_of_two_streams_that_meet():
    # 10 figures of 0.01 a month, which count 91 days; 5 of 0.01, which last a month and count 183 days more
    performance, complaints = 10 * 0.01, 5 * 0.01
    silent = exp(-performance * 91 / MONTH), exp(-complaints * (1 + 183 / MONTH))

    found = a_year(
        tries(
            (1, "food", "performance", 4),
            (1, "food", "performance", 6),
            (1, "food", "complaints", 5),
            (2, "food", "outcomes", 9),
        ),
        alarms={"performance": Alarms(0.01), "complaints": Alarms(0.01, lasts=1), "outcomes": Alarms(0.01)},
        settings=RULE,
    )

    meets = performance * silent[0] * (1 - silent[1]) + complaints * silent[1] * (1 - silent[0])
    assert found.a_year == pytest.approx(12 * meets)
    assert found.a_provider_year == pytest.approx(12 * meets / 2)
    assert found.standing == pytest.approx((1 - silent[0]) * (1 - silent[1]))


def test_tries_of_several_kinds_in_one_stream_have_their_own_rates():
    # 2 charts of 0.01 that count 91 days, and 3 watched themes of 0.002 that go on 3 months before that
    load = 2 * 0.01 * 91 / MONTH + 3 * 0.002 * (3 + 91 / MONTH)
    complaints = 0.01 * 183 / MONTH
    rows = tries(
        (1, "food", "performance", 2), (1, "food", "performance", 3), (1, "food", "complaints", 1)
    ).with_columns(of=pl.Series(["performance", "comment_theme", "complaints"]))
    alarms = {
        "performance": Alarms(0.01),
        "comment_theme": Alarms(0.002, lasts=3),
        "complaints": Alarms(0.01),
    }

    found = a_year(rows, alarms=alarms, settings=RULE)

    assert found.standing == pytest.approx((1 - exp(-load)) * (1 - exp(-complaints)))
    meets = (2 * 0.01 + 3 * 0.002) * exp(-load) * (1 - exp(-complaints)) + 0.01 * exp(-complaints) * (
        1 - exp(-load)
    )
    assert found.a_year == pytest.approx(12 * meets)


def test_what_stands_is_what_begins_times_how_long_it_stands():
    """Two streams of alarms that stay equally long: an agreement ends when either ends, of two that came at random."""
    alarms = {"performance": Alarms(0.001), "complaints": Alarms(0.001)}
    rule = Settings(2, {"performance": 100, "complaints": 100})

    found = a_year(
        tries((1, "food", "performance", 1), (1, "food", "complaints", 1)), alarms=alarms, settings=rule
    )

    # rare alarms: the second comes at random within the first's 100 days, so that they stand 50 days together
    assert found.standing / (found.a_year / 365.25) == pytest.approx(50, rel=0.01)


def test_without_tries_or_alarms_nothing_is_expected():
    some = tries((1, "food", "performance", 3), (1, "food", "complaints", 3))

    assert a_year(some.clear(), alarms={}, settings=RULE) == (0, 0.0, 0.0, 0.0)
    never = {"performance": Alarms(0.0), "complaints": Alarms(0.5)}
    assert a_year(some, alarms=never, settings=RULE).a_year == 0


def test_a_stream_of_which_nothing_is_known_is_refused():
    with pytest.raises(InputRefused, match="How often “outcomes”"):
        a_year(tries((1, "food", "outcomes", 3)), alarms={}, settings=RULE)
    with pytest.raises(InputRefused, match="no column “tries”"):
        a_year(tries((1, "food", "outcomes", 3)).drop("tries"), alarms={}, settings=RULE)


# Cells of the rule are a grid of tries


def test_cells_of_the_rule_can_be_given_as_they_are():
    from_cells = pl.DataFrame(
        [
            (1, "food", "performance", "normal", 3, dt.date(2026, 1, 1)),
            (1, "food", "complaints", "concern", 2, dt.date(2026, 1, 1)),
        ],
        schema=["provider", "theme", "stream", "state", "tries", "last_known"],
        orient="row",
    )

    found = a_year(
        from_cells, alarms={"performance": Alarms(0.01), "complaints": Alarms(0.01)}, settings=RULE
    )

    assert found.providers == 1
    assert found.a_year > 0
