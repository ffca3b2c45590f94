"""Consent of whoever told a story to what is done with it. Only ever added; the latest counts."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from trigpoint.common import clock
from trigpoint.common.ids import new_public_id
from trigpoint.intelligence.rules.consents import ConsentDeed, How


class Consent(models.Model):
    """Consent given for some uses, or taken back. Whose it is stays apart, sealed with who told the story."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    item = models.ForeignKey("intelligence.Item", on_delete=models.CASCADE, related_name="consents")
    deed = models.CharField(max_length=10, choices=ConsentDeed)
    uses = models.JSONField(default=list, help_text="codes of the pack's list of uses; empty when taken back")
    how = models.CharField(max_length=10, choices=How, blank=True)
    on = models.DateField(help_text="the day it was given or taken back")
    note = models.TextField(blank=True, help_text="without personal data")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["item", "at"], name="consent_in_order")]
        constraints = [
            models.CheckConstraint(
                condition=Q(deed=ConsentDeed.WITHDRAWN, uses=[]) | (Q(deed=ConsentDeed.GIVEN) & ~Q(how="")),
                name="consent_given_somehow",
            )
        ]

    def __str__(self) -> str:
        return f"Consent {self.get_deed_display().lower()} on {self.on:%Y-%m-%d}"
