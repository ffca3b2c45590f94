"""Stage 1 as it stands: what each series says today, ready to be read, and what people did to the charts."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from trigpoint.accounts.models import Commissioner, OwnedRecord
from trigpoint.common import clock
from trigpoint.indicators.models import Series
from trigpoint.loads.models import Load
from trigpoint.organisations.models import Organisation


class SeriesStatus(OwnedRecord):
    """What one series says today to one commissioner. Materialised: pages only read it.

    Made anew by `surveillance.services.refresh` from observations, definitions, rebases and method. The
    words are those of the command `trigpoint spc`: state, variation, assurance, rules, outlier.
    """

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="statuses")
    indicator = models.CharField(max_length=60)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="statuses")
    state = models.CharField(max_length=20)
    n = models.PositiveIntegerField()
    variation = models.CharField(max_length=20, blank=True)
    previous = models.CharField(max_length=20, blank=True, help_text="variation without the latest point")
    assurance = models.CharField(max_length=20, blank=True)
    chart_kind = models.CharField(
        max_length=20, blank=True, help_text="kind of chart that was drawn; empty: none"
    )
    allowed_for = models.CharField(
        max_length=20, blank=True, help_text="season, neighbours (that are alike) or both, with ; between"
    )
    likeness = models.FloatField(null=True, help_text="of neighbouring values, where it is allowed for")
    rules = models.CharField(max_length=60, blank=True, help_text="rules that flag the latest point")
    chance = models.FloatField(
        null=True, help_text="of a latest value as far from the centre, if nothing is the matter"
    )
    stands_out = models.BooleanField(
        default=False, help_text="beyond a limit, allowing for all that was looked at"
    )
    since = models.DateField(null=True, help_text="start of the unbroken run of such points at the end")
    latest_alarm = models.DateField(
        null=True, help_text="latest period in which a CUSUM or EWMA reached its second level"
    )
    is_new = models.BooleanField(
        default=False, help_text="unusual in the newest period of all, and not so without it"
    )
    last_start = models.DateField(null=True)
    last_end = models.DateField(null=True)
    last_value = models.FloatField(null=True)
    last_numerator = models.FloatField(null=True)
    last_denominator = models.FloatField(null=True)
    band = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=200, blank=True)
    centre = models.FloatField(null=True)
    lower = models.FloatField(null=True)
    upper = models.FloatField(null=True)
    target = models.FloatField(
        null=True,
        help_text="what is wanted of the latest figure; a ceiling is of a year and stands in `allowed`",
    )
    target_met = models.CharField(
        max_length=10, blank=True, help_text="yes, no or unknown, by the latest figure"
    )
    target_kind = models.CharField(
        max_length=12, blank=True, default="", help_text="standard, trajectory, ceiling or reduction"
    )
    target_name = models.CharField(max_length=900, blank=True, default="")
    target_origin = models.CharField(
        max_length=20, blank=True, default="", help_text="national, local default or agreed"
    )
    target_due = models.DateField(null=True, help_text="when it counts; none for a standard")
    target_at_end = models.FloatField(null=True, help_text="what is wanted then")
    target_band = models.CharField(
        max_length=12,
        blank=True,
        default="",
        help_text="pass, fail, hit_or_miss or unknown, if nothing changes",
    )
    target_rag = models.CharField(max_length=6, blank=True, default="", help_text="of a ceiling, so far")
    so_far = models.FloatField(null=True, help_text="of a ceiling: counted in its year so far")
    allowed = models.FloatField(null=True, help_text="of a ceiling: how many may have been counted by then")
    known_periods = models.PositiveIntegerField(
        null=True, help_text="of a ceiling: periods known of its year"
    )
    standard_met = models.CharField(
        max_length=10, blank=True, default="", help_text="by the definition's own, where another was agreed"
    )
    agreed = models.ForeignKey(
        "AgreedTarget",
        on_delete=models.PROTECT,
        null=True,
        related_name="statuses",
        help_text="the one that counts",
    )
    landing = models.FloatField(null=True, help_text="where the figure will be if nothing changes")
    landing_lower = models.FloatField(null=True)
    landing_upper = models.FloatField(null=True)
    landing_chance = models.FloatField(null=True, help_text="of meeting the target then")
    funnel_ratio = models.FloatField(null=True)
    funnel_z = models.FloatField(null=True)
    funnel_outlier = models.CharField(max_length=20, blank=True)
    funnel_q = models.FloatField(null=True)
    funnel_chance = models.FloatField(
        null=True, help_text="of being as far from its like, if nothing is the matter"
    )
    funnel_limits = models.JSONField(null=True, help_text="lower95, upper95, lower998, upper998 at its size")
    funnel_units = models.PositiveIntegerField(null=True, help_text="providers compared")
    rank_lower = models.PositiveIntegerField(
        null=True, help_text="best it may be among its like, by ratio; 95 %"
    )
    rank_upper = models.PositiveIntegerField(null=True, help_text="worst it may be; 1 has the lowest ratio")
    told_apart = models.PositiveIntegerField(null=True, help_text="of its like that certainly differ from it")
    published_on = models.DateField(null=True)
    load = models.ForeignKey(Load, on_delete=models.PROTECT, null=True, related_name="+")
    fingerprint = models.CharField(max_length=64, help_text="of all that is said here and in the chart")
    input_mark = models.CharField(
        max_length=64, blank=True, default="", help_text="of data, definition, rebases and method"
    )
    refreshed_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(
        default=clock.now, db_index=True, help_text="when what it says last changed"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "series"], name="status_one_per_series")]
        indexes = [
            models.Index(fields=["owner", "organisation"], name="status_by_organisation"),
            models.Index(fields=["owner", "indicator"], name="status_by_indicator"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} of {self.organisation_id}: {self.variation or self.state}"

    @property
    def is_phased(self) -> bool:
        """Whether what is wanted changes from period to period."""
        return self.target_kind in ("trajectory", "reduction")


class SeriesChart(models.Model):
    """The points of a series with their limits, as the chart and its table show them."""

    status = models.OneToOneField(SeriesStatus, on_delete=models.CASCADE, related_name="chart")
    points = models.TextField(help_text="JSON: a list for each column in the output of `trigpoint spc`")

    def __str__(self) -> str:
        return f"chart of {self.status_id}"


class Refresh(models.Model):
    """One making anew of a commissioner's statuses: how much was looked at, and what chance alone would flag."""

    owner = models.ForeignKey(Commissioner, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    method_version = models.CharField(max_length=20)
    series = models.PositiveIntegerField()
    charted = models.PositiveIntegerField(help_text="series with limits: one test of the latest point each")
    compared = models.PositiveIntegerField(help_text="positions in a funnel")
    computed = models.PositiveIntegerField(
        default=0, help_text="series that were worked out anew, for their input had changed"
    )
    grid = models.JSONField(
        default=dict, help_text="tests of all series of the commissioner together, and how many stand out"
    )

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.series} series at {self.at:%Y-%m-%d %H:%M}"


