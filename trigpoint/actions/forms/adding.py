"""Adding an action: what, who, by when; everything else may wait."""

from __future__ import annotations

from typing import Any

from django import forms

from trigpoint.accounts.models import User
from trigpoint.accounts.rules import reach, role_book
from trigpoint.actions.forms.fields import LONG, LeadsField, ProviderField
from trigpoint.actions.models import Action
from trigpoint.common import references
from trigpoint.ui.fields import DateField
from trigpoint.ui.guarding import GuardedLine, GuardedText

FIRST = ("text", "leads", "due_on")


class AddForm(forms.Form):
    """A new action. Its clean data are what a Draft takes."""

    text = GuardedText(
        label="What has to be done?",
        help_text="Begin with a verb. Do not name patients.",
        rows=4,
        max_length=LONG,
        error_messages={"required": "Write what has to be done", "max_length": "Shorten what has to be done"},
    )
    leads = LeadsField(
        label="Who leads it?",
        help_text="Names, initials or a group, with commas between. The first one leads. Write me for yourself.",
        error_messages={
            "required": "Say who leads it: a name, initials or a group",
            "max_length": "Shorten the list of names",
        },
    )
    due_on = DateField(
        label="When is it due?", error_messages={"required": "Enter the day by which it has to be done"}
    )
    provider = ProviderField(
        label="Which provider does it concern?", help_text="The name or the code", required=False
    )
    is_sent = forms.BooleanField(
        label="Send it to the provider now",
        help_text="Its people see the action, can say where it stands and that it is done.",
        required=False,
    )
    kind = forms.ChoiceField(
        label="What is it?",
        choices=[
            (Action.Kind.ACTION, "An action: something has to be done"),
            (Action.Kind.QUESTION, "A question: the provider has to answer"),
        ],
        widget=forms.RadioSelect,
        initial=Action.Kind.ACTION,
        error_messages={"required": "Choose whether it is an action or a question"},
    )
    is_agreed = forms.TypedChoiceField(
        label="Is it agreed?",
        choices=[("yes", "Yes"), ("no", "Not yet: it is only proposed")],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        initial="yes",
        error_messages={"required": "Choose whether it is agreed"},
    )
    owner_group = forms.CharField(
        label="Which group monitors it?",
        widget=forms.TextInput(attrs={"list": "groups", "autocomplete": "off"}),
        required=False,
        max_length=150,
        error_messages={"max_length": "Shorten the name of the group"},
    )
    plan = forms.CharField(
        label="Which action plan does it belong to?",
        help_text="Its title. Numbers are given within the plan.",
        required=False,
        max_length=200,
        error_messages={"max_length": "Shorten the title of the plan"},
    )
    source_words = GuardedLine(
        label="Where does it come from?",
        help_text="A report, a recommendation, a visit. The provider does not see this.",
        required=False,
        max_length=300,
        error_messages={"max_length": "Shorten where it comes from"},
    )
    restriction = forms.ChoiceField(
        label="Is it restricted?",
        help_text="Then it stands in no list, count, export or paper. Named roles alone open it, each time with a reason.",
        required=False,
    )
    source = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    parent = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["provider"].user = user
        named = reach(user).classes
        classes = [(name, words) for name, words in role_book().classes.items() if name in named]
        self.fields["restriction"].choices = [("", "No"), *classes]
        if not classes:
            del self.fields["restriction"]

    @property
    def has_more_to_show(self) -> bool:
        """Whether something beyond the first questions is filled in or has a fault."""
        more = [name for name in self.fields if name not in FIRST]
        if self.is_bound:
            usual = {"kind": Action.Kind.ACTION, "is_agreed": "yes"}
            typed = (str(self[name].value() or "") not in ("", "False", usual.get(name, "")) for name in more)
            return any(typed) or any(name in self.errors for name in more)
        return any(self.initial.get(name) for name in more)

    def clean_source(self) -> str:
        """The record it comes from, if the person may see it."""
        source = self.cleaned_data["source"]
        if source and references.show(source, user=self.user) is None:
            raise forms.ValidationError(
                "What it came from is not there any more. Take it out and add it again."
            )
        return source

    def clean_parent(self) -> Action | None:
        """The action it is a part of."""
        asked = self.cleaned_data["parent"]
        if not asked:
            return None
        found = Action.visible_to(self.user).filter(public_id=asked).first()
        if found is None:
            raise forms.ValidationError("The action it should be a part of is not there any more.")
        return found
