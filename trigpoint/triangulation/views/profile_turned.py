"""The same turned round: providers to open, one theme across providers, one stream across themes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trigpoint.accounts.access import needs
from trigpoint.audit import services as audit
from trigpoint.frameworks.queries import pack_on
from trigpoint.organisations.models import Organisation
from trigpoint.triangulation.presenters import matrix, matrix_lists, matrix_words
from trigpoint.triangulation.presenters.matrix_day import AsAt
from trigpoint.triangulation.presenters.matrix_tables import grid_csv
from trigpoint.triangulation.queries.grid import GOOD, Grid, Only, grid, settings_of
from trigpoint.triangulation.queries.mapping import reviewed
from trigpoint.triangulation.queries.ranking import (
    Ranked,
    in_concern,
    looked_at,
    organisations_by_key,
    providers_among,
    ranked,
    streams_known,
    themes_known,
)
from trigpoint.triangulation.views.profile_filters import (
    Narrowed,
    among_asked,
    day_asked,
    stream_asked,
    theme_asked,
)
from trigpoint.ui.downloads import csv_response

PER_PAGE = 50
PER_FILE = 5_000


@needs("concerns.read")
@require_safe
def profiles(request: HttpRequest) -> HttpResponse:
    """Providers to open, those first at which most kinds of evidence agree."""
    at, narrowed = day_asked(request), among_asked(request)
    rows = ranked(user=request.user, when=at.when, among=narrowed.among)
    page = _page(request, rows)
    shown = organisations_by_key(user=request.user, keys=[row.key for row in page])
    context = {
        "lines": matrix_lists.provider_lines(list(page), shown, at.carried),
        "opening": at.begins + matrix.list_opening(rows, narrowed.where, _needed(at)),
    }
    return render(request, "triangulation/profile_list.jinja", {**_context(at, narrowed, page), **context})


@needs("concerns.read")
@require_safe
def themes(request: HttpRequest) -> HttpResponse:
    """Every theme, and at how many providers how many kinds of evidence speak of a concern about it."""
    at, narrowed = day_asked(request), among_asked(request)
    told = providers_among(user=request.user, when=at.when, among=narrowed.among)
    keys = frozenset(told.values_list("pk", flat=True))
    told_of = (
        in_concern(user=request.user, when=at.when),
        in_concern(user=request.user, when=at.when, state=GOOD),
        themes_known(user=request.user, when=at.when),
    )
    said = matrix_lists.Said(*({key: each[key] for key in keys if key in each} for each in told_of))
    pack, needed = pack_on(at.when.day), _needed(at)
    lines = matrix_lists.theme_lines(pack.themes_on(at.when.day), said, at.carried | _place(request), needed)
    context = {
        "lines": lines,
        "needed": matrix_words.in_number(needed),
        "providers": len(keys),
        "opening": at.begins + matrix_lists.themes_opening(lines, keys, said, narrowed.where, needed),
    }
    return render(
        request, "triangulation/theme_list.jinja", {**_context(at, narrowed), **context, "pack": pack}
    )


@needs("concerns.read")
@require_safe
def theme(request: HttpRequest, theme: str) -> HttpResponse:
    """One theme across providers."""
    at, narrowed = day_asked(request), among_asked(request)
    asked = theme_asked(theme, at)
    only = Only(theme=asked.code)
    rows = ranked(user=request.user, when=at.when, among=narrowed.among, only=only)
    page = _page(request, rows)
    shown = organisations_by_key(user=request.user, keys=[row.key for row in page])
    seen = _seen(request, at, shown, only)
    context = {
        "theme": asked,
        "table": matrix.theme_table(seen, shown, asked.code, at.carried),
        "opening": at.begins + matrix.theme_opening(rows, asked.title, narrowed.where, _needed(at)),
        "unconnected": matrix.unconnected(seen),
        "meanings": matrix_words.MEANINGS,
        "words": matrix_words.WORDS,
    }
    return render(request, "triangulation/theme_show.jinja", {**_context(at, narrowed, page), **context})


@needs("concerns.read")
@require_safe
def theme_csv(request: HttpRequest, theme: str) -> HttpResponse:
    """Exactly what the filters show of one theme, all pages."""
    at = day_asked(request)
    asked = theme_asked(theme, at)
    return _file(request, at, Only(theme=asked.code), f"theme-{asked.code}.csv")


@needs("concerns.read")
@require_safe
def streams(request: HttpRequest) -> HttpResponse:
    """Every kind of evidence: what feeds it, how far it reaches, where it speaks of a concern."""
    at = day_asked(request)
    pack = pack_on(at.when.day)
    lines = matrix_lists.stream_lines(
        pack.streams_on(at.when.day),
        looked_at(user=request.user, when=at.when),
        matrix_lists.Said(
            concerned=in_concern(user=request.user, when=at.when),
            good={},
            known=streams_known(user=request.user, when=at.when),
        ),
        at.when.day,
        at.carried,
    )
    context = {"at": at, "lines": lines, "opening": at.begins + matrix_lists.streams_opening(lines)}
    return render(request, "triangulation/stream_list.jinja", context)


@needs("concerns.read")
@require_safe
def stream(request: HttpRequest, stream: str) -> HttpResponse:
    """One kind of evidence across providers and themes."""
    at, narrowed = day_asked(request), among_asked(request)
    asked = stream_asked(stream, at)
    only = Only(stream=asked.code)
    rows = sorted(
        ranked(user=request.user, when=at.when, among=narrowed.among, only=only),
        key=lambda row: (-len(row.pairs), row.name),
    )
    page = _page(request, rows)
    shown = organisations_by_key(user=request.user, keys=[row.key for row in page])
    seen = _seen(request, at, shown, only)
    context = {
        "stream": asked,
        "is_connected": asked.code in seen.connected,
        "table": matrix.stream_table(seen, shown, asked.code, at.carried),
        "opening": at.begins + matrix.stream_opening(rows, asked.title, narrowed.where),
        "meanings": matrix_words.MEANINGS,
        "words": matrix_words.WORDS,
    }
    return render(request, "triangulation/stream_show.jinja", {**_context(at, narrowed, page), **context})


@needs("concerns.read")
@require_safe
def stream_csv(request: HttpRequest, stream: str) -> HttpResponse:
    """Exactly what the filters show of one kind of evidence, all pages."""
    at = day_asked(request)
    asked = stream_asked(stream, at)
    return _file(request, at, Only(stream=asked.code), f"stream-{asked.code}.csv")


@needs("concerns.read")
@require_safe
def unmapped(request: HttpRequest) -> HttpResponse:
    """What belongs to no theme or stream, and the whole mapping, for people to look through."""
    at = day_asked(request)
    found = reviewed(user=request.user, day=at.when.day)
    context = {"at": at, "found": found, "opening": matrix_lists.mapping_opening(found)}
    return render(request, "triangulation/mapping_show.jinja", context)


def _context(at: AsAt, narrowed: Narrowed, page: Page | None = None) -> dict[str, Any]:
    """What all of these pages show."""
    return {"at": at, "form": narrowed.form, "chips": narrowed.chips, "where": narrowed.where, "page": page}


def _page(request: HttpRequest, rows: Sequence[Ranked]) -> Page:
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


def _seen(request: HttpRequest, at: AsAt, providers: Sequence[Organisation], only: Only) -> Grid:
    return grid(user=request.user, providers=providers, day=at.when.day, vintage=at.when.vintage, only=only)


def _file(request: HttpRequest, at: AsAt, only: Only, name: str) -> HttpResponse:
    rows = ranked(user=request.user, when=at.when, among=among_asked(request).among, only=only)[:PER_FILE]
    providers = organisations_by_key(user=request.user, keys=[row.key for row in rows])
    audit.note_export(request.user, "triangulation.table_taken", name, len(providers))
    return csv_response(name, grid_csv(_seen(request, at, providers, only), providers))


def _needed(at: AsAt) -> int:
    return settings_of(pack_on(at.when.day), at.when.day).streams_needed


def _place(request: HttpRequest) -> dict[str, str]:
    """The place that the address asks for, to be carried to a page that asks the same."""
    return {name: value for name in ("place", "kind") if (value := request.GET.get(name, ""))}
