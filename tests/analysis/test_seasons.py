"""Seasons and likeness of neighbours: worked by hand, told a second time, and by simulation."""

from datetime import date
from math import asin, pi, sqrt
from statistics import NormalDist

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from benchmarks import seasons_alarms
from trigpoint.analysis import allowance, rules, spc
from trigpoint.analysis.problems import InputRefused
from trigpoint.analysis.rules import Limits
from trigpoint.analysis.seasons import seasons

COSINE = [round(3 * np.cos(2 * pi * m / 12), 3) for m in range(12)]


def series(values, name="A", *, step=1, start=2020 * 12, **columns):
    months = [start + step * i for i in range(len(values))]
    return pl.DataFrame(
        {
            "series": pl.Series([name] * len(values), dtype=pl.String),
            "period": pl.Series([date(m // 12, m % 12 + 1, 1) for m in months], dtype=pl.Date),
            "value": pl.Series(values, dtype=pl.Float64, strict=False),
            **columns,
        }
    )


def noise(length, seed=1):
    return np.random.default_rng(seed).normal(size=length)


def seasonal(length, seed=1):
    return [COSINE[i % 12] + x + 50 for i, x in enumerate(noise(length, seed))]


def summary(values, *, method="additive", **more):
    return seasons(series(values, **more), method=method).summary.row(0, named=True)


# Worked by hand: quarters with the effects 3, 1, -1, -3 and nothing else but a strict alternation of
# -0.3 and 0.3 from year to year.
QUARTERS = [10 + s + (0.3 if year % 2 else -0.3) for year in range(6) for s in (3, 1, -1, -3)]


def test_quarters_worked_by_hand():
    found = seasons(series(QUARTERS, step=3))

    # level 10; slope: time is 0 to 23, the yearly noise e is -.3 and .3 by turns, in blocks of four.
    # sum of (t - 11.5) e = .3 * 4 * (4 + 4 + 4) = 14.4; within a quarter of the year the sum of squares of t is
    # 4 * 16 * (2.5^2 + 1.5^2 + .5^2) * 2 = 1120; so slope = 14.4 / 1120
    slope = 14.4 / 1120
    # effects: 3, 1, -1, -3 less what the slope says of the quarter
    effects = [s - slope * (q - 1.5) for q, s in enumerate((3, 1, -1, -3))]
    between = 6 * sum(e * e for e in effects)
    within = 24 * 0.09 - slope**2 * 1120
    share = 1 - (1 / 3) / ((between / 3) / (within / (24 - 4 - 1)))
    first = found.points.row(0, named=True)
    assert first["season"] == pytest.approx(share * effects[0])
    assert first["adjusted"] == pytest.approx(12.7 - share * effects[0])
    row = found.summary.row(0, named=True)
    assert (row["n"], row["seasonal"]) == (24, "yes")
    assert row["strength"] == pytest.approx(between / (between + within))
    assert (row["autocorrelated"], row["run"]) == ("yes", 15)  # the noise comes in blocks of four
    of_season = 1 / sqrt(1 - (2 * share - share**2) * 3 / 24)
    assert row["widening"] == pytest.approx(of_season / sqrt(1 - row["r1"]))


def by_least_squares(values, periods, rebase=None):
    """Levels (or level and slope) and twelve effects by a matrix; gives line and season."""
    n = len(values)
    level = np.cumsum([1 if i == 0 or (rebase and rebase[i]) else 0 for i in range(n)]) - 1
    columns = [(level == k).astype(float) for k in range(level.max() + 1)]
    if len(columns) == 1:
        columns.append(np.arange(n) * 1.0)
    months = np.array([p.month for p in periods])
    columns += [(months == m) * 1.0 - (months == 12) * 1.0 for m in range(1, 12)]
    x = np.stack(columns, axis=1)
    beta = np.linalg.lstsq(x, np.array(values), rcond=None)[0]
    split = max(level.max() + 1, 2)
    return x[:, :split] @ beta[:split], x[:, split:] @ beta[split:]


def lag_one(left):
    return sum(a * b for a, b in zip(left[1:], left[:-1], strict=True)) / sum(a * a for a in left)


def lengthened(r, n, fitted):
    """Marriott and Pope for a mean: (n r + 1)/(n - 3); for two fitted numbers one more of each."""
    return (n * r + fitted - 1) / (n - 1 - fitted)


def in_a_wave(rank, months):
    """F of a cosine and a sine in the ranks, by a matrix; three numbers and two from before."""
    n, turn = len(rank), 2 * pi * months / 12
    x = np.stack([np.ones(n), np.cos(turn), np.sin(turn)], axis=1)
    left = ((rank - x @ np.linalg.lstsq(x, rank, rcond=None)[0]) ** 2).sum()
    whole = ((rank - rank.mean()) ** 2).sum()
    return stats.f.sf(((whole - left) / 2) / (left / (n - 5)), 2, n - 5)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("rebased", [False, True])
def test_the_formulas_told_twice_agree(seed, rebased):
    n = 45
    mark = [1 if rebased and i == 20 else 0 for i in range(n)]
    values = [v + 4 * (rebased and i >= 20) for i, v in enumerate(seasonal(n, seed))]
    frame = series(values, rebase=mark)
    fitted = 2  # two levels, or a level and a slope

    line, season = by_least_squares(values, frame["period"].to_list(), mark)
    left = np.array(values) - line - season
    assert np.abs(left).max() < 4 * 1.4826 * np.median(np.abs(left))  # none is set aside
    rho = lengthened(lag_one(left), n, fitted)
    rho = min(max(rho + sqrt((1 - rho**2) / n), 0), 0.9)
    above = np.array(values) - line
    freed = above[1:] - rho * above[:-1]
    months = np.array([p.month for p in frame["period"]])[1:]
    h = stats.kruskal(*[freed[months == m] for m in range(1, 13)])[0]
    freedom = (n - 1) - 12 - 2  # slope or second level, and likeness
    any_way = stats.f.sf((h / 11) / ((n - 2 - h) / freedom), 11, freedom)
    p = min(1, 2 * min(any_way, in_a_wave(stats.rankdata(freed), months)))
    between, within = (season**2).sum(), (left**2).sum()
    share = 1 - (9 / 11) / ((between / 11) / (within / (n - 12 - 1)))

    found = seasons(frame)

    row = found.summary.row(0, named=True)
    assert row["p"] == pytest.approx(p, rel=1e-6)
    assert row["seasonal"] == ("yes" if p < 0.01 else "no")
    taken = share * season if p < 0.01 else 0 * season
    assert found.points["season"].to_numpy() == pytest.approx(taken, abs=1e-6)

    rest = np.array(values) - taken
    level = np.cumsum([1 if i == 0 or mark[i] else 0 for i in range(n)]) - 1
    x = np.stack([np.ones(n), level * 1.0 if rebased else np.arange(n) * 1.0], axis=1)
    residual = rest - x @ np.linalg.lstsq(x, rest, rcond=None)[0]
    r = lag_one(residual)
    assert row["r1"] == pytest.approx(lengthened(r, n, fitted), rel=1e-6)
    expected = -(fitted - (share if p < 0.01 else 0)) / n
    error = (n - 2) / (n * sqrt(n - 1))
    assert row["p1"] == pytest.approx(2 * NormalDist().cdf(-abs(r - expected) / error), rel=1e-6)
    b = share if p < 0.01 else 0
    alike = row["r1"] if row["p1"] < 0.05 and r > expected else 0
    wider = 1 / sqrt(1 - (2 * b - b * b) * 11 / n) / sqrt(1 - alike)
    assert row["widening"] == pytest.approx(wider, rel=1e-6)


def test_a_factor_is_taken_out_by_dividing():
    factor = [1.3, 1.2, 1.1, 1.0, 0.9, 0.8, 0.8, 0.9, 1.0, 1.0, 1.1, 1.2]
    values = [(100 + i) * factor[i % 12] * (1 + x / 100) for i, x in enumerate(noise(48))]

    added, multiplied = (
        seasons(series(values), method=how).points.with_columns(line=pl.lit(100) + pl.int_range(48))
        for how in ("additive", "multiplicative")
    )

    def worst(points):
        return (
            (points["adjusted"] / points["line"] / (points["adjusted"] / points["line"]).mean() - 1)
            .abs()
            .max()
        )

    assert worst(multiplied) < 0.03 < worst(added)


def test_a_value_of_nothing_has_no_factor():
    assert summary([0.0, *seasonal(47)], method="multiplicative")["method"] == "additive"
    assert summary(seasonal(48), method="multiplicative")["method"] == "multiplicative"


@pytest.mark.parametrize(
    ("length", "step", "said"),
    [(29, 1, "too_few"), (30, 1, "yes"), (11, 3, "too_few"), (12, 3, "no"), (40, 12, "other_periods")],
)
def test_how_much_is_needed(length, step, said):
    values = seasonal(length) if step == 1 else list(noise(length))

    assert summary(values, step=step)["seasonal"] == said


def test_every_season_is_needed_twice():
    values = seasonal(40)
    without_januaries = [None if i % 12 == 0 and i > 0 else v for i, v in enumerate(values)]

    assert summary(without_januaries)["seasonal"] == "too_few"


@pytest.mark.parametrize(("length", "said"), [(23, "too_few"), (24, "no")])
def test_neighbours_need_twenty_four_values(length, said):
    assert summary(list(noise(length, 4)))["autocorrelated"] == said


@pytest.mark.parametrize("value", [0.0, 0.1, 100.0, 1e9 / 3])
def test_a_constant_has_no_season_and_no_neighbours(value):
    row = summary([value] * 48)

    assert (row["seasonal"], row["p"], row["strength"]) == ("no", 1.0, 0.0)
    assert (row["autocorrelated"], row["widening"], row["run"]) == ("too_few", 1.0, 7)


def test_a_season_that_is_no_wave_is_found():
    bump = [6 if i % 12 == 4 else 0 for i in range(60)]

    assert summary([50 + b + x for b, x in zip(bump, noise(60), strict=True)])["seasonal"] == "yes"


def test_a_pure_season_is_found_and_taken_out():
    found = seasons(series([float(COSINE[i % 12]) for i in range(48)]))

    assert found.summary["seasonal"].item() == "yes"
    assert found.points["adjusted"].to_list() == pytest.approx([0.0] * 48, abs=1e-6)


def test_one_strange_month_makes_no_season():
    values = list(noise(60) + 50)
    strange = values.copy()
    strange[51] += 40

    points = seasons(series([v + COSINE[i % 12] for i, v in enumerate(strange)])).points
    calm = seasons(series([v + COSINE[i % 12] for i, v in enumerate(values)])).points

    same_month = [i for i in range(60) if i % 12 == 51 % 12]
    moved = (points["season"] - calm["season"]).gather(same_month).abs().max()
    assert moved < 1  # not 40/5


@pytest.mark.parametrize("size", [1.0, 0.001])
def test_one_value_among_equal_ones_is_neither_season_nor_likeness(size):
    row = summary([0.0] * 35 + [-size])

    assert (row["seasonal"], row["autocorrelated"], row["widening"]) == ("no", "too_few", 1.0)


def test_phases_of_whole_years_keep_their_season():
    values = [float(COSINE[i % 12]) + 20 * (i // 12) for i in range(48)]
    mark = [1 if i in (12, 24, 36) else 0 for i in range(48)]

    found = seasons(series(values, rebase=mark))

    assert found.points["adjusted"].to_list() == pytest.approx(
        [20.0 * (i // 12) for i in range(48)], abs=1e-6
    )


@pytest.mark.parametrize("rows", [1, 100, 130])
def test_blocks_change_nothing(rows, monkeypatch):
    many = pl.concat(
        [
            series(seasonal(30 + i, i), f"s{i:02}", rebase=[i % 4 == 1 and j == 9 for j in range(30 + i)])
            for i in range(12)
        ]
    )
    whole = seasons(many)

    monkeypatch.setattr("trigpoint.analysis.seasons.BLOCK_ROWS", rows)

    in_parts = seasons(many)
    assert in_parts.points.equals(whole.points)
    assert in_parts.summary.equals(whole.summary)


def test_a_gap_stays_a_gap():
    values = [None if i in (7, 30) else v for i, v in enumerate(seasonal(60))]

    found = seasons(series(values))

    assert found.points["adjusted"].null_count() == 2
    assert (found.summary["n"].item(), found.summary["seasonal"].item()) == (58, "yes")


def test_months_as_text_are_months():
    frame = series(seasonal(48))
    text = frame.with_columns(pl.col("period").dt.strftime("%Y-%m"))

    assert seasons(text).summary.equals(seasons(frame).summary)


def test_no_rows_give_no_rows():
    empty, full = seasons(series([])), seasons(series(seasonal(48)))

    assert (empty.points.schema, empty.summary.schema) == (full.points.schema, full.summary.schema)
    assert empty.points.is_empty()


@pytest.mark.parametrize(
    ("change", "code", "row"),
    [
        ({"period": pl.Series(["2026-04", "soon", "2026-06"])}, "period-malformed", 3),
        ({"period": pl.Series(["2026-04", "2026-05", "2026-04"])}, "period-twice", 4),
        ({"value": pl.Series([1.0, float("inf"), 2.0])}, "number-infinite", 3),
        ({"value": pl.Series(["a", "b", "c"])}, "column-not-numeric", None),
    ],
)
def test_bad_input_is_refused(change, code, row):
    frame = series([1.0, 2.0, 3.0]).with_columns(**change)

    with pytest.raises(InputRefused) as refusal:
        seasons(frame)

    assert [(p.code, p.row) for p in refusal.value.problems] == [(code, row)]
    assert refusal.value.problems[0].remedy


def test_an_unknown_method_is_refused():
    with pytest.raises(InputRefused, match="no method “loess”"):
        seasons(series([1.0]), method="loess")


MANY = st.lists(
    st.one_of(st.none(), st.integers(0, 9).map(float), st.floats(-50, 50).map(lambda x: round(x, 2))),
    min_size=1,
    max_size=50,
)


@settings(deadline=None, max_examples=40)
@given(one=MANY, other=MANY, seed=st.integers(0, 9))
def test_no_series_is_touched_by_another_nor_by_the_order(one, other, seed):
    first, second = series(one, "M"), series(other, "A", step=3)

    together = seasons(pl.concat([first, second]).sample(fraction=1, shuffle=True, seed=seed))

    alone = seasons(first)
    assert together.points.filter(pl.col("series") == "M").equals(alone.points)
    assert together.summary.filter(pl.col("series") == "M").equals(alone.summary)


@settings(deadline=None, max_examples=40)
@given(
    values=st.lists(st.floats(-50, 50).map(lambda x: round(x, 4)), min_size=30, max_size=50),
    by=st.sampled_from([0.001, 3.0, 1e6]),
)
def test_another_unit_changes_only_the_unit(values, by):
    plain, scaled = (seasons(series([v * factor for v in values])) for factor in (1.0, by))

    numbers = ("p", "strength", "r1", "p1", "widening")
    spread = max(values) - min(values)
    for name in numbers:
        assert scaled.summary[name].fill_null(-1).to_list() == pytest.approx(
            plain.summary[name].fill_null(-1).to_list(), rel=1e-4, abs=1e-6
        )
    assert (scaled.points["season"] / by).to_list() == pytest.approx(
        plain.points["season"].to_list(), abs=1e-6 * spread
    )


def test_a_season_among_more_noise_is_believed_less():
    quiet, loud = ([COSINE[i % 12] + 50 + k * x for i, x in enumerate(noise(60))] for k in (0.5, 2.0))

    assert summary(quiet)["strength"] > summary(loud)["strength"]
    assert summary(quiet)["p"] < summary(loud)["p"]


def test_more_noise_makes_the_limits_of_the_adjusted_values_wider():
    def width(spread):
        found = seasons(series([COSINE[i % 12] + spread * x for i, x in enumerate(noise(60))]))
        chart = spc.xmr(found.points.select("series", "period", value="adjusted")).points
        return (chart["upper"] - chart["lower"])[0] * found.points["widening"][0]

    assert width(0.5) < width(1) < width(2)


@pytest.mark.parametrize(
    ("r", "wider", "longer"), [(-0.4, 1.0, 7), (0.0, 1.0, 7), (0.5, sqrt(2), 12), (0.75, 2.0, 17)]
)
def test_what_is_allowed_for(r, wider, longer):
    assert allowance.widening(np.array([r]))[0] == pytest.approx(wider)
    assert allowance.run_length(np.array([r]))[0] == longer
    stays = 0.5 + asin(max(r, 0)) / pi
    assert stays ** (longer - 1) <= 0.5**6 + 1e-12 < stays ** (longer - 2)


def test_run_of_twelve_is_a_shift_and_eleven_is_none():
    def fired(length):
        value = np.array([0.0] + [1.0] * length + [0.0])
        limits = Limits(*(np.full(value.size, x) for x in (0.5, -9.0, 9.0, -6.0, 6.0)))
        found = allowance.findings(value, limits, np.arange(value.size) == 0, np.full(value.size, 12))
        return int((found.fired > 0).sum())

    assert (fired(11), fired(12)) == (0, 12)


@settings(deadline=None, max_examples=60)
@given(values=st.lists(st.integers(0, 6).map(float), min_size=2, max_size=40))
def test_with_nothing_to_allow_for_the_rules_are_the_plain_ones(values):
    points = spc.xmr(series(values)).points
    limits = Limits(*(points[name].fill_null(float("nan")).to_numpy() for name in Limits._fields))
    first = np.arange(len(values)) == 0

    found = allowance.findings(np.array(values), limits, first, np.full(len(values), 7))

    plain = rules.findings(np.array(values), limits, first)
    assert found.fired.tolist() == plain.fired.tolist()
    assert found.heading.tolist() == plain.heading.tolist()


@pytest.mark.parametrize("likeness", [0.0, 0.5])
@pytest.mark.parametrize("length", [36, 60])
def test_a_season_is_seldom_found_where_there_is_none(length, likeness):
    said = seasons_alarms.simulate(length, season=0.0, likeness=likeness, series=1500)

    assert said["seasonal"] < 0.027  # 1 % asked for; docs/methods/seasons.md says 1.1 to 1.8 %
    if likeness == 0:
        assert said["alike"] < 0.045  # 2.5 % asked for


@pytest.mark.parametrize(("season", "likeness"), [(2.0, 0.0), (0.0, 0.5), (0.0, 0.7), (1.0, 0.5)])
def test_the_wolf_is_cried_less_often(season, likeness):
    said = seasons_alarms.simulate(60, season=season, likeness=likeness, series=800)

    assert said["last_plain"] > 0.07
    assert said["last_adjusted"] < 0.045  # 1.9 % for independent values
    assert said["any_plain"] > 0.95
    assert said["any_adjusted"] < 0.5  # 47 % for independent values


def test_a_real_shift_is_still_seen():
    plain, adjusted = seasons_alarms.power(36, shift=2.0, series=800)

    assert adjusted > 0.88
    assert plain - adjusted < 0.08
