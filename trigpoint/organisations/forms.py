"""What people look for in the directory."""

from __future__ import annotations

from typing import Any

from django import forms

from trigpoint.organisations.models import Kind
from trigpoint.organisations.queries import ALL, CLOSED, OPEN

STATES = [(OPEN, "Open"), (CLOSED, "Closed"), (ALL, "Open and closed")]


class SearchForm(forms.Form):
    """Everything lives in the address, so that a view can be sent."""

    mark_optional = False

    q = forms.CharField(
        required=False,
        max_length=100,
        label="Name, code or postcode",
        help_text="A few letters will do, for example bolton, RMC or OL1",
    )
    kind = forms.ChoiceField(required=False, label="Kind", choices=[("", "All kinds"), *Kind.choices])
    within = forms.ChoiceField(required=False, label="Within")
    state = forms.ChoiceField(required=False, label="Open or closed", choices=STATES)

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["within"].choices = [("", "All of England"), *places]
