"""Looking at loads, at what they left out, and at single rows of the published files."""

from __future__ import annotations

from typing import Any

import polars as pl
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from trigpoint.accounts.access import needs
from trigpoint.accounts.rules import may
from trigpoint.audit import services as audit
from trigpoint.loads import presenters, queries
from trigpoint.loads.forms import FilterForm
from trigpoint.loads.models import Load
from trigpoint.ui.downloads import csv_response

PAGE = 50


@needs("loads.read")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All loads, latest first, and how far each publication reaches."""
    visible = Load.visible_to(request.user)
    form, chosen, loads = _chosen(request, visible)
    fresh = presenters.freshness(queries.freshness_of(visible))
    rejected = visible.filter(rows_rejected__gt=0).count()
    return render(
        request,
        "loads/load_list.jinja",
        {
            "form": form,
            "chips": _chips(chosen),
            "page": Paginator(loads, PAGE).get_page(request.GET.get("page")),
            "fresh": fresh,
            "opening": presenters.opening_of_list(sum(each.number for each in fresh), rejected, fresh),
            "title_of": presenters.title_of_connector,
            "moment": presenters.moment,
            "may_add": may(request.user, "loads.add"),
        },
    )


@needs("loads.read")
@require_safe
def index_csv(request: HttpRequest) -> HttpResponse:
    """The list as it is seen, all pages of it."""
    _, _, loads = _chosen(request, Load.visible_to(request.user))
    table = presenters.listed(loads)
    audit.note_export(request.user, "loads.list_taken", "loads", table.height)
    return _csv(table, "loads")


@needs("loads.read")
@require_safe
def load(request: HttpRequest, public_id: str) -> HttpResponse:
    """One load: its account, what was left out and why, what it changed."""
    shown = _load_or_404(request, public_id)
    rejected = Paginator(shown.left_out.filter(is_rejected=True), PAGE)
    revised = queries.revised_by(shown)
    return render(
        request,
        "loads/load_show.jinja",
        {
            "load": shown,
            "account": presenters.account(shown),
            "change": presenters.change(shown),
            "facts": presenters.facts(shown),
            "page": rejected.get_page(request.GET.get("page")),
            "ignored": queries.ignored_by_reason(shown),
            "revised": presenters.revisions(shown, list(revised[:PAGE])),
            "revised_number": revised.count(),
            "beside": queries.kept_beside_newer(shown),
        },
    )


@needs("loads.read")
@require_safe
def rejects_csv(request: HttpRequest, public_id: str) -> HttpResponse:
    """Every rejected row with reason, remedy and content."""
    shown = _load_or_404(request, public_id)
    table = presenters.rejects(shown.left_out.filter(is_rejected=True))
    audit.note_export(request.user, "loads.rejected_taken", shown, table.height)
    return _csv(table, f"rejected-{public_id}")


@needs("loads.read")
@require_safe
def revised_csv(request: HttpRequest, public_id: str) -> HttpResponse:
    """Every revised figure, old and new."""
    shown = _load_or_404(request, public_id)
    found = presenters.revisions(shown, list(queries.revised_by(shown)))
    table = presenters.revision_table(found)
    audit.note_export(request.user, "loads.revised_taken", shown, table.height)
    return _csv(table, f"revised-{public_id}")


@needs("loads.read")
@require_safe
def row(request: HttpRequest, public_id: str, row: int) -> HttpResponse:
    """One row as published, from the kept file, and what was made of it."""
    shown = _load_or_404(request, public_id)
    table = queries.table_of(shown)
    known = {"load": shown, "row": row, "facts": presenters.facts(shown)}
    if table is None:
        return render(request, "loads/row_missing.jinja", known)
    published = table.filter(pl.col("row") == row).drop("row").head(1)
    if published.is_empty():
        raise Http404
    rows = table["row"]
    figures = presenters.figures(shown, queries.figures_of_row(shown, row))
    return render(
        request,
        "loads/row_show.jinja",
        {
            **known,
            "cells": list(published.row(0, named=True).items()),
            "figures": figures,
            "left_out": shown.left_out.filter(row=row).first(),
            "before": rows.filter(rows < row).max(),
            "after": rows.filter(rows > row).min(),
        },
    )


def _chosen(request: HttpRequest, visible: Any) -> tuple[FilterForm, dict[str, Any], Any]:
    form = FilterForm(request.GET, publishers=queries.publishers_of(visible))
    chosen = form.chosen()
    return form, chosen, queries.narrowed(visible, chosen=chosen)


def _chips(chosen: dict[str, Any]) -> list[dict[str, str]]:
    said = {
        "connector": lambda value: f"Publication: {presenters.title_of_connector(value)}",
        "publisher": lambda value: f"Publisher: {value}",
        "rejected": lambda value: "Only with rejected rows",
    }
    return [
        {"key": key, "value": "on" if value is True else value, "text": said[key](value)}
        for key, value in chosen.items()
    ]


def _load_or_404(request: HttpRequest, public_id: str) -> Load:
    return get_object_or_404(Load.visible_to(request.user).select_related("loaded_by"), public_id=public_id)


def _csv(frame: pl.DataFrame, name: str) -> HttpResponse:
    return csv_response(f"{name}.csv", [frame.columns, *frame.iter_rows()])
