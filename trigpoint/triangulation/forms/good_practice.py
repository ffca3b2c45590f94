"""What is asked for when good practice is noted, and when something becomes of it."""

from __future__ import annotations

from typing import Any

from django import forms

from trigpoint.triangulation.forms.concern_fields import ProviderField
from trigpoint.triangulation.forms.enquiries import themes_to_choose
from trigpoint.ui.guarding import LONG, GuardedLine, GuardedText

NOBODY = "It may be read elsewhere: name no patient, and nobody of the staff."


def told(label: str, missing: str, *, help_text: str = NOBODY) -> GuardedText:
    """A guarded text in which nothing that tells of a person may stay, for any reason."""
    return GuardedText(
        label=label,
        rows=4,
        max_length=LONG,
        may_keep=False,
        help_text=help_text,
        error_messages={"required": missing, "max_length": "Shorten the text"},
    )


class GoodFilterForm(forms.Form):
    """What the list is narrowed to."""

    mark_optional = False
    provider = forms.ChoiceField(label="Provider", required=False)
    theme = forms.ChoiceField(label="Theme", required=False)
    show = forms.ChoiceField(
        label="Show",
        required=False,
        choices=[("", "What holds"), ("withdrawn", "What was withdrawn"), ("all", "Both")],
    )

    def __init__(self, *args: Any, providers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provider"].choices = [("", "Every provider"), *providers]
        self.fields["theme"].choices = themes_to_choose("Every theme")


class GoodForm(forms.Form):
    """What goes well."""

    title = GuardedLine(
        label="What goes well, in a few words?",
        max_length=150,
        may_keep=False,
        error_messages={
            "required": "Say in a few words what goes well",
            "max_length": "Shorten it to 150 characters",
        },
    )
    words = told("What goes well, and how do you know?", "Write what goes well, and how you know")


class GoodAddForm(GoodForm):
    """The same, with where it is."""

    provider = ProviderField(
        label="At which provider?",
        help_text="Its name or code.",
        error_messages={"required": "Say at which provider it is"},
    )
    service = forms.CharField(label="In which service?", max_length=120, required=False)
    theme = forms.ChoiceField(label="Which theme?", required=False)

    field_order = ("provider", "service", "theme", "title", "words")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provider"].user = user
        self.fields["theme"].choices = themes_to_choose("No theme in particular")


class ThankForm(forms.Form):
    """Thanks."""

    text = told(
        "In which words were they thanked, and who said it?",
        "Write the words of thanks",
        help_text="A letter of the board, a word at a meeting. Name functions, not people.",
    )


class LearntForm(forms.Form):
    """What they do."""

    text = told("What do they do, so that others can do it?", "Write what they do")


class ShareForm(forms.Form):
    """With whom it was shared."""

    with_whom = forms.CharField(
        label="With whom was it shared?",
        help_text="An organisation, a network, a meeting.",
        max_length=200,
        error_messages={
            "required": "Say with whom it was shared",
            "max_length": "Shorten it to 200 characters",
        },
    )
    text = told("How, and what was sent?", "Say how it was shared, or what was sent")


class WithdrawForm(forms.Form):
    """It holds no more."""

    text = told("Why does it hold no more?", "Say why it is withdrawn")
