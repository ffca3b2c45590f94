"""Hard data: one series for each indicator and organisation, and what was published for each period."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import get_script_prefix, reverse

from trigpoint.accounts.models import OwnedRecord
from trigpoint.common import clock
from trigpoint.loads.models import Load
from trigpoint.organisations.models import Organisation


class DefinitionVersion(models.Model):
    """An indicator's definition as it stood from a moment on. The newest row is in force."""

    indicator = models.CharField(max_length=60, db_index=True)
    sha256 = models.CharField(max_length=64)
    content = models.JSONField()
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["indicator", "-recorded_at"]

    def __str__(self) -> str:
        return f"{self.indicator} {self.sha256[:8]}"

    @property
    def public_id(self) -> str:
        """What the audit calls this version: the beginning of its fingerprint."""
        return self.sha256[:16]

    @classmethod
    def visible_to(cls, user: Any) -> models.QuerySet[DefinitionVersion]:
        """Definitions are open: everybody signed in may see every version."""
        return cls.objects.all() if user.is_authenticated and user.is_active else cls.objects.none()


class Series(OwnedRecord):
    """One indicator for one organisation."""

    indicator = models.CharField(max_length=60, db_index=True, help_text="code in definitions/indicators")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="series")

    class Meta:
        ordering = ["indicator", "organisation"]
        verbose_name_plural = "series"
        constraints = [
            models.UniqueConstraint(fields=["owner", "indicator", "organisation"], name="series_once")
        ]

    def __str__(self) -> str:
        return f"{self.indicator} of {self.organisation_id}"

    def get_absolute_url(self) -> str:
        return _address_of_series(get_script_prefix(), self.public_id)


@lru_cache(maxsize=20_000)
def _address_of_series(prefix: str, public_id: str) -> str:
    """Kept, since a page may lead to thousands of series; `prefix` is where the service lives."""
    return reverse("surveillance:series", args=[public_id])


class Observation(models.Model):
    """What one row of one published file says of a series in a period. Superseded, never edited.

    value is null when the publisher gave no usable figure; `note` says why.
    """

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="observations")
    period_start = models.DateField()
    period_end = models.DateField()
    value = models.FloatField(null=True)
    numerator = models.FloatField(null=True)
    denominator = models.FloatField(null=True)
    band = models.CharField(max_length=40, blank=True, help_text="the publisher's own banding")
    note = models.CharField(max_length=200, blank=True)
    load = models.ForeignKey(Load, on_delete=models.PROTECT, related_name="observations", db_index=False)
    row = models.PositiveIntegerField(help_text="row of the published file")
    superseded_by = models.ForeignKey(
        Load, on_delete=models.PROTECT, null=True, related_name="superseded_observations", db_index=False
    )

    class Meta:
        ordering = ["series", "period_start"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "period_start", "period_end"],
                condition=Q(superseded_by__isnull=True),
                name="observation_one_current",
            ),
            models.CheckConstraint(
                condition=Q(period_end__gte=F("period_start")), name="observation_period_runs_forward"
            ),
        ]
        indexes = [
            models.Index(fields=["load", "row"], name="observation_by_row"),
            # Nearly all rows stand: an index of those too would be large and lead the planner astray.
            models.Index(
                fields=["superseded_by"],
                condition=Q(superseded_by__isnull=False),
                name="observation_superseded",
            ),
            models.Index(
                fields=["load", "superseded_by"],
                condition=Q(superseded_by__isnull=False),
                name="observation_kept_beside",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series_id} {self.period_start}: {self.value}"

    @classmethod
    def visible_to(cls, user: Any) -> models.QuerySet[Observation]:
        """Observations of the series that `user` may see."""
        return cls.objects.filter(series__in=Series.visible_to(user))


class Holding(OwnedRecord):
    """How far the figures of one indicator go, kept so that a list need not look at every series.

    Made anew with each load that brings such figures, in its transaction. One for the open figures of an owner, and one for
    those that are its own alone, which leaves out organisations that have open figures too: the two may be added up.
    """

    indicator = models.CharField(max_length=60)
    newest = models.DateField(help_text="end of the newest period")
    organisations = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "is_open", "indicator"], name="holding_once")]

    def __str__(self) -> str:
        return f"{self.indicator} to {self.newest}"
