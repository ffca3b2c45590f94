"""How allauth keeps and checks second steps here."""

from __future__ import annotations

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings

from trigpoint.accounts import sealing
from trigpoint.accounts.models import User

Type = Authenticator.Type
STRONG = (Type.TOTP, Type.WEBAUTHN)
WRONG = "The code is not right. Codes of the app change every 30 seconds, and each works once"


class Adapter(DefaultMFAAdapter):
    """Secrets are sealed, names are ours, and where a second step is required the last one stays."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": WRONG,
        "cannot_delete_authenticator": "Add another second step before you remove this one: one is required",
        "cannot_generate_recovery_codes": "Set up an app or a passkey first",
    }

    def encrypt(self, text: str) -> str:
        """As kept in the database."""
        return sealing.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """As it was."""
        return sealing.open_sealed(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whether another second step stays, where one is required."""
        others = Authenticator.objects.filter(user=authenticator.user, type__in=STRONG)
        return settings.SECOND_FACTOR != "required" or others.exclude(pk=authenticator.pk).exists()

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002 - as allauth calls it
        """A first name for a passkey."""
        count = Authenticator.objects.filter(user=user, type=type).count()
        return f"Passkey {count + 1}" if count else "Passkey"

    def _get_site_name(self) -> str:
        return settings.SERVICE_NAME
