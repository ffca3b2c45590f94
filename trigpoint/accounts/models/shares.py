"""Records that a commissioner shows to somebody else, by contract or by deed."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from trigpoint.accounts.models.people import Commissioner
from trigpoint.accounts.rules import Reach
from trigpoint.common import clock
from trigpoint.common.ids import new_public_id


class ShareQuerySet(models.QuerySet):
    """What is shared."""

    def in_force(self, day: dt.date | None = None) -> Self:
        """Neither ended nor run out."""
        on = day or clock.today()
        return self.filter(Q(until__isnull=True) | Q(until__gte=on), end__isnull=True)

    def reaching(self, reach: Reach) -> Self:
        """What is shared with the people of `reach`: their commissioner as a whole, or their organisation."""
        if reach.is_staff:
            return self.in_force().filter(with_commissioner=reach.commissioner_id)
        return self.in_force().filter(
            owner=reach.commissioner_id, with_organisation__in=sorted(reach.organisations)
        )


class Share(models.Model):
    """One record that its owner shows to another commissioner or to an organisation, and why."""

    class Basis(models.TextChoices):
        CONTRACT = "contract", "By contract"
        DEED = "deed", "By decision"

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    owner = models.ForeignKey(Commissioner, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40, help_text="kind of the record")
    shared = models.CharField(max_length=16, help_text="public id of the record")
    with_commissioner = models.ForeignKey(
        Commissioner, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    with_organisation = models.CharField(max_length=20, blank=True, help_text="ODS code")
    basis = models.CharField(max_length=10, choices=Basis)
    why = models.TextField()
    until = models.DateField(null=True, blank=True, help_text="the last day on which it is shown")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = ShareQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["kind", "shared"], name="share_of_record")]
        constraints = [
            models.CheckConstraint(
                condition=Q(with_commissioner__isnull=True) ^ Q(with_organisation=""),
                name="share_with_one_party",
            ),
            models.CheckConstraint(
                condition=Q(with_commissioner__isnull=True) | ~Q(with_commissioner=F("owner")),
                name="share_with_another",
            ),
            models.CheckConstraint(condition=~Q(why=""), name="share_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.shared} with {self.with_commissioner or self.with_organisation}"


class ShareEnd(models.Model):
    """Somebody stopped sharing. That it was shared stays on record."""

    share = models.OneToOneField(Share, on_delete=models.PROTECT, related_name="end")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"ended on {self.at:%Y-%m-%d}"
