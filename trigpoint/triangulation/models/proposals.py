"""Proposals: that independent streams agree on a theme at a provider, and what people made of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from trigpoint.accounts.models import OwnedRecord
from trigpoint.common import clock
from trigpoint.organisations.models import Organisation


class Direction(models.TextChoices):
    """Whether a proposal is to look into a concern or to learn from good practice."""

    CONCERN = "concern", "Concern"
    GOOD = "good", "Good practice"


class ProposalDeed(models.TextChoices):
    """What became of a proposal. The rule makes the first three, people the rest."""

    PROPOSED = "proposed", "Proposed"
    CHANGED = "changed", "Evidence changed"
    FADED = "faded", "No longer agrees"
    DECLINED = "declined", "Declined"
    SNOOZED = "snoozed", "Put off"
    MERGED = "merged", "Told with another"
    TAKEN = "taken", "Raised as a concern"
    RETURNED = "returned", "Taken up again"


class Proposal(OwnedRecord):
    """Evidence of independent streams agrees on one theme at one provider, or one fact opens a door by itself.

    What stands here is the rule's last word, made anew when evidence is gathered; every change of it and all that
    people said stand in the steps. `supports` and the like hold public ids of evidence.
    """

    provider = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="proposals")
    theme = models.CharField(max_length=60, help_text="code of a theme of the pack")
    direction = models.CharField(max_length=10, choices=Direction, default=Direction.CONCERN)
    door = models.CharField(
        max_length=40, blank=True, help_text="code of the trigger that opened it; empty: agreement"
    )
    also = models.JSONField(default=list, help_text="further themes that the same evidence is about")
    streams = models.JSONField(default=list, help_text="the streams that agree")
    supports = models.JSONField(default=list)
    contradicts = models.JSONField(default=list)
    watching = models.JSONField(default=list)
    blind = models.JSONField(default=list, help_text="streams that are stale or say nothing")
    normal = models.JSONField(default=list, help_text="streams that look and see nothing unusual")
    since = models.DateField(help_text="the first day on which the agreement could be known")
    is_standing = models.BooleanField(default=True, help_text="the evidence still agrees")
    method = models.CharField(max_length=20)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "provider", "theme", "direction", "door"],
                condition=Q(is_standing=True),
                name="proposal_stands_once",
            )
        ]
        indexes = [models.Index(fields=["owner", "is_standing", "direction"], name="proposal_in_list")]

    def __str__(self) -> str:
        return f"Proposal on {self.theme} at {self.provider_id}"

    def get_absolute_url(self) -> str:
        return reverse("triangulation:proposal", args=[self.public_id])


class ProposalStep(models.Model):
    """Something became of a proposal. Only ever added; the latest of people counts, until the evidence changes."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="steps")
    deed = models.CharField(max_length=10, choices=ProposalDeed)
    streams = models.JSONField(default=list, help_text="the streams that agreed then")
    supports = models.JSONField(default=list)
    reason = models.TextField(blank=True, help_text="without personal data")
    until = models.DateField(null=True, blank=True, help_text="put off until this day")
    other = models.ForeignKey(Proposal, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    concern = models.ForeignKey(
        "triangulation.Concern",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="from_proposals",
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["proposal", "at"], name="proposal_step_in_order")]
        constraints = [
            models.CheckConstraint(condition=Q(deed__in=ProposalDeed.values), name="proposal_deed_known"),
            models.CheckConstraint(
                condition=~Q(deed__in=["declined", "snoozed", "merged", "returned"]) | ~Q(reason=""),
                name="proposal_step_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(deed="snoozed") | Q(until__isnull=False), name="proposal_snoozed_until"
            ),
            models.CheckConstraint(
                condition=Q(by__isnull=False) | Q(deed__in=["proposed", "changed", "faded"]),
                name="proposal_step_by_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_deed_display()} on {self.at:%Y-%m-%d}"
