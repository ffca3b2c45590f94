"""One provider over time: small charts by dimension."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from django.urls import get_script_prefix, reverse

from trigpoint.indicators.definitions import DIMENSIONS, Definition
from trigpoint.surveillance.models import SeriesStatus
from trigpoint.surveillance.presenters.cells import Cell, cell
from trigpoint.surveillance.rules import tone_of


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

    code: str
    title: str
    charts: tuple[Small, ...]
    number: int
    unusual: int
    new: int

    @property
    def unshown(self) -> int:
        """How many more there are than are drawn."""
        return self.number - len(self.charts)


class _Known(NamedTuple):
    """One indicator, as far as its place on the page depends on it."""

    is_old: bool
    is_usual: bool
    title: str
    definition: Definition
    status: SeriesStatus


def _rank(status: SeriesStatus, definition: Definition) -> tuple[bool, bool, str]:
    return not status.is_new, tone_of(status, definition) in {"common", "none"}, definition.title


def small_charts(
    statuses: Iterable[SeriesStatus], definitions: Mapping[str, Definition], today: dt.date, most: int
) -> list[Group]:
    """Groups in the order of the five dimensions; within one, what is new or unusual first, `most` of them drawn."""
    found = [(definitions[status.indicator], status) for status in statuses]
    groups = []
    for code, title in DIMENSIONS.items():
        if not any(each.dimension == code for each in definitions.values()):
            continue
        own = sorted(
            (_Known(*_rank(status, each), each, status) for each, status in found if each.dimension == code),
            key=lambda known: known[:3],
        )
        groups.append(
            Group(
                code=code,
                title=title,
                charts=tuple(_small(known.status, known.definition, today) for known in own[:most]),
                number=len(own),
                unusual=sum(not known.is_usual for known in own),
                new=sum(not known.is_old for known in own),
            )
        )
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
