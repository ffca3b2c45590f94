"""What people write when they say what became of what was heard."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from trigpoint.accounts.models import User
from trigpoint.common import references
from trigpoint.intelligence.forms.organisation_field import OrganisationField
from trigpoint.intelligence.forms.themes_over_time import theme_choices
from trigpoint.intelligence.models import Engagement, Item
from trigpoint.intelligence.rules.answers import Answer, Answered
from trigpoint.intelligence.rules.changes import ChangeDeed, Effect, unfit
from trigpoint.ui.fields import DateField
from trigpoint.ui.guarding import GuardedLine, GuardedText

LONG = 2000
REFERENCE = re.compile(r"\b([a-z_]+):([\w-]{8,32})\b")
# How the end of an address names a record.
ADDRESSES = (
    (re.compile(r"/soft/items/([\w-]+)"), "item"),
    (re.compile(r"/soft/engagement/([\w-]+)"), "engagement"),
    (re.compile(r"/soft/comments/([\w-]+)"), "item"),
    (re.compile(r"/soft/complaints/case/([\w-]+)"), "complaint"),
    (re.compile(r"/signals/([\w-]+)"), "signal"),
    (re.compile(r"/series/([\w-]+)"), "series"),
)
STATES = (*((deed.value, deed.label) for deed in list(ChangeDeed)[:4]), ("public", "On the public page"))


def reference_in(line: str) -> str:
    """What a line names, as kind:public_id: written so, or the address of its page; "" where it names nothing."""
    for pattern, kind in ADDRESSES:
        if found := pattern.search(line):
            return f"{kind}:{found.group(1)}"
    found = REFERENCE.search(line)
    return found.group() if found else ""


class AnsweredField(forms.CharField):
    """What a change answers: addresses of pages, one a line. The form sets `user`. Gives Answered."""

    user: Any = None

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=4000, widget=forms.Textarea(attrs={"rows": 4}), **kwargs)

    def clean(self, value: Any) -> Answered:
        """The records; a line that names none is told."""
        items, engagements, others = [], [], []
        for line in filter(None, (line.strip() for line in super().clean(value).splitlines())):
            reference = reference_in(line)
            found = references.find(reference, user=self.user) if reference else None
            if found is None:
                raise forms.ValidationError(f"Nothing of yours has this address: {line[:80]}")
            if isinstance(found, Item):
                items.append(found)
            elif isinstance(found, Engagement):
                engagements.append(found)
            else:
                others.append(reference)
        return Answered(
            items=tuple(dict.fromkeys(items)),
            engagements=tuple(dict.fromkeys(engagements)),
            others=tuple(dict.fromkeys(others)),
        )


class ChangeForm(forms.Form):
    """A change as it is written down first."""

    title = GuardedLine(
        label="What is it about?",
        help_text="A few words, such as “Letters after discharge”. They may stand on the public page.",
        max_length=150,
        error_messages={"required": "Say what it is about", "max_length": "Shorten it to 150 characters"},
    )
    heard = GuardedText(
        label="What was heard?",
        help_text="In your own words, without anything that shows who told it.",
        rows=4,
        max_length=LONG,
        error_messages={"required": "Write what was heard", "max_length": "Shorten it to 2,000 characters"},
    )
    answered = AnsweredField(
        label="What does it answer?",
        help_text="Addresses of what was told, of entries of the engagement log or of complaints, one a line: copy them from the browser.",
        error_messages={"required": "Paste at least one address of what it answers"},
    )
    provider = OrganisationField(label="Provider", help_text="The name or the code", required=False)
    service = forms.CharField(
        label="Service", required=False, max_length=120, error_messages={"max_length": "Shorten the service"}
    )
    theme = forms.ChoiceField(label="Theme", required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provider"].user = self.fields["answered"].user = user
        self.fields["theme"].choices = [("", "None"), *theme_choices()]

    def clean_title(self) -> str:
        """The title; refused where it could never be published."""
        title = self.cleaned_data["title"]
        if fault := unfit(title, []):
            raise forms.ValidationError(fault)
        return title

    def clean(self) -> dict[str, Any]:
        """What the service takes."""
        given = super().clean()
        return {"answer": Answer(**given)} if not self.errors else given


class DecideForm(forms.Form):
    """What was decided."""

    text = GuardedText(
        label="What was decided?",
        help_text="Also that nothing is changed, and why. Whoever told it reads this.",
        rows=3,
        max_length=LONG,
        error_messages={"required": "Write what was decided", "max_length": "Shorten it to 2,000 characters"},
    )


class ChangedForm(forms.Form):
    """What was changed, and since when."""

    text = GuardedText(
        label="What was changed?",
        help_text="Whoever told it reads this.",
        rows=3,
        max_length=LONG,
        error_messages={"required": "Write what was changed", "max_length": "Shorten it to 2,000 characters"},
    )
    happened_on = DateField(label="Since when?", error_messages={"required": "Enter the day of the change"})


class MeasuredForm(forms.Form):
    """Whether it worked."""

    effect = forms.ChoiceField(
        label="Did it work?",
        choices=[each for each in Effect.choices if each[0]],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether it worked"},
    )
    text = GuardedText(
        label="How do you know?",
        help_text="That it did not work is worth telling too. Whoever told it reads this.",
        rows=3,
        max_length=LONG,
        error_messages={"required": "Write how you know", "max_length": "Shorten it to 2,000 characters"},
    )
    about = forms.CharField(
        label="Chart or signal that shows it",
        help_text="The address of its page",
        required=False,
        max_length=300,
        error_messages={"max_length": "Shorten the address"},
    )

    def clean_about(self) -> str:
        """kind:public_id of the chart or signal."""
        typed = self.cleaned_data["about"].strip()
        if typed and not reference_in(typed):
            raise forms.ValidationError("Paste the address of a chart or of a signal")
        return reference_in(typed)


class SourcesForm(forms.Form):
    """What else it answers."""

    answered = AnsweredField(
        label="What else does it answer?",
        help_text="Addresses, one a line",
        error_messages={"required": "Paste at least one address"},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answered"].user = user


class PublishForm(forms.Form):
    """The words for everybody. `told`: what people told, which may not stand there word for word."""

    title = GuardedLine(
        label="Title",
        max_length=150,
        error_messages={"required": "Give it a title", "max_length": "Shorten it to 150 characters"},
    )
    heard = GuardedText(
        label="You said",
        help_text="Edited: nobody’s own words, no small numbers, nothing that shows who told it.",
        rows=3,
        max_length=LONG,
        error_messages={"required": "Write what was heard", "max_length": "Shorten it to 2,000 characters"},
    )
    text = GuardedText(
        label="We did",
        rows=3,
        max_length=LONG,
        error_messages={"required": "Write what was done", "max_length": "Shorten it to 2,000 characters"},
    )
    effect_words = GuardedText(
        label="Did it work?",
        help_text="Say so where nobody knows yet, or where it did not.",
        rows=2,
        max_length=LONG,
        error_messages={
            "required": "Say whether it worked, or that nobody knows yet",
            "max_length": "Shorten it to 2,000 characters",
        },
    )

    def __init__(self, *args: Any, told: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.told = told

    def clean(self) -> dict[str, Any]:
        """Complains of each text that may not stand on a public page."""
        given = super().clean()
        for name, words in list(given.items()):
            if fault := unfit(words, self.told):
                self.add_error(name, fault)
        return given


class WithdrawForm(forms.Form):
    """The note that stays on the public page."""

    text = GuardedLine(
        label="Why is it taken off?",
        help_text="This note stays on the public page.",
        max_length=300,
        error_messages={"required": "Say why it is taken off", "max_length": "Shorten it to 300 characters"},
    )


class ChangesFilterForm(forms.Form):
    """What the list of changes is narrowed to."""

    mark_optional = False
    words = forms.CharField(label="Words", required=False, max_length=100)
    state = forms.ChoiceField(label="How far it is", required=False, choices=[("", "Any"), *STATES])
    theme = forms.ChoiceField(label="Theme", required=False)
    provider = forms.CharField(label="Provider’s code", required=False, max_length=20)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].choices = [("", "Any"), *theme_choices()]
        self.is_valid()

    def said(self) -> dict[str, str]:
        """What is asked for, faults left out."""
        return {name: value for name, value in self.cleaned_data.items() if value}
