"""Bringing a file: first it is checked and the page says what would happen, then somebody says yes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trigpoint.accounts.access import needs
from trigpoint.common.errors import DomainError, InputRefused, Problem
from trigpoint.loads import presenters, registry, waiting
from trigpoint.loads.forms import AddForm
from trigpoint.loads.services import FileReport, load_file
from trigpoint.loads.waiting import Batch

SHOWN = 5


@needs("loads.add")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Step 1: choose; the files are checked and nothing is stored."""
    form = AddForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = AddForm(request.POST, request.FILES)
        batch = _checked(request, form) if form.is_valid() else None
        if batch:
            return redirect("loads:check", batch.public_id)
    return render(request, "loads/load_add.jinja", {"form": form})


@needs("loads.add")
@require_safe
def check(request: HttpRequest, public_id: str) -> HttpResponse:
    """Step 2: what would happen, and the question whether it shall."""
    batch = _batch_or_404(request, public_id)
    useful = [each for each in batch.outcomes if not each["is_repeat"]]
    return render(
        request,
        "loads/load_check.jinja",
        {
            "batch": batch,
            "useful": useful,
            "publication": presenters.title_of_connector(batch.connector),
            "published_on": _day(batch),
        },
    )


@needs("loads.add")
@require_POST
def confirm(request: HttpRequest, public_id: str) -> HttpResponse:
    """Yes: the files that were checked are loaded."""
    batch = _batch_or_404(request, public_id)
    told: list[FileReport] = []
    try:
        told.extend(_each(request, batch, dry_run=False))
    except InputRefused as refused:
        messages.error(request, f"Not everything was loaded. {_said(refused.problems[0])}")
    finally:
        waiting.discard(batch)
    if not told:
        return redirect("loads:add")
    registry.finish(by=request.user)
    messages.success(request, "The file was loaded." if len(told) == 1 else f"{len(told)} files were loaded.")
    return redirect(told[0].load) if len(told) == 1 else redirect("loads:list")


@needs("loads.add")
@require_POST
def cancel(request: HttpRequest, public_id: str) -> HttpResponse:
    """No: nothing of the files remains."""
    waiting.discard(_batch_or_404(request, public_id))
    messages.info(request, "Nothing was loaded and the files were removed.")
    return redirect("loads:list")


def _checked(request: HttpRequest, form: AddForm) -> Batch | None:
    """The files, checked and waiting; or None, with the problem beside the field."""
    chosen = form.cleaned_data
    batch = waiting.hold(
        chosen["files"],
        person=request.user.public_id,
        connector=chosen["connector"],
        published_on=chosen["published_on"].isoformat() if chosen["published_on"] else "",
    )
    try:
        registry.prepare(by=request.user)
        told = list(_each(request, batch, dry_run=True))
    except InputRefused as refused:
        waiting.discard(batch)
        _tell(form, refused.problems)
        return None
    except DomainError as refused:
        waiting.discard(batch)
        form.add_error(None, str(refused))
        return None
    return waiting.note(batch, [presenters.outcome(report) for report in told])


def _each(request: HttpRequest, batch: Batch, *, dry_run: bool) -> Iterator[FileReport]:
    connector = registry.connector_named(batch.connector)
    for path in batch.paths:
        yield load_file(
            connector=connector, path=path, by=request.user, published_on=_day(batch), dry_run=dry_run
        )


def _tell(form: AddForm, problems: list[Problem]) -> None:
    for problem in problems[:SHOWN]:
        form.add_error("files", _said(problem))
    if len(problems) > SHOWN:
        form.add_error("files", f"There are {len(problems) - SHOWN:,} more problems like these.")


def _said(problem: Problem) -> str:
    told = f"{problem.message} {problem.remedy}"
    if problem.row:
        return f"{problem.file}, row {problem.row}: {told}"
    return told if problem.file in told else f"{problem.file}: {told}"


def _day(batch: Batch) -> dt.date | None:
    return dt.date.fromisoformat(batch.published_on) if batch.published_on else None


def _batch_or_404(request: HttpRequest, public_id: str) -> Any:
    batch = waiting.find(public_id, person=request.user.public_id)
    if batch is None:
        raise Http404
    return batch
