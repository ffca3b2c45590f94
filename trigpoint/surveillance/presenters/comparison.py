"""One indicator across providers of one kind, in one period."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from trigpoint.indicators.definitions import Definition
from trigpoint.surveillance.charts.funnel import Unit
from trigpoint.surveillance.charts.marks import word_of
from trigpoint.surveillance.models import SeriesStatus
from trigpoint.surveillance.presenters.cells import Cell, cell
from trigpoint.surveillance.rules import OUTLIER_WORDS, tone_of
from trigpoint.surveillance.rules.weighing import MAY_BE_CHANCE, STANDS_OUT
from trigpoint.ui.words import count, period

NOT_YET = "not compared yet: being worked out"


@dataclass(frozen=True)
class PeerRow:
    """One provider in the table."""

    name: str
    code: str
    address: str
    is_ours: bool
    is_training: bool
    closed: dt.date | None
    figure: str
    of: str
    period: str
    expected: str
    position: str
    rank: str
    cell: Cell


@dataclass(frozen=True)
class Comparison:
    """The page of one indicator. `units` is empty where providers may not or cannot be compared.

    A drawing has the limits of one set of peers: `kind` names their kind where there are others in the table, `among` the
    peers where they are not all of a kind.
    """

    rows: tuple[PeerRow, ...]
    units: tuple[Unit, ...]
    centre: float | None
    period: str
    opening: str
    kind: str
    among: str


@dataclass(frozen=True)
class Peers:
    """With whom is compared: in words, all of a kind where empty. `told_up_to`: chances up to this stand out in the whole grid.

    `opening`: why these peers are not compared; `is_late`: because that is still being worked out; `left_out`: who of them
    is not in the table, and why.
    """

    among: str = ""
    opening: str = ""
    is_late: bool = False
    left_out: str = ""
    told_up_to: float | None = None


def comparison(
    statuses: Sequence[SeriesStatus],
    definition: Definition,
    *,
    ours: set[int],
    place: str,
    today: dt.date,
    peers: Peers = Peers(),  # it never changes
) -> Comparison:
    """Providers compared, or those of the place listed by name where comparing them would mislead.

    ours: keys of the organisations of `place`; empty for all of England.
    """
    compared = [
        status
        for status in statuses
        if status.funnel_units and status.funnel_limits and status.funnel_ratio is not None
    ]
    if not compared and ours and not peers.among:
        statuses = [status for status in statuses if status.organisation_id in ours]
    ordered = sorted(
        statuses,
        key=lambda status: (-abs(status.funnel_z or 0) if compared else 0, status.organisation.name),
    )
    scale = 100 if definition.unit == "%" else 1
    drawn = compared if peers.among else _of_one_kind(compared)
    return Comparison(
        rows=tuple(_row(status, definition, ours, today, peers) for status in ordered),
        units=tuple(_unit(status, definition, ours, scale) for status in drawn),
        centre=_centre(drawn, definition, scale),
        period=period(drawn[0].last_start, drawn[0].last_end) if drawn else "",
        opening=f"{peers.opening or _opening(statuses, compared, definition, ours, place)} {peers.left_out}".strip(),
        kind=drawn[0].organisation.get_kind_display() if len(drawn) < len(compared) else "",
        among=peers.among,
    )


def _of_one_kind(compared: Sequence[SeriesStatus]) -> list[SeriesStatus]:
    """Those of the kind with most providers: limits are worked out within a kind, so they cannot share a drawing."""
    counted = Counter(status.organisation.kind for status in compared)
    most = max(counted, key=lambda kind: counted[kind], default="")
    return [status for status in compared if status.organisation.kind == most]


def _row(
    status: SeriesStatus, definition: Definition, ours: set[int], today: dt.date, peers: Peers
) -> PeerRow:
    fraction = ""
    if status.last_numerator is not None and status.last_denominator is not None:
        fraction = f"{count(status.last_numerator)} of {count(status.last_denominator)}"
    return PeerRow(
        name=status.organisation.name,
        code=status.organisation.code,
        address=status.series.get_absolute_url(),
        is_ours=status.organisation_id in ours,
        is_training=status.organisation.is_training,
        closed=status.organisation.closed_on,
        figure=definition.show(status.last_value),
        of=fraction,
        period=period(status.last_start, status.last_end),
        expected=range_of(status, definition),
        position=position_of(status, peers),
        rank=place_among(status),
        cell=cell(status, definition, today),
    )


def range_of(status: SeriesStatus, definition: Definition) -> str:
    """Where 99.8% of its peers would fall."""
    limits, scale = status.funnel_limits, 100 if definition.unit == "%" else 1
    if not limits or limits[2] is None or limits[3] is None:
        return ""
    return f"{definition.show(limits[2] * scale)} to {definition.show(limits[3] * scale)}"


def position_of(status: SeriesStatus, peers: Peers | None = None) -> str:
    """Where it stands; among all of its kind also whether chance may explain that, in the whole grid."""
    if not status.funnel_units:
        return NOT_YET if peers and peers.is_late else "not compared"
    if not status.funnel_outlier:
        return "in line with like providers"
    words = OUTLIER_WORDS[status.funnel_outlier]
    is_weighed = peers is not None and not peers.among and peers.told_up_to is not None
    if not is_weighed or status.funnel_chance is None or not status.funnel_outlier.endswith("998"):
        return words
    return f"{words}; {STANDS_OUT if status.funnel_chance <= peers.told_up_to else MAY_BE_CHANCE}"


def place_among(status: SeriesStatus) -> str:
    """Between which places it may stand, and from how many it can be told: a rank alone would say too much."""
    if status.rank_lower is None:
        return ""
    low, high = status.rank_lower, status.rank_upper
    place = f"{low}" if low == high else f"{low} to {high}"
    return f"{place} of {status.funnel_units}; differs from {status.told_apart or 'none'}"


def _unit(status: SeriesStatus, definition: Definition, ours: set[int], scale: int) -> Unit:
    limits = [None if limit is None else limit * scale for limit in status.funnel_limits]
    tone = tone_of_position(status, definition)
    return Unit(
        code=status.organisation.code,
        name=status.organisation.name,
        size=status.last_denominator,
        ratio=status.funnel_ratio * scale,
        shown=definition.show(status.last_value),
        says=word_of(tone),
        is_ours=status.organisation_id in ours,
        lower95=limits[0],
        upper95=limits[1],
        lower998=limits[2],
        upper998=limits[3],
    )


def tone_of_position(status: SeriesStatus, definition: Definition) -> str:
    """What the funnel alone says; the chart over time is told elsewhere."""
    alone = SeriesStatus(funnel_outlier=status.funnel_outlier)
    tone = tone_of(alone, definition)
    return "common" if tone == "none" else tone


def _centre(compared: Sequence[SeriesStatus], definition: Definition, scale: int) -> float | None:
    if not compared:
        return None
    if definition.compare.kind == "SR":
        return 1.0
    numerators = sum(status.last_numerator for status in compared)
    return scale * numerators / sum(status.last_denominator for status in compared)


def _opening(
    statuses: Sequence[SeriesStatus],
    compared: Sequence[SeriesStatus],
    definition: Definition,
    ours: set[int],
    place: str,
) -> str:
    if not statuses:
        return "No figures of this indicator have been loaded yet."
    if not compared:
        return f"Providers are listed by name, not compared. {definition.compare.reason}"
    out = [status for status in compared if status.funnel_outlier.endswith("998")]
    own = sum(1 for status in out if status.organisation_id in ours)
    where = f", {own or 'none'} of them in {place}" if ours else ""
    when = period(compared[0].last_start, compared[0].last_end)
    verb = "stands apart from its like" if len(out) == 1 else "stand apart from their like"
    return f"{len(out)} of {len(compared)} providers {verb} in {when}{where}."
