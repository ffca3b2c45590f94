"""What a person adds to the figures before a provider's quality meeting: dates and notes."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import Truncator

from trigpoint.accounts.models import OwnedQuerySet, OwnedRecord
from trigpoint.common import clock
from trigpoint.organisations.models import Organisation


class MeetingStep(OwnedRecord):
    """Somebody put a provider's quality meeting in the diary, or took it out. The latest step counts."""

    class Deed(models.TextChoices):
        SET = "set", "Put in the diary"
        WITHDRAWN = "withdrawn", "Taken out"

    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="meeting_steps")
    held_on = models.DateField()
    deed = models.CharField(max_length=10, choices=Deed, default=Deed.SET)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["owner", "provider", "held_on"], name="meeting_by_provider")]
        constraints = [
            models.CheckConstraint(condition=Q(deed__in=["set", "withdrawn"]), name="meeting_deed_known")
        ]

    def __str__(self) -> str:
        return f"{self.get_deed_display()}: {self.held_on}"

    def get_absolute_url(self) -> str:
        return reverse("reports:brief", args=[self.provider.code])


class NoteQuerySet(OwnedQuerySet):
    """Notes on providers."""

    def standing(self) -> Self:
        """Those that nobody has taken back."""
        return self.filter(withdrawal__isnull=True)


class BriefNote(OwnedRecord):
    """What somebody wants to have in mind at the meeting. Never edited; it can be taken back."""

    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="brief_notes")
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="note_says_something")]

    def __str__(self) -> str:
        return Truncator(self.text).chars(60)

    def get_absolute_url(self) -> str:
        return reverse("reports:brief", args=[self.provider.code])


class NoteWithdrawal(models.Model):
    """Somebody took a note back. The note itself stays as it was written."""

    note = models.OneToOneField(BriefNote, on_delete=models.PROTECT, related_name="withdrawal")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"taken back on {self.at:%Y-%m-%d}"
