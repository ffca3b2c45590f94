"""The register as a list, and the same list as a file."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trigpoint.accounts.access import needs
from trigpoint.accounts.rules import may, reach
from trigpoint.actions import queries
from trigpoint.actions.forms import BULK, STATES, FilterForm
from trigpoint.actions.presenters import listing as presenter
from trigpoint.actions.queries import Chosen
from trigpoint.actions.queries.lists import ANSWERED, PROVIDERS, SHOWS, TIME, TO_VERIFY
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.ui.downloads import csv_response
from trigpoint.ui.words import day as full_day

PAGE = 50
PER_FILE = 10_000
READS = ("actions.read", "actions.answer", "shared.read")
NOT_FOR_OUTSIDERS = {TO_VERIFY, ANSWERED, TIME, PROVIDERS}
GROUPED = {"provider": "provider", "group": "group", "plan": "action plan"}


@needs(*READS)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Actions as chosen in the address, fifty to a page."""
    form, chosen, choices = _chosen(request)
    day = chosen.as_at or clock.today()
    page = Paginator(queries.listed(user=request.user, chosen=chosen, day=day), PAGE).get_page(
        request.GET.get("page")
    )
    known = queries.known_among(page.object_list, day=day, user=request.user)
    counts = queries.counts(user=request.user, day=day)
    number = page.paginator.count
    may_write = may(request.user, "actions.write") and not chosen.as_at
    return render(
        request,
        "actions/action_list.jinja",
        {
            "filters": form,
            "chosen": chosen,
            "chips": _chips(chosen, choices),
            "shows": _shows(request, chosen),
            "page": page,
            "rows": presenter.rows(known, user=request.user, chosen=chosen),
            "opening": presenter.opening(counts, chosen=chosen, user=request.user, number=number),
            "is_empty": counts.total == 0 and not chosen.as_at,
            "may_add": may(request.user, "actions.write"),
            "may_take": may(request.user, "actions.take"),
            "bulk": [(deed, words) for deed, (words, _) in BULK.items()] if may_write else [],
            "is_inside": reach(request.user).is_staff,
        },
    )


@needs("actions.take")
@require_safe
def index_csv(request: HttpRequest) -> HttpResponse:
    """The list as it is seen, all pages of it."""
    _, chosen, _ = _chosen(request)
    day = chosen.as_at or clock.today()
    found = queries.listed(user=request.user, chosen=chosen, day=day)[:PER_FILE]
    table = presenter.table(queries.known_among(found, day=day, user=request.user))
    audit.note_export(request.user, "actions.list_taken", f"actions, view {chosen.show}", len(table) - 1)
    return csv_response("actions.csv", table)


def chosen_list(request: HttpRequest) -> Chosen:
    """What the address asks for."""
    return _chosen(request)[1]


def _chosen(request: HttpRequest) -> tuple[FilterForm, Chosen, dict[str, list[tuple[str, str]]]]:
    choices = queries.choices(user=request.user)
    form = FilterForm(request.GET, choices=choices)
    return form, form.chosen(), choices


def _shows(request: HttpRequest, chosen: Chosen) -> list[dict[str, Any]]:
    """The views of the register; the one that is looked at is marked."""
    is_inside = reach(request.user).is_staff
    shown = [show for show in SHOWS if is_inside or show not in NOT_FOR_OUTSIDERS]
    return [
        {"key": show, "text": presenter.TITLES[show], "is_current": show == chosen.show} for show in shown
    ]


def _chips(chosen: Chosen, choices: dict[str, list[tuple[str, str]]]) -> list[dict[str, str]]:
    """What the list is narrowed to, in words."""
    names = dict(choices.get("provider", []))
    told: dict[str, tuple[str, str]] = {
        "words": (chosen.words, f"Words: {chosen.words}"),
        "state": (chosen.state, f"Stands at: {dict(STATES)[chosen.state]}" if chosen.state else ""),
        "letter": (chosen.letter, f"RAG: {chosen.letter}"),
        "provider": (chosen.provider, f"Provider: {names.get(chosen.provider, chosen.provider)}"),
        "group": (chosen.group, f"Group: {chosen.group}"),
        "plan": (chosen.plan, f"Plan: {chosen.plan}"),
        "grouped": (chosen.grouped, f"Grouped by {GROUPED.get(chosen.grouped, '')}"),
        "as_at": (_iso(chosen.as_at), f"As it stood on {full_day(chosen.as_at)}"),
    }
    return [{"key": key, "value": value, "text": text} for key, (value, text) in told.items() if value]


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""
