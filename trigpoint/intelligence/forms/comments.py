"""What somebody asks for among comments, and how they put a coding right."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from trigpoint.intelligence.forms.organisation_field import OrganisationField
from trigpoint.intelligence.presenters.comments import SENTIMENT_WORDS, STATES
from trigpoint.intelligence.presenters.inbox import source_titles
from trigpoint.intelligence.queries.comments import Chosen
from trigpoint.intelligence.rules.themes import SENTIMENTS, category_of, titles
from trigpoint.ui.words import month

ANY = [("", "All")]


class CommentFilterForm(forms.Form):
    """Which comments to show. Lives in the address; what makes no sense there is left aside, but a provider that nobody knows."""

    mark_optional = False

    words = forms.CharField(label="Words", required=False, max_length=100)
    provider = OrganisationField(label="Provider", required=False)
    service = forms.ChoiceField(label="Service", required=False)
    source = forms.ChoiceField(label="Where it comes from", required=False)
    theme = forms.ChoiceField(label="Theme", required=False)
    sentiment = forms.ChoiceField(
        label="Sentiment", required=False, choices=[*ANY, *((s, SENTIMENT_WORDS[s]) for s in SENTIMENTS)]
    )
    since = forms.ChoiceField(label="From", required=False)
    until = forms.ChoiceField(label="To", required=False)
    state = forms.ChoiceField(label="Coding", required=False, choices=[*ANY, *STATES])

    def __init__(
        self, *args: Any, user: Any, services: list[str], months: list[dt.date], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provider"].user = user
        days = [(day.isoformat(), month(day)) for day in months]
        self.fields["service"].choices = [*ANY, *((each, each) for each in services)]
        self.fields["source"].choices = [*ANY, *source_titles().items()]
        self.fields["theme"].choices = [*ANY, *sorted(titles().items(), key=lambda one: one[1])]
        self.fields["since"].choices = [("", "The first"), *days]
        self.fields["until"].choices = [("", "The last"), *days]

    def chosen(self) -> Chosen:
        """What was asked for."""
        self.is_valid()
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        for name in ("since", "until"):
            if name in asked:
                asked[name] = dt.date.fromisoformat(asked[name])
        unknown = self.data.get("provider", "").strip() if "provider" in self.errors else ""
        return Chosen(**asked, unknown=unknown)


class CodingForm(forms.Form):
    """All themes that are right, and the sentiment."""

    mark_optional = False

    themes = forms.MultipleChoiceField(
        label="Themes",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose themes from the list"},
    )
    sentiment = forms.ChoiceField(
        label="Sentiment",
        required=False,
        widget=forms.RadioSelect(attrs={"class": "nhsuk-radios--inline"}),
        choices=[*((s, SENTIMENT_WORDS[s]) for s in SENTIMENTS), ("", SENTIMENT_WORDS[""])],
        error_messages={"invalid_choice": "Choose one of the four, or that nobody can say"},
    )
    is_empty = forms.BooleanField(
        label="Nothing was said",
        help_text="Such as “n/a” or “no comment”. It then counts nowhere.",
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["themes"].choices = list(titles().items())

    def clean(self) -> dict[str, Any]:
        """Where nothing was said, nothing is to be coded."""
        cleaned = super().clean()
        if cleaned.get("is_empty") and (cleaned.get("themes") or cleaned.get("sentiment")):
            self.add_error(
                "is_empty", "Take the themes and the sentiment away, or say that something was said"
            )
        return cleaned


def by_category(first: list[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every theme under its category; those in `first` stand before all, under a heading of their own."""
    named = titles()
    groups: dict[str, list[tuple[str, str]]] = {}
    if first:
        groups["Read or suggested by the model"] = [(code, named[code]) for code in first if code in named]
    for code, title in named.items():
        if code not in first:
            groups.setdefault(category_of(code), []).append((code, title))
    return list(groups.items())
