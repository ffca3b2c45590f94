"""False alarms that charts with two levels promise: every path, simulation, and worked by hand."""

from itertools import product
from math import exp, log, log1p

import numpy as np
import pytest

from tests.analysis import naive_cusum
from trigpoint.analysis import arl, cusum_mixed, cusum_thresholds, ewma
from trigpoint.analysis.alert_levels import Alerts
from trigpoint.analysis.cusum_chances import Designs, chances

MEANS = (0.05, 0.3, 3.0, 30.0)
RATIOS = (2.0, 1.5, 0.5)


def of_one(mean, ratio, threshold, horizon):
    found = chances(
        Designs(
            np.array([mean]),
            np.array([abs((ratio - 1) * mean / log(ratio))]),
            np.array([threshold / abs(log(ratio))]),
            np.array([ratio > 1]),
        ),
        horizon,
    )
    return [float(part[0]) for part in found]


def test_one_step_by_hand():
    # 0.3 expected, ratio 2: two events add 2 ln 2 - 0.3 = 1.086 and reach 1, one adds 0.393 and does not.
    first, _, _ = of_one(0.3, 2.0, 1.0, 1)

    assert first == pytest.approx(1 - exp(-0.3) * 1.3)


def test_where_any_event_is_an_alarm_all_is_known():
    # The chart falls back to 0 without an event, so steps are independent and the run length is geometric.
    none = exp(-0.3)

    first, running, length = of_one(0.3, 2.0, 0.39, 12)

    assert (first, running) == pytest.approx((1 - none**12, 1 - none**12))
    assert length == pytest.approx(1 / (1 - none))


@pytest.mark.parametrize(("mean", "ratio"), [*product((0.05, 0.3, 3.0), RATIOS), (30.0, 1.5)])
def test_from_0_it_is_the_sum_over_every_path(mean, ratio):
    for threshold in (0.7, 2.5):
        slow = naive_cusum.poisson_chain(mean, ratio, threshold, 8)

        assert of_one(mean, ratio, threshold, 8)[0] == pytest.approx(slow, rel=1e-8, abs=1e-12)


@pytest.mark.parametrize(("mean", "ratio"), list(product(MEANS, RATIOS)))
def test_counts_alarm_as_rarely_as_is_said(mean, ratio):
    found = cusum_thresholds.of_counts(np.array([[mean]]), ratio, Alerts())[1]

    def month(random, charts):
        return random.poisson(mean, charts) * log(ratio) - (ratio - 1) * mean

    # A chart of what is rare takes longer to forget that all began at 0.
    run = {"horizon": 12, "charts": 60_000, "seed": 4, "horizons": 20 if mean < 0.1 else 5}
    first, running, error = naive_cusum.simulated(month, found.threshold[0], **run)

    assert found.chances.running[0] <= 0.05
    assert abs(running - found.chances.running[0]) < 4 * error
    assert abs(first - found.chances.first[0]) < 4 * max(error, 1e-4)


@pytest.mark.parametrize("ratio", [2.0, 0.5])
@pytest.mark.parametrize("chance", [[0.05], [0.01, 0.02, 0.05, 0.3]])
def test_cases_alarm_as_rarely_as_is_said(chance, ratio):
    risks = np.array(chance)
    found = cusum_thresholds.of_mixture(risks, ratio, Alerts(horizon=200))[1]

    def case(random, charts):
        risk = random.choice(risks, charts)
        return (random.random(charts) < risk) * log(ratio) - np.log1p((ratio - 1) * risk)

    _, running, error = naive_cusum.simulated(case, found.threshold[0], horizon=200, charts=12_000, seed=4)

    # The grid makes a chart of equal chances, whose places are few, alarm a little less often than it says.
    assert found.chances.running[0] <= 0.05
    assert running < found.chances.running[0] + 4 * error
    assert running > found.chances.running[0] * 0.85 - 4 * error


def test_twice_the_cells_change_little(monkeypatch):
    mixture = cusum_mixed.Mixture.of(np.array([0.01, 0.02, 0.05, 0.3]), 2.0)
    before = cusum_mixed.chances(mixture, 4.5, 200)

    monkeypatch.setattr(cusum_mixed, "CELLS", 2 * cusum_mixed.CELLS)
    after = cusum_mixed.chances(mixture, 4.5, 200)

    assert [part[0] for part in before] == pytest.approx([part[0] for part in after], rel=0.02)


@pytest.mark.parametrize(("mean", "ratio"), list(product((0.3, 3.0), (2.0, 0.5))))
def test_the_run_length_is_as_in_a_simulation(mean, ratio):
    threshold = 2.0
    random, charts = np.random.default_rng(8), 4000
    length = of_one(mean, ratio, threshold, 12)[2]
    now, on, steps = np.zeros(charts), np.ones(charts, bool), np.zeros(charts)

    while on.any():
        steps += on
        now = np.maximum(now + random.poisson(mean, charts) * log(ratio) - (ratio - 1) * mean, 0)
        on &= now < threshold

    assert abs(steps.mean() - length) < 4 * steps.std() / charts**0.5


@pytest.mark.parametrize("shape", ["season", "alternating", "growing"])
@pytest.mark.parametrize(("mean", "ratio"), [(0.3, 2.0), (5.0, 1.5), (30.0, 2.0)])
def test_what_is_expected_may_go_up_and_down(mean, ratio, shape):
    month = np.arange(60)
    course = {
        "season": 1 + 0.3 * np.sin(month / 6 * np.pi),
        "alternating": np.where(month % 2, 1.5, 0.5),
        "growing": 0.5 + month / 60,
    }[shape]
    expected = mean * course
    means = np.array([[expected.min(), expected.mean(), expected.max()]])
    found = cusum_thresholds.of_counts(means, ratio, Alerts())[1]
    steps = iter(expected)

    def next_month(random, charts):
        now = next(steps)
        return random.poisson(now, charts) * log(ratio) - (ratio - 1) * now

    first, running, error = naive_cusum.simulated(
        next_month, found.threshold[0], horizon=12, charts=40_000, seed=4
    )

    # Half a percentage point is allowed for what the expected counts do on their way.
    assert max(first, running) < 0.055 + 4 * error


def test_second_level_is_never_the_lower_one():
    means = np.array([[mean] for mean in (0.3, 3.0, 30.0, 300.0)])

    for ratio in RATIOS:
        found = cusum_thresholds.of_counts(means, ratio, Alerts())

        assert (found[2].threshold >= found[1].threshold).all()
        assert (found[2].chances.running <= 0.01).all()


@pytest.mark.parametrize("limits", arl.LIMITS)
@pytest.mark.parametrize("weight", [0.1, 0.3])
def test_averages_alarm_as_rarely_as_is_said(weight, limits):
    width = ewma._width(weight, 12, 0.05, limits)
    said = arl.ewma_chances(weight, width, 12, limits=limits)
    random, charts, kept = np.random.default_rng(3), 60_000, []
    now, quiet = np.zeros(charts), np.ones(charts, bool)

    for step in range(1, 61):
        now = weight * random.standard_normal(charts) + (1 - weight) * now
        share = -np.expm1(2 * step * log1p(-weight)) if limits == "exact" else 1.0
        quiet &= np.abs(now) <= width * np.sqrt(weight / (2 - weight) * share)
        kept.append(quiet.mean())

    error = (0.05 * 0.95 / charts / kept[-13]) ** 0.5
    assert max(said) <= 0.05
    assert abs(1 - kept[11] - said.first) < 4 * error
    assert abs(1 - kept[-1] / kept[-13] - said.running) < 4 * error
