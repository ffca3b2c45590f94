"""What people type to sign in, and to choose a password."""

from __future__ import annotations

from typing import Any

from django import forms

from trigpoint.accounts.errors import AccountRefused
from trigpoint.accounts.models import User
from trigpoint.accounts.passwords import check_password_is_good

GOOD = "At least 12 characters. Three words that do not belong together make a good one."


def password_field(label: str, missing: str, autocomplete: str, help_text: str = "") -> forms.CharField:
    """A box for a password."""
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete, "class": "nhsuk-input--width-20"})
    return forms.CharField(
        label=label, help_text=help_text, strip=False, max_length=1000, widget=widget,
        error_messages={"required": missing},
    )  # fmt: skip


class SignInForm(forms.Form):
    """Username and password."""

    username = forms.CharField(
        max_length=150,
        help_text="Your e-mail address, unless you were given another username.",
        widget=forms.TextInput(
            attrs={
                "autocomplete": "username",
                "spellcheck": "false",
                "autocapitalize": "none",
                "class": "nhsuk-input--width-20",
            }
        ),
        error_messages={"required": "Enter your username"},
    )
    password = password_field("Password", "Enter your password", "current-password")


class NewPasswordForm(forms.Form):
    """A new password twice. `person`: whose it will be, so that it is not too like their name."""

    new = password_field("New password", "Enter a new password", "new-password", GOOD)
    again = password_field("New password again", "Enter the new password again", "new-password")

    def __init__(self, *args: Any, person: User | None = None, **more: Any) -> None:
        self.person = person
        super().__init__(*args, **more)

    def clean_new(self) -> str:
        """Good enough."""
        typed = self.cleaned_data["new"]
        try:
            check_password_is_good(typed, self.person)
        except AccountRefused as refused:
            raise forms.ValidationError(str(refused)) from refused
        return typed

    def clean(self) -> dict[str, Any]:
        """The two new passwords must be the same."""
        typed = super().clean() or {}
        if "new" in typed and "again" in typed and typed["new"] != typed["again"]:
            self.add_error("again", "The two new passwords are not the same")
        return typed


class PasswordForm(NewPasswordForm):
    """The present password, and the new one twice."""

    current = password_field("Current password", "Enter your current password", "current-password")
    field_order = ("current", "new", "again")


class ForgottenForm(forms.Form):
    """Where to send the message with which a new password is chosen."""

    email = forms.EmailField(
        label="E-mail address",
        help_text="The address at which you were invited.",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": "Enter your e-mail address",
            "invalid": "Enter an e-mail address such as name@nhs.net",
        },
    )
