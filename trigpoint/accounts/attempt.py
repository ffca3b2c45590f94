"""Calling a service with what a form holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import Form

from trigpoint.audit import services as audit
from trigpoint.common.errors import DomainError, NotAllowed
from trigpoint.ui.guarding import decisions


def attempt(form: Form, service: Callable[..., Any], **known: Any) -> bool:
    """Whether it was done. A broken rule becomes an error of the form; what was typed stays.

    What the writer decided about personal data in guarded texts is audited on the record that the service gives.
    """
    try:
        _call(form, service, known)
    except NotAllowed as refused:
        raise PermissionDenied(str(refused)) from refused
    except DomainError as refused:
        form.add_error(None, str(refused))
        return False
    return True


def note_decisions(form: Form, *, by: Any, saved: Any) -> None:
    """Audit what the writer of a valid form decided about personal data, by kind and count, never the text."""
    for decided in decisions(form):
        reason = {"reason": decided.reason} if decided.reason else {}
        told = {"field": decided.field, **decided.counts, **reason}
        audit.record(by, f"guard.{decided.deed}", saved, after=told, why=decided.words)


def _call(form: Form, service: Callable[..., Any], known: dict[str, Any]) -> None:
    if not decisions(form):
        service(**form.cleaned_data, **known)
        return
    with transaction.atomic():  # what is kept and why it was kept stand or fall together
        saved = service(**form.cleaned_data, **known)
        by = known["by"]
        note_decisions(form, by=by, saved=saved if hasattr(saved, "public_id") else by)
