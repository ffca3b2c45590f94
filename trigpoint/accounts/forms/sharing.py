"""What is typed to share a record."""

from __future__ import annotations

from typing import Any

from django import forms

from trigpoint.accounts.models import Commissioner, Share, User
from trigpoint.ui.fields import DateField
from trigpoint.ui.guarding import GuardedLine
from trigpoint.ui.vocabulary import term


class ShareForm(forms.Form):
    """With whom, on what basis, why, until when."""

    commissioner = forms.ChoiceField(required=False)
    organisation = forms.CharField(
        label="Or an organisation, by its ODS code",
        help_text="Its people with the role partner, provider, GP practice or associate commissioner see the record.",
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"class": "nhsuk-input--width-10", "autocomplete": "off"}),
    )
    basis = forms.ChoiceField(
        label="On what basis?",
        choices=Share.Basis.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose on what basis it is shared"},
    )
    why = GuardedLine(
        label="Why is it shared?",
        max_length=300,
        error_messages={"required": "Say why it is shared", "max_length": "Shorten why it is shared"},
    )
    until = DateField(
        label="Until which day?", help_text="Leave empty for as long as it is not ended.", required=False
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["commissioner"].label = f"Another {term('commissioner')} here"
        others = Commissioner.objects.exclude(pk=user.commissioner_id)
        self.fields["commissioner"].choices = [("", "None"), *((each.code, each.name) for each in others)]

    def clean(self) -> dict[str, Any]:
        """One party, not two; the form's clean data are what the service takes."""
        typed = super().clean() or {}
        code, organisation = typed.pop("commissioner", ""), typed.pop("organisation", "").strip().upper()
        if bool(code) == bool(organisation) and not self.errors:
            self.add_error(
                "organisation",
                f"Choose another {term('commissioner')}, or enter the code of one organisation",
            )
        typed["whom"] = Commissioner.objects.filter(code=code).first() or organisation
        return typed
