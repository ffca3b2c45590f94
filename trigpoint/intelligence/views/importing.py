"""Files of comments: choose one, name its columns, see what would happen, take it in, take it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trigpoint.accounts.access import needs
from trigpoint.common import clock
from trigpoint.common.errors import DomainError, InputRefused, NotAllowed
from trigpoint.frameworks.queries import pack_on
from trigpoint.intelligence import tasks
from trigpoint.intelligence.forms.importing import LABELS, ColumnsForm, SheetForm, initial
from trigpoint.intelligence.models import SheetImport
from trigpoint.intelligence.presenters import importing as presenter
from trigpoint.intelligence.presenters.inbox import source_title
from trigpoint.intelligence.queries import importing as queries
from trigpoint.intelligence.services import importing as services
from trigpoint.intelligence.services.taking_back import take_back
from trigpoint.jobs.models import Job

PAGE = 20
Stage = SheetImport.Stage
OPEN = (Stage.WAITING, Stage.TRIED, Stage.REFUSED)


@needs("intelligence.add")
@require_http_methods(["GET", "HEAD", "POST"])
def sheets(request: HttpRequest) -> HttpResponse:
    """Step 1: what kind of comments, and the file; below, what came before."""
    today = clock.today()
    choices = presenter.source_choices(pack_on(today).sources_listened_to(today))
    form = SheetForm(request.POST or None, request.FILES or None, sources=choices)
    status = 200
    if request.method == "POST":
        form = SheetForm(request.POST, request.FILES, sources=choices)
        sheet = _begun(request, form) if form.is_valid() else None
        if sheet:
            return redirect("intelligence:import-columns", sheet.public_id)
        status = 422
    page = Paginator(queries.sheets_of(request.user), PAGE).get_page(request.GET.get("page"))
    content = {"form": form, "page": page, "lines": presenter.lines(page)}
    return render(request, "intelligence/import_list.jinja", content, status=status)


@needs("intelligence.add")
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, public_id: str) -> HttpResponse:
    """Step 2: what the columns mean, with the first cells of each, masked."""
    sheet = _sheet_or_404(request, public_id)
    samples = queries.samples(sheet) if sheet.stage in OPEN else {}
    if not samples:
        return redirect(sheet)
    headings = list(samples)
    known = queries.fitting_mapping(request.user, headings=headings, source=sheet.source)
    start = initial(headings, sheet.mapping or known, is_own=sheet.mapping is not None)
    form = ColumnsForm(headings=headings, user=request.user, initial=start)
    status = 200
    if request.method == "POST":
        form = ColumnsForm(request.POST, headings=headings, user=request.user)
        if form.is_valid() and _named(request, sheet, form):
            return redirect(sheet)
        status = 422
    content = {
        "sheet": sheet,
        "samples": samples,
        "form": form,
        "known": known,
        "source": source_title(sheet.source),
        "sentence": presenter.sentence(sheet, None),
    }
    return render(request, "intelligence/import_columns.jinja", content, status=status)


@needs("intelligence.add")
@require_safe
def sheet_show(request: HttpRequest, public_id: str) -> HttpResponse:
    """Step 3 and after: what would happen or did, and how far it is."""
    sheet = _sheet_or_404(request, public_id)
    job = _job(request, sheet)
    told = sheet.result
    is_gone = sheet.stage in OPEN and queries.path_of(sheet) is None
    content = {
        "sheet": sheet,
        "stage": sheet.stage,
        "job": job,
        "coding_job": _coding_job(request) if sheet.stage == Stage.TAKEN else None,
        "told": told,
        "sentence": presenter.sentence(sheet, job, is_gone=is_gone),
        "account": presenter.account(told),
        "masked": presenter.masked(sheet),
        "period": presenter.period(told),
        "meanings": presenter.meanings(sheet, LABELS),
        "source": source_title(sheet.source),
        "is_open": sheet.stage in OPEN and not is_gone,
        "is_gone": is_gone,
        "is_stuck": _is_stuck(sheet, job),
    }
    return render(request, "intelligence/import_show.jinja", content)


@needs("intelligence.add")
@require_POST
def sheet_take(request: HttpRequest, public_id: str) -> HttpResponse:
    """Yes: take it in. Where the work on it failed: once more."""
    sheet = _sheet_or_404(request, public_id)
    if _is_stuck(sheet, _job(request, sheet)) or _done(request, services.begin_taking, sheet=sheet):
        tasks.ask_to_import(sheet=sheet, by=request.user, is_trial=sheet.stage == Stage.MAPPED)
    return redirect(sheet)


@needs("intelligence.add")
@require_POST
def sheet_drop(request: HttpRequest, public_id: str) -> HttpResponse:
    """No: nothing of the file remains."""
    sheet = _sheet_or_404(request, public_id)
    is_given_up = _is_stuck(sheet, _job(request, sheet))
    if _done(request, services.drop, sheet=sheet, is_given_up=is_given_up):
        messages.info(request, "Nothing was taken in, and the file was removed.")
    return redirect("intelligence:import")


@needs("intelligence.add")
@require_POST
def sheet_undo(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take back what it brought."""
    sheet = _sheet_or_404(request, public_id)
    if _done(request, take_back, sheet=sheet):
        tasks.ask_to_count(by=request.user)
        messages.success(request, "What the file brought is taken back, but for what people have worked on.")
    return redirect(sheet)


