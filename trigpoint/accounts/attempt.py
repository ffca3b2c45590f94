"""Calling a service with what a form holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Form

from trigpoint.common.errors import DomainError, NotAllowed


def attempt(form: Form, service: Callable[..., Any], **known: Any) -> bool:
    """Whether it was done. A broken rule becomes an error of the form; what was typed stays."""
    try:
        service(**form.cleaned_data, **known)
    except NotAllowed as refused:
        raise PermissionDenied(str(refused)) from refused
    except DomainError as refused:
        form.add_error(None, str(refused))
        return False
    return True
