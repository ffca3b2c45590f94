"""Shrunken estimates and ranks: a published example, a second telling, and how often they are right."""

from math import asin, sin, sqrt
from statistics import NormalDist

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trigpoint.analysis.funnel import funnel
from trigpoint.analysis.problems import InputRefused
from trigpoint.analysis.ranks import ranks

# Batting of eighteen players, 45 times each: Efron and Morris, J Am Stat Assoc 1975, 70:311, table 1.
HITS = [18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7]
AS_PUBLISHED = {
    18: 0.290,
    17: 0.286,
    16: 0.281,
    15: 0.277,
    14: 0.273,
    13: 0.268,
    12: 0.264,
    11: 0.259,
    10: 0.254,
    9: 0.249,
    8: 0.244,
    7: 0.239,
}


def units(numerator, denominator, group="G", names=None):
    names = names or [f"u{i:04}" for i in range(len(numerator))]
    frame = pl.DataFrame({"unit": names, "numerator": numerator, "denominator": denominator})
    return frame.select(pl.lit(group).alias("group"), pl.all())


def test_estimates_of_a_published_example():
    told = ranks(units(HITS, [45] * 18), kind="PR")

    # they shrink towards the mean of the angles, we towards the angle of the whole: up to 0.003 apart
    published = [AS_PUBLISHED[h] for h in HITS]
    assert told["estimate"].to_list() == pytest.approx(published, abs=0.003)
    steps = (told["estimate"][0] - told["estimate"][-1]) / (published[0] - published[-1])
    assert steps == pytest.approx(1, abs=0.03)


def test_nobody_can_be_told_apart_in_the_published_example():
    told = ranks(units(HITS, [45] * 18), kind="PR")

    assert told["told_apart"].to_list() == [0] * 18
    assert told["rank_lower"].max() <= 2
    assert told["rank_upper"].min() >= 17


def test_five_wards_worked_by_hand():
    # d = 100 each, so s = 1/20; ratios .81 1 1 1 1.44: y = sqrt(ratio) - 1 = -.1 0 0 0 .2
    told = ranks(units([81, 100, 100, 100, 144], [100] * 5), kind="SR")

    # phi = sum of (y/s)^2 / 5 = (4 + 16)/5 = 4; tau2 = (20 - 4) / (4 * 400) = .01
    # B = .0025/.0125 * 2/4 = .1; level = .9 y
    assert told["estimate"].to_list() == pytest.approx([0.91**2, 1, 1, 1, 1.18**2])
    # variance of the second: .0025 * .9 + .01 * .0125/5 = .002275; the last also 2/2 * .01 * .04
    wide = 1.959964 * sqrt(0.002275)
    assert told.select("lower", "upper").row(1) == pytest.approx(((1 - wide) ** 2, (1 + wide) ** 2))
    wide = 1.959964 * sqrt(0.002275 + 0.0004)
    assert told["upper"][4] == pytest.approx((1.18 + wide) ** 2)


def told_twice(o, d, t, tau2):
    """Levels of proportions by the letter of docs/methods/ranks.md."""
    n = len(o)
    y = [asin(sqrt(a / b)) - asin(sqrt(t)) for a, b in zip(o, d, strict=True)]
    s2 = [1 / (4 * b) for b in d]
    v = 1 / sum(1 / (x + tau2) for x in s2)
    share = [x / (x + tau2) * (n - 3) / (n - 1) for x in s2]
    centre = [(1 - b) * x for b, x in zip(share, y, strict=True)]
    variance = [
        x * (1 - b) + b * b * v + 2 / (n - 3) * b * b * z * z for x, b, z in zip(s2, share, y, strict=True)
    ]
    chance = NormalDist()
    rank = [
        1
        + sum(
            chance.cdf((centre[i] - centre[j]) / sqrt(variance[i] + variance[j])) for j in range(n) if j != i
        )
        for i in range(n)
    ]
    return centre, variance, rank


COUNTS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 140)).filter(lambda x: sum(x) > 0), min_size=5, max_size=20
)


@settings(deadline=None, max_examples=40)
@given(counts=COUNTS)
def test_the_formulas_told_twice_agree(counts):
    o, d = [a for a, _ in counts], [a + b for a, b in counts]
    if sum(o) == 0 or sum(o) == sum(d):
        return
    t = sum(o) / sum(d)
    tau2 = funnel(units(o, d), kind="PR", overdispersion="additive", trim="winsorise", trim_by=0.0)["tau2"][0]
    centre, variance, rank = told_twice(o, d, t, tau2)

    told = ranks(units(o, d), kind="PR")

    assert told["rank"].to_list() == pytest.approx(rank, rel=1e-6)
    for i, (c, v) in enumerate(zip(centre, variance, strict=True)):
        bounds = [asin(sqrt(t)) + c + z * sqrt(v) for z in (0, -1.959964, 1.959964)]
        expected = [sin(min(max(x, 0), asin(1))) ** 2 for x in bounds]
        assert told.select("estimate", "lower", "upper").row(i) == pytest.approx(expected, rel=1e-6, abs=1e-9)
    assert told["rank"].sum() == pytest.approx(len(o) * (len(o) + 1) / 2)
    assert (told["rank_lower"] <= told["rank"] + 1).all()
    assert (told["rank"] <= told["rank_upper"] + 1).all()


