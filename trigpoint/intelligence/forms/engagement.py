"""What people write of an occasion on which somebody was listened to, and what the log is narrowed to."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from trigpoint.accounts.models import User
from trigpoint.frameworks.queries import pack_on
from trigpoint.intelligence.forms.organisation_field import OrganisationsField
from trigpoint.intelligence.forms.themes_over_time import theme_choices
from trigpoint.intelligence.rules.engagement import COVERED, Entry
from trigpoint.ui.fields import DateField
from trigpoint.ui.guarding import GuardedLine, GuardedText

LONG = 4000
LISTS = {
    "methods": "engagement_methods",
    "characteristics": "protected_characteristics",
    "groups": "seldom_heard",
}
WHY = {"required": "Say why it is corrected", "max_length": "Shorten the reason to 300 characters"}


def words_of(vocabulary: str, day: dt.date) -> list[tuple[str, str]]:
    """Codes and titles of a list of the pack of a day."""
    return [(word.code, word.title) for word in pack_on(day).vocabulary(vocabulary).words]


class EngagementForm(forms.Form):
    """One occasion. Its clean data are an Entry."""

    title = GuardedLine(
        label="Who was listened to?",
        help_text="In a few words, such as “Carers at the Farnworth tea”. No names.",
        max_length=150,
        error_messages={"required": "Say who was listened to", "max_length": "Shorten it to 150 characters"},
    )
    methods = forms.MultipleChoiceField(
        label="How?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose how they were listened to"},
    )
    from_on = DateField(label="When?", error_messages={"required": "Enter the day"})
    to_on = DateField(label="Until when, if it took longer than a day?", required=False)
    people = forms.IntegerField(
        label="How many people?",
        help_text="Leave it empty where nobody counted.",
        required=False,
        min_value=1,
        max_value=1_000_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "nhsuk-input--width-5"}),
        error_messages={"invalid": "Enter how many people as a number, or leave it empty"},
    )
    place = GuardedLine(
        label="Where?", required=False, max_length=150, error_messages={"max_length": "Shorten the place"}
    )
    characteristics = forms.MultipleChoiceField(
        label="Which protected characteristics did it cover?",
        help_text="Those whose view was sought as such. Leave empty what came up by chance.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    groups = forms.MultipleChoiceField(
        label="Which seldom-heard groups did it cover?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    providers = OrganisationsField(
        label="Which providers was it about?", help_text="Names or codes, one a line", required=False
    )
    service = forms.CharField(
        label="Which service?",
        required=False,
        max_length=120,
        error_messages={"max_length": "Shorten the service"},
    )
    themes = forms.MultipleChoiceField(
        label="Which themes came up?",
        required=False,
        widget=forms.SelectMultiple(attrs={"size": "8", "class": "tp-select--many"}),
    )
    heard = GuardedText(
        label="What was heard?",
        help_text="Without anything that shows who said it.",
        rows=5,
        max_length=LONG,
        error_messages={"required": "Write what was heard", "max_length": "Shorten it to 4,000 characters"},
    )
    followed = GuardedText(
        label="What followed?",
        help_text="Where more is to say, write a change under “You said, we did” and name this entry there.",
        required=False,
        rows=3,
        max_length=LONG,
        error_messages={"max_length": "Shorten it to 4,000 characters"},
    )

    def __init__(self, *args: Any, user: User, day: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["providers"].user = user
        for name, vocabulary in LISTS.items():
            self.fields[name].choices = words_of(vocabulary, day)
        self.fields["themes"].choices = theme_choices()

    def clean(self) -> dict[str, Any]:
        """The entry that the service takes."""
        given = super().clean()
        if self.errors:
            return given
        why = {"why": given.pop("why")} if "why" in given else {}
        codes = {name: tuple(given.pop(name)) for name in (*LISTS, "themes")}
        providers = tuple(each.code for each in given.pop("providers"))
        return {"entry": Entry(**given, **codes, providers=providers), **why}


class CorrectionForm(EngagementForm):
    """An entry written anew."""

    why = GuardedLine(label="Why is it corrected?", max_length=300, error_messages=WHY)


class WithdrawEntryForm(forms.Form):
    """An entry that does not count."""

    why = GuardedLine(label="Why does it not count?", max_length=300, error_messages=WHY)


class EngagementFilterForm(forms.Form):
    """What the log is narrowed to."""

    mark_optional = False
    words = forms.CharField(label="Words", required=False, max_length=100)
    method = forms.ChoiceField(label="How", required=False)
    characteristic = forms.ChoiceField(label="Protected characteristic", required=False)
    group = forms.ChoiceField(label="Seldom-heard group", required=False)
    theme = forms.ChoiceField(label="Theme", required=False)
    provider = forms.CharField(label="Provider’s code", required=False, max_length=20)
    since = forms.DateField(label="Since", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="Until", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, day: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lists = {"method": "engagement_methods", **COVERED}
        for name, vocabulary in lists.items():
            self.fields[name].choices = [("", "Any"), *words_of(vocabulary, day)]
        self.fields["theme"].choices = [("", "Any"), *theme_choices()]
        self.is_valid()

    def said(self) -> dict[str, Any]:
        """What is asked for, faults left out."""
        return {name: value for name, value in self.cleaned_data.items() if value}


class PaperForm(forms.Form):
    """The period and the service that a commissioning paper is about."""

    mark_optional = False
    since = forms.DateField(label="From", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="To", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    service = forms.CharField(label="Service, as it stands in the log", required=False, max_length=120)
    provider = forms.CharField(label="Provider’s code", required=False, max_length=20)
    theme = forms.ChoiceField(label="Theme", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].choices = [("", "Any"), *theme_choices()]
        self.is_valid()

    def said(self) -> dict[str, Any]:
        """What is asked for, faults left out."""
        return {name: value for name, value in self.cleaned_data.items() if value}
