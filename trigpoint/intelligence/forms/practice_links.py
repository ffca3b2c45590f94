"""Giving a practice a link."""

from __future__ import annotations

from typing import Any

from django import forms

from trigpoint.intelligence.forms.telling import described
from trigpoint.intelligence.queries.telling import Teller, Whom, whom
from trigpoint.organisations.models import Organisation


class GiveLinkForm(forms.Form):
    """For which practice or partner."""

    about = forms.CharField(
        label="For which practice or partner?",
        help_text="Its code, or a few letters of its name.",
        max_length=250,
        error_messages={"required": "Say for which practice or partner"},
    )

    def __init__(self, data: Any = None, *, teller: Teller) -> None:
        super().__init__(data)
        text = str(self.data.get("about", "")) if self.is_bound else ""
        self.whom = whom(text, teller) if text.strip() else Whom()
        if self.whom.choices:
            self.fields["which"] = forms.ChoiceField(
                label="Which of these do you mean?",
                choices=[(each.code, described(each)) for each in self.whom.choices],
                widget=forms.RadioSelect,
                error_messages={
                    "required": "Choose which one you mean",
                    "invalid_choice": "Choose which one you mean",
                },
            )

    def clean_about(self) -> str:
        """Somebody of the directory must be meant."""
        if self.whom.provider is None and not self.whom.choices:
            raise forms.ValidationError("Nobody in the directory has that name or code")
        return self.cleaned_data["about"]

    @property
    def organisation(self) -> Organisation:
        """The one that is meant, once the form is valid."""
        among = {each.code: each for each in self.whom.choices}
        return self.whom.provider or among[self.cleaned_data["which"]]
