"""What is kept of attempts to sign in."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from trigpoint.common import clock
from trigpoint.common.ids import new_public_id


class FailedSignIn(models.Model):
    """One guess that was wrong, or one message that was asked for. Counted to slow guessing down; kept for a day."""

    class Kind(models.TextChoices):
        PASSWORD = "password", "Password"
        CODE = "code", "Code of the second step"
        RESET = "reset", "Message to choose a new password"

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PASSWORD)
    username = models.CharField(max_length=150, help_text="as typed, in small letters; it need not exist")
    address = models.GenericIPAddressField(null=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "username", "at"], name="failed_sign_in_of_name"),
            models.Index(fields=["kind", "address", "at"], name="failed_sign_in_from_address"),
        ]

    def __str__(self) -> str:
        return f"{self.username} from {self.address} at {self.at:%Y-%m-%d %H:%M}"


class UsedCode(models.Model):
    """A code of an authenticator app that has let its person in. It lets nobody in again; kept for some minutes."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(
        max_length=64, help_text="of the code, keyed with the secret of the installation"
    )
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="code_used_once")]

    def __str__(self) -> str:
        return f"a code of {self.user} at {self.at:%Y-%m-%d %H:%M}"
