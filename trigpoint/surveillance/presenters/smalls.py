"""One provider over time: small charts by dimension."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.urls import get_script_prefix, reverse

from trigpoint.indicators.definitions import DIMENSIONS, Definition
from trigpoint.surveillance.models import SeriesStatus
from trigpoint.surveillance.presenters.cells import Cell, cell


@dataclass(frozen=True)
class Small:
    """One indicator: its cell, and whether there is a chart to draw."""

    title: str
    cell: Cell
    picture: str
    is_charted: bool


@dataclass(frozen=True)
class Group:
    """The indicators of a dimension; empty ones are shown as blind."""

    title: str
    charts: tuple[Small, ...]


def small_charts(
    statuses: Iterable[SeriesStatus], definitions: Mapping[str, Definition], today: dt.date
) -> list[Group]:
    """Groups in the order of the five dimensions; within one, what is new or unusual first."""
    found = [(definitions[status.indicator], status) for status in statuses]
    groups = []
    for code, title in DIMENSIONS.items():
        if not any(each.dimension == code for each in definitions.values()):
            continue
        own = [
            _small(status, definition, today) for definition, status in found if definition.dimension == code
        ]
        own.sort(key=lambda each: (not each.cell.is_new, each.cell.tone in {"common", "none"}, each.title))
        groups.append(Group(title, tuple(own)))
    return groups


@lru_cache(maxsize=20_000)
def _address_of_picture(prefix: str, public_id: str) -> str:
    """Kept, since a page may show hundreds; `prefix` is where the service lives."""
    return reverse("surveillance:small-svg", args=[public_id])


def _small(status: SeriesStatus, definition: Definition, today: dt.date) -> Small:
    return Small(
        title=definition.title,
        cell=cell(status, definition, today),
        picture=_address_of_picture(get_script_prefix(), status.series.public_id),
        is_charted=status.n > 1,
    )
