"""What the list of complaints can be narrowed to. Lives in the address."""

from __future__ import annotations

from typing import Any

from django import forms

from trigpoint.common import clock
from trigpoint.intelligence.forms.complaint_fields import subjects_on
from trigpoint.intelligence.models import Complaint
from trigpoint.intelligence.queries.complaints_listed import OPEN, SHOWS, SORTS, Chosen
from trigpoint.intelligence.rules.complaints import State

ANY = [("", "Any")]


class ComplaintFilterForm(forms.Form):
    """The filters. A value that is not on its list counts as none."""

    mark_optional = False
    state = forms.ChoiceField(label="Where it stands", required=False, choices=[*ANY, *State.choices])
    provider = forms.ChoiceField(label="Provider", required=False)
    subject = forms.ChoiceField(label="Subject", required=False)
    handler = forms.ChoiceField(label="Who handles it", required=False)
    severity = forms.ChoiceField(
        label="Severity", required=False, choices=[*ANY, *Complaint.Severity.choices]
    )

    def __init__(self, *args: Any, choices: dict[str, list[tuple[str, str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("provider", "handler"):
            self.fields[name].choices = [*ANY, *choices[name]]
        self.fields["subject"].choices = [*ANY, *subjects_on(clock.today())]

    def chosen(self) -> Chosen:
        """What is asked for, faults left out."""
        self.is_valid()
        said = {name: value for name, value in self.cleaned_data.items() if value}
        show, sort = self.data.get("show", OPEN), self.data.get("sort", "due")
        return Chosen(
            show=show if show in SHOWS else OPEN,
            sort=sort if sort.removeprefix("-") in SORTS else "due",
            **said,
        )

    def chips(self) -> list[dict[str, str]]:
        """What the list is narrowed to, in words."""
        return [
            {
                "key": name,
                "value": value,
                "text": f"{self.fields[name].label}: {dict(self.fields[name].choices)[value]}",
            }
            for name, value in self.cleaned_data.items()
            if value
        ]
