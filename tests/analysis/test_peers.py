"""Peer groups: by hand, told a second time, and what must not matter."""

from math import log

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trigpoint.analysis.peers import peers
from trigpoint.analysis.problems import InputRefused

ACUTE = [100, 200, 300, 400, 500, 600, 700, 800, 900, 1000, 1100, 1200, 1300, 1400, 1500]


def trusts(sizes, kind="acute", prefix="A", region="north"):
    return pl.DataFrame(
        {
            "unit": [f"{prefix}{i:02}" for i in range(len(sizes))],
            "kind": [kind] * len(sizes),
            "size": pl.Series(sizes, dtype=pl.Float64, strict=False),
            "region": [region] * len(sizes),
        }
    )


def members(found, group):
    return found.members.filter(pl.col("group") == group)["unit"].to_list()


def row(found, unit):
    return found.units.row(by_predicate=pl.col("unit") == unit)[1:]


def test_thirds_of_the_sizes_of_the_own_kind():
    both = pl.concat([trusts(ACUTE), trusts([10**6] * 6, "mental", "M")])

    found = peers(both, by="kind_size")

    assert row(found, "A04") == ("acute / size 1", "kind_size", False, 5)
    assert row(found, "A05") == ("acute / size 2", "kind_size", False, 5)
    assert members(found, "acute / size 3") == ["A10", "A11", "A12", "A13", "A14"]
    assert row(found, "M00") == ("mental / size 1", "kind_size", False, 6)  # all alike stay together


def test_a_band_of_four_gives_way_to_the_kind():
    found = peers(trusts(ACUTE[:14]), by="kind_size")

    # cuts at 100 x (1 + 13/3) and 100 x (1 + 26/3): 5, 4 and 5 units
    assert row(found, "A00") == ("acute / size 1", "kind_size", False, 5)
    assert row(found, "A06") == ("acute", "kind", True, 14)
    assert members(found, "acute") == [f"A{i:02}" for i in range(14)]
    assert members(found, "acute / size 2") == []  # not in use


def test_a_kind_of_four_gives_way_to_all():
    both = pl.concat([trusts(ACUTE[:6]), trusts([5] * 4, "mental", "M")])

    found = peers(both)

    assert row(found, "M01") == ("all", "all", True, 10)
    assert row(found, "A01") == ("acute", "kind", False, 6)
    assert len(members(found, "all")) == 10


def test_four_in_all_have_no_group():
    found = peers(trusts([1, 2, 3, 4]))

    assert row(found, "A00") == (None, "too_few", True, 0)
    assert found.members.is_empty()


def test_a_size_that_is_not_known_gives_way_to_the_kind():
    found = peers(trusts([None, *ACUTE]), by="kind_size")

    assert row(found, "A00") == ("acute", "kind", True, 16)


def test_nearest_in_size_is_nearest_as_a_ratio():
    found = peers(trusts([100, 200, 290, 400, 800, 1600]), by="nearest", nearest=4)

    # from 200: 290 (1.45), then 100 and 400 (2 each), then 800 (4)
    assert row(found, "A01") == ("nearest / A01", "nearest", False, 5)
    assert members(found, "nearest / A01") == ["A00", "A01", "A02", "A03", "A04"]


def test_all_that_are_as_near_as_the_last_are_in():
    found = peers(trusts([100, 200, 200, 200, 200, 400]), by="nearest", nearest=4)

    assert members(found, "nearest / A02") == [f"A{i:02}" for i in range(6)]


def test_own_choice_counts_the_unit_itself():
    choice = pl.DataFrame(
        {"unit": ["A00"] * 4 + ["A01"] * 2, "peer": ["A05", "A06", "A07", "A08", "A05", "A06"]}
    )

    found = peers(trusts(ACUTE), by="chosen", chosen=choice)

    assert row(found, "A00") == ("chosen / A00", "chosen", False, 5)
    assert members(found, "chosen / A00") == ["A00", "A05", "A06", "A07", "A08"]
    assert row(found, "A01") == ("acute", "kind", True, 15)  # three are too few
    assert row(found, "A02") == ("acute", "kind", True, 15)  # nobody chose


