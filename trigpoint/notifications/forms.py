"""What people say about how they want to be told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from trigpoint.notifications import registry
from trigpoint.notifications.models import Cadence


class PreferenceForm(forms.Form):
    """How often, and about what."""

    cadence = forms.ChoiceField(
        label="How often do you want a summary by e-mail?",
        choices=Cadence.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how often you want a summary"},
    )
    kinds = forms.MultipleChoiceField(
        label="What do you want in it?",
        help_text="All of it stays on the page News, whatever you choose here.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": "Choose from the list"},
    )
    mark_optional = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kinds"].choices = [(kind.name, kind.title) for kind in registry.kinds()]

    def left_out(self) -> Sequence[str]:
        """The kinds that were not chosen."""
        chosen = self.cleaned_data["kinds"]
        return [kind.name for kind in registry.kinds() if kind.name not in chosen]


class FilterForm(forms.Form):
    """Which news to show."""

    show = forms.ChoiceField(
        label="Show", required=False, choices=[("", "Not read yet"), ("all", "All")], widget=forms.Select
    )
    kind = forms.ChoiceField(label="About", required=False, widget=forms.Select)
    mark_optional = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind.name, kind.short) for kind in registry.kinds()]
        self.fields["kind"].choices = [("", "Everything"), *kinds]
