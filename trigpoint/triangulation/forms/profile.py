"""What pages of evidence are narrowed to; all of it lives in the address, so that a view can be sent."""

from __future__ import annotations

from typing import Any

from django import forms

from trigpoint.organisations.models import Kind

EVERYWHERE = "england"
CONCERN = "concern"
KINDS = (
    Kind.TRUST,
    Kind.AMBULANCE,
    Kind.INDEPENDENT,
    Kind.URGENT,
    Kind.PRACTICE,
    Kind.CARE_HOME,
    Kind.SOCIAL_CARE,
    Kind.DENTAL,
    Kind.SITE,
)


class AmongForm(forms.Form):
    """Which providers."""

    mark_optional = False
    words = forms.CharField(label="Name or code", required=False, max_length=80)
    place = forms.ChoiceField(label="Place", required=False)
    kind = forms.ChoiceField(
        label="Kind of organisation",
        required=False,
        choices=[("", "Every kind"), *((kind.value, kind.label) for kind in KINDS)],
    )
    show = forms.ChoiceField(
        label="Show",
        required=False,
        choices=[("", "Everything"), (CONCERN, "Only with a concern")],
    )

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = places
