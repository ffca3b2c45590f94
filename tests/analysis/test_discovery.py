"""False discoveries over a whole grid: by hand, by the letter, by SciPy and by simulation."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from trigpoint.analysis.discovery import grid
from trigpoint.analysis.problems import InputRefused

# Fifteen chances of Benjamini and Hochberg 1995, section 3.2: at 5 % the first four are told.
NEURAL = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240]
NEURAL += [0.4262, 0.5719, 0.6528, 0.7590, 1.0000]


def tried(chances, rules=None, threshold=0.05):
    return pl.DataFrame(
        {
            "series": [f"s{i:04}" for i in range(len(chances))],
            "rule": rules or ["outside"] * len(chances),
            "chance": pl.Series(chances, dtype=pl.Float64, strict=False),
            "threshold": pl.Series([threshold] * len(chances), dtype=pl.Float64),
        }
    )


def test_the_example_of_the_paper():
    assert grid(tried(NEURAL), rate=0.05).rules["told"][0] == 4


def test_a_grid_worked_by_hand():
    rules = ["outside", "outside", "shift", "shift", "shift"]
    frame = tried([0.001, 0.2, 0.003, None, 0.04], rules, threshold=0.01)

    found = grid(frame)

    # four tests; .001 x 4/1, .003 x 4/2, .04 x 4/3, .2 x 4/4
    assert found.tests["q"].to_list() == pytest.approx([0.004, 0.2, 0.006, None, 0.04 * 4 / 3])
    assert found.tests["alarm"].to_list() == [True, False, True, None, False]
    assert found.rules.rows() == [
        (None, 4, 2, pytest.approx(0.04), 3, pytest.approx(0.3)),
        ("outside", 2, 1, pytest.approx(0.02), 1, None),
        ("shift", 2, 1, pytest.approx(0.02), 2, None),
    ]


@settings(deadline=None, max_examples=60)
@given(
    chances=st.lists(
        st.one_of(st.sampled_from([0.0, 0.01, 0.5, 1.0]), st.floats(0, 1)), min_size=1, max_size=30
    ),
    method=st.sampled_from(["bh", "by"]),
    seed=st.integers(0, 9),
)
def test_q_is_that_of_scipy_in_any_order(chances, method, seed):
    shuffled = tried(chances).sample(fraction=1, shuffle=True, seed=seed)

    found = grid(shuffled, method=method)

    assert found.tests["q"].to_list() == pytest.approx(stats.false_discovery_control(chances, method=method))


def test_what_could_not_be_tried_changes_nothing():
    with_gaps = grid(tried([*NEURAL, None, None]))

    assert with_gaps.rules.equals(grid(tried(NEURAL)).rules)
    assert with_gaps.tests.head(15).equals(grid(tried(NEURAL)).tests)


@pytest.mark.parametrize("chances", [[], [None]])
def test_nothing_tried_tells_nothing(chances):
    found = grid(tried(chances))

    assert found.rules.rows() == [(None, 0, 0, 0.0, 0, 0.0)]
    assert found.tests["q"].null_count() == len(chances)


@pytest.mark.parametrize(
    ("change", "column", "row"),
    [
        ({"chance": pl.Series([0.1, 1.2])}, "chance", 3),
        ({"chance": pl.Series([0.1, float("nan")])}, "chance", 3),
        ({"threshold": pl.Series([None, 0.1])}, "threshold", 2),
        ({"series": pl.Series(["A", "A"])}, "rule", 3),
        ({"series": pl.Series(["A", None])}, "series", 3),
        ({"chance": pl.Series(["a", "b"])}, "chance", None),
    ],
)
def test_bad_input_is_refused(change, column, row):
    with pytest.raises(InputRefused) as refusal:
        grid(tried([0.1, 0.2]).with_columns(**change))

    assert [(p.column, p.row) for p in refusal.value.problems] == [(column, row)]


@pytest.mark.parametrize("wrong", [{"rate": 0}, {"rate": 1.5}, {"method": "bonferroni"}])
def test_settings_that_mean_nothing_are_refused(wrong):
    with pytest.raises(InputRefused):
        grid(tried([0.1]), **wrong)


def told_falsely(method, *, real, likeness, groups=60, size=50, times=60):
    """Mean share of false among the told: providers whose indicators move together, up or down."""
    chance = np.random.default_rng([7, round(100 * real), round(10 * likeness)])
    shares, found = [], []
    for _ in range(times):
        common = chance.normal(size=(groups, 1)) * chance.choice([-1, 1], size=(groups, size))
        z = np.sqrt(likeness) * common + np.sqrt(1 - likeness) * chance.normal(size=(groups, size))
        truth = chance.random((groups, size)) < real
        p = 2 * stats.norm.sf(np.abs(z + 4 * truth)).ravel()
        told = grid(tried(p.tolist()), method=method).tests["q"].to_numpy() <= 0.1
        shares.append((told & ~truth.ravel()).sum() / max(told.sum(), 1))
        found.append((told & truth.ravel()).sum() / max(truth.sum(), 1))
    return np.mean(shares), np.mean(found)


@pytest.mark.parametrize("likeness", [0.0, 0.5, 0.9])
def test_the_promise_holds_where_tests_depend_on_each_other(likeness):
    false, found = told_falsely("bh", real=0.05, likeness=likeness)

    assert false < 0.115  # 10 % promised
    assert found > 0.75


def test_the_sure_form_sees_less():
    bh, by = (told_falsely(method, real=0.05, likeness=0.5, times=20) for method in ("bh", "by"))

    assert by[0] < 0.03
    assert by[1] < bh[1] - 0.15
