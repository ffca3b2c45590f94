"""What is asked about consent to a story."""

from __future__ import annotations

from typing import Any

from django import forms

from trigpoint.common import clock
from trigpoint.frameworks.queries import pack_on
from trigpoint.intelligence.rules.consents import VOCABULARY, How
from trigpoint.ui.fields import DateField
from trigpoint.ui.guarding import GuardedText

NOTE = "Where the paper is kept, or what they want left out. Only we read this."


class GiveForm(forms.Form):
    """Consent to some uses."""

    prefix = "give"
    uses = forms.MultipleChoiceField(
        label="What may the story be used for?",
        help_text="Only what they said yes to. What was given before counts no more.",
        error_messages={"required": "Choose what the story may be used for"},
    )
    how = forms.ChoiceField(
        label="How was it given?", choices=How, error_messages={"required": "Say how consent was given"}
    )
    on = DateField(label="On which day?", error_messages={"required": "Enter the day it was given"})
    note = GuardedText(label="Note", required=False, rows=2, max_length=500, help_text=NOTE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = pack_on(clock.today()).vocabulary(VOCABULARY).words
        self.fields["uses"].choices = [(word.code, f"{word.title}. {word.meaning}") for word in words]


class WithdrawForm(forms.Form):
    """Consent taken back."""

    prefix = "withdraw"
    on = DateField(label="On which day?", error_messages={"required": "Enter the day it was taken back"})
    note = GuardedText(label="Note", required=False, rows=2, max_length=500, help_text="Only we read this.")
