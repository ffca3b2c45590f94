"""Fields that several forms of concerns share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from trigpoint.organisations.errors import OrganisationUnclear
from trigpoint.organisations.models import Organisation
from trigpoint.organisations.queries import named


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
        try:
            return named(self.user, typed)
        except OrganisationUnclear as problem:
            raise ValidationError(str(problem), code=problem.code) from problem
