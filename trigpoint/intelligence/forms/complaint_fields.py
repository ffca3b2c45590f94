"""Fields that several forms of complaints share."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from trigpoint.common import clock
from trigpoint.frameworks.queries import pack_on
from trigpoint.organisations.models import Organisation
from trigpoint.ui.fields import DateField
from trigpoint.ui.guarding import GuardedText

LONG = 4000
MOST_NEAR = 3


def said(label: str, missing: str = "", *, rows: int = 2, help_text: str = "") -> GuardedText:
    """A guarded text; `missing` makes it required and is what is told where it is empty."""
    return GuardedText(
        label=label,
        rows=rows,
        max_length=LONG,
        required=bool(missing),
        help_text=help_text,
        error_messages={"required": missing or "Write something", "max_length": "Shorten the text"},
    )


def happened(label: str, missing: str = "Enter the day") -> DateField:
    """The day on which something happened, today unless typed otherwise."""
    return DateField(label=label, initial=clock.today, error_messages={"required": missing})


class OrganisationField(forms.CharField):
    """An organisation by its name or code, among those that the person may see. The form sets `user` before it is cleaned."""

    user: Any = None

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 250)
        kwargs.setdefault("widget", forms.TextInput(attrs={"list": "providers", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        """The organisation, or None; where several fit, their codes are told."""
        typed = " ".join(super().clean(value).split())
        return self.found(typed) if typed else None

    def found(self, typed: str) -> Organisation:
        """The one organisation that is meant."""
        seen = Organisation.visible_to(self.user)
        exact = seen.filter(code__iexact=typed).first()
        if exact is not None:
            return exact
        near = list(seen.filter(name__iexact=typed)[:2])
        near = near or list(seen.filter(name__icontains=typed).order_by("name")[: MOST_NEAR + 1])
        if len(near) == 1:
            return near[0]
        if not near:
            raise ValidationError(
                f"There is no organisation {typed}. Enter its name or its code", code="unknown"
            )
        named = ", ".join(f"{each.name} ({each.code})" for each in near[:MOST_NEAR])
        raise ValidationError(
            f"More than one organisation fits {typed}. Enter the code of one: {named}", code="several"
        )


class OrganisationsField(OrganisationField):
    """Several organisations with semicolons between. Gives a tuple."""

    def clean(self, value: Any) -> Any:
        """Each once."""
        typed = [" ".join(part.split()) for part in forms.CharField.clean(self, value).split(";")]
        return tuple(dict.fromkeys(self.found(part) for part in typed if part))


def subjects_on(day: dt.date) -> list[tuple[str, str]]:
    """The subjects of the pack in force on a day, to choose from."""
    return [(word.code, word.title) for word in pack_on(day).vocabulary("complaint_subjects").words]
