"""What areas said about the quality of care, kept as they said it: rows are added and ended, never changed."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q

from trigpoint.accounts.models import OwnedQuerySet, OwnedRecord
from trigpoint.common import clock
from trigpoint.common.evidence import read_on
from trigpoint.organisations.models import Organisation


class ToldQuerySet(OwnedQuerySet):
    """What areas told."""

    def standing(self) -> Self:
        """What they tell now."""
        return self.filter(gone_at__isnull=True)

    def as_told_on(self, moment: dt.datetime) -> Self:
        """What they told at a moment: what came later is not there, what was taken back since is."""
        return self.filter(Q(gone_at__isnull=True) | Q(gone_at__gt=moment), seen_at__lte=moment)


class ToldRecord(OwnedRecord):
    """Base of what areas told. `seen_at`: when Trigpoint heard it; `gone_at`: when it was no longer told so.

    The days say when the world could know: see `common.evidence`.
    """

    source = models.CharField(max_length=40, help_text="name of the source that told it")
    key = models.CharField(max_length=160, help_text="what the source calls it")
    service = models.CharField(max_length=120, blank=True)
    place = models.CharField(max_length=120, blank=True)
    about = models.CharField(max_length=90, help_text="kind:code, such as indicator:rtt-18week")
    stream = models.CharField(max_length=40, help_text="code of a stream of the pack")
    record = models.CharField(max_length=80, blank=True, help_text="kind:public_id of what to open")
    seen_at = models.DateTimeField(default=clock.now)
    gone_at = models.DateTimeField(null=True)

    objects = ToldQuerySet.as_manager()

    class Meta:
        abstract = True


class Evidence(ToldRecord):
    """Something unusual that an area told about a provider: the fact, in one sentence, with its days and its origin."""

    provider = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="evidence")
    state = models.CharField(max_length=10, help_text="concern, watch or good")
    says = models.CharField(max_length=400, help_text="one sentence, without personal data")
    origin = models.CharField(max_length=200, help_text="where it was published, or who may be asked")
    event = models.CharField(max_length=160, help_text="what happened, where it can reach us twice")
    worded = models.TextField(blank=True, help_text="how it read before `says` could be known")
    happened_on = models.DateField()
    known_on = models.DateField(help_text="the first day anybody could know it")
    last_on = models.DateField(help_text="the latest day on which what is known still says so")
    door = models.CharField(
        max_length=40, blank=True, help_text="code of a trigger that needs no second stream"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "source", "key"],
                condition=Q(gone_at__isnull=True),
                name="evidence_told_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["concern", "watch", "good"]), name="evidence_state_known"
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "provider", "last_on"], name="evidence_of_provider"),
            models.Index(fields=["owner", "about", "last_on"], name="evidence_of_thing"),
            models.Index(fields=["owner", "stream", "last_on"], name="evidence_of_stream"),
        ]

    def __str__(self) -> str:
        return self.says

    def as_known_on(self, day: dt.date) -> Self:
        """With the sentence and the latest day that could be known on `day`: to be read, never to be saved."""
        if told := read_on(self.worded, day):
            self.last_on, self.says = told
        return self


class Coverage(ToldRecord):
    """Where an area looks, from which day to which it knows something: nothing unusual is not the same as no data."""

    provider = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="coverage")
    first_known = models.DateField()
    last_known = models.DateField()
    tries = models.PositiveIntegerField(default=1, help_text="chances of a false alarm that it has")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "source", "key"],
                condition=Q(gone_at__isnull=True),
                name="coverage_told_once",
            )
        ]
        indexes = [
            models.Index(fields=["owner", "provider"], name="coverage_of_provider"),
            models.Index(fields=["owner", "about"], name="coverage_of_thing"),
            models.Index(fields=["owner", "stream"], name="coverage_of_stream"),
        ]

    def __str__(self) -> str:
        return f"{self.source} looks at {self.about}"
