"""The engagement log: who was listened to, how, when, and what was heard."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from trigpoint.accounts.models import OwnedRecord
from trigpoint.common import clock


class Engagement(OwnedRecord):
    """An occasion on which people were listened to. What is known of it stands in its versions; the latest counts."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"Engagement written down on {self.at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("intelligence:engagement-entry", args=[self.public_id])


class EngagementVersionQuerySet(models.QuerySet):
    """Versions of entries of the log."""

    def current(self) -> Self:
        """Of each entry the latest, unless it says that the entry does not count."""
        later = EngagementVersion.objects.filter(
            engagement=OuterRef("engagement"), number__gt=OuterRef("number")
        )
        return self.filter(~Exists(later), is_withdrawn=False)

    def covering(self, kind: str, code: str) -> Self:
        """Those that have this mark."""
        return self.filter(
            Exists(EngagementMark.objects.filter(version=OuterRef("pk"), kind=kind, code=code))
        )


class EngagementVersion(models.Model):
    """What was written of an occasion; a correction is a further version with its reason."""

    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=150, help_text="who was listened to, in a few words")
    from_on = models.DateField(help_text="first day")
    to_on = models.DateField(help_text="last day")
    people = models.PositiveIntegerField(null=True, blank=True, help_text="how many; empty: not counted")
    place = models.CharField(max_length=150, blank=True)
    service = models.CharField(max_length=120, blank=True)
    heard = models.TextField(help_text="what was heard, without personal data")
    followed = models.TextField(blank=True, help_text="what followed, where no change stands for it")
    is_withdrawn = models.BooleanField(default=False)
    why = models.CharField(max_length=300, blank=True, help_text="why it was corrected or withdrawn")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = EngagementVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-from_on", "-pk"]
        indexes = [models.Index(fields=["from_on", "to_on"], name="engagement_by_day")]
        constraints = [
            models.UniqueConstraint(fields=["engagement", "number"], name="engagement_version_once"),
            models.CheckConstraint(
                condition=Q(to_on__gte=F("from_on")), name="engagement_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(number=1, is_withdrawn=False) | (Q(number__gt=1) & ~Q(why="")),
                name="engagement_corrected_with_reason",
            ),
            models.CheckConstraint(condition=~Q(title="") & ~Q(heard=""), name="engagement_says_something"),
        ]

    def __str__(self) -> str:
        return self.title


class EngagementMark(models.Model):
    """One thing that holds of a version: a way of listening, people who were covered, a provider, a theme."""

    class Kind(models.TextChoices):
        METHOD = "method", "How"
        CHARACTERISTIC = "characteristic", "Protected characteristic"
        GROUP = "group", "Seldom-heard group"
        PROVIDER = "provider", "Provider"
        THEME = "theme", "Theme"

    version = models.ForeignKey(EngagementVersion, on_delete=models.CASCADE, related_name="marks")
    kind = models.CharField(max_length=14, choices=Kind)
    code = models.CharField(
        max_length=60, help_text="of the pack's list, of the directory or of the framework"
    )

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["kind", "code"], name="engagement_mark_by_code")]
        constraints = [
            models.UniqueConstraint(fields=["version", "kind", "code"], name="engagement_mark_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["method", "characteristic", "group", "provider", "theme"]),
                name="engagement_mark_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.code}"
