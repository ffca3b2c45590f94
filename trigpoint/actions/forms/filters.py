"""What the list of actions can be narrowed to. Lives in the address."""

from __future__ import annotations

from typing import Any

from django import forms

from trigpoint.actions.queries import Chosen
from trigpoint.actions.queries.lists import GROUPS, OURS, SHOWS, SORTS
from trigpoint.actions.rules.states import State
from trigpoint.common import clock

LETTERS = [
    ("R", "Red: overdue"),
    ("A", "Amber: under way"),
    ("G", "Green: completed"),
    ("B", "Blue: not started"),
]
# Actions and questions stand in one list.
BOTH = {State.AGREED: "Agreed, or asked", State.CLAIMED: "Claimed done, or answered"}
STATES = [(state.value, BOTH.get(state, state.label)) for state in State]
GROUPED = [("provider", "Provider"), ("group", "Group"), ("plan", "Plan")]


class DayInput(forms.DateInput):
    """A day as the browser asks for it."""

    input_type = "date"


class FilterForm(forms.Form):
    """The filters. A value that is not on its list counts as none."""

    mark_optional = False
    words = forms.CharField(label="Words", required=False, max_length=100)
    state = forms.ChoiceField(label="Where it stands", required=False, choices=[("", "Any"), *STATES])
    letter = forms.ChoiceField(label="RAG", required=False, choices=[("", "Any"), *LETTERS])
    provider = forms.ChoiceField(label="Provider", required=False)
    group = forms.ChoiceField(label="Group that monitors", required=False)
    plan = forms.ChoiceField(label="Action plan", required=False)
    grouped = forms.ChoiceField(
        label="Group the list by", required=False, choices=[("", "Nothing"), *GROUPED]
    )
    as_at = forms.DateField(label="As it stood on", required=False, widget=DayInput(format="%Y-%m-%d"))

    def __init__(self, *args: Any, choices: dict[str, list[tuple[str, str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("provider", "group", "plan"):
            if choices.get(name):
                self.fields[name].choices = [("", "Any"), *choices[name]]
            else:
                del self.fields[name]
        allowed = [each for each in GROUPED if each[0] in self.fields]
        if allowed:
            self.fields["grouped"].choices = [("", "Nothing"), *allowed]
        else:
            del self.fields["grouped"]

    def chosen(self) -> Chosen:
        """What is asked for, faults left out; a day to come counts as today."""
        self.is_valid()
        said = {name: value for name, value in self.cleaned_data.items() if value}
        if said.get("as_at", clock.today()) >= clock.today():
            said.pop("as_at", None)
        show, sort = self.data.get("show", OURS), self.data.get("sort", "due")
        return Chosen(
            show=show if show in SHOWS else OURS,
            sort=sort if sort.removeprefix("-") in SORTS else "due",
            **{name: value for name, value in said.items() if name != "grouped" or value in GROUPS},
        )
