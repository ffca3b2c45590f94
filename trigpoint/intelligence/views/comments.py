"""Comments as they are coded: a list that stays quick however many there are, and the same as a file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trigpoint.accounts.access import needs
from trigpoint.accounts.rules import may
from trigpoint.audit import services as audit
from trigpoint.intelligence.forms.comments import CommentFilterForm
from trigpoint.intelligence.presenters import comments as presenter
from trigpoint.intelligence.queries import comments as queries
from trigpoint.intelligence.queries.comments import Chosen
from trigpoint.intelligence.rules.coding import shipped_version
from trigpoint.ui.downloads import csv_response

PER_FILE = 10_000


@needs("intelligence.read")
@require_safe
def comments(request: HttpRequest) -> HttpResponse:
    """What was told and coded, as chosen in the address."""
    form, chosen = _chosen(request)
    found = queries.coded_items(user=request.user, chosen=chosen)
    items, following = queries.page_of(found, after=request.GET.get("after", ""))
    is_first = not queries.place_of(request.GET.get("after", ""))
    number, is_all = len(items), True
    if following or not is_first:
        number, is_all = queries.number_of(found, user=request.user, chosen=chosen)
    waiting = queries.next_for_person(user=request.user, after=None)
    is_any = bool(number) or not chosen.is_everything
    unread = 0 if is_any else queries.number_unread(user=request.user, version=shipped_version())
    content = {
        "filters": form,
        "chips": presenter.chips(chosen, request.GET.dict()),
        "lines": presenter.lines(items),
        "following": following,
        "is_first": is_first,
        "sentence": presenter.sentence(number, is_all=is_all, chosen=chosen),
        "is_any": is_any,
        "unread": presenter.unread(unread),
        "is_waiting": waiting is not None,
        "may_code": may(request.user, "intelligence.code"),
        "may_add": may(request.user, "intelligence.add"),
        "per_file": PER_FILE,
        "is_cut": not is_all or number > PER_FILE,
    }
    return render(request, "intelligence/comments_list.jinja", content)


@needs("intelligence.read")
@require_safe
def comments_csv(request: HttpRequest) -> HttpResponse:
    """What the filters show, the latest first, up to a number that a spreadsheet opens."""
    _, chosen = _chosen(request)
    found = queries.coded_items(user=request.user, chosen=chosen)
    items = list(found.select_related("provider", "coding").prefetch_related("themes")[:PER_FILE])
    audit.note_export(request.user, "intelligence.comments_taken", "comments", len(items))
    return csv_response("comments.csv", presenter.csv_rows(items))


def _chosen(request: HttpRequest) -> tuple[CommentFilterForm, Chosen]:
    services, months = queries.choices_of(request.user)
    form = CommentFilterForm(request.GET, user=request.user, services=services, months=months)
    return form, form.chosen()
