"""Targets that a commissioner agreed with one provider, and what became of them. Nothing is ever overwritten."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from trigpoint.accounts.models import OwnedRecord
from trigpoint.common import clock
from trigpoint.indicators.definitions import Target
from trigpoint.indicators.models import Series
from trigpoint.organisations.models import Organisation


class AgreedTarget(OwnedRecord):
    """What was agreed with the provider of one series. The terms never change; what became of them stands in the steps."""

    class Kind(models.TextChoices):
        STANDARD = "standard", "Standard"
        TRAJECTORY = "trajectory", "Trajectory"
        CEILING = "ceiling", "Ceiling for a year"
        REDUCTION = "reduction", "Reduction"

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="agreed_targets")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="agreed_targets")
    indicator = models.CharField(max_length=60)
    kind = models.CharField(max_length=12, choices=Kind)
    name = models.CharField(max_length=120)
    begins_on = models.DateField(help_text="first day on which it counts")
    ends_on = models.DateField(null=True, help_text="last day; empty until another takes its place")
    value = models.FloatField(null=True, help_text="of a standard, or the most that a ceiling allows")
    baseline = models.FloatField(null=True, help_text="of a reduction: the figure it is reckoned from")
    baseline_from = models.DateField(null=True)
    baseline_to = models.DateField(null=True)
    percent = models.FloatField(null=True, help_text="of a reduction: how many per cent less")
    by_on = models.DateField(null=True, help_text="of a reduction: the day by which it is wanted")
    source = models.TextField(help_text="where and when it was agreed")
    note = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-begins_on", "-pk"]
        indexes = [
            models.Index(fields=["owner", "series"], name="agreed_by_series"),
            models.Index(fields=["owner", "organisation"], name="agreed_by_provider"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["standard", "trajectory", "ceiling", "reduction"]),
                name="agreed_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("begins_on")), name="agreed_runs_forward"
            ),
            models.CheckConstraint(condition=~Q(source="") & ~Q(name=""), name="agreed_says_where"),
            models.CheckConstraint(
                condition=~Q(kind__in=["standard", "ceiling"]) | Q(value__isnull=False),
                name="agreed_has_value",
            ),
            models.CheckConstraint(
                condition=~Q(kind="reduction")
                | Q(baseline__isnull=False, percent__isnull=False, by_on__isnull=False),
                name="agreed_reduction_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("surveillance:series-targets", args=[self.series.public_id])

    def as_target(self) -> Target:
        """Its terms, as a definition would tell them. Read `values` beforehand where there are many."""
        return Target(
            name=self.name,
            status="agreed",
            from_on=self.begins_on,
            to_on=self.ends_on,
            source=self.source,
            kind=self.kind,
            value=self.value,
            values=tuple((each.from_on, each.value) for each in self.values.all()),
            baseline=self.baseline,
            baseline_from=self.baseline_from,
            baseline_to=self.baseline_to,
            percent=self.percent,
            by_on=self.by_on,
        )


class TargetValue(models.Model):
    """One step of an agreed trajectory: what is wanted from a day on."""

    target = models.ForeignKey(AgreedTarget, on_delete=models.CASCADE, related_name="values")
    from_on = models.DateField()
    value = models.FloatField()

    class Meta:
        ordering = ["target", "from_on"]
        constraints = [models.UniqueConstraint(fields=["target", "from_on"], name="agreed_one_value_a_day")]

    def __str__(self) -> str:
        return f"{self.value} from {self.from_on}"


class TargetStep(models.Model):
    """What became of an agreed target. Only ever added; those up to a day tell how it stood then."""

    class Deed(models.TextChoices):
        AGREED = "agreed", "Agreed"
        REPLACED = "replaced", "Replaced by a newer one"
        WITHDRAWN = "withdrawn", "Withdrawn"

    target = models.ForeignKey(AgreedTarget, on_delete=models.CASCADE, related_name="steps")
    deed = models.CharField(max_length=10, choices=Deed)
    last_on = models.DateField(
        null=True, help_text="of one replaced: the last day on which it still counts, if any"
    )
    replaced_by = models.ForeignKey(AgreedTarget, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["target", "at"], name="target_step_in_order")]
        constraints = [
            models.CheckConstraint(
                condition=Q(deed__in=["agreed", "replaced", "withdrawn"]), name="target_deed_known"
            ),
            models.CheckConstraint(
                condition=~Q(deed="withdrawn") | ~Q(reason=""), name="target_withdrawal_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(deed="replaced") | Q(replaced_by__isnull=False), name="target_replaced_by_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_deed_display()} on {self.at:%Y-%m-%d}"
