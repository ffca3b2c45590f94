"""Good practice: what goes well somewhere, why we think so, who was thanked and with whom it was shared."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from trigpoint.accounts.models import OwnedRecord
from trigpoint.common import clock
from trigpoint.common.ids import new_public_id
from trigpoint.organisations.models import Organisation
from trigpoint.triangulation.models.proposals import Proposal


class GoodDeed(models.TextChoices):
    """What became of good practice."""

    NOTED = "noted", "Noted"
    THANKED = "thanked", "Provider thanked"
    LEARNT = "learnt", "What they do, written down"
    SHARED = "shared", "Shared"
    WITHDRAWN = "withdrawn", "Withdrawn"


class GoodPractice(OwnedRecord):
    """Something that goes well at a provider, by the same rule as a concern or because a person saw it."""

    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="good_practice")
    service = models.CharField(max_length=120, blank=True)
    theme = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=150, help_text="in a few words, without personal data")
    words = models.TextField(help_text="what goes well and how we know, without personal data")
    proposal = models.ForeignKey(
        Proposal, on_delete=models.PROTECT, null=True, blank=True, related_name="good_practice"
    )
    evidence = models.JSONField(default=list, help_text="as it stood when it was noted")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["owner", "provider"], name="good_practice_of_provider")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("triangulation:good-practice", args=[self.public_id])


class GoodPracticeStep(models.Model):
    """Somebody did something about good practice. Only ever added."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    practice = models.ForeignKey(GoodPractice, on_delete=models.CASCADE, related_name="steps")
    deed = models.CharField(max_length=10, choices=GoodDeed)
    text = models.TextField(blank=True, help_text="without personal data")
    with_whom = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["practice", "at"], name="good_step_in_order")]
        constraints = [
            models.CheckConstraint(condition=Q(deed__in=GoodDeed.values), name="good_deed_known"),
            models.CheckConstraint(condition=Q(deed="noted") | ~Q(text=""), name="good_step_says_what"),
        ]

    def __str__(self) -> str:
        return f"{self.get_deed_display()} on {self.at:%Y-%m-%d}"
