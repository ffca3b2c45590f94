"""You said, we did: what was heard, what was decided, what changed, and whether it worked."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from trigpoint.accounts.models import OwnedRecord
from trigpoint.common import clock
from trigpoint.common.ids import new_public_id
from trigpoint.intelligence.rules.changes import ChangeDeed, Effect
from trigpoint.organisations.models import Organisation


class Change(OwnedRecord):
    """An answer to something that was heard. What is said of it stands in its steps, what it answers in its sources."""

    title = models.CharField(max_length=150, help_text="in a few words, without personal data")
    provider = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="changes"
    )
    service = models.CharField(max_length=120, blank=True)
    theme = models.CharField(max_length=60, blank=True, help_text="code of a theme of the framework")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["owner", "provider"], name="change_by_provider")]
        constraints = [models.CheckConstraint(condition=~Q(title=""), name="change_has_a_title")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("intelligence:change", args=[self.public_id])


class ChangeStep(models.Model):
    """Something that was said of a change. Only ever added; of each deed the latest counts.

    `text` is what was heard (drafted), decided, changed or measured; what we did, as published; or why it was withdrawn.
    """

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    change = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="steps")
    deed = models.CharField(max_length=10, choices=ChangeDeed)
    text = models.TextField(help_text="without personal data")
    heard = models.TextField(blank=True, help_text="what was heard, as published: edited, nobody's own words")
    effect = models.CharField(max_length=10, choices=Effect, blank=True)
    effect_words = models.TextField(blank=True, help_text="whether it worked, as published")
    about = models.CharField(
        max_length=80, blank=True, help_text="kind:public_id of the series or signal by which it was measured"
    )
    happened_on = models.DateField(null=True, blank=True, help_text="the day of the change")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["change", "at"], name="change_step_in_order")]
        constraints = [
            models.CheckConstraint(condition=Q(deed__in=ChangeDeed.values), name="change_step_known"),
            models.CheckConstraint(condition=~Q(text=""), name="change_step_says_something"),
            models.CheckConstraint(condition=Q(effect__in=Effect.values), name="change_effect_known"),
            models.CheckConstraint(
                condition=~Q(deed=ChangeDeed.PUBLISHED, heard=""), name="change_published_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_deed_display()} on {self.at:%Y-%m-%d}"


class ChangeSource(models.Model):
    """What a change answers: a piece of soft intelligence, an entry of the engagement log, or another record by reference."""

    change = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="sources")
    item = models.ForeignKey(
        "intelligence.Item", on_delete=models.PROTECT, null=True, blank=True, related_name="answers"
    )
    engagement = models.ForeignKey(
        "intelligence.Engagement", on_delete=models.PROTECT, null=True, blank=True, related_name="answers"
    )
    about = models.CharField(max_length=80, blank=True, help_text="kind:public_id, such as of a complaint")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["change", "item"], name="change_source_item_once"),
            models.UniqueConstraint(fields=["change", "engagement"], name="change_source_engagement_once"),
            models.UniqueConstraint(
                fields=["change", "about"], condition=~Q(about=""), name="change_source_other_once"
            ),
            models.CheckConstraint(
                condition=Q(item__isnull=False, engagement__isnull=True, about="")
                | Q(item__isnull=True, engagement__isnull=False, about="")
                | (Q(item__isnull=True, engagement__isnull=True) & ~Q(about="")),
                name="change_source_is_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"Source of {self.change_id}"
