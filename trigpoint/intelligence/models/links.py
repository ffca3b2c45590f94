"""Links by which a practice tells us something without an account."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import Q

from trigpoint.accounts.models import OwnedQuerySet, OwnedRecord
from trigpoint.common import clock
from trigpoint.common.ids import new_public_id
from trigpoint.organisations.models import Organisation

SALT = "trigpoint.intelligence.practice"


class PracticeLinkQuerySet(OwnedQuerySet):
    """Links given to practices."""

    def in_force(self) -> Self:
        """Those that were not ended."""
        return self.filter(ended_at__isnull=True)

    def ended(self) -> Self:
        """Those that were, the latest first."""
        return self.filter(ended_at__isnull=False).order_by("-ended_at", "-pk")

    def with_token(self, token: str) -> Self:
        """The link of an address, if it is one of ours and still counts."""
        try:
            public_id, key = signing.Signer(salt=SALT).unsign_object(token)
        except (signing.BadSignature, ValueError, TypeError):
            return self.none()
        return self.in_force().filter(public_id=public_id, key=key)


class PracticeLink(OwnedRecord):
    """An address, also as a QR code, that one practice or partner may tell us something by. Ended, never deleted."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=16, default=new_public_id)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PracticeLinkQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__name", "-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "organisation"], condition=Q(ended_at__isnull=True), name="practice_link_one"
            )
        ]

    def __str__(self) -> str:
        return f"Link for {self.organisation}"

    @property
    def token(self) -> str:
        """What the address carries: signed, so that it cannot be made up."""
        return signing.Signer(salt=SALT).sign_object([self.public_id, self.key])
