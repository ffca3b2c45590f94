"""Raising a concern: three things are asked, all else may wait."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from trigpoint.accounts.models import User
from trigpoint.accounts.rules import may, reach, role_book
from trigpoint.common import clock
from trigpoint.frameworks.queries import pack_on
from trigpoint.triangulation.forms.concern_fields import ProviderField
from trigpoint.triangulation.models import Side
from trigpoint.triangulation.queries.concerns import LEVELS, leads_of, themes_of
from trigpoint.triangulation.rules.concerns import DECIDE, HIGHEST, ONLY_DECIDERS_SET
from trigpoint.triangulation.rules.drafts import LONGEST_TITLE, ConcernDraft, Link
from trigpoint.ui.fields import DateField
from trigpoint.ui.guarding import GuardedLine, said

CHOSEN = re.compile(r"(for|against|about)\|([a-z]+:[A-Za-z0-9]+)")
MOST_LINKS = 50
TOO_MANY = f"Link {MOST_LINKS} things at most; link more on its page once it is raised"
MORE = ("title", "service", "place", "lead", "next_on", "restriction")


class LinksField(forms.Field):
    """What is linked: side|kind:public_id, as often as it is chosen. Gives a tuple of links."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> tuple[Link, ...]:
        """What was chosen; a value that no page of ours offers is a fault."""
        wanted = list(dict.fromkeys(value or []))
        if len(wanted) > MOST_LINKS:
            raise ValidationError(TOO_MANY, code="too_many")
        found = [CHOSEN.fullmatch(each) for each in wanted]
        if not all(found):
            raise ValidationError("Choose again what is linked", code="unknown")
        return tuple(Link(about=each[2], side=each[1]) for each in found if each)


class RaiseForm(forms.Form):
    """A worry about a provider."""

    provider = ProviderField(
        label="Which provider is it about?",
        help_text="A few letters of its name, or its code.",
        error_messages={"required": "Say which provider it is about"},
    )
    words = said(
        "What worries you?",
        "Write what worries you",
        rows=5,
        help_text="What you know and how, without names of patients. One worry is enough.",
    )
    level = forms.ChoiceField(
        label="How serious is it?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how serious it is"},
    )
    theme = forms.ChoiceField(
        label="Which theme does it belong to?",
        help_text="Then you see what is known of it. Leave it out where none fits.",
        required=False,
    )
    title = GuardedLine(
        label="A short name for it",
        help_text="Left empty: the first sentence.",
        required=False,
        max_length=LONGEST_TITLE,
        error_messages={"max_length": "Shorten the name"},
    )
    service = GuardedLine(
        label="Which service?",
        required=False,
        max_length=120,
        error_messages={"max_length": "Shorten the name of the service"},
    )
    place = GuardedLine(
        label="Which site or ward?",
        required=False,
        max_length=120,
        error_messages={"max_length": "Shorten the name of the place"},
    )
    lead = forms.ModelChoiceField(
        label="Who leads it?", queryset=User.objects.none(), required=False, empty_label="I do"
    )
    next_on = DateField(label="When is it looked at next?", required=False)
    restriction = forms.ChoiceField(
        label="Is it restricted?",
        help_text="Then it stands in no list, count, search, export or paper. Named roles alone open it, each time with a reason.",
        required=False,
    )
    links = LinksField(required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        pack = pack_on(today)
        self.fields["provider"].user = user
        self.fields["level"].choices = _levels(user)
        if not may(user, DECIDE):
            self.fields["level"].help_text = ONLY_DECIDERS_SET
        self.fields["theme"].choices = [("", "None of these"), *themes_of(pack, today).items()]
        self.fields["lead"].queryset = leads_of(user.commissioner)
        classes = [
            (name, words) for name, words in role_book().classes.items() if name in reach(user).classes
        ]
        self.fields["restriction"].choices = [("", "No"), *classes]
        if not classes:
            del self.fields["restriction"]

    @property
    def has_more_to_show(self) -> bool:
        """Whether something beyond the first questions has a fault or is filled in."""
        if not self.is_bound:
            return any(self.initial.get(name) for name in MORE)
        return any(name in self.errors or name in self.changed_data for name in MORE if name in self.fields)

    def draft(self) -> ConcernDraft:
        """What is asked for, of a valid form."""
        return ConcernDraft(**self.cleaned_data)


class LinkForm(forms.Form):
    """What else bears on a concern: chosen from what is known, or by its address."""

    prefix = "link"
    about = forms.ChoiceField(label="From what is known", required=False)
    address = forms.CharField(
        label="Or paste the address of a page here",
        help_text="A chart, a signal, a piece of soft intelligence, a complaint, an action, a change.",
        required=False,
        max_length=500,
        error_messages={"max_length": "Paste one address"},
    )
    side = forms.ChoiceField(
        label="How does it bear on the concern?",
        choices=Side.choices,
        widget=forms.RadioSelect,
        initial=Side.FOR,
        error_messages={"required": "Choose how it bears on the concern"},
    )
    why = said("Why?")

    def __init__(self, *args: Any, known: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = [("", "Nothing of this"), *known]
        if not known:
            del self.fields["about"]


def _levels(user: User) -> list[tuple[str, str]]:
    """Levels to choose from, with what each means; the highest is for those who decide."""
    words = pack_on(clock.today()).vocabulary(LEVELS).words
    return [
        (word.code, f"{word.title}: {word.meaning}")
        for word in words
        if word.code != HIGHEST or may(user, DECIDE)
    ]
