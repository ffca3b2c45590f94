"""What people type on the brief and on the page of a question."""

from __future__ import annotations

from typing import Any

from django import forms

from trigpoint.accounts.models import User
from trigpoint.indicators.models import Series
from trigpoint.ui.fields import DateField
from trigpoint.ui.guarding import GuardedText

LONG = 4000


class NoteForm(forms.Form):
    """A note for the meeting."""

    prefix = "note"
    text = GuardedText(
        label="Add a note",
        help_text="What do you want to have in mind at the meeting? Do not name patients.",
        rows=3,
        max_length=LONG,
        error_messages={"required": "Write the note before you save it", "max_length": "Shorten the note"},
    )


class QuestionForm(forms.Form):
    """A question to the provider; `series` is the chart that gave rise to it."""

    prefix = "question"
    text = forms.CharField(
        label="Your question",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONG,
        error_messages={
            "required": "Write the question before you ask it",
            "max_length": "Shorten the question",
        },
    )
    answer_from = forms.CharField(
        label="Who owns the answer?",
        help_text="The name of a person, at the provider or here.",
        max_length=150,
        error_messages={"required": "Say who owns the answer", "max_length": "Shorten the name"},
    )
    due_on = DateField(
        label="When is the answer due?",
        error_messages={"required": "Enter the day on which the answer is due"},
    )
    series = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_series(self) -> Series | None:
        """The chart, if the person may see it."""
        asked = self.cleaned_data["series"]
        series = Series.visible_to(self.user).filter(public_id=asked).first() if asked else None
        if asked and series is None:
            raise forms.ValidationError("That chart is not there any more. Open the brief again.")
        return series


class MeetingForm(forms.Form):
    """When the quality meeting is, or was."""

    prefix = "meeting"
    held_on = DateField(
        label="Date of a quality meeting",
        help_text="Past or to come. The brief tells what changed since the last one.",
        error_messages={"required": "Enter the date of the meeting"},
    )


class AnswerForm(forms.Form):
    """What the provider answered."""

    prefix = "answer"
    text = forms.CharField(
        label="What was the answer?",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONG,
        error_messages={"required": "Write the answer", "max_length": "Shorten the answer"},
    )
    on = DateField(
        label="When was it given?", error_messages={"required": "Enter the day on which the answer was given"}
    )


class CarryForm(forms.Form):
    """Carry a question forward."""

    prefix = "carry"
    to = DateField(
        label="Carry it to which day?",
        error_messages={"required": "Enter the day to which the question is carried"},
    )
    text = forms.CharField(
        label="What is still missing?",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=LONG,
        error_messages={"max_length": "Shorten what is missing"},
    )


class CloseForm(forms.Form):
    """Close a question."""

    prefix = "close"
    reason = forms.CharField(
        label="Why can it be closed?",
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=LONG,
        error_messages={
            "required": "Say why the question can be closed",
            "max_length": "Shorten the reason",
        },
    )


class ReopenForm(forms.Form):
    """Open a closed question again."""

    prefix = "reopen"
    text = forms.CharField(
        label="Why is it opened again?",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=LONG,
        error_messages={"max_length": "Shorten the reason"},
    )
