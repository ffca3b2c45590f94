"""Whom providers are compared with: groups that a commissioner chose, and where each stands in each set of peers."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from trigpoint.accounts.models import OwnedRecord
from trigpoint.common import clock
from trigpoint.organisations.models import Organisation
from trigpoint.surveillance.models.statuses import SeriesStatus


class PeerGroup(OwnedRecord):
    """Providers that a commissioner compares with each other. Its name and members are those of the latest step."""

    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        last = self.steps.last()
        return f"Peer group “{last.name}”" if last else "Peer group"

    def get_absolute_url(self) -> str:
        return reverse("surveillance:group", args=[self.public_id])


class PeerGroupStep(models.Model):
    """Somebody made, changed or retired a peer group, and said why. Only ever added; the latest counts."""

    class Deed(models.TextChoices):
        MADE = "made", "Made"
        CHANGED = "changed", "Changed"
        RETIRED = "retired", "Retired"

    group = models.ForeignKey(PeerGroup, on_delete=models.CASCADE, related_name="steps")
    deed = models.CharField(max_length=10, choices=Deed)
    name = models.CharField(max_length=80)
    members = models.ManyToManyField(Organisation, related_name="+")
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["group", "at"], name="peer_group_step_in_order")]
        constraints = [
            models.CheckConstraint(
                condition=Q(deed__in=["made", "changed", "retired"]), name="peer_group_deed_known"
            ),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(name=""), name="peer_group_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.get_deed_display()}: {self.name}"


class PeerSet(OwnedRecord):
    """The providers that are compared with each other on one indicator, other than all of a kind. Worked out by the worker.

    `key` is size-1 to size-3 (thirds of the denominators of the kind), region-CODE, or own-ID of a peer group.
    """

    indicator = models.CharField(max_length=60)
    kind = models.CharField(
        max_length=20, blank=True, help_text="of the providers; empty: of a group of one's own"
    )
    key = models.CharField(max_length=40)
    units = models.PositiveIntegerField(help_text="providers that could be compared; fewer than 5 are not")
    mark = models.CharField(max_length=64, help_text="of what it was worked out from")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "indicator", "kind", "key"], name="peer_set_once")
        ]

    def __str__(self) -> str:
        return f"{self.key} on {self.indicator}"


class PeerPosition(models.Model):
    """Where one provider stands in one set of peers: the words of the funnel and of the ranks."""

    peer_set = models.ForeignKey(PeerSet, on_delete=models.CASCADE, related_name="positions")
    status = models.ForeignKey(SeriesStatus, on_delete=models.CASCADE, related_name="positions")
    z = models.FloatField(null=True)
    outlier = models.CharField(max_length=20, blank=True, default="")
    lower95 = models.FloatField(null=True)
    upper95 = models.FloatField(null=True)
    lower998 = models.FloatField(null=True)
    upper998 = models.FloatField(null=True)
    rank_lower = models.PositiveIntegerField(null=True)
    rank_upper = models.PositiveIntegerField(null=True)
    told_apart = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["peer_set", "status"], name="peer_position_once")]

    def __str__(self) -> str:
        return f"{self.status_id} in {self.peer_set_id}"
