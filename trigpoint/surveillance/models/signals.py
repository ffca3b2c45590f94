"""Signals: that a rule fired on a series or on what people say of a theme, since when, how strongly; and what people made of it."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from trigpoint.accounts.models import OwnedQuerySet, OwnedRecord
from trigpoint.common import clock
from trigpoint.indicators.models import Series
from trigpoint.organisations.models import Organisation


class Outcome(models.TextChoices):
    """What people made of a signal. Opening it again takes the others back."""

    NOTED = "noted", "Noted"
    REAL = "real", "Real"
    ARTEFACT = "artefact", "Artefact of the data"
    KNOWN = "known", "Already known"
    NO_CONCERN = "no_concern", "No concern"
    REOPENED = "reopened", "Opened again"


class SignalQuerySet(OwnedQuerySet):
    """Signals, of which those that are part of another are told with it."""

    def leading(self) -> Self:
        """Those that are news of their own."""
        return self.filter(lead__isnull=True)

    def with_outcome(self) -> Self:
        """Adds `outcome`: the latest step's, "" where nobody has looked or it was opened again."""
        steps = SignalStep.objects.filter(signal=OuterRef("pk")).order_by("-at", "-pk").values("outcome")[:1]
        return self.annotate(said=Coalesce(Subquery(steps), models.Value(""))).annotate(
            outcome=models.Case(models.When(said=Outcome.REOPENED, then=models.Value("")), default="said")
        )


class Stream(models.TextChoices):
    """Where a signal comes from."""

    FIGURES = "figures", "From figures"
    PEOPLE = "people", "From what people say"


class Signal(OwnedRecord):
    """One rule fired on one series in one direction, or on what people say of one theme, in periods without a break.

    Made and kept up by `surveillance.services.signalling` when statuses are made anew; what became of it stands in
    its steps. One that says the same as another of the series is part of that (`lead`), so that nobody gets the same
    news twice. Those of the stream of what people say have a theme in place of series and indicator, their counts beside
    them (`heard`), and are kept up by `surveillance.services.hearing` when comments are counted.
    """

    series = models.ForeignKey(Series, on_delete=models.CASCADE, null=True, related_name="signals")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="signals")
    indicator = models.CharField(max_length=60, blank=True)
    theme = models.CharField(
        max_length=60, blank=True, help_text="code of a theme, of what people say; empty: it is on a series"
    )
    rule = models.CharField(max_length=20)
    meaning = models.CharField(max_length=12, help_text="concern, improvement, high or low")
    first_period = models.DateField(help_text="start of the first period in which it fired")
    last_period = models.DateField(help_text="start of the latest period in which it fired")
    periods = models.PositiveIntegerField(help_text="periods in a row, at the latest")
    strength = models.FloatField(
        help_text="distance from the centre in standard deviations, the most so far; 3 is an alarm where one is watched for"
    )
    published_on = models.DateField(null=True, help_text="of the figures, where the file says so")
    raised_at = models.DateTimeField(default=clock.now)
    ended_on = models.DateField(null=True, help_text="start of the first period in which it no longer fired")
    lead = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="parts")
    due_on = models.DateField(null=True, help_text="a day that somebody set for an answer, or the pack")

    objects = SignalQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at", "-strength", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "series", "rule", "meaning", "first_period"], name="signal_one_an_episode"
            ),
            models.CheckConstraint(
                condition=Q(meaning__in=["concern", "improvement", "high", "low"]),
                name="signal_meaning_known",
            ),
            models.CheckConstraint(
                condition=Q(series__isnull=False, theme="") & ~Q(indicator="")
                | Q(series__isnull=True, indicator="") & ~Q(theme=""),
                name="signal_series_or_theme",
            ),
            models.UniqueConstraint(
                fields=["owner", "organisation", "theme", "rule", "first_period"],
                condition=~Q(theme=""),
                name="signal_of_theme_once",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "organisation", "lead"], name="signal_by_provider"),
            models.Index(fields=["owner", "series"], name="signal_by_series"),
        ]

    def __str__(self) -> str:
        return f"Signal on {self.indicator or self.theme}: {self.rule} from {self.first_period}"

    @property
    def stream(self) -> Stream:
        """Whether it comes from figures or from what people say."""
        return Stream.PEOPLE if self.theme else Stream.FIGURES

    @property
    def is_on(self) -> bool:
        """Whether it still fires in the latest figures."""
        return self.ended_on is None

    def get_absolute_url(self) -> str:
        return reverse("surveillance:signal", args=[self.public_id])


class SignalCounts(models.Model):
    """What a signal of what people say rests on: critical comments month by month, as they are counted now.

    `months`: dictionaries with month, critical, people, comments, expected (or None) and is_on. The rest is as it was
    while the signal went on.
    """

    signal = models.OneToOneField(Signal, on_delete=models.CASCADE, related_name="heard")
    months = models.JSONField()
    low = models.FloatField(null=True, help_text="times as many as expected, at least so many with 95%")
    high = models.FloatField(null=True, help_text="times as many as expected, at most so many with 95%")
    stands_out = models.BooleanField(default=False, help_text="among all providers and themes of the month")
    precision = models.FloatField(help_text="share of what is coded with this theme that is right")
    is_begun_again = models.BooleanField(default=False, help_text="it is over because somebody reviewed it")
    method = models.CharField(max_length=20)
    at = models.DateTimeField(default=clock.now, help_text="when the signal last went on, or was over")

    def __str__(self) -> str:
        return f"Counts of {self.signal}"


class SignalStep(models.Model):
    """Somebody said what a signal is, or opened it again. Only ever added; the latest counts."""

    signal = models.ForeignKey(Signal, on_delete=models.CASCADE, related_name="steps")
    outcome = models.CharField(max_length=12, choices=Outcome)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["signal", "at"], name="signal_step_in_order")]
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="signal_outcome_known"),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.NOTED) | ~Q(reason=""), name="signal_step_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} on {self.at:%Y-%m-%d}"


class SignalClock(models.Model):
    """A day by which an answer to a signal is wanted: set, changed or taken away. Only ever added; the latest counts.

    Set by the rule of a pack (`pack`, `rule`) as the signal appeared, or by a person. No day: the clock is stopped.
    """

    signal = models.ForeignKey(Signal, on_delete=models.CASCADE, related_name="clocks")
    due_on = models.DateField(null=True)
    pack = models.CharField(max_length=60, blank=True, help_text="name of the pack whose rule set it")
    rule = models.CharField(max_length=60, blank=True, help_text="code of that rule; empty: a person set it")
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["signal", "at"], name="signal_clock_in_order")]
        constraints = [
            models.CheckConstraint(
                condition=Q(rule="", pack="") | (~Q(rule="") & ~Q(pack="") & Q(due_on__isnull=False)),
                name="signal_clock_of_rule_or_person",
            )
        ]

    def __str__(self) -> str:
        return f"Answer wanted by {self.due_on}" if self.due_on else "No answer wanted"