def test_regions():
    both = pl.concat(
        [trusts(ACUTE[:5]), trusts(ACUTE[:5], "mental", "M"), trusts([3] * 3, "acute", "S", "south")]
    )

    by_region, by_both = (peers(both, by=by) for by in ("region", "kind_region"))

    assert row(by_region, "A00") == ("north", "region", False, 10)
    assert row(by_region, "S00") == ("acute", "kind", True, 8)
    assert row(by_both, "M00") == ("mental / north", "kind_region", False, 5)
    assert row(by_both, "S00") == ("acute", "kind", True, 8)


UNITS = st.lists(
    st.tuples(st.sampled_from(["acute", "mental", "other"]), st.integers(1, 12)), min_size=1, max_size=25
)


@settings(deadline=None, max_examples=50)
@given(units=UNITS, nearest=st.integers(1, 8))
def test_nearest_told_twice(units, nearest):
    frame = pl.DataFrame(
        {
            "unit": [f"u{i:02}" for i in range(len(units))],
            "kind": [k for k, _ in units],
            "size": [s for _, s in units],
        }
    )

    found = peers(frame, by="nearest", nearest=nearest)

    for i, (kind, size) in enumerate(units):
        others = [(abs(log(s / size)), j) for j, (k, s) in enumerate(units) if k == kind and j != i]
        limit = sorted(a for a, _ in others)[:nearest][-1] if others else 0
        near = sorted([i, *(j for a, j in others if a <= limit + 1e-9)])
        group, basis, _, n = row(found, f"u{i:02}")
        if len(near) >= 5:
            assert (basis, n) == ("nearest", len(near))
            assert members(found, group) == [f"u{j:02}" for j in near]
        else:
            assert basis != "nearest"


@settings(deadline=None, max_examples=40)
@given(units=UNITS, by=st.sampled_from(["kind", "kind_size", "nearest"]), seed=st.integers(0, 9))
def test_neither_order_nor_unit_of_size_nor_other_kinds_matter(units, by, seed):
    frame = pl.DataFrame(
        {
            "unit": [f"u{i:02}" for i in range(len(units))],
            "kind": [k for k, _ in units],
            "size": [s for _, s in units],
        }
    )
    plain = peers(frame, by=by)

    shuffled = peers(frame.sample(fraction=1, shuffle=True, seed=seed), by=by)
    in_thousands = peers(frame.with_columns(pl.col("size") * 1000), by=by)

    for other in (shuffled, in_thousands):
        assert other.units.equals(plain.units)
        assert other.members.equals(plain.members)
    strangers = trusts(ACUTE, "strange", "S").select(frame.columns).cast({"size": pl.Int64})
    narrow = plain.units.filter(~pl.col("basis").is_in(["all", "too_few"]))
    among = peers(pl.concat([frame, strangers]), by=by).units
    assert among.filter(pl.col("unit").is_in(narrow["unit"].implode())).equals(narrow)


@pytest.mark.parametrize(
    ("frame", "wanted", "column", "at"),
    [
        (trusts([1, 2, 3]), {"by": "beds"}, None, None),
        (trusts([1, 2, 3]).drop("size"), {"by": "nearest"}, "size", None),
        (trusts([1, 0, 3]), {"by": "kind_size"}, "size", 3),
        (trusts([1, 2]).with_columns(unit=pl.lit("A")), {}, "unit", 3),
        (trusts([1, 2]).with_columns(unit=pl.lit(None, pl.String)), {}, "unit", 2),
        (trusts([1, 2]), {"by": "chosen"}, None, None),
        (
            trusts([1, 2]),
            {"by": "chosen", "chosen": pl.DataFrame({"unit": ["A00"], "peer": ["X"]})},
            "peer",
            2,
        ),
        (trusts([1, 2]), {"by": "nearest", "nearest": 0}, None, None),
    ],
)
def test_bad_input_is_refused(frame, wanted, column, at):
    with pytest.raises(InputRefused) as refusal:
        peers(frame, **wanted)

    assert (refusal.value.problems[0].column, refusal.value.problems[0].row) == (column, at)
    assert refusal.value.problems[0].remedy


def test_no_units_have_no_peers():
    assert peers(trusts([]), by="nearest").units.is_empty()
