"""The mean, right to the last digit: also on machines without numbers of more digits."""

from fractions import Fraction
from random import Random

import numpy as np
import pytest

from trigpoint.analysis import limits


def phases(values):
    lengths = np.array([len(some) for some in values])
    return limits.Phases(np.cumsum(lengths) - lengths, lengths)


def means(values):
    flat = np.array([value for some in values for value in some])
    return limits.means(flat, ~np.isnan(flat), phases(values))


@pytest.mark.skipif(not limits.HAS_MORE_DIGITS, reason="this machine has no numbers of more digits")
def test_the_mean_is_the_nearest_number_to_the_true_one():
    random = Random(20)
    values = [[round(random.gauss(50, 5), random.choice([1, 2, 3])) for _ in range(36)] for _ in range(2000)]

    found = means(values)

    assert found.tolist() == [float(sum(map(Fraction, some)) / 36) for some in values]


@pytest.mark.parametrize("more", [True, False])
def test_equal_values_are_their_own_mean(monkeypatch, more):
    monkeypatch.setattr(limits, "HAS_MORE_DIGITS", more)
    values = [[number] * 37 for number in (0.1, 99.9, 1e12, 1e-9, -7.3)]

    assert means(values).tolist() == [some[0] for some in values]


def test_the_mean_of_nothing_is_not_known():
    assert np.isnan(means([[np.nan, np.nan], [1.0, np.nan]])).tolist() == [True, False]
