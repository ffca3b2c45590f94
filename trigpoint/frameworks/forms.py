"""What pages of packs ask: which two to compare, and which date to work out."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from trigpoint.common.errors import DomainError
from trigpoint.frameworks import deadlines, queries
from trigpoint.frameworks.deadlines import Deadline
from trigpoint.ui.fields import DateField

WAYS = {
    "working_days": deadlines.in_working_days,
    "calendar_days": deadlines.in_calendar_days,
    "months": deadlines.in_months,
}
MOST = 1000


def _names() -> list[tuple[str, str]]:
    return [(pack.name, pack.title) for pack in queries.packs()]


class PairForm(forms.Form):
    """Two packs."""

    mark_optional = False
    first = forms.ChoiceField(label="From", choices=_names, required=False)
    second = forms.ChoiceField(label="To", choices=_names, required=False)


class WorkOutForm(forms.Form):
    """A first day and how long, for a date that nobody wants to count by hand."""

    day = DateField(
        label="Day 0",
        help_text="The day from which it counts, for example 30 3 2026",
        error_messages={"required": "Enter the day from which it counts"},
    )
    count = forms.IntegerField(
        label="How many",
        min_value=1,
        max_value=MOST,
        widget=forms.NumberInput(attrs={"class": "nhsuk-input--width-4"}),
        error_messages={
            "required": "Enter how many days or months",
            "invalid": "Enter a whole number",
            "min_value": "Enter 1 or more",
            "max_value": f"Enter {MOST} at most",
        },
    )
    unit = forms.ChoiceField(
        label="Of what",
        widget=forms.RadioSelect,
        choices=[
            ("working_days", "Working days"),
            ("calendar_days", "Days, every one counted"),
            ("months", "Months"),
        ],
        error_messages={
            "required": "Choose working days, days or months",
            "invalid_choice": "Choose one of the three",
        },
    )
    due: Deadline | None = None

    def clean(self) -> dict[str, Any]:
        """Works the date out; a year without a calendar becomes the form's error."""
        said = super().clean() or {}
        if {"day", "count", "unit"} <= said.keys():
            try:
                self.due = WAYS[said["unit"]](said["day"], said["count"])
            except DomainError as refused:
                self.add_error(None, str(refused))
            except (OverflowError, ValueError):
                self.add_error("day", f"Enter a day between the years 1 and {dt.MAXYEAR - MOST}")
        return said
