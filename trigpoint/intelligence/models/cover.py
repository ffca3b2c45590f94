"""Who is told when somebody may be at risk now, what senders read about it, and who was told of what."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from trigpoint.accounts.models import OwnedRecord
from trigpoint.common import clock
from trigpoint.intelligence.rules.climbing import Hours


class RiskCover(OwnedRecord):
    """The cover of a commissioner: its working hours and the numbers that senders read. Only ever added; the latest counts."""

    numbers = models.JSONField(
        default=list, help_text="[who, number] of local lines that senders are told to ring"
    )
    begins = models.TimeField(default=dt.time(9), help_text="working hours, by London's clocks")
    ends = models.TimeField(default=dt.time(17))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("begins")), name="risk_cover_hours_in_order")
        ]

    def __str__(self) -> str:
        return f"Cover of {self.at:%Y-%m-%d}"


class RiskTurn(models.Model):
    """One turn of a cover, in order: a person, or everybody of a role, and when they are on duty."""

    cover = models.ForeignKey(RiskCover, on_delete=models.CASCADE, related_name="turns")
    place = models.PositiveSmallIntegerField(help_text="0 is told first")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    role = models.CharField(max_length=30, blank=True, help_text="everybody of this role; empty: the person")
    hours = models.CharField(max_length=10, choices=Hours, default=Hours.ALWAYS)

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["cover", "place"], name="risk_turn_one_a_place"),
            models.CheckConstraint(
                condition=Q(person__isnull=True) ^ Q(role=""), name="risk_turn_person_or_role"
            ),
            models.CheckConstraint(condition=Q(hours__in=Hours.values), name="risk_turn_hours_known"),
        ]

    def __str__(self) -> str:
        return f"{self.place + 1}: {self.person or self.role}"


class RiskTelling(models.Model):
    """One person was told of one item at risk, and what became of the e-mail. Round 0 is on receipt; each later one a climb."""

    class Mail(models.TextChoices):
        WAITING = "waiting", "Not tried yet"
        IN_HAND = "in_hand", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Could not be sent, is tried again"
        REFUSED = "refused", "The mail server does not take messages to this address"
        NONE = "none", "None: no address, or no mail server"

    item = models.ForeignKey("intelligence.Item", on_delete=models.CASCADE, related_name="risk_tellings")
    round = models.PositiveSmallIntegerField()
    turn = models.PositiveSmallIntegerField(help_text="place in the cover of then")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    mail = models.CharField(max_length=10, choices=Mail, default=Mail.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["mail", "at"], name="risk_telling_to_mail")]
        constraints = [
            models.UniqueConstraint(fields=["item", "round", "person"], name="risk_telling_once"),
            models.CheckConstraint(
                condition=Q(mail__in=["waiting", "in_hand", "sent", "failed", "refused", "none"]),
                name="risk_telling_mail_known",
            ),
        ]

    def __str__(self) -> str:
        return f"Told on {self.at:%Y-%m-%d %H:%M}, round {self.round}"
