"""What people choose on the pages of the library; all of it lives in the address."""

from __future__ import annotations

from django import forms

from trigpoint.indicators.definitions import DIMENSIONS, FREQUENCIES, PROVIDER_KINDS
from trigpoint.organisations.models import Kind


class LibraryForm(forms.Form):
    """Narrow the list of indicators."""

    q = forms.CharField(required=False, max_length=80, label="Words in the definition")
    dimension = forms.ChoiceField(
        choices=[("", "All five"), *DIMENSIONS.items()], required=False, label="Dimension of quality"
    )
    frequency = forms.ChoiceField(
        choices=[("", "Any"), *FREQUENCIES.items()], required=False, label="How often"
    )


class CoverageForm(forms.Form):
    """Which kind of provider to look at."""

    kind = forms.ChoiceField(
        choices=[("", "All kinds"), *((kind, Kind(kind).label) for kind in PROVIDER_KINDS)],
        required=False,
        label="Kind of provider",
    )
