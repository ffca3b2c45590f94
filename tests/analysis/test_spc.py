"""XmR charts: cases worked by hand, and a slow second telling of the rules."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis import naive
from trigpoint.analysis import icons, spc
from trigpoint.analysis.problems import InputRefused

VALUES = st.one_of(
    st.none(),
    st.integers(0, 6).map(float),  # few different values: ties, runs on the mean, equal ranges
    st.floats(-50, 50).map(lambda x: round(x, 2)),
)
SERIES = st.lists(st.tuples(VALUES, st.booleans()), min_size=1, max_size=45)
MEANINGS = {
    ("up", 1): "improvement",
    ("up", -1): "concern",
    ("down", 1): "concern",
    ("down", -1): "improvement",
    ("neither", 1): "high",
    ("neither", -1): "low",
}


def months(values, series="A", **columns):
    return pl.DataFrame(
        {
            "series": pl.Series([series] * len(values), dtype=pl.String),
            "period": pl.date_range(date(2020, 1, 1), interval="1mo", end=date(2040, 1, 1), eager=True)[
                : len(values)
            ],
            "value": pl.Series(values, dtype=pl.Float64, strict=False),
        }
    ).with_columns(**{name: pl.lit(value) for name, value in columns.items()})


def summary(values, *, profile="trigpoint", fix_after=None, **columns):
    return spc.xmr(months(values, **columns), profile=profile, fix_after=fix_after).summary.row(0, named=True)


def rules(values, **wanted):
    return [text.split(";") if text else [] for text in spc.xmr(months(values), **wanted).points["rules"]]


@pytest.mark.parametrize(
    ("screen", "centre", "lower", "upper"), [(True, 1.94, -0.72, 4.60), (False, 1.94, -3.06, 6.95)]
)
def test_one_outlier_is_the_only_special_cause(screen, centre, lower, upper):
    values = [1, 2, 1, 2, 10] + [1, 2] * 6 + [1]

    points = spc.xmr(months(values), screen=screen).points

    lines = points.select(pl.col("centre", "lower", "upper").round(2)).row(0)
    assert lines == (centre, lower, upper)
    assert [i for i, fired in enumerate(points["rules"]) if fired] == [4]


def test_a_point_on_the_mean_breaks_a_shift():
    on_the_mean = rules([4, 6] * 7 + [5] * 7)
    above_it = rules([4, 6] * 7 + [6] * 6)

    assert on_the_mean == [[]] * 21
    assert above_it == [[]] * 13 + [["shift"]] * 7


def test_a_point_may_have_several_rules_the_most_telling_first():
    values = [5, 5.1] * 20 + [6, 7, 8, 9, 10, 11, 12]

    fired = rules(values)

    assert fired[-1] == ["outside", "trend", "shift"]


@pytest.mark.parametrize(
    ("improvement", "value", "variation"),
    [
        ("up", 50, "improvement_high"),
        ("up", -50, "concern_low"),
        ("down", 50, "concern_high"),
        ("down", -50, "improvement_low"),
        ("neither", 50, "high"),
        ("neither", -50, "low"),
    ],
)
def test_the_icon_says_which_way_and_whether_it_is_good(improvement, value, variation):
    assert summary([4, 6] * 6 + [value], improvement=improvement)["variation"] == variation


@pytest.mark.parametrize(
    ("improvement", "target", "assurance"),
    [
        ("up", -1.0, "pass"),
        ("up", 5.0, "hit_or_miss"),
        ("up", 11.0, "fail"),
        ("down", 11.0, "pass"),
        ("down", 5.0, "hit_or_miss"),
        ("down", -1.0, "fail"),
        ("neither", 11.0, ""),
        ("up", None, ""),
    ],
)
def test_the_target_is_met_if_the_limits_lie_beyond_it(improvement, target, assurance):
    assert summary([4, 6] * 6, improvement=improvement, target=target)["assurance"] == assurance


@pytest.mark.parametrize(("target", "assurance"), [(99.0, "pass"), (100.0, "pass"), (100.5, "fail")])
def test_a_steady_value_meets_the_target_it_is_on(target, assurance):
    assert summary([100] * 12, improvement="up", target=target)["assurance"] == assurance


def test_states_say_what_can_be_said():
    assert summary([None] * 20)["state"] == "no_data"
    assert summary([1, 2] * 5)["state"] == "too_few"
    assert summary([1] * 12)["state"] == "constant"
    assert summary([1, None] * 6 + [2, None] * 6)["state"] == "no_limits"
    assert summary([1, 2] * 6)["state"] == "ok"


@pytest.mark.parametrize("profile", spc.PROFILES)
def test_no_data_has_no_icon(profile):
    row = summary([None] * 20, profile=profile, target=3.0, improvement="up")

    assert (row["n"], row["variation"], row["assurance"]) == (0, "", "")


def test_a_fresh_phase_says_that_it_is_short():
    points = months([4, 6] * 10).with_columns(rebase=pl.Series([0] * 15 + [1] + [0] * 4))

    drawn = spc.xmr(points)

    assert drawn.points["phase"].to_list() == [0] * 15 + [1] * 5
    assert drawn.summary["state"].to_list() == ["short_phase"]


def test_limits_come_from_the_first_points_of_each_phase():
    points = months([4, 6] * 6 + [40, 60] * 6)

    lines = spc.xmr(points, fix_after=12).points

    assert lines["centre"].unique().to_list() == [5.0]


def test_a_phase_of_one_value_has_a_centre_and_no_limits():
    line = spc.xmr(months([7])).points.row(0, named=True)

    assert (line["centre"], line["lower"], line["near_upper"]) == (7.0, None, None)


@pytest.mark.parametrize(
    ("columns", "upper"),
    [
        ({}, 108.64),
        ({"chart": "xmr"}, 108.64),
        ({"chart": "percent"}, 100.0),
        ({"chart": "proportion"}, 108.64),  # 96 is no proportion
        ({"numerator": 24, "denominator": 25}, 108.64),  # only half of the values are 24 in 25
        ({"numerator": None, "denominator": 25}, 108.64),
    ],
)
def test_limits_are_held_within_bounds_only_where_these_are_known(columns, upper):
    points = spc.xmr(months([96, 100] * 6, **columns)).points

    assert points["upper"][0] == pytest.approx(upper)


def test_proportions_are_known_by_their_counts():
    points = months([0.96, 1.0] * 6).with_columns(numerator=pl.Series([24, 25] * 6), denominator=25)

    assert spc.xmr(points).points["upper"][0] == 1.0


def test_each_series_has_its_own_bounds():
    both = pl.concat([months([96, 100] * 6, "A", chart="percent"), months([96, 100] * 6, "B", chart="xmr")])

    assert spc.xmr(both).points.group_by("series", maintain_order=True).first()["upper"].to_list() == [
        100.0,
        pytest.approx(108.64),
    ]


def test_nothing_gives_nothing_with_the_same_columns():
    empty = spc.xmr(months([]))
    some = spc.xmr(months([1, 2, 3]))

    assert empty.points.is_empty()
    assert empty.points.schema == some.points.schema
    assert empty.summary.schema == some.summary.schema


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"value": pl.lit("x")}, "column-not-numeric"),
        ({"value": pl.lit(float("inf"))}, "number-infinite"),
        ({"target": pl.lit(float("-inf"))}, "number-infinite"),
        ({"series": pl.lit(None, pl.String)}, "key-empty"),
        ({"period": pl.lit(None, pl.Date)}, "key-empty"),
        ({"period": pl.lit(date(2026, 1, 1))}, "period-twice"),
        ({"improvement": pl.lit("upp")}, "improvement-unknown"),
        ({"improvement": pl.Series(["up", "down", "up"])}, "improvement-mixed"),
        ({"chart": pl.lit("pie")}, "chart-unknown"),
        ({"chart": pl.Series([None, "percent", "xmr"])}, "chart-mixed"),
        ({"rebase": pl.lit(2)}, "rebase-unknown"),
        ({"improvment": pl.lit("up")}, "column-misspelt"),
    ],
)
def test_what_cannot_be_charted_is_refused_and_said(change, code):
    with pytest.raises(InputRefused) as refusal:
        spc.xmr(months([1, 2, 3]).with_columns(**change))

    assert {problem.code for problem in refusal.value.problems} == {code}


def test_every_fault_is_said_with_its_row():
    points = months([1, 2, 3]).with_columns(
        improvement=pl.Series(["up", "u", "down"]), rebase=pl.Series([1, 0, 5])
    )

    with pytest.raises(InputRefused) as refusal:
        spc.xmr(points)

    said = [(problem.row, problem.code) for problem in refusal.value.problems]
    assert said == [(3, "improvement-unknown"), (4, "rebase-unknown"), (4, "improvement-mixed")]


@pytest.mark.parametrize(
    ("wanted", "code"), [({"profile": "excel"}, "profile-unknown"), ({"fix_after": 11}, "fix-after-too-few")]
)
def test_wishes_that_make_no_sense_are_refused(wanted, code):
    with pytest.raises(InputRefused) as refusal:
        spc.xmr(months([1, 2, 3]), **wanted)

    assert refusal.value.problems[0].code == code


def test_a_missing_column_is_named_with_what_looks_like_it():
    with pytest.raises(InputRefused) as refusal:
        spc.xmr(months([1, 2]).rename({"value": "valeu", "period": "when"}))

    remedies = [problem.remedy for problem in refusal.value.problems]
    assert remedies == ["Add a column headed “period”.", "Rename the column “valeu” to “value”."]


@settings(deadline=None, max_examples=150)
@given(
    series=st.lists(SERIES, min_size=1, max_size=4),
    screen=st.booleans(),
    fix_after=st.sampled_from([None, 12, 15]),
    improvement=st.sampled_from(["up", "down", "neither"]),
    profile=st.sampled_from(["plot-the-dots", "trigpoint"]),
    seed=st.integers(0, 9),
)
def test_the_rules_told_twice_agree(series, screen, fix_after, improvement, profile, seed):
    frames = [
        months([v for v, _ in one], f"S{i}", improvement=improvement).with_columns(
            rebase=pl.Series([int(r) for _, r in one])
        )
        for i, one in enumerate(series)
    ]

    shuffled = pl.concat(frames).sample(fraction=1, shuffle=True, seed=seed)
    drawn = spc.xmr(shuffled, screen=screen, fix_after=fix_after, profile=profile).points

    for i, one in enumerate(series):
        ours = drawn.filter(pl.col("series") == f"S{i}").to_dicts()
        for start, end in phases([rebase for _, rebase in one]):
            values = [v for v, _ in one[start:end]]
            base = values[:fix_after] + [None] * len(values[fix_after:]) if fix_after else values
            centre, spread = naive.limits(base, screen=screen, mend=profile == "trigpoint")
            told = naive.rules(values, centre, spread)
            assert agree(ours[start:end], centre, spread, told, improvement, values)


def phases(rebases):
    starts = [0] + [i for i, rebase in enumerate(rebases) if rebase and i]
    return list(zip(starts, [*starts[1:], len(rebases)], strict=True))


def agree(ours, centre, spread, told, improvement, values):
    if centre is None:
        return all(row["centre"] is None and not row["rules"] for row in ours)
    size = max(abs(v) for v in values if v is not None) + 1
    assert ours[0]["centre"] == pytest.approx(centre, abs=1e-9 * size)
    assert (ours[0]["upper"] is None) == (spread is None)
    if spread is not None:
        assert ours[0]["upper"] == pytest.approx(centre + 2.66 * spread, abs=1e-9 * size)
    if on_an_edge(values, centre, spread, size):
        return True  # the last digit of a sum decides, and the two sum in another order
    for row, (fired, heading) in zip(ours, told, strict=True):
        assert set(filter(None, row["rules"].split(";"))) == fired
        assert row["meaning"] == MEANINGS.get((improvement, heading), "common")
    return True


def on_an_edge(values, centre, spread, size):
    edges = (
        [centre] if spread is None else [centre + k * spread for k in (0, 2.66, -2.66, 5.32 / 3, -5.32 / 3)]
    )
    return any(0 < abs(v - e) < 1e-9 * size for v in values if v is not None for e in edges)


@settings(deadline=None, max_examples=50)
@given(one=SERIES, other=SERIES)
def test_a_series_is_not_changed_by_another(one, other):
    alone, beside = (months([v for v, _ in series], name) for series, name in ((one, "M"), (other, "A")))

    together = spc.xmr(pl.concat([alone, beside])).points.filter(pl.col("series") == "M")

    assert together.equals(spc.xmr(alone).points)


def test_blocks_do_not_show(monkeypatch):
    frames = [months([(i * 7 + j * j) % 11 for j in range(i + 1)], f"S{i:02}") for i in range(30)]
    whole = spc.xmr(pl.concat(frames))

    monkeypatch.setattr(spc, "BLOCK_ROWS", 20)
    in_blocks = spc.xmr(pl.concat(frames))

    assert in_blocks.points.equals(whole.points)
    assert in_blocks.summary.equals(whole.summary)


def test_the_least_number_of_points_is_the_one_that_is_documented():
    assert icons.LEAST_POINTS == spc.LEAST_FIX == 12
