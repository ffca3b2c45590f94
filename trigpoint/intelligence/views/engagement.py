"""The engagement log: entries, one entry with its corrections, whom it covered, and the text for a paper."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trigpoint.accounts.access import needs
from trigpoint.accounts.attempt import attempt
from trigpoint.accounts.rules import may
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.intelligence.forms import engagement as forms
from trigpoint.intelligence.models import Engagement, EngagementVersion
from trigpoint.intelligence.presenters import engagement as presenter
from trigpoint.intelligence.queries import engagement as queries
from trigpoint.intelligence.queries.changes import changes_answering, standings
from trigpoint.intelligence.rules.engagement import last_quarters
from trigpoint.intelligence.rules.themes import titles
from trigpoint.intelligence.services import engagement as services
from trigpoint.ui.downloads import csv_response

PER_PAGE = 25
PER_FILE = 5_000
MOST_IN_A_PAPER = 200
QUARTERS = 8
YEAR = dt.timedelta(days=365)


@needs("engagement.read")
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """Who was listened to, latest first, and first of all who was not."""
    today = clock.today()
    form = forms.EngagementFilterForm(request.GET, day=today)
    names = presenter.names_on(today)
    page = Paginator(queries.entries(request.user, **form.said()), PER_PAGE).get_page(request.GET.get("page"))
    is_empty = not page.paginator.count and not queries.entries(request.user).exists()
    missing = presenter.gaps(queries.covered_since(request.user, today - YEAR), names)
    content = {
        "form": form,
        "page": page,
        "lines": presenter.lines(page.object_list, names),
        "opening": presenter.gap_sentence(missing, names["group"], is_empty),
        "missing": missing,
        "is_empty": is_empty,
        "may_write": may(request.user, "engagement.write"),
    }
    return render(request, "intelligence/engagement_list.jinja", content)


@needs("engagement.read")
@require_safe
def log_csv(request: HttpRequest) -> HttpResponse:
    """Exactly what the filters show, all pages."""
    today = clock.today()
    form = forms.EngagementFilterForm(request.GET, day=today)
    found = queries.entries(request.user, **form.said())[:PER_FILE]
    rows = presenter.table(presenter.lines(found, presenter.names_on(today)))
    audit.note_export(request.user, "engagement.list_taken", "engagement log", len(rows) - 1)
    return csv_response("engagement.csv", rows)


@needs("engagement.write")
@require_http_methods(["GET", "HEAD", "POST"])
def entry_add(request: HttpRequest) -> HttpResponse:
    """Write down an occasion."""
    form = forms.EngagementForm(request.POST or None, user=request.user, day=clock.today())
    made: list[Engagement] = []

    def write(**given: Any) -> Engagement:
        made.append(services.log_engagement(**given))
        return made[0]

    if request.method == "POST" and form.is_valid() and attempt(form, write, by=request.user):
        messages.success(request, "It was written down.")
        return redirect(made[0])
    status = 422 if form.errors else 200
    return render(request, "intelligence/engagement_form.jinja", {"form": form, "entry": None}, status=status)


@needs("engagement.read")
@require_safe
def entry(request: HttpRequest, public_id: str) -> HttpResponse:
    """One occasion, with every version of it."""
    return _show(request, _entry(request, public_id), forms.WithdrawEntryForm(prefix="withdraw"))


@needs("engagement.write")
@require_http_methods(["GET", "HEAD", "POST"])
def entry_correct(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write it anew, with the reason."""
    found = _entry(request, public_id)
    [latest, *_] = queries.versions_of(found)
    if latest.is_withdrawn:
        messages.warning(request, "It does not count any more. Write it down anew.")
        return redirect(found)
    form = forms.CorrectionForm(
        request.POST or None, user=request.user, day=latest.from_on, initial=_initial(latest)
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, services.correct_engagement, engagement=found, by=request.user)
    ):
        messages.success(request, "It was corrected. What stood there before stays on record.")
        return redirect(found)
    content = {"form": form, "entry": found}
    return render(request, "intelligence/engagement_form.jinja", content, status=422 if form.errors else 200)


