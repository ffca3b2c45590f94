"""What people are told, what they have read, how they want to be told, and what was sent to them."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from trigpoint.accounts.models import OwnedQuerySet, OwnedRecord
from trigpoint.accounts.rules import reach
from trigpoint.common import clock


class PersonalQuerySet(OwnedQuerySet):
    """Records that are for one person."""

    def visible_to(self, user: Any) -> Self:
        """Their own alone, at the commissioner they work for now. A colleague sees none of them."""
        seen_from = reach(user)
        if seen_from.is_nowhere:
            return self.none()
        return self.filter(person=user.pk, owner=seen_from.commissioner_id)


class NoticeQuerySet(PersonalQuerySet):
    """News."""

    def unread(self) -> Self:
        """What the person has not read."""
        return self.filter(reading__isnull=True)


class Notice(OwnedRecord):
    """A piece of news for one person: what kind, about which record, in words that hold nothing restricted or private.

    What the record is called is looked up when the news is shown, so that only who may see it reads it.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    reference = models.CharField(
        max_length=80, blank=True, help_text="kind:public_id; empty: about no record"
    )
    words = models.CharField(max_length=200)
    once = models.CharField(
        max_length=200, null=True, help_text="what is told under these words is told once"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["person", "owner", "-at"], name="notice_of_person")]
        constraints = [
            models.UniqueConstraint(fields=["person", "owner", "once"], name="notice_told_once"),
            models.CheckConstraint(condition=~Q(words=""), name="notice_says_something"),
        ]

    def __str__(self) -> str:
        return self.words


class NoticeReading(models.Model):
    """The person has read a notice, or a later one about the same thing took its place unread."""

    notice = models.OneToOneField(Notice, on_delete=models.PROTECT, related_name="reading")
    is_replaced = models.BooleanField(default=False)
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{'replaced' if self.is_replaced else 'read'} on {self.at:%Y-%m-%d}"


class Cadence(models.TextChoices):
    """How often a person gets a summary by e-mail."""

    DAILY = "daily", "Every working day, when there is something new"
    WEEKLY = "weekly", "Once a week, on the first working day with something new"
    NEVER = "never", "Never"


class Preference(models.Model):
    """How a person wants to be told. Who has chosen nothing gets a summary every working day with something new."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    cadence = models.CharField(max_length=10, choices=Cadence, default=Cadence.DAILY)
    left_out = models.JSONField(default=list, help_text="kinds of news that are not to be in e-mails")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(cadence__in=Cadence.values), name="preference_cadence_known")
        ]

    def __str__(self) -> str:
        return self.get_cadence_display()


class Sending(OwnedRecord):
    """One summary to one person on one day, and what became of it. What it said is not kept."""

    class State(models.TextChoices):
        WAITING = "waiting", "Not tried yet"
        IN_HAND = "in_hand", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Could not be sent, is tried again"
        REFUSED = "refused", "The mail server does not take messages to this address"
        DROPPED = "dropped", "Nothing was left to tell"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True, help_text="one that was sent tells what was new until then")
    problem = models.CharField(max_length=200, blank=True)

    objects = PersonalQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "owner", "day"], name="sending_once_a_day"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "in_hand", "sent", "failed", "refused", "dropped"]),
                name="sending_state_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.get_state_display()}"


class CalendarKey(OwnedRecord):
    """A secret address under which a person's calendar program fetches their dates. Only a digest of the secret is kept."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the secret")
    made_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)

    objects = PersonalQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "owner"],
                condition=Q(ended_at__isnull=True),
                name="calendar_key_one_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"calendar address of {self.made_at:%Y-%m-%d}"