def _begun(request: HttpRequest, form: SheetForm) -> SheetImport | None:
    """The file held, or None with the problem beside the field."""
    told = form.cleaned_data
    try:
        if told["file"]:
            return services.begin(file=told["file"], source=told["source"], by=request.user)
        return services.begin_pasted(text=told["pasted"], source=told["source"], by=request.user)
    except InputRefused as refused:
        first = refused.problems[0]
        form.add_error("file", f"{first.message} {first.remedy}")
    except DomainError as refused:
        form.add_error(None, str(refused))
    return None


def _named(request: HttpRequest, sheet: SheetImport, form: ColumnsForm) -> bool:
    told = form.cleaned_data
    try:
        services.name_columns(
            sheet=sheet,
            name=told["name"],
            columns=form.columns(),
            provider=told["one_provider"],
            happened_on=told["one_day"],
            by=request.user,
        )
    except DomainError as refused:
        form.add_error(None, str(refused))
        return False
    tasks.ask_to_import(sheet=sheet, by=request.user, is_trial=True)
    return True


def _done(request: HttpRequest, service: Callable[..., Any], *, sheet: SheetImport, **how: Any) -> bool:
    try:
        service(sheet=sheet, by=request.user, **how)
    except NotAllowed as refused:
        raise PermissionDenied(str(refused)) from refused
    except DomainError as refused:
        messages.error(request, str(refused))
        return False
    return True


def _job(request: HttpRequest, sheet: SheetImport) -> Job | None:
    """The work in hand for this file."""
    if sheet.stage not in (Stage.MAPPED, Stage.TAKING):
        return None
    key = tasks.key_of_import(sheet=sheet, is_trial=sheet.stage == Stage.MAPPED)
    return Job.visible_to(request.user).filter(key=key).first()


def _is_stuck(sheet: SheetImport, job: Job | None) -> bool:
    """Whether the work on it failed, so that a person says whether to try again."""
    return sheet.stage in (Stage.MAPPED, Stage.TAKING) and (job is None or job.state == "failed")


def _coding_job(request: HttpRequest) -> Job | None:
    """The reading that is in hand, if one is."""
    return (
        Job.visible_to(request.user)
        .filter(owner=request.user.commissioner, key__startswith=f"{tasks.CODING}:", finished_at=None)
        .first()
    )


def _sheet_or_404(request: HttpRequest, public_id: str) -> SheetImport:
    found = queries.sheets_of(request.user).filter(public_id=public_id).first()
    if found is None:
        raise Http404("No such file of comments.")
    return found