@needs("engagement.write")
@require_POST
def entry_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say that it does not count."""
    found = _entry(request, public_id)
    form = forms.WithdrawEntryForm(request.POST, prefix="withdraw")
    if form.is_valid() and attempt(form, services.withdraw_engagement, engagement=found, by=request.user):
        messages.success(request, "It does not count any more. It stays on record.")
        return redirect(found)
    return _show(request, found, form)


@needs("engagement.read")
@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """Groups by quarter: listened to or not."""
    rows, quarters, missing = _matrix(request)
    content = {
        "rows": rows,
        "quarters": quarters,
        "opening": presenter.gap_sentence(
            missing, presenter.names_on(clock.today())["group"], not queries.entries(request.user).exists()
        ),
        "missing": missing,
    }
    return render(request, "intelligence/engagement_coverage.jinja", content)


@needs("engagement.read")
@require_safe
def coverage_csv(request: HttpRequest) -> HttpResponse:
    """The matrix as a file."""
    rows, quarters, _ = _matrix(request)
    audit.note_export(request.user, "engagement.coverage_taken", "coverage", len(rows))
    return csv_response("coverage.csv", presenter.coverage_table(rows, quarters))


@needs("engagement.read")
@require_safe
def paper(request: HttpRequest) -> HttpResponse:
    """The text and the table that a commissioning paper needs, ready to copy."""
    form, lines, text = _paper(request, MOST_IN_A_PAPER)
    content = {"form": form, "lines": lines, "text": text}
    return render(request, "intelligence/engagement_paper.jinja", content)


@needs("engagement.read")
@require_safe
def paper_csv(request: HttpRequest) -> HttpResponse:
    """The table of the paper as a file."""
    _, lines, _ = _paper(request, PER_FILE)
    rows = presenter.table(lines)
    audit.note_export(request.user, "engagement.paper_taken", "who was heard", len(lines))
    return csv_response("who-was-heard.csv", rows)


def _entry(request: HttpRequest, public_id: str) -> Engagement:
    return get_object_or_404(Engagement.visible_to(request.user), public_id=public_id)


def _show(request: HttpRequest, found: Engagement, form: forms.WithdrawEntryForm) -> HttpResponse:
    versions = queries.versions_of(found)
    names = presenter.names_on(versions[0].from_on)
    lines = presenter.lines(versions, names)
    content = {
        "entry": found,
        "line": lines[0],
        "earlier": lines[1:],
        "changes": standings(changes_answering(request.user, found)),
        "may_write": may(request.user, "engagement.write"),
        "may_change": may(request.user, "changes.write"),
        "withdraw_form": form,
        "form": form if form.errors else None,
    }
    return render(request, "intelligence/engagement_show.jinja", content, status=422 if form.errors else 200)


def _initial(version: EngagementVersion) -> dict[str, Any]:
    """What stands there, for the form."""
    marks: dict[str, list[str]] = {}
    for mark in version.marks.all():
        marks.setdefault(mark.kind, []).append(mark.code)
    names = ("title", "from_on", "people", "place", "service", "heard", "followed")
    return {
        **{name: getattr(version, name) for name in names},
        "to_on": version.to_on if version.to_on != version.from_on else None,
        "methods": marks.get("method", []),
        "characteristics": marks.get("characteristic", []),
        "groups": marks.get("group", []),
        "themes": marks.get("theme", []),
        "providers": "\n".join(marks.get("provider", [])),
    }


def _matrix(request: HttpRequest) -> tuple[list[presenter.Row], list[Any], list[str]]:
    today = clock.today()
    quarters = last_quarters(today, QUARTERS)
    names = presenter.names_on(today)
    recent = queries.covered_since(request.user, today - YEAR)
    rows = presenter.matrix(queries.coverage(request.user, quarters), quarters, names, recent)
    return rows, quarters, presenter.gaps(recent, names)


def _paper(request: HttpRequest, most: int) -> tuple[forms.PaperForm, list[presenter.Line], str]:
    today = clock.today()
    asked = {"since": (today - YEAR).isoformat(), "until": today.isoformat(), **request.GET.dict()}
    form = forms.PaperForm(asked)
    said = form.said()
    service = said.pop("service", "")
    names = presenter.names_on(today)
    found = queries.entries(request.user, **said)
    if service:
        found = found.filter(service__iexact=service)
    lines = presenter.lines(found[:most], names)
    about = service or titles().get(said.get("theme", ""), "")
    since, until = said.get("since", today - YEAR), said.get("until", today)
    heard = queries.heard_in_all(found)
    text = presenter.paragraph(heard, since, until, names, about)
    left_out = heard.occasions - len(lines)
    if left_out:
        text += f" The table below holds the latest {len(lines)} of them, the file all."
    return form, lines, text
