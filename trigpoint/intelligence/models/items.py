"""One piece of soft intelligence: what somebody told, of whom, when."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse

from trigpoint.accounts.models import ConfidentialQuerySet, ConfidentialRecord
from trigpoint.accounts.rules import Reach
from trigpoint.common import clock
from trigpoint.intelligence.models.steps import ItemStep
from trigpoint.intelligence.rules.states import OPEN, WAITING
from trigpoint.loads.models import Load
from trigpoint.organisations.models import Organisation

SALT = "trigpoint.intelligence.sender"


class ItemQuerySet(ConfidentialQuerySet):
    """Pieces of soft intelligence."""

    def addressed_to(self, seen_from: Reach) -> Q:
        """Those that people of an organisation sent themselves, such as a practice's own alerts."""
        if "intelligence.send" not in seen_from.deeds:
            return super().addressed_to(seen_from)
        return Q(owner=seen_from.commissioner_id, sent_for__code__in=sorted(seen_from.organisations))

    def with_state(self) -> Self:
        """Adds `state`: the latest step's; None for what the model reads and no person took up."""
        steps = ItemStep.objects.filter(item=OuterRef("pk")).exclude(state="").order_by("-at", "-pk")
        return self.annotate(state=Subquery(steps.values("state")[:1]))

    def with_people(self) -> Self:
        """Those that wait, or waited, for a person."""
        return self.filter(is_one_by_one__in=[True])  # so that SQLite takes the index

    def waiting(self) -> Self:
        """Those that nobody has looked at yet; needs `with_state`."""
        return self.filter(state__in=WAITING)

    def open(self) -> Self:
        """Those whose sender has no answer yet; needs `with_state`."""
        return self.filter(state__in=OPEN)

    def with_sender_link(self, token: str) -> Self:
        """The item of a sender's private link; none when the link is not one of ours. Restricted ones too: it is theirs."""
        try:
            public_id = signing.Signer(salt=SALT).unsign(token)
        except signing.BadSignature:
            return self.none()
        return self.filter(public_id=public_id)


class Item(ConfidentialRecord):
    """What somebody told, in their words without personal data; what became of it stands in its steps.

    Who told it is kept apart and encrypted (`vault`), where it is known at all. What is written here never changes, but
    `restriction` and `is_one_by_one`, each with a step that says who, when and why.
    """

    class Tone(models.TextChoices):
        GOOD = "good", "Something good"
        BAD = "bad", "Something bad"
        NEITHER = "", "Not said"

    is_shareable = True

    source = models.CharField(max_length=40, help_text="code of a kind of source of the pack")
    words = models.TextField(help_text="without personal data")
    question = models.CharField(max_length=300, blank=True, help_text="what the person was asked")
    provider = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="items"
    )
    about_words = models.CharField(
        max_length=200, blank=True, help_text="whom it is about, as typed, where that is not in the directory"
    )
    service = models.CharField(max_length=120, blank=True)
    place = models.CharField(max_length=120, blank=True, help_text="site or ward, as told")
    tone = models.CharField(max_length=4, choices=Tone, blank=True, help_text="as told")
    worry = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="1 a little to 5 very, as told; severity where staff say it"
    )
    score = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="1 very good to 5 very poor, as in the Friends and Family Test"
    )
    is_at_risk_now = models.BooleanField(default=False, help_text="somebody may be in danger at this moment")
    happened_on = models.DateField(null=True, blank=True)
    received_on = models.DateField(default=clock.today, help_text="anchor date")
    month = models.DateField(help_text="first of the month it counts in: when it happened, else when it came")
    told_by = models.CharField(max_length=40, blank=True, help_text="patient, carer, gp, nurse, staff, ...")
    sent_for = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="items_sent",
        help_text="the practice or partner that sent it",
    )
    sender_mark = models.CharField(
        max_length=32, blank=True, help_text="digest that tells two senders apart, and nobody who they are"
    )
    may_share_identity = models.BooleanField(default=False, help_text="whoever told it agreed to be named")
    wants_reply = models.BooleanField(default=False)
    ref = models.CharField(max_length=80, blank=True, help_text="its number where it comes from")
    mark = models.CharField(
        max_length=32, blank=True, help_text="digest by which the same telling is known again"
    )
    load = models.ForeignKey(Load, on_delete=models.PROTECT, null=True, blank=True, related_name="items")
    row = models.PositiveIntegerField(null=True, blank=True, help_text="row of the file")
    is_one_by_one = models.BooleanField(
        default=False, help_text="a person handles it: its source asks for it, or somebody took it up"
    )
    pack = models.CharField(max_length=60, blank=True, help_text="framework pack in force when it came")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", help_text="who wrote it in"
    )
    at = models.DateTimeField(default=clock.now)

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ["-received_on", "-pk"]
        indexes = [
            models.Index(fields=["owner", "is_one_by_one", "received_on"], name="item_inbox"),
            models.Index(fields=["owner", "provider", "month"], name="item_by_provider"),
            models.Index(fields=["owner", "mark"], name="item_by_mark"),
            models.Index(fields=["owner", "month"], name="item_by_month"),
            models.Index(fields=["sent_for"], name="item_by_sender"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="item_says_something"),
            models.CheckConstraint(
                condition=Q(worry__isnull=True) | Q(worry__range=(1, 5)), name="item_worry"
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__range=(1, 5)), name="item_score"
            ),
            models.CheckConstraint(condition=Q(tone__in=["", "good", "bad"]), name="item_tone_known"),
        ]

    def __str__(self) -> str:
        return f"Soft intelligence received on {self.received_on:%Y-%m-%d}"

    @property
    def about(self) -> str:
        """Whom it is about, in words."""
        return self.provider.name if self.provider else self.about_words or "nobody named"

    @property
    def sender_token(self) -> str:
        """What the sender's private link carries: signed, so that it cannot be made up."""
        return signing.Signer(salt=SALT).sign(self.public_id)

    def get_absolute_url(self) -> str:
        return reverse("intelligence:item", args=[self.public_id])


def month_of(happened_on: dt.date | None, received_on: dt.date) -> dt.date:
    """The first of the month in which it counts."""
    return (happened_on or received_on).replace(day=1)