@settings(deadline=None, max_examples=25)
@given(counts=COUNTS, other=COUNTS, seed=st.integers(0, 9))
def test_no_group_is_touched_by_another_nor_by_the_order(counts, other, seed):
    first = units([a for a, _ in counts], [a + b for a, b in counts], "M")
    second = units([a for a, _ in other], [a + b for a, b in other], "A")

    together = ranks(pl.concat([first, second]).sample(fraction=1, shuffle=True, seed=seed), kind="PR")

    assert together.filter(pl.col("group") == "M").equals(ranks(first, kind="PR"))


@settings(deadline=None, max_examples=25)
@given(counts=COUNTS, seed=st.integers(0, 99))
def test_names_mean_nothing(counts, seed):
    o, d = [a for a, _ in counts], [a + b for a, b in counts]
    names = [f"n{i:03}" for i in np.random.default_rng(seed).permutation(len(o))]

    plain, renamed = ranks(units(o, d), kind="PR"), ranks(units(o, d, names=names), kind="PR")

    back = dict(zip(names, range(len(o)), strict=True))
    renamed = renamed.with_columns(at=pl.col("unit").replace_strict(back)).sort("at")
    columns = ["rank_lower", "rank_upper", "told_apart"]
    assert renamed["estimate"].to_list() == pytest.approx(plain["estimate"].to_list())
    assert (renamed.select(columns) - plain.select(columns)).to_numpy().__abs__().max() <= 1


def test_small_units_are_drawn_in_further():
    told = ranks(units([20, 200, 90, 100, 110, 100], [10, 100, 100, 100, 100, 100]), kind="SR")

    assert told["ratio"][0] == told["ratio"][1]
    assert told["estimate"][0] < told["estimate"][1]


def test_more_noise_makes_intervals_of_ranks_wider():
    share = [0.1, 0.15, 0.2, 0.25, 0.3, 0.35]
    large, small = (ranks(units([s * n for s in share], [n] * 6), kind="PR") for n in (2000, 100))

    def width(told):
        return (told["rank_upper"] - told["rank_lower"]).sum()

    assert width(large) < width(small)
    assert large["told_apart"].sum() > small["told_apart"].sum()


def test_fewer_than_five_are_not_ranked():
    told = ranks(units([1, 2, 3, 4], [10] * 4), kind="SR")

    assert told["n_units"].to_list() == [4] * 4
    assert told["ratio"].to_list() == [0.1, 0.2, 0.3, 0.4]
    columns = ["estimate", "lower", "upper", "rank", "rank_lower", "rank_upper", "told_apart"]
    assert told.select(columns).null_count().row(0) == (4,) * 7


@pytest.mark.parametrize("kind", ["SR", "PR", "RC"])
def test_counts_of_nothing_have_their_place(kind):
    told = ranks(units([0, 0, 0, 0, 0, 0], [5, 6, 7, 8, 9, 90]), kind=kind, trim="truncate")

    assert told.select("estimate", "lower", "upper", "rank").null_count().row(0) == (0,) * 4
    assert not told["rank"].is_nan().any()


def test_no_units_give_no_ranks():
    full = ranks(units([1] * 5, [5] * 5), kind="SR")
    empty = ranks(units([1] * 5, [5] * 5).clear(), kind="SR")

    assert empty.schema == full.schema
    assert empty.is_empty()


def test_what_the_funnel_refuses_is_refused():
    with pytest.raises(InputRefused, match="above its denominator"):
        ranks(units([9], [5]), kind="PR")


@pytest.mark.parametrize("n", [10, 30, 100])
@pytest.mark.parametrize("spread", [0.0, 0.5, 1.0, 2.0])
def test_intervals_hold_what_they_promise(n, spread):
    """Levels that differ by `spread` standard errors: 95 % intervals hold at least 92 % of them."""
    chance = np.random.default_rng([n, round(10 * spread)])
    groups = 2000 // n
    d = np.round(np.exp(chance.normal(np.log(200), 0.5, (groups, n))))
    level = np.maximum(1 + spread / (2 * np.sqrt(200)) * chance.normal(size=(groups, n)), 0) ** 2
    o = chance.poisson(d * level)
    frame = pl.concat([units(o[g], d[g], f"g{g:03}") for g in range(groups)])

    told = ranks(frame, kind="SR")

    true = level.ravel()
    held = ((told["lower"].to_numpy() <= true) & (true <= told["upper"].to_numpy())).mean()
    assert held > 0.92
    place = np.argsort(np.argsort(level, axis=1), axis=1).ravel() + 1
    held = ((told["rank_lower"].to_numpy() <= place) & (place <= told["rank_upper"].to_numpy())).mean()
    assert spread == 0 or held > 0.93
    plain, shrunken = (((told[name].to_numpy() - true) ** 2).mean() for name in ("ratio", "estimate"))
    assert shrunken < plain
