"""With whom providers are compared, in words: the choices of the comparison page, and the peers of one series."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from trigpoint.analysis.funnel import LEAST_UNITS
from trigpoint.indicators.definitions import Definition
from trigpoint.organisations.models import Kind
from trigpoint.surveillance.models import PeerPosition, PeerSet, SeriesStatus
from trigpoint.surveillance.presenters.comparison import NOT_YET, place_among, position_of, range_of
from trigpoint.surveillance.rules.peer_sets import OWN, REGION, SIZES
from trigpoint.ui.words import period

OF_A_KIND = "all of its kind"
BY_SIZE = dict(
    zip(
        SIZES,
        (
            "the smallest third of its kind",
            "the middle third of its kind by size",
            "the largest third of its kind",
        ),
        strict=True,
    )
)


@dataclass(frozen=True)
class Choice:
    """One entry of “Compare with”. `units`: how many there are to compare."""

    key: str
    words: str
    units: int


@dataclass(frozen=True)
class Standing:
    """Where one series stands among some of its peers."""

    among: str
    units: str
    expected: str
    position: str
    rank: str
    address: str


def words_of(key: str, names: Mapping[str, str]) -> str:
    """A set of peers in words. names: of regions by code, and of peer groups by key."""
    if key.startswith(REGION):
        code = key.removeprefix(REGION)
        return f"its kind in {names.get(code, code)}"
    if key.startswith(OWN):
        return f"the group “{names[key]}”"
    return BY_SIZE[key]


def regions_in(keys: Iterable[str]) -> list[str]:
    """Codes of the regions among some keys."""
    return [key.removeprefix(REGION) for key in keys if key.startswith(REGION)]


def choices(sets: Sequence[PeerSet], kind: str, names: Mapping[str, str]) -> list[Choice]:
    """What may be chosen on one indicator for providers of `kind`, or of the kind with most; groups that are retired left out."""
    of_kind = kind or main_kind(sets)
    found = [
        Choice(each.key, words_of(each.key, names), each.units)
        for each in sets
        if each.kind in ("", of_kind) and (not each.key.startswith(OWN) or each.key in names)
    ]
    order = {REGION: 1, OWN: 2}
    return sorted(
        found,
        key=lambda each: (
            order.get(each.key.partition("-")[0] + "-", 0),
            each.key if each.key in SIZES else each.words,
        ),
    )


def main_kind(sets: Sequence[PeerSet]) -> str:
    """The kind of which most providers are compared."""
    counted: Counter[str] = Counter()
    for each in sets:
        if each.key in SIZES:
            counted[each.kind] += each.units
    return max(counted, key=lambda kind: (counted[kind], kind), default="")


def too_few(units: int, among: str) -> str:
    """Why nothing is compared."""
    have = "provider has a figure" if units == 1 else "providers have a figure"
    return f"Too few to compare: {units} {have} among {among}, and it takes {LEAST_UNITS} to see how much they differ."


def left_out(older: Sequence[SeriesStatus]) -> str:
    """Who of a group is not compared, since others have newer figures."""
    if not older:
        return ""
    named = ", ".join(
        f"{each.organisation.name} ({period(each.last_start, each.last_end)})" for each in older
    )
    return f"Left out, for the newest figure to compare is of an earlier period: {named}."


def being_worked_out(among: str) -> str:
    """Why nothing is compared for the moment."""
    return f"Not compared yet: the figures have changed, and where each stands among {among} is being worked out."


def standings(
    status: SeriesStatus,
    positions: Sequence[PeerPosition],
    names: Mapping[str, str],
    definition: Definition,
    late: Collection[int] = (),
) -> list[Standing]:
    """One line for all of its kind and for each set of peers; none where the indicator is not compared.

    late: the sets that are yet to be brought in line with the figures, of which nothing is told.
    """
    if not status.funnel_units:
        return []
    kind = status.organisation.kind
    whole = _standing(f"{OF_A_KIND} ({Kind(kind).label})", status.funnel_units, status, definition, kind, "")
    found = [
        _standing(
            words_of(each.peer_set.key, names),
            each.peer_set.units,
            None if each.peer_set_id in late else _as_status(each),
            definition,
            kind,
            each.peer_set.key,
        )
        for each in positions
        if not each.peer_set.key.startswith(OWN) or each.peer_set.key in names
    ]
    return [whole, *found]


def _as_status(position: PeerPosition) -> SeriesStatus:
    """What the words of a position are told from."""
    units = position.peer_set.units
    limits = [position.lower95, position.upper95, position.lower998, position.upper998]
    return SeriesStatus(
        funnel_units=units if units >= LEAST_UNITS else None,
        funnel_outlier=position.outlier,
        funnel_limits=limits if units >= LEAST_UNITS else None,
        rank_lower=position.rank_lower,
        rank_upper=position.rank_upper,
        told_apart=position.told_apart,
    )


def _standing(
    among: str, units: int, status: SeriesStatus | None, definition: Definition, kind: str, key: str
) -> Standing:
    """status: None where it is not known yet how it stands."""
    asked = {
        "place": "england",
        **({} if key.startswith(OWN) else {"kind": kind}),
        **({"peers": key} if key else {}),
    }
    place = NOT_YET if status is None else "too few to compare"
    if status is not None and units >= LEAST_UNITS:
        place = position_of(status)
    return Standing(
        among=among[0].upper() + among[1:],
        units=f"{units:,}",
        expected=range_of(status, definition) if status else "",
        position=place,
        rank=place_among(status) if status else "",
        address=f"{reverse('surveillance:indicator', args=[definition.code])}?{urlencode(asked)}",
    )
