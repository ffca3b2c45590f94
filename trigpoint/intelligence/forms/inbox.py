"""What the inbox can be narrowed to. Lives in the address."""

from __future__ import annotations

from typing import Any

from django import forms

from trigpoint.intelligence.models import Item
from trigpoint.intelligence.queries.inbox import SHOWS, SORTS, WAIT, Chosen

TONES = [("good", Item.Tone.GOOD.label), ("bad", Item.Tone.BAD.label)]


class InboxFilterForm(forms.Form):
    """The filters. A value that is not on its list counts as none."""

    mark_optional = False
    words = forms.CharField(label="Words", required=False, max_length=100)
    source = forms.ChoiceField(label="Kind of source", required=False)
    provider = forms.ChoiceField(label="About", required=False)
    practice = forms.ChoiceField(label="Sent by", required=False)
    theme = forms.ChoiceField(label="Theme", required=False)
    tone = forms.ChoiceField(label="Good or bad, as told", required=False, choices=[("", "Any"), *TONES])
    at_risk = forms.BooleanField(label="Somebody may be at risk now", required=False)

    def __init__(self, *args: Any, choices: dict[str, list[tuple[str, str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("source", "provider", "practice", "theme"):
            if choices.get(name):
                self.fields[name].choices = [("", "Any"), *choices[name]]
            else:
                del self.fields[name]

    def chosen(self) -> Chosen:
        """What is asked for, faults left out."""
        self.is_valid()
        said = {name: value for name, value in self.cleaned_data.items() if value}
        show, sort = self.data.get("show", WAIT), self.data.get("sort", "due")
        return Chosen(
            show=show if show in SHOWS else WAIT,
            sort=sort if sort.removeprefix("-") in SORTS else "due",
            **said,
        )
