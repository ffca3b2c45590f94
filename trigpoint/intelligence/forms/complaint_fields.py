"""Fields that several forms of complaints share."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from trigpoint.common import clock
from trigpoint.frameworks.queries import pack_on
from trigpoint.intelligence.forms.organisation_field import OrganisationField, found_organisation
from trigpoint.ui.fields import DateField


def happened(label: str, missing: str = "Enter the day") -> DateField:
    """The day on which something happened, today unless typed otherwise."""
    return DateField(label=label, initial=clock.today, error_messages={"required": missing})


class ProviderField(OrganisationField):
    """An organisation by its name or code, with those that are likely offered while somebody types."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"list": "providers", "autocomplete": "off"}))
        super().__init__(**kwargs)


class ProvidersField(ProviderField):
    """Several of them on one line, with semicolons between. Gives a tuple."""

    def clean(self, value: Any) -> Any:
        """Each once."""
        typed = [" ".join(part.split()) for part in forms.CharField.clean(self, value).split(";")]
        return tuple(dict.fromkeys(found_organisation(self.user, part) for part in typed if part))


def subjects_on(day: dt.date) -> list[tuple[str, str]]:
    """The subjects of the pack in force on a day, to choose from."""
    return [(word.code, word.title) for word in pack_on(day).vocabulary("complaint_subjects").words]
