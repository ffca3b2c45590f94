"""Typing in the figures of a provider and quarter, and choosing a spreadsheet of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms

from trigpoint.intelligence.models import ComplaintFigures
from trigpoint.intelligence.queries.complaints_figures import subject_titles
from trigpoint.intelligence.rules.complaints_figures import (
    COUNTS,
    FiguresDraft,
    faults,
    quarter_before,
    quarter_words,
)
from trigpoint.organisations.models import Organisation
from trigpoint.ui.guarding import GuardedLine, said

LARGEST = 2 * 1024 * 1024
SUBJECT = "subject-"


@dataclass(frozen=True)
class Around:
    """What the form is about, and what is here already. before: the figures of the quarter before, or None."""

    quarter: dt.date
    provider: Organisation
    current: ComplaintFigures | None
    before: ComplaintFigures | None


class CountField(forms.IntegerField):
    """A count, or nothing where none was sent."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            min_value=0,
            max_value=1_000_000,
            required=False,
            widget=forms.TextInput(
                attrs={"inputmode": "numeric", "class": "nhsuk-input--width-5", "autocomplete": "off"}
            ),
            error_messages={
                "invalid": "Enter a whole number, or leave it empty",
                "min_value": "Enter 0 or more, or leave it empty",
                "max_value": "That is too large a number",
            },
            **kwargs,
        )


class FiguresForm(forms.Form):
    """The figures of one provider and quarter; an empty box means that none was sent."""

    mark_optional = False
    source = GuardedLine(
        label="Where do they stand?",
        help_text="Such as: quarterly complaints report, page 4.",
        required=False,
        max_length=200,
        error_messages={"max_length": "Shorten where they stand"},
    )
    note = said("A note")

    def __init__(self, *args: Any, around: Around, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.quarter, self.provider = around.quarter, around.provider
        self.titles = subject_titles(around.quarter)
        current, before = around.current, around.before
        for name, label in COUNTS.items():
            self.fields[name] = CountField(
                label=label,
                initial=getattr(current, name, None),
                help_text=_told(around, getattr(before, name, None)),
            )
        sent = current.subjects if current else {}
        for code, title in self.titles.items():
            told = _told(around, before.subjects.get(code)) if before and before.subjects else ""
            self.fields[SUBJECT + code] = CountField(label=title, initial=sent.get(code), help_text=told)
        if current:
            self.fields["source"].initial, self.fields["note"].initial = current.source, current.note

    def clean(self) -> dict[str, Any]:
        """Tell what cannot be true at its field."""
        typed = super().clean() or {}
        for place, words in faults(self._counts(typed), self._subjects(typed), self.titles):
            self.add_error(place.replace("subject:", SUBJECT), words)
        return typed

    def draft(self, *, service: str, place: str) -> FiguresDraft:
        """What was typed, as the service takes it."""
        typed = self.cleaned_data
        return FiguresDraft(
            provider=self.provider,
            quarter=self.quarter,
            service=service,
            place=place,
            counts=self._counts(typed),
            subjects=self._subjects(typed),
            source=typed["source"],
            note=typed["note"],
        )

    def _counts(self, typed: dict[str, Any]) -> dict[str, int | None]:
        return {name: typed.get(name) for name in COUNTS}

    def _subjects(self, typed: dict[str, Any]) -> dict[str, int]:
        given = {code: typed.get(SUBJECT + code) for code in self.titles}
        return {code: number for code, number in given.items() if number is not None}


class FiguresFileForm(forms.Form):
    """A spreadsheet with a row for each provider and quarter."""

    file = forms.FileField(
        label="Spreadsheet",
        help_text="CSV or Excel, in the layout of the template.",
        error_messages={
            "required": "Choose the spreadsheet",
            "empty": "The file is empty. Choose another one",
        },
    )

    def clean_file(self) -> Any:
        """Not larger than such a file can be."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError("The file is larger than 2 MB. Take out pictures, or split it")
        return file


def _told(around: Around, number: int | None) -> str:
    """What stood in the same box the quarter before."""
    if around.before is None:
        return ""
    return f"{quarter_words(quarter_before(around.quarter))}: {'not sent' if number is None else number}"
