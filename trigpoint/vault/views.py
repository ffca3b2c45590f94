"""The door to what is restricted, and what is sealed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trigpoint.accounts.access import needs
from trigpoint.accounts.attempt import attempt, note_decisions
from trigpoint.accounts.models import ConfidentialRecord
from trigpoint.common.errors import DomainError
from trigpoint.vault import forms, presenters, queries, services

OPENERS = ("restricted.open",)
SEALERS = ("actions.write",)


@needs(*OPENERS)
@never_cache
@require_safe
def restricted(request: HttpRequest) -> HttpResponse:
    """The restricted records that your role is named for, without what they say."""
    lines = presenters.restricted_lines(queries.restricted_records(request.user))
    return render(
        request, "vault/restricted_list.jinja", {"lines": lines, "answer": presenters.first_line(len(lines))}
    )


@needs(*OPENERS)
@never_cache
@require_http_methods(["GET", "POST"])
def open_restricted(request: HttpRequest, kind: str, public_id: str) -> HttpResponse:
    """Say why, then read a restricted record."""
    record = queries.restricted_record(request.user, kind, public_id)
    if record is None:
        raise Http404("No such record.")
    form = forms.ReasonForm(request.POST if request.method == "POST" else None)
    known = {"kind": kind, "public_id": public_id, "by": request.user}
    if form.is_valid() and attempt(form, services.open_restricted, **known):
        return redirect(record)
    line = presenters.restricted_lines([record])[0]
    status = 422 if form.is_bound else 200
    return render(request, "vault/restricted_open.jinja", {"form": form, "line": line}, status=status)


@needs("actions.answer")
@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """References to patients that your organisation may open."""
    return render(
        request,
        "vault/sealed_mine.jinja",
        {"found": queries.for_my_organisation(request.user), "form": forms.ReasonForm()},
    )


@needs("actions.answer", *OPENERS)
@never_cache
@require_POST
def unseal(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say why, then read what was sealed, once."""
    form = forms.ReasonForm(request.POST)
    if form.is_valid():
        try:
            said = services.unseal(public_id=public_id, reason=form.cleaned_data["reason"], by=request.user)
        except DomainError as refused:
            if not queries.is_there_for(request.user, public_id):
                raise Http404("No such thing.") from refused
            form.add_error("reason", str(refused))
        else:
            note_decisions(form, by=request.user, saved=request.user)
            return render(request, "vault/sealed_read.jinja", {"lines": said.split("\n")})
    if not queries.is_there_for(request.user, public_id):
        raise Http404("No such thing.")
    return render(request, "vault/sealed_open.jinja", {"form": form, "public_id": public_id}, status=422)


@needs(*SEALERS)
@require_POST
def erase(request: HttpRequest, public_id: str) -> HttpResponse:
    """Erase something sealed before its time."""
    record = queries.record_of_sealed(request.user, public_id)
    if record is None:
        raise Http404("No such thing.")
    form = forms.ReasonForm(request.POST, prefix="erase")
    if form.is_valid():
        try:
            services.erase(public_id=public_id, why=form.cleaned_data["reason"], by=request.user)
        except DomainError as refused:
            form.add_error("reason", str(refused))
        else:
            messages.success(request, "It was erased.")
            return redirect("vault:about", record._meta.model_name, record.public_id)
    return _about(request, record, erase_form=form)


@needs(*SEALERS)
@never_cache
@require_safe
def about(request: HttpRequest, kind: str, public_id: str) -> HttpResponse:
    """What is sealed about one record: who reported it, references to patients."""
    return _about(request, _record_or_404(request, kind, public_id))


@needs(*SEALERS)
@require_POST
def seal_reporter(request: HttpRequest, kind: str, public_id: str) -> HttpResponse:
    """Keep who reported it, apart and encrypted."""
    record = _record_or_404(request, kind, public_id)
    form = forms.ReporterForm(request.POST, prefix="reporter")
    if form.is_valid() and attempt(form, services.seal_reporter, record=record, by=request.user):
        messages.success(request, "Who reported it is sealed.")
        return redirect("vault:about", kind, public_id)
    return _about(request, record, reporter_form=form)


@needs(*SEALERS)
@require_POST
def seal_patient(request: HttpRequest, kind: str, public_id: str) -> HttpResponse:
    """Keep a reference that one organisation alone can open."""
    record = _record_or_404(request, kind, public_id)
    form = forms.PatientReferenceForm(request.POST, prefix="patient")
    if form.is_valid() and attempt(form, services.seal_patient_reference, record=record, by=request.user):
        messages.success(request, "The reference is sealed. Only the organisation you named can open it.")
        return redirect("vault:about", kind, public_id)
    return _about(request, record, patient_form=form)


def _record_or_404(request: HttpRequest, kind: str, public_id: str) -> ConfidentialRecord:
    record = services.read(kind=kind, public_id=public_id, by=request.user)
    if record is None or not queries.is_ours(request.user, record):
        raise Http404("No such record.")
    return record


def _about(request: HttpRequest, record: ConfidentialRecord, **bound: Any) -> HttpResponse:
    may_learn = queries.may_learn_reporter(request.user, record)
    failed = next(iter(bound.values()), None)
    return render(
        request,
        "vault/sealed_about.jinja",
        {
            "record": record,
            "kind": record._meta.model_name,
            "lines": presenters.sealed_lines(queries.sealed_about(request.user, record), may_learn=may_learn),
            "may_learn": may_learn,
            "reason_form": forms.ReasonForm(),
            "reporter_form": bound.get("reporter_form") or forms.ReporterForm(prefix="reporter"),
            "patient_form": bound.get("patient_form") or forms.PatientReferenceForm(prefix="patient"),
            "erase_form": bound.get("erase_form") or forms.ReasonForm(prefix="erase"),
            "form": failed,
        },
        status=422 if failed is not None else 200,
    )
