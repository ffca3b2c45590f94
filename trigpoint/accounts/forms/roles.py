"""What an administrator types to give or end a role."""

from __future__ import annotations

from typing import Any

from django import forms

from trigpoint.accounts.forms.invitations import InviteForm
from trigpoint.ui.guarding import GuardedLine


class GrantForm(InviteForm):
    """One more role for somebody who has an account."""

    email = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("prefix", "grant")
        super().__init__(*args, **kwargs)


class WhyForm(forms.Form):
    """Why a role ends, or an account is closed or opened again."""

    why = GuardedLine(
        label="Why?",
        help_text="Such as: left the organisation on 30 November.",
        max_length=300,
        error_messages={"required": "Say why", "max_length": "Shorten why"},
    )


class FindPeopleForm(forms.Form):
    """Narrows the list of people."""

    mark_optional = False

    q = forms.CharField(label="Name, username or organisation", required=False, max_length=100)
    role = forms.ChoiceField(label="Role", required=False, choices=InviteForm.base_fields["role"].choices)
