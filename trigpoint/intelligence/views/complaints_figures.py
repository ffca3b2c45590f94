"""Figures of complaints: all providers in a quarter, one provider through time, typing them in, taking a file in."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from trigpoint.accounts.access import needs
from trigpoint.accounts.attempt import attempt, note_decisions
from trigpoint.accounts.rules import may
from trigpoint.actions.queries import providers_to_choose
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.common.errors import DomainError, InputRefused
from trigpoint.intelligence.forms.complaint_figures import Around, FiguresFileForm, FiguresForm
from trigpoint.intelligence.models import ComplaintFigures
from trigpoint.intelligence.presenters import complaint_figures as presenter
from trigpoint.intelligence.presenters.complaint_workbook import template_rows, template_workbook
from trigpoint.intelligence.queries import complaints_figures as queries
from trigpoint.intelligence.queries.complaints_sheets import masked, read_figures
from trigpoint.intelligence.rules.complaints_figures import (
    FiguresDraft,
    quarter_before,
    quarter_of,
    quarter_words,
)
from trigpoint.intelligence.services.complaints_figures import set_figures, take_in_figures
from trigpoint.organisations.models import Organisation
from trigpoint.ui import drawing
from trigpoint.ui.downloads import csv_response

READS, WRITES = "complaints.read", "complaints.write"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@needs(READS)
@require_safe
def comparison(request: HttpRequest) -> HttpResponse:
    """Every provider in one quarter, and who has sent nothing."""
    quarter = _quarter(request)
    rows = _rows_of(request, quarter)
    return render(
        request,
        "intelligence/complaint_figures.jinja",
        {
            "quarter": quarter,
            "name": quarter_words(quarter),
            "quarters": [(each.isoformat(), quarter_words(each)) for each in queries.quarters(clock.today())],
            "rows": rows,
            "rates": presenter.RATES,
            "opening": presenter.opening_of_quarter(rows, quarter),
            "may_write": may(request.user, WRITES),
            "providers": providers_to_choose(user=request.user) if may(request.user, WRITES) else [],
        },
    )


@needs(READS)
@require_safe
def comparison_csv(request: HttpRequest) -> HttpResponse:
    """The quarter as it is seen; providers without figures have a row with empty cells."""
    quarter = _quarter(request)
    found = queries.of_quarter(quarter, user=request.user)
    table = presenter.table(found)
    sent = {each.provider_id for each in found}
    missing = [each for each in queries.expected_of(request.user) if each.pk not in sent]
    table += [(each.code, each.name, quarter_words(quarter)) for each in missing]
    audit.note_export(request.user, "complaints.figures_taken", "figures of complaints", len(table) - 1)
    return csv_response(f"complaints-{quarter:%Y-%m}.csv", table)


@needs(READS)
@require_safe
def provider(request: HttpRequest, code: str) -> HttpResponse:
    """One provider's quarters with rates and their intervals; earlier versions below."""
    found_provider = _provider_or_404(request, code)
    at = _moment(request)
    found = queries.of_provider(found_provider, user=request.user, at=at)
    titles = queries.subject_titles(found[0].quarter if found else clock.today())
    return render(
        request,
        "intelligence/complaint_figures_provider.jinja",
        {
            "provider": found_provider,
            "as_at": at,
            "rows": presenter.quarter_rows(found, address=_typing_address),
            "rates": presenter.RATES,
            "opening": presenter.opening_of_provider(found, found_provider),
            "subjects": presenter.subject_rows(found, titles),
            "remark": presenter.remark(found),
            "charts": _charts(found),
            "earlier": presenter.quarter_rows(
                queries.superseded_of(found_provider, user=request.user), address=_typing_address
            )
            if not at
            else [],
            "may_write": may(request.user, WRITES),
            "next_address": _address(found_provider, quarter_before(clock.today()), "", ""),
        },
    )


@needs(READS)
@require_safe
def provider_csv(request: HttpRequest, code: str) -> HttpResponse:
    """One provider's quarters as they are seen."""
    found_provider = _provider_or_404(request, code)
    found = queries.of_provider(found_provider, user=request.user, at=_moment(request))
    audit.note_export(request.user, "complaints.figures_taken", found_provider, len(found))
    return csv_response(f"complaints-{found_provider.code}.csv", presenter.table(found))


@needs(WRITES)
@require_http_methods(["GET", "HEAD", "POST"])
def type_in(request: HttpRequest, code: str) -> HttpResponse:
    """Type in the figures of one provider and quarter, with the quarter before beside them."""
    found_provider = _provider_or_404(request, code)
    quarter, part = _quarter(request), _part(request)
    current = queries.latest(found_provider, quarter, *part, user=request.user)
    before = queries.latest(found_provider, quarter_before(quarter), *part, user=request.user)
    posted = request.POST if request.method == "POST" else None
    form = FiguresForm(posted, around=Around(quarter, found_provider, current, before))

    def save(*, by: Any, **typed: Any) -> ComplaintFigures:
        return set_figures(draft=form.draft(service=part[0], place=part[1]), by=by)

    if form.is_valid() and attempt(form, save, by=request.user):
        messages.success(
            request, f"The figures of {found_provider} for {quarter_words(quarter)} are written in."
        )
        return redirect("intelligence:complaint-figures-provider", found_provider.code)
    return render(
        request,
        "intelligence/complaint_figures_type.jinja",
        {
            "form": form,
            "provider": found_provider,
            "quarter": quarter,
            "name": quarter_words(quarter),
            "current": current,
            "part": part,
            "quarters": [
                (each.isoformat(), quarter_words(each))
                for each in [quarter_of(clock.today()), *queries.quarters(clock.today())]
            ],
        },
        status=422 if form.errors else 200,
    )


