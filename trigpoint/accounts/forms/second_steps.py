"""What people type for the second step of signing in. The fields are allauth's, the words ours."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ReauthenticateForm as ReauthenticateByPasswordForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.forms import GenerateRecoveryCodesForm
from allauth.mfa.totp.forms import ActivateTOTPForm, DeactivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS

from trigpoint.accounts import services
from trigpoint.accounts.forms.passwords import password_field
from trigpoint.accounts.guessing import Kind, guess_at
from trigpoint.common.addresses import client_address
from trigpoint.common.errors import DomainError
from trigpoint.ui.guarding import GuardedText

NO_PASSKEY = "The browser sent no passkey. Choose the button and follow what the browser asks"
NOT_ACCEPTED = "The passkey was not accepted. Try again, or sign in another way"
NOT_MADE = "The passkey could not be added. Try again, and let the device ask for your finger, face or PIN"


def code_field(label: str, hint: str, missing: str) -> forms.CharField:
    """A box for a code that an app or a list shows."""
    widget = forms.TextInput(
        attrs={
            "autocomplete": "one-time-code",
            "inputmode": "numeric",
            "spellcheck": "false",
            "class": "nhsuk-input--width-10",
        }
    )
    return forms.CharField(
        label=label, help_text=hint, max_length=40, widget=widget, error_messages={"required": missing}
    )


def credential_field() -> forms.JSONField:
    """What the browser says of a passkey; filled in by the page's script."""
    return forms.JSONField(
        widget=forms.HiddenInput, error_messages={"required": NO_PASSKEY, "invalid": NO_PASSKEY}
    )


class OneGuess:
    """A code is noted before it is looked at, and counts once."""

    def clean_code(self) -> str:
        """The code, if it is right; guesses are counted for the person, from wherever they come."""
        try:
            return self._checked()
        except DomainError as refused:
            raise forms.ValidationError(str(refused)) from refused

    def _checked(self) -> str:
        address = client_address(context.request)
        guess = guess_at(Kind.CODE, name=self.user.username, address=address)
        try:
            code = super().clean_code()
        except forms.ValidationError:
            services.refuse_code(guess=guess, by=self.user)
            raise
        services.use_second_step(kind=self.kind_used(), code=code, by=self.user)
        guess.forgive()
        return code

    def kind_used(self) -> str:
        """totp or recovery_codes."""
        return self.authenticator.type


class CodeForm(OneGuess, AuthenticateForm):
    """The second step at sign-in."""

    code = code_field(
        "Code", "6 digits from your authenticator app, or one of your recovery codes.", "Enter the code"
    )


class ConfirmByCodeForm(OneGuess, ReauthenticateForm):
    """Proving again that it is you, by a code."""

    code = code_field(
        "Code", "6 digits from your authenticator app, or one of your recovery codes.", "Enter the code"
    )


class ConfirmByPasswordForm(ReauthenticateByPasswordForm):
    """Proving again that it is you, by the password."""

    password = password_field("Password", "Enter your password", "current-password")


class AddAppForm(OneGuess, ActivateTOTPForm):
    """The first code of a new authenticator app, which shows that it works."""

    code = code_field("Code that the app shows", "6 digits.", "Enter the code that the app shows")

    def kind_used(self) -> str:
        """An app it will be."""
        return "totp"


class RemoveAppForm(DeactivateTOTPForm):
    """Asks nothing but the button."""


class NewCodesForm(GenerateRecoveryCodesForm):
    """Asks nothing but the button."""


class SaidOfTheForm:
    """What is wrong with a passkey is said of the form: the field that holds it is hidden, nobody can go to it."""

    def full_clean(self) -> None:
        """As ever, then errors of the hidden field are the form's."""
        super().full_clean()
        if said := self._errors.pop("credential", None):
            self._errors.setdefault(NON_FIELD_ERRORS, self.error_class()).extend(said)


class InWordsOfPasskeys(SaidOfTheForm):
    """A passkey that does not fit is said in words of passkeys, and noted."""

    def clean_credential(self) -> Authenticator:
        """The passkey, if it is one of theirs and signed what was asked."""
        try:
            return super().clean_credential()
        except (forms.ValidationError, AttributeError, KeyError, TypeError, ValueError) as strange:
            services.refuse_passkey(by=self.user)
            raise forms.ValidationError(NOT_ACCEPTED) from strange


class UsePasskeyForm(InWordsOfPasskeys, AuthenticateWebAuthnForm):
    """The second step at sign-in, by a passkey."""

    credential = credential_field()

    def save(self) -> None:
        """Noted as used."""
        super().save()
        services.use_second_step(kind="webauthn", by=self.cleaned_data["credential"].user)


class ConfirmByPasskeyForm(InWordsOfPasskeys, ReauthenticateWebAuthnForm):
    """Proving again that it is you, by a passkey."""

    credential = credential_field()


class SignInByPasskeyForm(InWordsOfPasskeys, LoginWebAuthnForm):
    """Signing in with a passkey alone."""

    credential = credential_field()


class AddPasskeyForm(SaidOfTheForm, AddWebAuthnForm):
    """A name for a new passkey, and whether it replaces the password too."""

    credential = credential_field()
    name = forms.CharField(
        label="Name of the passkey",
        help_text="So that you know which it is, such as: Work laptop.",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"class": "nhsuk-input--width-20"}),
    )
    passwordless = forms.BooleanField(
        label="Sign in with it alone, without username and password",
        help_text="The device must then ask for your finger, your face or its PIN.",
        required=False,
        initial=True,
    )

    def clean(self) -> dict[str, Any]:
        """What the browser made, if it is what was asked for."""
        try:
            return super().clean()
        except (forms.ValidationError, AttributeError, KeyError, TypeError, ValueError) as strange:
            raise forms.ValidationError(NOT_MADE) from strange


class RenamePasskeyForm(EditWebAuthnForm):
    """Another name for a passkey."""

    name = forms.CharField(
        label="Name of the passkey",
        max_length=60,
        widget=forms.TextInput(attrs={"class": "nhsuk-input--width-20"}),
        error_messages={"required": "Enter a name for the passkey"},
    )


class _WhyForm(forms.Form):
    """How an administrator made sure that it is really their colleague who asks."""

    why = GuardedText(
        label="How did you make sure that it is they who ask?",
        help_text="For example: rang them back on the number in the staff directory. It is kept in the audit.",
        rows=3,
        max_length=500,
        error_messages={"required": "Say how you made sure that it is they who ask"},
    )


class ResetStepsForm(_WhyForm):
    """Before a colleague's second step is removed."""


class PasswordLinkForm(_WhyForm):
    """Before a link for a colleague's new password is made."""
