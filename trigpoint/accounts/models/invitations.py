"""Invitations: how people come in who have no account yet, or no role yet."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import Q

from trigpoint.accounts.models.records import OwnedQuerySet, OwnedRecord
from trigpoint.common import clock
from trigpoint.common.ids import new_public_id

SALT = "trigpoint.accounts.invitation"


class InvitationQuerySet(OwnedQuerySet):
    """Invitations to a commissioner's records."""

    def open(self) -> InvitationQuerySet:
        """Those that can still be accepted."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=clock.now())

    def with_token(self, token: str) -> InvitationQuerySet:
        """The invitation of a link, in whatever state; none when the link is not one of ours or an older one."""
        try:
            public_id, key = signing.Signer(salt=SALT).unsign_object(token)
        except (signing.BadSignature, ValueError, TypeError):
            return self.none()
        return self.filter(public_id=public_id, key=key)


class Invitation(OwnedRecord):
    """An administrator asks a person, by e-mail address, to take a role. Its link works once and expires."""

    email = models.EmailField(max_length=150, help_text="in small letters; becomes the username")
    role = models.CharField(max_length=40)
    organisation = models.CharField(max_length=20, blank=True, help_text="ODS code, for people from outside")
    key = models.CharField(max_length=16, default=new_public_id, help_text="new each time it is sent")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["email"], name="invitation_of_address")]
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="invitation_ends_one_way",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"Invitation of {self.email}"

    @property
    def token(self) -> str:
        """What the link carries: signed, so that it cannot be made up."""
        return signing.Signer(salt=SALT).sign_object([self.public_id, self.key])

    @property
    def last_day(self) -> dt.date:
        """The last day, in England, on which it can be accepted."""
        return self.expires_at.astimezone(clock.LONDON).date()

    @property
    def state(self) -> str:
        """open, accepted, withdrawn or expired."""
        if self.accepted_at:
            return "accepted"
        if self.withdrawn_at:
            return "withdrawn"
        return "open" if self.expires_at > clock.now() else "expired"
