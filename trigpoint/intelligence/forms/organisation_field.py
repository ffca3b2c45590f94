"""An organisation by its name or code."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from trigpoint.organisations.models import Organisation

MOST_NEAR = 3


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
    seen = Organisation.visible_to(user)
    exact = seen.filter(code__iexact=typed).first()
    if exact is not None:
        return exact
    found = list(seen.filter(name__iexact=typed)[:2])
    if len(found) != 1:
        found = list(seen.filter(name__icontains=typed).order_by("name")[: MOST_NEAR + 1])
    if len(found) == 1:
        return found[0]
    if not found:
        raise ValidationError(f"There is no organisation {typed}. Enter its name or its code", code="unknown")
    near = ", ".join(f"{each.name} ({each.code})" for each in found[:MOST_NEAR])
    raise ValidationError(f"More than one organisation fits. Enter the code of one: {near}", code="several")
