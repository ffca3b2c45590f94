"""What people type to invite somebody, and to come in by an invitation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator

from trigpoint.accounts.forms.passwords import GOOD, NewPasswordForm, password_field
from trigpoint.accounts.rules import role_book


def _roles() -> list[tuple[str, str]]:
    """Choices: the commissioner's own roles first."""
    found = sorted(role_book().roles.values(), key=lambda role: (not role.is_staff, role.title))
    return [("", "Choose a role"), *((role.name, role.title) for role in found)]


class InviteForm(forms.Form):
    """Whom, as what, for which organisation."""

    email = forms.EmailField(
        label="E-mail address",
        max_length=150,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": "Enter the e-mail address of the person",
            "invalid": "Enter an e-mail address such as name@nhs.net",
        },
    )
    role = forms.ChoiceField(label="Role", choices=_roles, error_messages={"required": "Choose a role"})
    organisation = forms.CharField(
        label="Organisation they speak for",
        help_text="ODS code. Only for GP practices, providers, associate commissioners and partners.",
        required=False,
        max_length=20,
        validators=[
            RegexValidator(r"^[A-Za-z0-9-]+$", "Enter an ODS code such as RM3: letters and digits only")
        ],
        widget=forms.TextInput(attrs={"class": "nhsuk-input--width-5", "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        """Somebody from outside speaks for an organisation."""
        typed = super().clean() or {}
        role = role_book().roles.get(typed.get("role", ""))
        if role and not role.is_staff and not typed.get("organisation") and "organisation" not in self.errors:
            self.add_error(
                "organisation", f"Enter the ODS code of the organisation that the {role.title} speaks for"
            )
        return typed


class JoinForm(NewPasswordForm):
    """Name and password of somebody who was invited."""

    full_name = forms.CharField(
        label="Your full name",
        help_text="As colleagues know you.",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name", "class": "nhsuk-input--width-20"}),
        error_messages={"required": "Enter your full name"},
    )
    new = password_field("Password", "Enter a password", "new-password", GOOD)
    again = password_field("Password again", "Enter the password again", "new-password")
    field_order = ("full_name", "new", "again")
