"""What the list of proposals can be narrowed to, and what people say of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from trigpoint.organisations.models import Kind
from trigpoint.triangulation.models import Direction
from trigpoint.triangulation.queries.proposals import AGREED, DOORS, EVERYTHING, Chosen
from trigpoint.triangulation.rules.proposals import STATES, WAITING
from trigpoint.ui.fields import DateField
from trigpoint.ui.guarding import GuardedText

ANY = [("", "Any")]
Choices = Sequence[tuple[str, str]]


class ProposalFilterForm(forms.Form):
    """The filters; they live in the address. A value that is not on its list counts as none."""

    mark_optional = False
    provider = forms.ChoiceField(label="Provider", required=False)
    theme = forms.ChoiceField(label="Theme", required=False)
    kind = forms.ChoiceField(label="Kind of provider", required=False, choices=[*ANY, *Kind.choices])
    came = forms.ChoiceField(
        label="How it came",
        required=False,
        choices=[*ANY, (AGREED, "Kinds of evidence agree"), (DOORS, "One trigger that stands alone")],
    )
    new = forms.ChoiceField(
        label="Since when", required=False, choices=[*ANY, ("yes", "Proposed within a week")]
    )

    def __init__(self, *args: Any, providers: Choices, themes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provider"].choices = [*ANY, *providers]
        self.fields["theme"].choices = [*ANY, *themes]

    def chosen(self) -> Chosen:
        """What is asked for, faults left out."""
        self.is_valid()
        said = {name: value for name, value in self.cleaned_data.items() if value and name != "new"}
        show, direction = self.data.get("show", WAITING), self.data.get("direction", "")
        return Chosen(
            show=show if show in (*STATES, EVERYTHING) else WAITING,
            direction=direction if direction in Direction.values else Direction.CONCERN.value,
            new_only=bool(self.cleaned_data.get("new")),
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


class ReasonForm(forms.Form):
    """Why."""

    reason = GuardedText(
        label="Why?",
        rows=3,
        max_length=2000,
        error_messages={"required": "Say why", "max_length": "Shorten the reason to 2,000 characters"},
    )


class PutOffForm(ReasonForm):
    """Until when, and why."""

    until = DateField(
        label="Until which day?",
        help_text="It waits for an answer again from that day on.",
        error_messages={"required": "Enter the day on which it comes back"},
    )
    field_order = ("until", "reason")


class MergeForm(ReasonForm):
    """With which other one, and why."""

    other = forms.ChoiceField(
        label="With which proposal?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a proposal", "invalid_choice": "Choose one of the proposals"},
    )
    field_order = ("other", "reason")

    def __init__(self, *args: Any, others: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].choices = list(others)


class TakeForm(forms.Form):
    """To which open concern it belongs."""

    concern = forms.ChoiceField(
        label="To which concern does it belong?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a concern", "invalid_choice": "Choose one of the open concerns"},
    )

    def __init__(self, *args: Any, concerns: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["concern"].choices = list(concerns)
