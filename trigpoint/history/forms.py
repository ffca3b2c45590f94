"""What the audit can be searched for. Lives in the address."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms

from trigpoint.audit.models import Sort
from trigpoint.audit.rules import sentences
from trigpoint.ui.vocabulary import term

NO_DAY = "{}: enter a day that there is, such as 22/11/2026"
REFERENCE = r"^[a-z]{1,40}:[0-9a-z]{1,40}$"
NOBODY = ("nobody", "Nobody: before anybody had signed in")


class DayInput(forms.DateInput):
    """A day as the browser asks for it."""

    input_type = "date"


@dataclass(frozen=True)
class Asked:
    """What was asked for, as it was typed; days are days in England, both included."""

    person: str = ""
    name: str = ""
    kind: str = ""
    record: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    words: str = ""
    whose: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was asked for."""
        return self != Asked()


class SearchForm(forms.Form):
    """The filters. A value that makes no sense is left aside, and the page says so."""

    mark_optional = False
    person = forms.CharField(
        label="Person", required=False, max_length=150, help_text="Username, or a part of the name"
    )
    kind = forms.ChoiceField(label="Kind", required=False, choices=[("", "Any"), *Sort.choices])
    name = forms.ChoiceField(label="What was done", required=False)
    since = forms.DateField(
        label="From",
        required=False,
        widget=DayInput(format="%Y-%m-%d"),
        error_messages={"invalid": NO_DAY.format("From")},
    )
    until = forms.DateField(
        label="To",
        required=False,
        widget=DayInput(format="%Y-%m-%d"),
        error_messages={"invalid": NO_DAY.format("To")},
    )
    words = forms.CharField(
        label="Words of the reason",
        required=False,
        max_length=100,
        help_text="Beginnings of words are enough",
    )
    whose = forms.ChoiceField(label="Belongs to", required=False)
    record = forms.RegexField(REFERENCE, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, sees_nobodys: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["whose"].choices = [("", f"Your {term('commissioner')}"), NOBODY]
        self.fields["name"].choices = [
            ("", "Anything"),
            *((name, sentences.title(name)) for name in sentences.deeds()),
        ]
        if not sees_nobodys:
            del self.fields["whose"]

    def clean(self) -> dict[str, Any]:
        """A stretch of time that ends before it begins is a slip, not a question."""
        told = super().clean()
        if told.get("since") and told.get("until") and told["until"] < told["since"]:
            self.add_error("until", "To: choose the same day as in From, or a later one")
        return told

    def asked(self) -> Asked:
        """What was asked for."""
        self.is_valid()
        return Asked(**{key: value for key, value in self.cleaned_data.items() if value})
