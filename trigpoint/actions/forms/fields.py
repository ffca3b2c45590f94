"""Fields of actions: a day that may be a month, and who leads."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from trigpoint.actions.rules.days import MONTH, RoughDay
from trigpoint.actions.rules.leads import names_in
from trigpoint.organisations.errors import OrganisationUnclear
from trigpoint.organisations.models import Organisation
from trigpoint.organisations.queries import named
from trigpoint.ui.fields import DateField

LONG = 4000


class RoughDayField(DateField):
    """A day in three boxes, of which the first may stay empty: then it is that month. Gives a RoughDay."""

    def clean(self, value: Any) -> RoughDay | None:
        """The day or the month."""
        parts = [str(part or "").strip() for part in value] if isinstance(value, list) else []
        if parts and not parts[0] and all(parts[1:]):
            return RoughDay(self._date_of("1", *parts[1:]), MONTH)
        day = super().clean(value)
        return RoughDay(day) if day else None


class LeadsField(forms.CharField):
    """Names, initials or groups on one line, the first one leads. Gives a tuple."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 600)
        kwargs.setdefault("widget", forms.TextInput(attrs={"list": "people", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> tuple[str, ...]:
        """The names, each once."""
        names = names_in(super().clean(value))
        if self.required and not names:
            raise ValidationError(self.error_messages["required"], code="required")
        return names


class ProviderField(forms.CharField):
    """An organisation by its name or code, among those that the person may see. Gives the record or None.

    The form sets `user` before it is cleaned.
    """

    user: Any = None

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 250)
        kwargs.setdefault("widget", forms.TextInput(attrs={"list": "providers", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Organisation | None:
        """The organisation; where several fit, their codes are told."""
        typed = " ".join(super().clean(value).split())
        if not typed:
            return None
        try:
            return named(self.user, typed)
        except OrganisationUnclear as problem:
            raise ValidationError(str(problem), code=problem.code) from problem
