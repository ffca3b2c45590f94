"""How much was looked at when proposals were last brought up to date, and what chance alone would make of it."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from trigpoint.accounts.models import OwnedRecord
from trigpoint.common import clock
from trigpoint.triangulation.models.proposals import Direction


class ProposalRun(OwnedRecord):
    """The rule asked over all providers of a commissioner on one day: what was found, next to what chance would make.

    The last one of a day counts. `shares` says of each kind of provider and stream at how many themes of providers it
    looks, and at how many of these it says so. `waiting` holds the public ids of the proposals that waited then.
    """

    day = models.DateField()
    direction = models.CharField(max_length=10, choices=Direction, default=Direction.CONCERN)
    pack = models.CharField(max_length=60)
    method = models.CharField(max_length=20)
    providers = models.PositiveIntegerField(help_text="of which anything is known")
    cells = models.PositiveIntegerField(help_text="provider, theme and stream, where the stream looks")
    grid = models.PositiveIntegerField(help_text="providers and themes at which enough streams look")
    agreements = models.PositiveIntegerField(help_text="before any is told with another")
    by_chance = models.FloatField()
    spread = models.FloatField(help_text="its standard deviation")
    a_provider_year = models.FloatField(help_text="new ones where nothing is the matter")
    shares = models.JSONField(default=list)
    waiting = models.JSONField(default=list)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "day", "direction"], name="proposal_run_once_a_day")
        ]

    def __str__(self) -> str:
        return "Proposed concerns" if self.direction == Direction.CONCERN else "Good practice found"

    def get_absolute_url(self) -> str:
        is_good = self.direction == Direction.GOOD
        return reverse("triangulation:proposals") + ("?direction=good" if is_good else "")
