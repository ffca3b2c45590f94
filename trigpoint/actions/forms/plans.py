"""Choosing an action plan to take over."""

from __future__ import annotations

from typing import Any

from django import forms

from trigpoint.common import clock
from trigpoint.ui.fields import DateField

LARGEST = 5 * 1024 * 1024


class PlanForm(forms.Form):
    """A file, the plan's title and its date."""

    file = forms.FileField(
        label="Spreadsheet",
        help_text="CSV or Excel with one row an action. Needed: a number and the action. Known besides: lead, deadline, date started, date completed, RAG, position statement, provider code, group, superseded by.",
        error_messages={
            "required": "Choose the spreadsheet",
            "empty": "The file is empty. Choose another one",
        },
    )
    plan = forms.CharField(
        label="Title of the plan",
        max_length=200,
        error_messages={"required": "Enter the title of the plan", "max_length": "Shorten the title"},
    )
    as_it_stood_on = DateField(
        label="Date of the plan",
        help_text="The day as of which it states how things stand. It counts from that day.",
        error_messages={"required": "Enter the date of the plan"},
    )

    def clean_file(self) -> Any:
        """Not larger than a plan can be."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError("The file is larger than 5 MB. Take out pictures, or split it")
        return file

    def clean_as_it_stood_on(self) -> Any:
        """Not still ahead."""
        day = self.cleaned_data["as_it_stood_on"]
        if day and day > clock.today():
            raise forms.ValidationError("The date of the plan cannot be still ahead")
        return day
