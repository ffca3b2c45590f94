"""The early-warning dashboard: providers down, indicators across, grouped by dimension."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trigpoint.indicators.definitions import DIMENSIONS, Definition
from trigpoint.organisations.models import Organisation
from trigpoint.surveillance.models import SeriesStatus
from trigpoint.surveillance.presenters.cells import Cell, cell
from trigpoint.surveillance.presenters.smalls import Group


@dataclass(frozen=True)
class Column:
    """An indicator as a column heading. Stale: every figure under it is, so that the cells need not repeat it."""

    code: str
    short: str
    title: str
    dimension: str
    is_stale: bool


@dataclass(frozen=True)
class Row:
    """A provider and its cells, one a column; None where the indicator does not apply to its kind."""

    organisation: Organisation
    cells: tuple[Cell | None, ...]
    new: int
    unusual: int


@dataclass(frozen=True)
class Matrix:
    """The table with its heading groups (dimension title, number of columns)."""

    groups: tuple[tuple[str, int], ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def is_empty(self) -> bool:
        """Nothing to show with these filters."""
        return not self.rows or not self.columns


NO_DATA = Cell(
    "", "no_data", "No data", "", "", "", "", "", "", "", False, "no data", False, "none", None, None
)  # type: ignore[arg-type]


def matrix(
    organisations: Sequence[Organisation],
    statuses: Iterable[SeriesStatus],
    definitions: Iterable[Definition],
    today: dt.date,
) -> Matrix:
    """The matrix of these providers; indicators that apply to none of them, and have no figure, are left out."""
    by_place = {(status.organisation_id, status.indicator): status for status in statuses}
    used = {indicator for _, indicator in by_place}
    kinds = {organisation.kind for organisation in organisations}
    chosen = [
        definition
        for definition in _in_order(definitions)
        if definition.code in used or kinds & set(definition.applies_to)
    ]
    rows = tuple(_row(organisation, by_place, chosen, today) for organisation in organisations)
    return Matrix(
        groups=_groups(chosen),
        columns=tuple(_column(each, [row.cells[place] for row in rows]) for place, each in enumerate(chosen)),
        rows=rows,
    )


def _column(definition: Definition, cells: Sequence[Cell | None]) -> Column:
    known = [each for each in cells if each is not None and each.address]
    return Column(
        code=definition.code,
        short=definition.short,
        title=definition.title,
        dimension=definition.dimension,
        is_stale=bool(known) and all(each.is_stale for each in known),
    )


def _in_order(definitions: Iterable[Definition]) -> list[Definition]:
    order = list(DIMENSIONS)
    return sorted(definitions, key=lambda each: (order.index(each.dimension), each.short))


def _groups(chosen: Sequence[Definition]) -> tuple[tuple[str, int], ...]:
    counted = {
        title: sum(1 for each in chosen if each.dimension == code) for code, title in DIMENSIONS.items()
    }
    return tuple((title, number) for title, number in counted.items() if number)


def _row(
    organisation: Organisation,
    by_place: dict[tuple[int, str], SeriesStatus],
    chosen: Sequence[Definition],
    today: dt.date,
) -> Row:
    cells = []
    for definition in chosen:
        status = by_place.get((organisation.pk, definition.code))
        if status is not None:
            cells.append(cell(status, definition, today))
        else:
            cells.append(NO_DATA if organisation.kind in definition.applies_to else None)
    shown = [each for each in cells if each is not None]
    return Row(
        organisation=organisation,
        cells=tuple(cells),
        new=sum(each.is_new for each in shown),
        unusual=sum(each.tone in {"improvement", "concern", "high", "low"} for each in shown),
    )


def opening(rows: Sequence[Row], place: str, *, is_part: bool = False) -> str:
    """The first line of the dashboard. `is_part`: the providers have more pages than this one."""
    new = [each for row in rows for each in row.cells if each is not None and each.is_new]
    unusual = sum(row.unusual for row in rows)
    where = f"in {place}{', on this page' if is_part else ''}"
    if not rows:
        return f"No provider is shown for {place}."
    if not unusual:
        return f"Nothing is unusual at the {len(rows)} providers {where}."
    at = sum(1 for row in rows if row.new)
    fresh = (
        f"{len(new)} {'figure is' if len(new) == 1 else 'figures are'} newly unusual at {at} of {len(rows)} "
        f"providers {where}{_how_old(new)}"
        if new
        else f"Nothing is newly unusual at the {len(rows)} providers {where}"
    )
    return f"{fresh}; {unusual} {'is' if unusual == 1 else 'are'} unusual in all."


def _how_old(new: Sequence[Cell]) -> str:
    """News from old figures is old news, and the first line says so."""
    stale = sum(each.is_stale for each in new)
    if not stale:
        return ""
    if stale < len(new):
        return f", {stale} of them on stale data"
    return ", on stale data" if stale == 1 else ", all on stale data"


def stale_sentence(columns: Sequence[Column]) -> str:
    """How many indicators are old throughout, for the line above the table; empty when none is."""
    stale = sum(column.is_stale for column in columns)
    if not stale:
        return ""
    are = "indicator is" if len(columns) == 1 else "indicators are"
    return f"{stale} of {len(columns)} {are} stale at every provider, marked at the head of the column."


@dataclass(frozen=True)
class News:
    """One line of what changed first."""

    provider: str
    cell: Cell


def news(rows: Sequence[Row], most: int = 8) -> list[News]:
    """What is newly unusual in the rows shown: worse first, then neither, then better."""
    order = {"concern": 0, "high": 1, "low": 1, "improvement": 2}
    found = [
        News(row.organisation.name, each)
        for row in rows
        for each in row.cells
        if each is not None and each.is_new
    ]
    return sorted(found, key=lambda item: (order.get(item.cell.tone, 3), item.provider))[:most]


def provider_opening(groups: Sequence[Group]) -> str:
    """The first line of the page of one provider."""
    blind = [group.title.lower() for group in groups if not group.number]
    number, unusual, new = (
        sum(getattr(group, name) for group in groups) for name in ("number", "unusual", "new")
    )
    sentence = f"{unusual} of {number} indicators are unusual, {new} of them newly so."
    return f"{sentence} Nothing is known of {' and '.join(blind)}." if blind else sentence
