"""What people type to sign in and to change their password."""

from __future__ import annotations

from typing import Any

from django import forms


def _password(label: str, missing: str, autocomplete: str, help_text: str = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete, "class": "nhsuk-input--width-20"})
    return forms.CharField(
        label=label, help_text=help_text, strip=False, max_length=1000, widget=widget,
        error_messages={"required": missing},
    )  # fmt: skip


class SignInForm(forms.Form):
    """Username and password."""

    username = forms.CharField(
        max_length=150,
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
    password = _password("Password", "Enter your password", "current-password")


class PasswordForm(forms.Form):
    """The present password, and the new one twice."""

    current = _password("Current password", "Enter your current password", "current-password")
    new = _password(
        "New password",
        "Enter a new password",
        "new-password",
        "At least 12 characters. Three words that do not belong together make a good one.",
    )
    again = _password("New password again", "Enter the new password again", "new-password")

    def clean(self) -> dict[str, Any]:
        """The two new passwords must be the same."""
        typed = super().clean() or {}
        if "new" in typed and "again" in typed and typed["new"] != typed["again"]:
            self.add_error("again", "The two new passwords are not the same")
        return typed
