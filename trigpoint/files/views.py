"""Pages about evidence files. What cannot be seen is not found, whether it is there or not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trigpoint.accounts.access import for_anybody_signed_in, needs
from trigpoint.accounts.attempt import attempt
from trigpoint.common.references import as_shown
from trigpoint.files import presenters, queries, services
from trigpoint.files.errors import FileShut
from trigpoint.files.forms import AddForm, VersionForm, WithdrawForm
from trigpoint.files.models import EvidenceFile
from trigpoint.files.serving import served


@for_anybody_signed_in
@require_http_methods(["GET", "HEAD"])
def evidence(request: HttpRequest, reference: str) -> HttpResponse:
    """The files of a record."""
    return _list(request, _record_or_404(request, reference))


@needs("files.add")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a file to a record."""
    record = _record_or_404(request, reference)
    if request.method != "POST":
        return _list(request, record)
    form = AddForm(request.POST, request.FILES)
    made = _made(form, services.keep, belongs_to=record, by=request.user)
    return _told(request, made, record) if made else _list(request, record, form=form)


@for_anybody_signed_in
@require_http_methods(["GET", "HEAD"])
def file(request: HttpRequest, public_id: str) -> HttpResponse:
    """One file with all its versions."""
    return _page(request, *_file_or_404(request, public_id))


@needs("files.add")
@require_POST
def version_add(request: HttpRequest, public_id: str) -> HttpResponse:
    """Bring a newer version."""
    found, record = _file_or_404(request, public_id)
    form = VersionForm(request.POST, request.FILES)
    if _made(form, services.add_version, file=found, by=request.user):
        return _told(request, found, record)
    return _page(request, found, record, form=form, status=422)


@for_anybody_signed_in
@require_GET
def open_version(request: HttpRequest, public_id: str, number: int) -> HttpResponseBase:
    """The content, as a download."""
    found, record = _file_or_404(request, public_id)
    version = next((each for each in found.versions.all() if each.number == number), None)
    if version is None:
        raise Http404
    try:
        services.note_opened(version=version, by=request.user)
        return served(version)
    except FileShut as shut:
        messages.error(request, str(shut))
        return _page(request, found, record, status=409)


@needs("files.add")
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take the file back, with a reason."""
    found, _ = _file_or_404(request, public_id)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_bound and _made(form, services.withdraw, file=found, by=request.user):
        messages.success(request, f"{found.latest.name} was taken back.")
        return redirect(found)
    known = {
        "form": form,
        "file": presenters.page(found, user=request.user),
        "address": found.get_absolute_url(),
    }
    return render(request, "files/file_withdraw.jinja", known, status=422 if form.is_bound else 200)


def _record_or_404(request: HttpRequest, reference: str) -> Any:
    """A record that takes files: one that the person sees, or a restricted one whose door they have opened."""
    found = queries.record_with_files(reference, user=request.user)
    found = found or queries.record_behind_door(reference, user=request.user)
    if found is None:
        raise Http404
    return found


def _file_or_404(request: HttpRequest, public_id: str) -> tuple[EvidenceFile, Any]:
    """A file of such a record, and the record."""
    found = queries.file_with_record(public_id, user=request.user)
    if found is None:
        raise Http404
    return found


def _made(form: Form, service: Callable[..., Any], **known: Any) -> Any:
    """What the service made of a valid form; None with what is wrong in the form."""
    made: list[Any] = []

    def call(**said: Any) -> Any:
        made.append(service(**said))
        return made[0]

    return made[0] if form.is_valid() and attempt(form, call, **known) else None


def _list(request: HttpRequest, record: Any, *, form: AddForm | None = None) -> HttpResponse:
    shown = presenters.evidence(record, user=request.user, form=form)
    known = {"evidence": shown, "form": shown.form, "record": as_shown(record)}
    return render(request, "files/file_list.jinja", known, status=422 if form else 200)


def _page(
    request: HttpRequest, found: EvidenceFile, record: Any, *, status: int = 200, form: Any = None
) -> HttpResponse:
    shown = presenters.page(found, user=request.user)
    known = {
        "public_id": found.public_id,
        "file": shown,
        "record": as_shown(record),
        "form": form or (VersionForm() if shown.may_change else None),
    }
    return render(request, "files/file_show.jinja", known, status=status)


def _told(request: HttpRequest, added: EvidenceFile, record: Any) -> HttpResponse:
    """Back to the record with the good news, or to the file with the bad."""
    found = queries.as_it_is_now(added)
    told = presenters.after_adding(found.latest)
    if not told:
        messages.error(request, f"A virus was found in {found.latest.name}. The file was not kept.")
        return redirect(found)
    messages.success(request, told)
    return redirect(f"{as_shown(record).address}#evidence")
