"""What people choose and write in stage 1."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from trigpoint.indicators.definitions import CHARTS, DIMENSIONS
from trigpoint.organisations.models import Kind
from trigpoint.ui.guarding import GuardedLine, GuardedText
from trigpoint.ui.words import month

PROVIDER_KINDS = [
    (kind.value, kind.label)
    for kind in (Kind.TRUST, Kind.AMBULANCE, Kind.INDEPENDENT, Kind.URGENT, Kind.PRACTICE, Kind.CARE_HOME)
]
SHOW = [
    ("", "Everything"),
    ("unusual", "Unusual only"),
    ("new", "New only"),
    ("apart", "Stands out, allowing for how much was looked at"),
]


class FilterForm(forms.Form):
    """Filters of the dashboard; all of them live in the address, so that a view can be sent."""

    place = forms.CharField(required=False)
    kind = forms.ChoiceField(
        choices=[("", "All but GP practices"), *PROVIDER_KINDS], required=False, label="Kind of provider"
    )
    dimension = forms.ChoiceField(
        choices=[("", "All five"), *DIMENSIONS.items()], required=False, label="Dimension of quality"
    )
    show = forms.ChoiceField(choices=SHOW, required=False, label="Show")
    provider = forms.CharField(required=False)
    page = forms.IntegerField(min_value=1, required=False)

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"] = forms.ChoiceField(choices=places, required=False, label="Place")


class PhaseForm(forms.Form):
    """Begin a new phase of a chart."""

    starts_on = forms.TypedChoiceField(
        label="First period of the new phase",
        help_text="Limits are worked out afresh from here on.",
        error_messages={"required": "Choose the first period of the new phase"},
    )
    reason = GuardedText(
        label="What changed in how care is given or counted?",
        help_text="A new phase needs a known cause; a better or worse figure alone is not one.",
        rows=3,
        error_messages={"required": "Say what changed"},
    )

    def __init__(self, *args: Any, starts: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].choices = [
            ("", "Choose a period"),
            *((day.isoformat(), month(day)) for day in reversed(starts)),
        ]
        self.fields["starts_on"].coerce = type(starts[0]).fromisoformat if starts else str


class WithdrawForm(forms.Form):
    """Take a phase back."""

    prefix = "withdraw"
    starts_on = forms.DateField(widget=forms.HiddenInput, error_messages={"required": "Choose the phase"})
    reason = GuardedLine(
        label="Why is it taken back?", error_messages={"required": "Say why the phase is taken back"}
    )


class ChartForm(forms.Form):
    """Have a series drawn as another kind of chart."""

    prefix = "chart"
    kind = forms.ChoiceField(
        label="Which chart suits these figures?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose the kind of chart",
            "invalid_choice": "Choose one of these charts",
        },
    )
    reason = GuardedText(
        label="Why does it suit them better?",
        help_text="The choice is about the data and not about whether the answer pleases.",
        rows=3,
        error_messages={"required": "Say why the chart suits these figures better"},
    )

    def __init__(self, *args: Any, possible: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [
            (kind, CHARTS[kind][:1].upper() + CHARTS[kind][1:]) for kind in possible
        ]


class ChartBackForm(forms.Form):
    """Go back to the chart of the indicator."""

    prefix = "back"
    reason = GuardedLine(
        label="Why go back to the indicator’s own chart?", error_messages={"required": "Say why you go back"}
    )


class NoteForm(forms.Form):
    """A note beside a chart."""

    text = GuardedText(
        label="Add a note",
        help_text="What do you know that the figures do not show? Do not name patients.",
        rows=3,
        max_length=2000,
        error_messages={"required": "Write the note"},
    )
