"""Tables of evidence as rows for a file: headings first, exactly what the page shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from trigpoint.organisations.models import Organisation
from trigpoint.triangulation.presenters.matrix_words import WORDS, number_of, state_of
from trigpoint.triangulation.queries.grid import CONCERN, GOOD, WATCH, Cell, Grid

HEADINGS = (
    "on",
    "provider_code",
    "provider",
    "theme",
    "stream",
    "says",
    "good_news_too",
    "facts_of_concern",
    "facts_to_watch",
    "facts_that_are_good",
    "since",
    "last_known",
)


def grid_csv(seen: Grid, providers: Sequence[Organisation]) -> Iterator[Sequence[object]]:
    """One line a provider, theme and connected stream; streams that have no part in a theme are left out."""
    yield HEADINGS
    for provider in providers:
        for theme in seen.themes:
            for stream in seen.shown:
                cell = seen.cell(provider.pk, theme.code, stream.code)
                if cell.can_tell:
                    names = (provider.code, provider.name, theme.title, stream.title)
                    yield (seen.day, *names, *_said(cell))


def _said(cell: Cell) -> tuple[object, ...]:
    numbers = [number_of(cell.facts, state) for state in (CONCERN, WATCH, GOOD)]
    since = min((fact.known_on for fact in cell.facts if fact.state == cell.state), default=None)
    return (WORDS[state_of(cell)], "yes" if cell.mixed else "", *numbers, since, _day(cell.last_known))


def _day(day: dt.date | None) -> dt.date | str:
    return day or ""
