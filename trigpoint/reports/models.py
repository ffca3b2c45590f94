"""What a person adds to the figures before a provider's quality meeting: dates and notes."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import Truncator

from trigpoint.accounts.models import OwnedQuerySet, OwnedRecord
from trigpoint.common import clock
from trigpoint.organisations.models import Organisation
from trigpoint.reports.errors import PaperImpossible


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


FIXED = "An issued paper never changes. Issue a corrected version, and say why."


class PaperQuerySet(OwnedQuerySet):
    """Papers that were issued: only ever added."""

    def update(self, **fields: Any) -> int:
        """Refused: an issued paper never changes."""
        raise PaperImpossible(FIXED)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refused: an issued paper stays."""
        raise PaperImpossible(FIXED)


class Paper(OwnedRecord):
    """A paper as somebody issued it: its content word for word, the fingerprint of that, who and when.

    It never changes. A corrected one is the next version, which says what it replaces and why.
    """

    class Sort(models.TextChoices):
        EARLY_WARNING = "early_warning", "Early-warning paper"
        SURVEILLANCE_GROUP = "surveillance_group", "Surveillance-group pack"

    kind = models.CharField(max_length=20, choices=Sort)
    month = models.DateField(help_text="first day of the month that it is about")
    version = models.PositiveIntegerField()
    content = models.TextField(help_text="JSON, as page, Word and PDF are drawn from it")
    content_sha256 = models.CharField(max_length=64)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replacement")
    why = models.TextField(blank=True, help_text="why it replaces another")
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(default=clock.now)

    objects = PaperQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "kind", "month", "version"], name="paper_one_a_version"),
            models.CheckConstraint(
                condition=Q(kind__in=["early_warning", "surveillance_group"]), name="paper_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(version=1, replaces__isnull=True)
                | (Q(version__gt=1, replaces__isnull=False) & ~Q(why="")),
                name="paper_says_why_it_replaces",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.month:%B %Y}, version {self.version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Once, when it is issued."""
        if not self._state.adding:
            raise PaperImpossible(FIXED)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refused: an issued paper stays."""
        raise PaperImpossible(FIXED)

    def get_absolute_url(self) -> str:
        return reverse("reports:paper", args=[self.public_id])
