"""Searching the audit, and what happened to one record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trigpoint.accounts.access import for_anybody_signed_in, needs
from trigpoint.accounts.models import User
from trigpoint.accounts.rules import may
from trigpoint.audit import services as audit
from trigpoint.audit.queries.searching import Found, Wanted
from trigpoint.audit.rules import sentences
from trigpoint.common import references
from trigpoint.common.references import Shown, reference_to
from trigpoint.history import presenters, queries
from trigpoint.history.forms import Asked, SearchForm
from trigpoint.history.queries import Place
from trigpoint.ui.downloads import csv_stream


@needs("audit.read")
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Who did what, newest first, fifty to a page."""
    form, asked, record = _asked(request)
    place, wanted = _place(request), _wanted(request, asked)
    found = queries.matching(wanted, user=request.user, record=record)
    page = queries.page_of(found, place, user=request.user, is_strict=wanted.tells_what_is_hidden)
    return render(
        request,
        "history/event_list.jinja",
        {
            "filters": form,
            "chips": presenters.chips(asked, record.label if record else ""),
            "page": page,
            "lines": presenters.lines(page.events, page.around),
            "opening": presenters.opening(page, is_narrowed=asked.is_narrowed, left_out=len(form.errors)),
            "is_narrowed": asked.is_narrowed,
            "is_mistaken": bool(form.errors),
        },
    )


@needs("audit.read")
@require_safe
def search_csv(request: HttpRequest) -> StreamingHttpResponse:
    """All that fits, not only the page that is seen; that it was taken is itself noted."""
    _, asked, record = _asked(request)
    wanted = _wanted(request, asked)
    found = queries.matching(wanted, user=request.user, record=record)
    is_strict = wanted.tells_what_is_hidden
    count = queries.count_of(found, user=request.user, is_strict=is_strict)
    noted = audit.note_export(
        request.user, "audit.list_taken", f"audit: {presenters.described(asked)}", count
    )
    rows = _rows(found, noted.pk - 1, request.user, is_strict=is_strict)
    return csv_stream("audit.csv", rows)


@for_anybody_signed_in
@require_safe
def about(request: HttpRequest, kind: str, public_id: str) -> HttpResponse:
    """What happened to one record, for whoever may see it."""
    record = queries.record_to_show(kind, public_id, user=request.user)
    if record is None:
        raise Http404("No such record.")
    told = queries.told_about(record, user=request.user)
    page = queries.page_of(told, _place(request), user=request.user)
    shown = references.as_shown(record)
    lines = [
        presenters.told_line(event, page.around, tells_all=queries.tells_all_to(request.user, event))
        for event in page.events
    ]
    return render(
        request,
        "history/event_about.jinja",
        {
            "label": shown.label,
            "noun": sentences.noun(reference_to(record)),
            "address": shown.address,
            "page": page,
            "lines": lines,
            "opening": presenters.opening_about(shown.label, page, lines),
            "may_search": may(request.user, "audit.read") and not getattr(record, "restriction", ""),
            "record": reference_to(record),
        },
    )


def _asked(request: HttpRequest) -> tuple[SearchForm, Asked, Shown | None]:
    """The form, what it asks for, and the record it is about, if the person may see it."""
    form = SearchForm(request.GET, sees_nobodys=may(request.user, "accounts.manage"))
    asked = form.asked()
    return form, asked, references.show(asked.record, user=request.user) if asked.record else None


def _wanted(request: HttpRequest, asked: Asked) -> Wanted:
    return Wanted(
        actors=queries.meant(asked.person, user=request.user) if asked.person else (),
        name=asked.name,
        kind=asked.kind,
        target=asked.record,
        begins=queries.midnight(asked.since) if asked.since else None,
        ends=queries.midnight_after(asked.until) if asked.until else None,
        words=asked.words,
        of_nobody=bool(asked.whose),
    )


def _place(request: HttpRequest) -> Place:
    """Where the address says that the page begins."""
    for key, is_above in (("older", False), ("newer", True)):
        if public_id := request.GET.get(key):
            event = queries.mark(public_id)
            if event is None:
                raise Http404("No such place in the list.")
            return Place(event, is_above)
    return queries.NEWEST


def _rows(found: Found, through: int, user: User, *, is_strict: bool) -> Iterator[tuple[Any, ...]]:
    yield presenters.HEADINGS
    for shown, around in queries.shown_in_turn(found, through=through, user=user, is_strict=is_strict):
        yield from presenters.rows(shown, around)
