"""What people made of the evidence about a provider, as pages of evidence list it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.text import Truncator

from trigpoint.organisations.models import Organisation
from trigpoint.triangulation.presenters.matrix_words import counted, within
from trigpoint.triangulation.queries.around import Around

LONGEST = 120  # characters of a question


@dataclass(frozen=True)
class MadeLine:
    """One thing that somebody, or the rule, made of the evidence."""

    what: str
    title: str
    address: str
    since: dt.date | None = None


@dataclass(frozen=True)
class AroundShown:
    """The lines, and where a concern is raised with what the page is about filled in; "" for who may not."""

    lines: tuple[MadeLine, ...]
    raise_address: str


def around_shown(around: Around, themes: Mapping[str, str], raise_address: str) -> AroundShown:
    """Concerns, then proposals, then questions."""
    return AroundShown(tuple(_lines(around, themes)), raise_address)


def raising(address: str, provider: Organisation, about: Mapping[str, str]) -> str:
    """The address of raising a concern, prefilled with provider, theme, service and place; "" where there is none."""
    asked = {"provider": provider.code, **{name: value for name, value in about.items() if value}}
    return f"{address}?{urlencode(asked)}" if address else ""


def _lines(around: Around, themes: Mapping[str, str]) -> Iterator[MadeLine]:
    for each in around.concerns:
        yield MadeLine("Open concern", str(each), each.get_absolute_url(), each.raised_on)
    for each in around.proposals:
        number = counted(len(each.streams), "kind of evidence", "kinds of evidence")
        title = f"{number} on {within(themes.get(each.theme, each.theme))}"
        yield MadeLine("Proposed concern", title, each.get_absolute_url(), each.since)
    for each in around.enquiries:
        title = Truncator(each.question or "Question").chars(LONGEST)
        yield MadeLine("Open question", title, each.get_absolute_url())
