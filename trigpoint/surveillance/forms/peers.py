"""Groups of providers that a commissioner compares with each other."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from trigpoint.accounts.models import User
from trigpoint.organisations.models import Organisation
from trigpoint.ui.guarding import GuardedLine, GuardedText

BETWEEN = re.compile(r"[\s,;]+")


def reason_field(label: str, said: str) -> GuardedText:
    """Why somebody did it."""
    return GuardedText(label=label, rows=3, error_messages={"required": said})


class GroupForm(forms.Form):
    """Name and members of a peer group. Members are typed or pasted as codes, one a line."""

    name = GuardedLine(
        label="Name",
        help_text="Short, as it will stand in lists, such as “Large acute trusts with a trauma centre”.",
        max_length=80,
        error_messages={
            "required": "Give the group a name",
            "max_length": "Shorten the name to 80 characters",
        },
    )
    members = forms.CharField(
        label="Providers, by code",
        help_text="One code a line, at least five; paste them from a spreadsheet if you like. The list of organisations has the codes.",
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": "List at least five codes"},
    )
    reason = reason_field("Why are these fairly compared?", "Say why these are fairly compared")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_members(self) -> list[Organisation]:
        """The organisations that the codes name, each once; a code that names none is told."""
        codes = [code.upper() for code in BETWEEN.split(self.cleaned_data["members"]) if code]
        found = {
            each.code.upper(): each for each in Organisation.visible_to(self.user).filter(code__in=codes)
        }
        unknown = sorted(set(codes) - set(found))
        if unknown:
            raise forms.ValidationError(f"These codes are not in the directory: {', '.join(unknown[:10])}")
        return list({found[code].pk: found[code] for code in codes}.values())


class RetireForm(forms.Form):
    """Retire a peer group."""

    reason = reason_field("Why is it no longer needed?", "Say why it is no longer needed")
