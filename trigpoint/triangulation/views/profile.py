"""One provider: its matrix of themes and streams, a theme of it, a cell of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import resolve
from django.views.decorators.http import require_safe

from trigpoint.accounts.access import needs, opens_to
from trigpoint.audit import services as audit
from trigpoint.common import references
from trigpoint.common.references import Shown
from trigpoint.frameworks.packs import Pack
from trigpoint.frameworks.queries import pack_on
from trigpoint.organisations.models import Organisation
from trigpoint.triangulation.models import Coverage, Evidence
from trigpoint.triangulation.presenters import matrix, matrix_cell, matrix_words
from trigpoint.triangulation.presenters.matrix_around import AroundShown, around_shown, raising
from trigpoint.triangulation.presenters.matrix_cell import Naming
from trigpoint.triangulation.presenters.matrix_tables import grid_csv
from trigpoint.triangulation.queries.around import around, beneath
from trigpoint.triangulation.queries.grid import Grid, Only, grid
from trigpoint.triangulation.queries.mapping import known_of
from trigpoint.triangulation.queries.ranking import parts_of
from trigpoint.triangulation.queries.sides import sides_of
from trigpoint.triangulation.views.profile_filters import day_asked, part_asked, stream_asked, theme_asked
from trigpoint.ui.downloads import csv_response
from trigpoint.ui.navigation import url, url_if_any

RAISE = "triangulation:raise"
# What else there is about a provider: words of the link, name of the address.
ELSEWHERE = (
    ("brief for the next meeting", "reports:brief"),
    ("every figure over time", "surveillance:provider"),
    ("what was told of it", "intelligence:provider"),
    ("about this organisation", "organisations:organisation"),
)
# Parts of a provider, and how the address names them: "place" there is where providers are.
PARTS = {"service": "service", "place": "site"}


@needs("concerns.read")
@require_safe
def profile(request: HttpRequest, code: str) -> HttpResponse:
    """What each kind of evidence says of each theme at one provider."""
    provider, context = _page(request, code)
    seen = _seen(request, provider, context)
    newest = matrix_words.newest_stale(seen, provider.pk)
    services, places = parts_of(user=request.user, provider=provider, when=context["at"].when)
    return render(
        request,
        "triangulation/profile_show.jinja",
        {
            **context,
            "table": matrix.provider_table(seen, provider, context["carried"]),
            "opening": context["at"].begins + matrix_words.profile_opening(seen, provider.pk),
            "unconnected": matrix.unconnected(seen),
            "is_empty": not seen.found,
            "newest": newest if context["at"].may_show(newest) else None,
            "services": services,
            "places": places,
            "meanings": matrix_words.MEANINGS,
            "words": matrix_words.WORDS,
            "around": _around(request, provider, context),
            "beneath": beneath(user=request.user, provider=provider),
        },
    )


@needs("concerns.read")
@require_safe
def profile_csv(request: HttpRequest, code: str) -> HttpResponse:
    """Exactly what the matrix shows."""
    provider, context = _page(request, code)
    audit.note_export(request.user, "triangulation.profile_taken", provider.name, 1)
    rows = grid_csv(_seen(request, provider, context), [provider])
    return csv_response(f"evidence-{provider.code}.csv", rows)


@needs("concerns.read")
@require_safe
def profile_theme(request: HttpRequest, code: str, theme: str) -> HttpResponse:
    """One theme at one provider: what speaks for a concern, what against, and where nobody can see."""
    provider, context = _page(request, code)
    asked = theme_asked(theme, context["at"])
    seen = _seen(request, provider, context, theme=asked.code)
    told = sides_of(seen, provider.pk)
    naming = _naming(request, seen.pack, [*told.supports, *told.against, *told.watching])
    return render(
        request,
        "triangulation/profile_theme.jinja",
        {
            **context,
            "theme": asked,
            "opening": context["at"].begins
            + matrix_cell.theme_opening(told, asked.title, provider.name, seen.settings.streams_needed),
            "supports": matrix_cell.facts_shown(told.supports, naming),
            "against": matrix_cell.facts_shown(told.against, naming),
            "watching": matrix_cell.facts_shown(told.watching, naming),
            "blind": matrix_cell.silences(told.blind),
            "normal": matrix_cell.silences(told.normal),
            "unconnected": matrix.unconnected(seen),
            "around": _around(request, provider, context, asked.code),
        },
    )


@needs("concerns.read")
@require_safe
def cell(request: HttpRequest, code: str, theme: str, stream: str) -> HttpResponse:
    """One cell: every fact with its days, its origin and the record it comes from, and what else is looked at."""
    provider, context = _page(request, code)
    about, of = theme_asked(theme, context["at"]), stream_asked(stream, context["at"])
    seen = _seen(request, provider, context, theme=about.code, stream=of.code)
    held = seen.cell(provider.pk, about.code, of.code)
    naming = _naming(request, seen.pack, [*held.facts, *held.earlier, *held.looked])
    day = context["at"].when.day
    return render(
        request,
        "triangulation/profile_cell.jinja",
        {
            **context,
            "theme": about,
            "stream": of,
            "state": matrix_words.state_of(held),
            "word": matrix_words.WORDS[matrix_words.state_of(held)],
            "opening": context["at"].begins
            + matrix_cell.cell_opening(held, of.title, about.title, provider.name),
            "why": matrix_cell.why_empty(held),
            "facts": matrix_cell.facts_shown(held.facts, naming),
            "earlier": matrix_cell.facts_shown(held.earlier, naming),
            "looked": matrix_cell.looked_shown(held, naming, day, of.fresh_days),
        },
    )


def _around(
    request: HttpRequest, provider: Organisation, context: dict[str, Any], theme: str = ""
) -> AroundShown:
    """What people made of the evidence, as of today, and where to raise a concern about it."""
    pack = pack_on(context["at"].when.day)
    titles = {each.code: each.title for each in pack.themes}
    address = url_if_any(RAISE) if opens_to(request.user, RAISE) else ""
    prefilled = raising(address, provider, {"theme": theme, **context["part"]})
    return around_shown(around(user=request.user, provider=provider, theme=theme), titles, prefilled)


def _page(request: HttpRequest, code: str) -> tuple[Organisation, dict[str, Any]]:
    """The provider, and what every page about it shows: the day, the part of it, what links carry along."""
    provider = get_object_or_404(Organisation.visible_to(request.user), code=code)
    at = day_asked(request)
    asked = {name: part_asked(request, key) for name, key in PARTS.items()}
    part = {name: value for name, value in asked.items() if value}
    narrowed = {PARTS[name]: value for name, value in part.items()}
    links = [(text, url(name, provider.code)) for text, name in ELSEWHERE if opens_to(request.user, name)]
    shown = {"provider": provider, "at": at, "part": part, "carried": at.carried | narrowed, "links": links}
    return provider, shown


def _seen(request: HttpRequest, provider: Organisation, context: dict[str, Any], **only: str) -> Grid:
    when = context["at"].when
    narrowed = Only(**context["part"], **only)
    return grid(user=request.user, providers=[provider], day=when.day, vintage=when.vintage, only=narrowed)


def _naming(request: HttpRequest, pack: Pack, told: Iterable[Evidence | Coverage]) -> Naming:
    """What pages call things, and the records that the reader's role opens."""
    shown = references.show_all({each.record for each in told if each.record}, user=request.user)
    return Naming(
        abouts=known_of(pack),
        streams={stream.code: stream.title for stream in pack.streams},
        records={reference: each for reference, each in shown.items() if _opens(request, each)},
    )


def _opens(request: HttpRequest, record: Shown) -> bool:
    return opens_to(request.user, resolve(record.address.partition("?")[0].partition("#")[0]).view_name)
