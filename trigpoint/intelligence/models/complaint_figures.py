"""What providers say of the complaints they had in a quarter. Versions are added, never written over."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse

from trigpoint.accounts.models import OwnedQuerySet, OwnedRecord
from trigpoint.common import clock
from trigpoint.intelligence.rules.complaints_figures import COUNTS, quarter_words
from trigpoint.organisations.models import Organisation


class ComplaintFiguresQuerySet(OwnedQuerySet):
    """Figures of complaints."""

    def current(self, at: object = None) -> ComplaintFiguresQuerySet:
        """Of each provider, service, site and quarter the latest version, or the latest there was at a moment."""
        same = ComplaintFigures.objects.filter(
            owner=OuterRef("owner"),
            provider=OuterRef("provider"),
            service=OuterRef("service"),
            place=OuterRef("place"),
            quarter=OuterRef("quarter"),
        )
        if at is not None:
            same = same.filter(at__lte=at)
        return self.filter(version=Subquery(same.order_by("-version").values("version")[:1]))


class ComplaintFigures(OwnedRecord):
    """How many complaints a provider had in a quarter, about what, how quickly it answered, what it found.

    A count that was not sent is empty, which is never nought. `service` and `place` are empty for the whole provider.
    """

    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="complaint_figures")
    service = models.CharField(max_length=120, blank=True)
    place = models.CharField(max_length=120, blank=True, help_text="site, as the provider calls it")
    quarter = models.DateField(help_text="its first day")
    version = models.PositiveSmallIntegerField(default=1)
    received = models.PositiveIntegerField(null=True, blank=True)
    acknowledged = models.PositiveIntegerField(null=True, blank=True, help_text="within 3 working days")
    closed = models.PositiveIntegerField(null=True, blank=True)
    in_time = models.PositiveIntegerField(
        null=True, blank=True, help_text="of those closed, answered within the agreed time"
    )
    upheld = models.PositiveIntegerField(null=True, blank=True)
    partly = models.PositiveIntegerField(null=True, blank=True)
    not_upheld = models.PositiveIntegerField(null=True, blank=True)
    reopened = models.PositiveIntegerField(null=True, blank=True)
    ombudsman_referred = models.PositiveIntegerField(null=True, blank=True)
    ombudsman_upheld = models.PositiveIntegerField(null=True, blank=True)
    subjects = models.JSONField(default=dict, blank=True, help_text="code of a subject of the pack: how many")
    source = models.CharField(max_length=200, blank=True, help_text="the report it stands in")
    note = models.TextField(blank=True)
    file_name = models.CharField(max_length=200, blank=True, help_text="of the spreadsheet it came by")
    pack = models.CharField(
        max_length=60, blank=True, help_text="framework pack in force at the quarter's end"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = ComplaintFiguresQuerySet.as_manager()

    class Meta:
        ordering = ["-quarter", "provider__name", "service", "place", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "provider", "service", "place", "quarter", "version"],
                name="complaint_figures_version_once",
            ),
            models.CheckConstraint(
                condition=Q(received__isnull=True)
                | Q(acknowledged__isnull=True)
                | Q(acknowledged__lte=F("received")),
                name="complaint_figures_acknowledged",
            ),
            models.CheckConstraint(
                condition=Q(closed__isnull=True) | Q(in_time__isnull=True) | Q(in_time__lte=F("closed")),
                name="complaint_figures_in_time",
            ),
        ]

    def __str__(self) -> str:
        return f"Complaints of {self.provider}, {quarter_words(self.quarter)}"

    @property
    def counts(self) -> dict[str, int | None]:
        """Every count by its name."""
        return {name: getattr(self, name) for name in COUNTS}

    def get_absolute_url(self) -> str:
        return reverse("intelligence:complaint-figures-provider", args=[self.provider.code])