class RebaseStep(OwnedRecord):
    """Somebody began a new phase of a series, or took that back, and said why. The latest step counts."""

    class Deed(models.TextChoices):
        BEGUN = "begun", "New phase begun"
        WITHDRAWN = "withdrawn", "Taken back"

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="rebase_steps")
    starts_on = models.DateField(help_text="start of the first period of the new phase")
    deed = models.CharField(max_length=10, choices=Deed)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="rebase_says_why")]

    def __str__(self) -> str:
        return f"{self.get_deed_display()} from {self.starts_on}"

    def get_absolute_url(self) -> str:
        return reverse("surveillance:series", args=[self.series.public_id])


class ChartStep(OwnedRecord):
    """Somebody had a series drawn as another kind of chart, or took that back, and said why. The latest step counts."""

    class Deed(models.TextChoices):
        CHOSEN = "chosen", "Another chart chosen"
        WITHDRAWN = "withdrawn", "Taken back"

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="chart_steps")
    kind = models.CharField(max_length=20)
    deed = models.CharField(max_length=10, choices=Deed)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="chart_step_says_why")]

    def __str__(self) -> str:
        return f"{self.get_deed_display()}: {self.kind}"

    def get_absolute_url(self) -> str:
        return reverse("surveillance:series", args=[self.series.public_id])


class SeriesNote(OwnedRecord):
    """What somebody knows about a series, beside the chart."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.text[:60]