@needs(WRITES)
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """From the name or code of a provider to the page where its figures are typed in."""
    typed = " ".join(request.GET.get("provider", "").split())
    seen = Organisation.visible_to(request.user)
    found = seen.filter(code__iexact=typed).first() or seen.filter(name__iexact=typed).first()
    if found is None:
        messages.error(
            request,
            f"There is no organisation {typed or 'without a name'}. Choose one of the list, or enter its code.",
        )
        return redirect("intelligence:complaint-figures")
    return redirect(_address(found, _quarter(request), "", ""))


@needs(WRITES)
@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: HttpRequest) -> HttpResponse:
    """Take in a spreadsheet, all of it or nothing."""
    form = FiguresFileForm(request.POST, request.FILES) if request.method == "POST" else FiguresFileForm()
    drafts = _read(request, form) if form.is_valid() else []
    if drafts and not form.errors and _taken(request, form, drafts):
        messages.success(request, f"The figures of {len(drafts)} rows are written in.")
        latest = max(draft.quarter for draft in drafts)
        return redirect(f"{reverse('intelligence:complaint-figures')}?quarter={latest.isoformat()}")
    return render(
        request,
        "intelligence/complaint_figures_import.jinja",
        {"form": form},
        status=422 if form.errors else 200,
    )


@needs(WRITES)
@require_safe
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """The layout to fill in, as CSV or Excel."""
    rows = template_rows(queries.expected_of(request.user), clock.today())
    audit.note_export(request.user, "complaints.template_taken", f"template as {kind[:5]}", len(rows) - 1)
    if kind == "csv":
        return csv_response("complaint-figures.csv", rows)
    if kind != "xlsx":
        raise Http404("No such template.")
    response = HttpResponse(template_workbook(rows), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="complaint-figures.xlsx"'
    return response


def _read(request: HttpRequest, form: FiguresFileForm) -> list[FiguresDraft]:
    """The rows of the chosen file; what is wrong with it becomes errors of the form."""
    file: UploadedFile = form.cleaned_data["file"]
    with tempfile.TemporaryDirectory(prefix="trigpoint-complaints-") as folder:
        path = Path(folder) / (Path(str(file.name)).name or "figures.csv")
        path.write_bytes(file.read())
        try:
            return read_figures(path, user=request.user)
        except InputRefused as refused:
            for problem in refused.problems:
                form.add_error("file", f"{problem.message} {problem.remedy}")
    return []


def _taken(request: HttpRequest, form: FiguresFileForm, drafts: list[FiguresDraft]) -> bool:
    try:
        made = take_in_figures(drafts=drafts, by=request.user)
    except DomainError as refused:
        form.add_error("file", str(refused))
        return False
    note_decisions(form, by=request.user, saved=made[0])
    return True


def _rows_of(request: HttpRequest, quarter: dt.date) -> list[presenter.Row]:
    found = queries.of_quarter(quarter, user=request.user)
    return presenter.comparison(found, queries.expected_of(request.user), address=_provider_address)


def _charts(found: list[ComplaintFigures]) -> list[dict[str, Any]]:
    """What is drawn of a provider with more than one quarter."""
    if len([each for each in found if not each.service and not each.place]) < 2:
        return []
    made = [("received", "Complaints received by quarter", presenter.received_spec(found)),
            ("in_time", "Answered within the agreed time, with 95% intervals", presenter.in_time_spec(found))]  # fmt: skip
    return [
        {
            "id": name.replace("_", "-"),
            "title": title,
            "description": presenter.describe(found, name),
            "svg": drawing.svg(spec).decode(),
            "tableHref": "#quarters",
            "level": 2,
        }
        for name, title, spec in made
    ]


def _provider_or_404(request: HttpRequest, code: str) -> Organisation:
    found = Organisation.visible_to(request.user).filter(code=code).first()
    if found is None:
        raise Http404("No such provider.")
    return found


def _quarter(request: HttpRequest) -> dt.date:
    """The quarter that the address asks for, this one for one ahead; the last whole one for none, or one too early."""
    try:
        day = dt.date.fromisoformat(request.GET.get("quarter", ""))
    except ValueError:
        return quarter_before(clock.today())
    is_known = day >= queries.first_quarter()
    return quarter_of(min(day, clock.today())) if is_known else quarter_before(clock.today())


def _part(request: HttpRequest) -> tuple[str, str]:
    """Service and site that the address asks for, masked as in a spreadsheet; empty for the whole provider."""
    service, site = (masked(request.GET.get(name, "").strip())[:120] for name in ("service", "site"))
    return service, site


def _moment(request: HttpRequest) -> dt.datetime | None:
    """The end of a day gone by that the address asks for; anything else counts as now."""
    try:
        day = dt.date.fromisoformat(request.GET.get("as_at", ""))
    except ValueError:
        return None
    if day >= clock.today():
        return None
    return dt.datetime.combine(day, dt.time.max, tzinfo=clock.LONDON)


def _provider_address(found: Organisation) -> str:
    return reverse("intelligence:complaint-figures-provider", args=[found.code])


def _typing_address(each: ComplaintFigures) -> str:
    return _address(each.provider, each.quarter, each.service, each.place)


def _address(found: Organisation, quarter: dt.date, service: str, place: str) -> str:
    """Where figures are typed in."""
    asked = {"quarter": quarter.isoformat(), "service": service, "site": place}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{reverse('intelligence:complaint-figures-type', args=[found.code])}?{query}"
