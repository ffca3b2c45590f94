"""Spreadsheets: a plan comes in, the list goes out."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from trigpoint.accounts.access import needs
from trigpoint.actions import queries, services
from trigpoint.actions.forms.plans import PlanForm
from trigpoint.actions.presenters import listing as presenter
from trigpoint.actions.presenters.workbook import as_workbook
from trigpoint.actions.rules.sheets import SheetRow
from trigpoint.actions.sheets import guarded, read_plan
from trigpoint.actions.views.listing import PER_FILE, chosen_list
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.common.errors import DomainError, InputRefused

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@needs("actions.write")
@require_http_methods(["GET", "POST"])
def plan_import(request: HttpRequest) -> HttpResponse:
    """Take over an action plan from a spreadsheet: look at what would be added, then add it."""
    form = PlanForm(request.POST, request.FILES) if request.method == "POST" else PlanForm()
    rows: list[SheetRow] = []
    masked: dict[str, int] = {}
    if form.is_valid():
        rows, masked = guarded(_read(form))
        if rows and request.POST.get("deed") == "add" and _add(request, form, rows):
            return redirect(
                f"{reverse('actions:list')}?{urlencode({'plan': form.cleaned_data['plan'], 'show': 'all'})}"
            )
    known: dict[str, Any] = {"form": form, "rows": rows if not form.errors else [], "masked": masked}
    return render(request, "actions/plan_import.jinja", known, status=422 if form.errors else 200)


@needs("actions.take")
@require_safe
def index_xlsx(request: HttpRequest) -> HttpResponse:
    """The list as it is seen, as an Excel workbook."""
    chosen = chosen_list(request)
    day = chosen.as_at or clock.today()
    found = queries.listed(user=request.user, chosen=chosen, day=day)[:PER_FILE]
    table = presenter.table(queries.known_among(found, day=day, user=request.user))
    audit.note_export(request.user, "actions.list_taken", f"actions, view {chosen.show}", len(table) - 1)
    response = HttpResponse(as_workbook(table, title="Actions"), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="actions.xlsx"'
    return response


def _read(form: PlanForm) -> list[SheetRow]:
    """The rows of the chosen file; what is wrong with it becomes errors of the form."""
    file: UploadedFile = form.cleaned_data["file"]
    with tempfile.TemporaryDirectory(prefix="trigpoint-plan-") as folder:
        path = Path(folder) / (Path(str(file.name)).name or "plan.csv")
        path.write_bytes(file.read())
        try:
            return read_plan(path)
        except InputRefused as refused:
            for problem in refused.problems:
                form.add_error("file", f"{problem.message} {problem.remedy}")
    return []


def _add(request: HttpRequest, form: PlanForm, rows: list[SheetRow]) -> bool:
    said = {"plan": form.cleaned_data["plan"], "as_it_stood_on": form.cleaned_data["as_it_stood_on"]}
    try:
        made = services.take_in_plan(rows=rows, by=request.user, **said)
    except DomainError as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, f"{len(made)} actions of the plan {said['plan']} are in the register.")
    return True
