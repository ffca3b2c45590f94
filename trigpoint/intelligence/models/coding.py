"""How items are coded: what the model reads in them, what people put right, and what is counted of it."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from trigpoint.accounts.models import Commissioner
from trigpoint.accounts.rules import reach
from trigpoint.common import clock
from trigpoint.intelligence.rules.themes import SENTIMENTS
from trigpoint.organisations.models import Organisation


class Coding(models.Model):
    """How one item is coded now: its sentiment here, its themes in `ItemTheme`. Made anew by a newer model or a person."""

    item = models.OneToOneField("intelligence.Item", on_delete=models.CASCADE, related_name="coding")
    sentiment = models.CharField(max_length=8, blank=True, help_text="empty: nobody can say")
    sentiment_probability = models.FloatField(null=True, help_text="null where a person said it")
    highest = models.FloatField(null=True, help_text="probability of the likeliest theme")
    is_unsure = models.BooleanField(
        default=False, help_text="no theme reached its threshold, or the sentiment did not: a person codes"
    )
    is_empty = models.BooleanField(default=False, help_text="nothing was said: did not answer, n/a")
    is_by_person = models.BooleanField(default=False)
    suggested = models.JSONField(
        default=list,
        blank=True,
        help_text="themes below their threshold that a person may want: code, probability",
    )
    model = models.CharField(max_length=40, help_text="version of the model that read it")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["is_unsure", "item"], name="coding_for_people")]
        constraints = [
            models.CheckConstraint(
                condition=Q(sentiment__in=("", *SENTIMENTS)), name="coding_sentiment_known"
            )
        ]

    def __str__(self) -> str:
        return f"Coded as {self.sentiment or 'nothing'}"


class ItemTheme(models.Model):
    """One theme of an item as it is coded now."""

    item = models.ForeignKey("intelligence.Item", on_delete=models.CASCADE, related_name="themes")
    theme = models.CharField(max_length=60, help_text="code of a theme of the framework")
    probability = models.FloatField(null=True, help_text="null where a person said it")

    class Meta:
        indexes = [models.Index(fields=["theme", "item"], name="item_theme_by_theme")]
        constraints = [models.UniqueConstraint(fields=["item", "theme"], name="item_theme_once")]

    def __str__(self) -> str:
        return self.theme


class CorrectionQuerySet(models.QuerySet):
    """Corrections of codings."""

    def in_force(self) -> Self:
        """Those that were not taken back, nor take one back."""
        return self.filter(undoes__isnull=True, undone__isnull=True)


class Correction(models.Model):
    """A person says what the right themes and sentiment are. Only ever added; the latest counts, and all are trained on."""

    item = models.ForeignKey("intelligence.Item", on_delete=models.CASCADE, related_name="corrections")
    themes = models.JSONField(help_text="codes of all themes that are right")
    sentiment = models.CharField(max_length=8, blank=True)
    themes_before = models.JSONField(help_text="codes before it")
    sentiment_before = models.CharField(max_length=8, blank=True)
    model = models.CharField(max_length=40, blank=True, help_text="version of the model that had read it")
    undoes = models.OneToOneField(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="undone",
        help_text="the correction that it takes back",
    )  # fmt: skip
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sentiment__in=("", *SENTIMENTS)), name="correction_sentiment_known"
            )
        ]

    def __str__(self) -> str:
        return f"Corrected on {self.at:%Y-%m-%d}"


class ThemeMonth(models.Model):
    """What was told of one provider and service from one kind of source in a month: of one theme, or ("") of anything.

    Made anew by the worker (`services.counting`) from what is not restricted. A critical mention is one in an item whose
    sentiment is negative or mixed; `critical_people` counts each sender once.
    """

    owner = models.ForeignKey(Commissioner, on_delete=models.CASCADE, related_name="+")
    provider = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="theme_months")
    service = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=40)
    theme = models.CharField(max_length=60, blank=True, help_text="code of a theme; empty: every coded item")
    month = models.DateField(help_text="its first day")
    items = models.PositiveIntegerField()
    positive = models.PositiveIntegerField()
    critical = models.PositiveIntegerField(help_text="negative or mixed")
    critical_people = models.PositiveIntegerField(help_text="different senders of the critical ones")

    class Meta:
        indexes = [models.Index(fields=["owner", "theme", "month"], name="theme_month_by_theme")]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "provider", "service", "source", "theme", "month"], name="theme_month_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.theme or 'anything'} in {self.month:%Y-%m}: {self.items}"

    @classmethod
    def visible_to(cls, user: Any) -> models.QuerySet[ThemeMonth]:
        """Counts of the commissioner that `user` works for, for its own people."""
        seen_from = reach(user)
        return (
            cls.objects.filter(owner=seen_from.commissioner_id) if seen_from.is_staff else cls.objects.none()
        )
