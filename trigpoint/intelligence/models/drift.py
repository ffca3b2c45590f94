"""Whether the model still fits what comes in, worked out by the worker each time it has read."""

from __future__ import annotations

from django.db import models

from trigpoint.accounts.models import OwnedRecord
from trigpoint.common import clock


class DriftCheck(OwnedRecord):
    """How the latest comments of a commissioner compare with those that the model was trained on."""

    model = models.CharField(max_length=40, help_text="version of the model")
    items = models.PositiveIntegerField(help_text="comments looked at")
    shift = models.FloatField(null=True, help_text="of its confidence (population stability index)")
    shares = models.JSONField(help_text="theme: share in training, now, low, high, whether it moved")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.model}, {self.items} comments"
