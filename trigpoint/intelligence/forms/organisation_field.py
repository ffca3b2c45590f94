"""An organisation by its name or code."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from trigpoint.organisations.errors import OrganisationUnclear
from trigpoint.organisations.models import Organisation
from trigpoint.organisations.queries import named


class OrganisationField(forms.CharField):
    """One organisation that the person may see, typed as a name or a code. The form sets `user` before it is cleaned."""

    user: Any = None

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 250)
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Organisation | None:
        """The organisation, or None where nothing was typed."""
        typed = " ".join(super().clean(value).split())
        return found_organisation(self.user, typed) if typed else None


class OrganisationsField(OrganisationField):
    """Several of them, one a line. Gives a tuple."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), **{"max_length": 1000, **kwargs})

    def clean(self, value: Any) -> tuple[Organisation, ...]:
        """The organisations, each once."""
        lines = forms.CharField.clean(self, value).splitlines()
        found = [found_organisation(self.user, " ".join(line.split())) for line in lines if line.strip()]
        return tuple(dict.fromkeys(found))


def found_organisation(user: Any, typed: str) -> Organisation:
    """The one that fits; where several do, their codes are told."""
    try:
        return named(user, typed)
    except OrganisationUnclear as problem:
        raise ValidationError(str(problem), code=problem.code) from problem
