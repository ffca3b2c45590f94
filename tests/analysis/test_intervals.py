"""How sure a share or a median is."""

import numpy as np
import pytest

from trigpoint.analysis.intervals import Resamples, wilson


@pytest.mark.parametrize(("hits", "of", "lower", "upper"), [(0, 10, 0.0, 0.2775), (8, 10, 0.4902, 0.9433)])
def test_wilson_as_published(hits, of, lower, upper):
    assert wilson(hits, of) == pytest.approx((lower, upper), abs=5e-5)


def test_providers_are_drawn_whole():
    """Two providers, one always right and one always wrong, however often: a draw is all right, all wrong or half."""
    providers, hit = ["A"] * 50 + ["B"] * 50, [True] * 50 + [False] * 50

    assert Resamples(["A", "B"], seed=1, times=1000).share(providers, hit) == (0.0, 1.0)


def test_interval_of_a_share_is_that_of_a_plain_bootstrap():
    names = [str(place) for place in range(40)]
    right = [place < 10 for place in range(40)]
    generator = np.random.default_rng(5)
    drawn = [np.mean(generator.choice(right, 40)) for _ in range(4000)]

    made = Resamples(names, seed=3, times=4000).share(names, right)

    assert made == pytest.approx(np.percentile(drawn, [2.5, 97.5]), abs=0.026)


def test_interval_of_a_median_is_that_of_a_plain_bootstrap():
    names, values = [str(place) for place in range(31)], [float(place**2) for place in range(31)]
    generator = np.random.default_rng(5)
    drawn = [np.median(generator.choice(values, 31)) for _ in range(4000)]

    made = Resamples(names, seed=3, times=4000).median(names, values)

    assert made == pytest.approx(np.percentile(drawn, [2.5, 97.5]), rel=0.15)


def test_median_of_an_even_draw_lies_between_the_two_in_the_middle():
    lower, upper = Resamples(["A"], seed=1, times=10).median(["A", "A"], [10, 20])

    assert (lower, upper) == (15, 15)


def test_nothing_gives_no_interval():
    resamples = Resamples([], seed=1, times=10)

    assert resamples.share([], []) is None
    assert resamples.median([], []) is None


def test_same_seed_gives_the_same_draws():
    share = [Resamples(["A", "B", "C"], seed=7, times=200).share(["A", "B"], [True, False]) for _ in range(2)]

    assert share[0] == share[1]
