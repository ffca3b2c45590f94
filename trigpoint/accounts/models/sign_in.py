"""What is kept of attempts to sign in."""

from __future__ import annotations

from django.db import models

from trigpoint.common import clock
from trigpoint.common.ids import new_public_id


class FailedSignIn(models.Model):
    """One guess at a password that was wrong. Counted to slow guessing down; kept for a day."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    username = models.CharField(max_length=150, help_text="as typed, in small letters; it need not exist")
    address = models.GenericIPAddressField(null=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["username", "address", "at"], name="failed_sign_in_lately")]

    def __str__(self) -> str:
        return f"{self.username} from {self.address} at {self.at:%Y-%m-%d %H:%M}"
