"""Peer groups: whom a unit is fairly compared with, by kind, size, region or own choice.

A group of fewer than five says nothing of how much units differ, so the next wider one is
taken, and that is said.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from trigpoint.analysis.funnel import LEAST_UNITS
from trigpoint.analysis.problems import HEADING_ROWS, InputRefused, Problem, column_problems

MANNERS = ("kind", "kind_size", "kind_region", "region", "nearest", "chosen")
BASES = pl.Enum([*MANNERS, "all", "too_few"])
NEEDS = {"size": ("kind_size", "nearest"), "region": ("kind_region", "region")}
WIDER = ("kind", "all")  # where to go from a group that is too small, in this order
BANDS = 3
NEAREST = 10  # peers beside the unit itself
SEPARATOR = " / "
MEMBERS = {"group": pl.String, "unit": pl.String}


class Peers(NamedTuple):
    """`units`, one row for each; and `members`, the units of every group in use.

    A group may be one unit's alone (nearest, chosen), or everybody's.
    """

    units: pl.DataFrame  # unit, group, basis, wider (than what was asked for), n_units
    members: pl.DataFrame  # group, unit


def peers(
    units: pl.DataFrame,
    *,
    by: str = "kind",
    chosen: pl.DataFrame | None = None,
    nearest: int = NEAREST,
    least: int = LEAST_UNITS,
) -> Peers:
    """The peer group of every unit.

    `units` has `unit` and `kind`, and if wanted `size` (above 0) and `region`. `by` is kind;
    kind_size (thirds of the sizes of the kind: equal sizes stay together); kind_region;
    region; nearest (so many of the kind that are nearest in size, as a ratio; all that are
    as near as the last); or chosen: the rows `unit`, `peer` of `chosen`.
    A group with fewer than `least` units, the unit itself counted, gives way to its kind,
    and that to all. `basis` says what it was made by; too_few if even all are too few,
    and then there is no group.

    Raises InputRefused with every fault found.

    >>> trusts = pl.DataFrame({"unit": list("ABCDEFG"), "kind": ["acute"] * 5 + ["mental"] * 2})
    >>> peers(trusts).units.select("unit", "group", "basis", "wider", "n_units").rows()[4:6]
    [('E', 'acute', 'kind', False, 5), ('F', 'all', 'all', True, 7)]
    """
    _refuse(units, by, chosen)
    if nearest < 1 or least < 2:
        said = "A peer group needs at least 2 units, and at least 1 that is near."
        raise InputRefused([Problem("too-few-asked", said, "Ask for more.")])
    words = [pl.col(name).cast(pl.String) for name in ("unit", "kind", "region") if name in units.columns]
    known = units.select(*words, *(["size"] if "size" in units.columns else [])).sort("unit")
    asked = _asked(known, by, chosen, nearest)
    groups = [(by, asked), *((basis, _of_basis(known, basis)) for basis in WIDER if basis != by)]
    return _settled(known, groups, by, least)


def _settled(known: pl.DataFrame, groups: list[tuple[str, "_Groups"]], by: str, least: int) -> Peers:
    """The first group of each unit, from the narrowest, that is large enough."""
    of = known.select("unit").with_columns(
        group=pl.lit(None, pl.String), basis=pl.lit(None, pl.String), n_units=pl.lit(0, pl.Int64)
    )
    for basis, (own, members) in groups:
        count = members.group_by("group").agg(pl.len().cast(pl.Int64).alias("n"))
        offer = own.join(count, on="group").filter(pl.col("n") >= least).rename({"group": "offered"})
        free = pl.col("group").is_null() & pl.col("offered").is_not_null()
        of = of.join(offer, on="unit", how="left", maintain_order="left").select(
            "unit",
            pl.when(free).then("offered").otherwise("group").alias("group"),
            pl.when(free).then(pl.lit(basis)).otherwise("basis").alias("basis"),
            pl.when(free).then("n").otherwise("n_units").alias("n_units"),
        )
    settled = of.with_columns(pl.col("basis").fill_null("too_few"), wider=pl.col("basis").ne_missing(by))
    every = pl.concat([members for _, (_, members) in groups]).unique()
    return Peers(
        settled.select("unit", "group", pl.col("basis").cast(BASES), "wider", "n_units"),
        every.join(settled.select("group").unique(), on="group", how="semi").sort("group", "unit"),
    )


class _Groups(NamedTuple):
    own: pl.DataFrame  # unit, group: the group that a unit is compared in
    members: pl.DataFrame  # group, unit


def _asked(known: pl.DataFrame, by: str, chosen: pl.DataFrame | None, nearest: int) -> _Groups:
    if by == "chosen" and chosen is not None:
        return _chosen(known, chosen)
    if by == "nearest":
        return _nearest(known, nearest)
    return _of_basis(known, by)


def _of_basis(known: pl.DataFrame, basis: str) -> _Groups:
    """Groups in which everybody is compared with everybody. A part that is missing is no group."""
    parts = (
        [pl.lit("all")] if basis == "all" else [pl.col(name) for name in basis.split("_") if name != "size"]
    )
    if basis == "kind_size":
        parts.append(pl.lit("size ") + size_band("size", "kind").cast(pl.String))
    named = pl.concat_str(parts, separator=SEPARATOR)
    own = known.select("unit", named.alias("group")).drop_nulls()
    return _Groups(own, own.select("group", "unit"))


def size_band(size: str, *within: str) -> pl.Expr:
    """1 to 3: the third of the sizes among those that share the columns `within`; equal sizes stay together."""
    known = pl.col(size).cast(pl.Float64)
    cuts = [known.quantile(k / BANDS, interpolation="linear").over(within) for k in range(1, BANDS)]
    return pl.sum_horizontal(1, *((known > cut).cast(pl.Int64) for cut in cuts), ignore_nulls=False)


def _nearest(known: pl.DataFrame, nearest: int) -> _Groups:
    """Each unit with those of its kind whose size is nearest, as a ratio."""
    found = [
        _near(kind, nearest)
        for kind in known.drop_nulls(["size", "kind"]).partition_by("kind", maintain_order=True)
    ]
    empty = pl.DataFrame(schema=MEMBERS)
    return _own_groups(known, pl.concat([empty, *found]), "nearest")


def _near(kind: pl.DataFrame, nearest: int) -> pl.DataFrame:
    kind = kind.sort(pl.col("size").cast(pl.Float64), "unit")
    size = np.log(kind["size"].cast(pl.Float64).to_numpy())
    names = kind["unit"].to_numpy()
    pairs = [(names[i], names[_reach(size, i, nearest)]) for i in range(size.size)]
    return pl.DataFrame(
        {
            "group": np.repeat([name for name, _ in pairs], [len(near) for _, near in pairs]),
            "unit": np.concatenate([near for _, near in pairs]),
        },
        schema=MEMBERS,
    )


def _reach(size: NDArray[np.float64], at: int, nearest: int) -> NDArray[np.intp]:
    """Places as near as the `nearest`-th other one, itself among them."""
    away = np.round(np.abs(size - size[at]), 12)
    furthest = np.partition(away, min(nearest, away.size - 1))[min(nearest, away.size - 1)]
    return np.flatnonzero(away <= furthest)


def _chosen(known: pl.DataFrame, chosen: pl.DataFrame) -> _Groups:
    pairs = chosen.select(
        pl.col("unit").cast(pl.String).alias("group"), pl.col("peer").cast(pl.String).alias("unit")
    )
    itself = pairs.select("group").unique().with_columns(unit="group")
    return _own_groups(known, pl.concat([pairs, itself]).unique(), "chosen")


def _own_groups(known: pl.DataFrame, members: pl.DataFrame, manner: str) -> _Groups:
    """Groups of one unit each, named after it."""
    prefix = pl.lit(manner + SEPARATOR) + pl.col("group")
    own = known.join(members.select(unit="group").unique(), on="unit", how="semi").select(
        "unit", (pl.lit(manner + SEPARATOR) + pl.col("unit")).alias("group")
    )
    return _Groups(own, members.select(prefix.alias("group"), "unit"))


def _refuse(units: pl.DataFrame, by: str, chosen: pl.DataFrame | None) -> None:
    if by not in MANNERS:
        said = f"There are no peers by “{by}”."
        raise InputRefused([Problem("peers-unknown", said, f"Choose one of {', '.join(MANNERS)}.")])
    needed = tuple(name for name, manners in NEEDS.items() if by in manners)
    problems = column_problems(units.columns, required=("unit", "kind", *needed))
    if by == "chosen":
        said = "Peers by own choice need the choice."
        missing = [Problem("choice-missing", said, "Give the columns unit and peer.")]
        problems += missing if chosen is None else column_problems(chosen.columns, required=("unit", "peer"))
    if "size" in needed and not problems and not units.schema["size"].is_numeric():
        said = "The column “size” does not hold numbers."
        problems.append(
            Problem("column-not-numeric", said, "Make every entry a number, or leave it empty.", "size")
        )
    problems = problems or list(_faults(units, chosen if by == "chosen" else None, needed))
    if problems:
        raise InputRefused(problems)


def _faults(units: pl.DataFrame, chosen: pl.DataFrame | None, needed: tuple[str, ...]) -> Iterator[Problem]:
    again = ~pl.col("unit").is_first_distinct() & pl.col("unit").is_not_null()
    yield from _where(
        units, pl.col("unit").is_null(), "unit", "has no unit", "Fill it in, or take the row out."
    )
    yield from _where(units, again, "unit", "repeats a unit", "Give each unit one row.")
    if "size" in needed:
        size = pl.col("size").cast(pl.Float64)
        fault = (size <= 0) | ~size.is_finite()
        yield from _where(
            units, fault, "size", "has a size that is not above 0", "Leave it empty if it is not known."
        )
    if chosen is not None:
        known = units["unit"].implode()
        for name in ("unit", "peer"):
            odd = ~pl.col(name).is_in(known).fill_null(value=False)
            yield from _where(
                chosen, odd, name, f"names a {name} that is not known", "Name one of the units."
            )


def _where(rows: pl.DataFrame, fault: pl.Expr, column: str, what: str, remedy: str) -> Iterator[Problem]:
    for row in rows.with_row_index("row", offset=1 + HEADING_ROWS).filter(fault)["row"]:
        yield Problem("unit-unsound", f"Row {row} {what}.", remedy, column, row)
