"""Fields that several forms of concerns share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from trigpoint.organisations.models import Organisation

MOST_NEAR = 3


class ProviderField(forms.CharField):
    """A provider by its name or code, with those that are likely offered while somebody types. The form sets `user`."""

    user: Any = None

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 250)
        kwargs.setdefault("widget", forms.TextInput(attrs={"list": "providers", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Organisation | None:
        """The provider that the person may see; where several fit, their codes are told."""
        typed = " ".join(super().clean(value).split())
        if not typed:
            return None
        seen = Organisation.visible_to(self.user)
        exact = seen.filter(code__iexact=typed).first()
        if exact is not None:
            return exact
        found = list(seen.filter(name__iexact=typed)[:2])
        if len(found) != 1:
            found = list(seen.filter(name__icontains=typed).order_by("name")[: MOST_NEAR + 1])
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(f"There is no provider {typed}. Enter its name or its code", code="unknown")
        near = ", ".join(f"{each.name} ({each.code})" for each in found[:MOST_NEAR])
        raise ValidationError(f"More than one fits. Enter the code of one: {near}", code="several")
