"""What people say of signals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from trigpoint.indicators.definitions import library
from trigpoint.intelligence.rules.themes import titles
from trigpoint.surveillance.models import Signal, Stream
from trigpoint.surveillance.models.signals import Outcome
from trigpoint.ui.fields import DateField
from trigpoint.ui.guarding import GuardedLine

LATER = ("", "Leave for later")
OUTCOMES = [
    (Outcome.NOTED, "Noted"),
    (Outcome.REAL, "Real: something changed in care"),
    (Outcome.KNOWN, "Already known"),
    (Outcome.ARTEFACT, "Artefact: the data, not care"),
    (Outcome.NO_CONCERN, "No concern"),
]
SAY_WHY = "Say why, in a few words"
STATES = [
    ("", "All"),
    ("new", "Nobody has looked yet"),
    *((value, label.split(":")[0]) for value, label in OUTCOMES),
]
STREAMS = [("", "Both"), *Stream.choices]


def reason_field() -> GuardedLine:
    """Why a signal is said to be what it is."""
    return GuardedLine(
        label="Why? Needed unless it is only noted",
        required=False,
        max_length=500,
        error_messages={"max_length": "Shorten the reason to 500 characters"},
    )


class SittingForm(forms.Form):
    """What a sitting says of each new signal of a provider; `answers` afterwards holds what was chosen."""

    mark_optional = False  # the label says when a reason is needed

    def __init__(self, *args: Any, signals: Sequence[Signal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.signals = signals
        for signal in signals:
            self.fields[f"outcome_{signal.public_id}"] = forms.ChoiceField(
                label="What is it?",
                choices=[LATER, *OUTCOMES],
                widget=forms.RadioSelect,
                required=False,
                error_messages={"invalid_choice": "Choose one of the answers"},
            )
            self.fields[f"reason_{signal.public_id}"] = reason_field()

    def clean(self) -> dict[str, Any]:
        """Everything but noting needs a reason; "note the rest" stands for whatever was left."""
        cleaned = super().clean() or {}
        for signal in self.signals:
            key = signal.public_id
            chosen = cleaned.get(f"outcome_{key}", "")
            if chosen not in ("", Outcome.NOTED) and not cleaned.get(f"reason_{key}", "").strip():
                self.add_error(f"reason_{key}", SAY_WHY)
        return cleaned

    @property
    def answers(self) -> dict[Signal, tuple[str, str]]:
        """Signal -> outcome and reason, of those that something was said of."""
        rest = Outcome.NOTED if "note_rest" in self.data else ""
        told = {}
        for signal in self.signals:
            chosen = self.cleaned_data.get(f"outcome_{signal.public_id}", "") or rest
            if chosen:
                told[signal] = (chosen, self.cleaned_data.get(f"reason_{signal.public_id}", ""))
        return told


class AnswerForm(forms.Form):
    """What one signal is, or that it is opened again."""

    mark_optional = False

    outcome = forms.ChoiceField(
        label="What is it?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is", "invalid_choice": "Choose one of the answers"},
    )
    reason = reason_field()

    def __init__(self, *args: Any, is_answered: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        again = [(Outcome.REOPENED, "Open it again")] if is_answered else []
        self.fields["outcome"].choices = [*OUTCOMES, *again]

    def clean(self) -> dict[str, Any]:
        """Everything but noting needs a reason."""
        cleaned = super().clean() or {}
        if cleaned.get("outcome", Outcome.NOTED) != Outcome.NOTED and not cleaned.get("reason", "").strip():
            self.add_error("reason", SAY_WHY)
        return cleaned


class ClockForm(forms.Form):
    """A day by which somebody answers; empty takes it away."""

    due_on = DateField(label="Answer wanted by", required=False)
    reason = GuardedLine(
        label="Why? Needed to change or stop what a rule of the pack set",
        required=False,
        max_length=500,
        error_messages={"max_length": "Shorten the reason to 500 characters"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # The form of the answer stands on the same page, and has a reason too.
        super().__init__(*args, **{"auto_id": "id_clock_%s", **kwargs})


class SignalFilterForm(forms.Form):
    """Filters of the list of signals; all of them live in the address."""

    mark_optional = False
    state = forms.ChoiceField(choices=STATES, required=False, label="What became of it")
    stream = forms.ChoiceField(choices=STREAMS, required=False, label="Where it comes from")
    rule = forms.ChoiceField(required=False, label="Rule")
    indicator = forms.ChoiceField(required=False, label="Indicator")
    theme = forms.ChoiceField(required=False, label="Theme")
    provider = forms.CharField(required=False, label="Provider, name or code", max_length=100)

    def __init__(self, *args: Any, rules: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rule"].choices = [("", "All"), *rules]
        self.fields["indicator"].choices = [
            ("", "All"),
            *((each.code, each.short) for each in library().values()),
        ]
        self.fields["theme"].choices = [("", "All"), *titles().items()]
