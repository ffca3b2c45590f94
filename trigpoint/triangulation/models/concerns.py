"""Concerns: somebody's worry about care at a provider, who answers for it, and all that became of it."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from trigpoint.accounts.models import ConfidentialQuerySet, ConfidentialRecord
from trigpoint.common import clock
from trigpoint.common.ids import new_public_id
from trigpoint.organisations.models import Organisation


class ConcernDeed(models.TextChoices):
    """What somebody did about a concern."""

    RAISED = "raised", "Raised"
    LED = "led", "Given to somebody"
    LEVELLED = "levelled", "Level set"
    NOTED = "noted", "Note written"
    ASKED = "asked", "Provider asked to reply"
    REPLIED = "replied", "Provider replied"
    DECIDED = "decided", "Decided"
    MERGED = "merged", "Told with another"
    CLOSED = "closed", "Closed"
    CHECKED = "checked", "Looked at again"
    REOPENED = "reopened", "Opened again"


class ConcernState(models.TextChoices):
    """Where a concern stands: the latest step that changes it."""

    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"
    MERGED = "merged", "Told with another"


class Held(models.TextChoices):
    """What somebody found when a closed concern was looked at again."""

    HELD = "held", "It held"
    NOT_HELD = "not_held", "It did not hold"
    UNKNOWN = "unknown", "Nobody can say yet"


class Side(models.TextChoices):
    """How something that is linked bears on a concern."""

    FOR = "for", "Supports it"
    AGAINST = "against", "Speaks against it"
    ABOUT = "about", "Belongs to it"


def _latest(name: str, **told: object) -> Subquery:
    """The value that the latest step which says it gives."""
    steps = ConcernStep.objects.filter(concern=OuterRef("pk"), **told).order_by("-at", "-pk")
    return Subquery(steps.values(name)[:1])


class ConcernQuerySet(ConfidentialQuerySet):
    """Concerns, as their steps leave them."""

    def standing(self) -> Self:
        """Adds `state`, `level`, `lead_name`, `next_on` and `check_on`: what the latest steps say."""
        return self.annotate(
            state=Coalesce(_latest("state", state__gt=""), models.Value(ConcernState.OPEN.value)),
            level=Coalesce(_latest("level", level__gt=""), models.Value("")),
            lead_id=_latest("lead", lead__isnull=False),
            next_on=_latest("next_on", deed__in=["raised", "led", "levelled", "decided", "reopened"]),
            check_on=_latest("check_on", deed__in=["closed", "checked", "reopened"]),
        )


class Concern(ConfidentialRecord):
    """A worry about care at a provider that somebody answers for. A person raises it, on one worry alone if need be.

    What is written here never changes; owner, level, state, replies and decisions stand in its steps.
    """

    number = models.CharField(max_length=20, help_text="C-2026-014, within its commissioner")
    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="concerns")
    service = models.CharField(max_length=120, blank=True)
    place = models.CharField(max_length=120, blank=True)
    theme = models.CharField(
        max_length=60, blank=True, help_text="code of a theme of the pack; empty: of none"
    )
    title = models.CharField(max_length=150, help_text="in a few words, without personal data")
    words = models.TextField(help_text="what the worry is, without personal data")
    pack = models.CharField(max_length=60, help_text="framework pack in force when it was raised")
    raised_on = models.DateField(default=clock.today, help_text="anchor date")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = ConcernQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "number"], name="concern_number_once")]
        indexes = [
            models.Index(fields=["owner", "restriction", "raised_on"], name="concern_in_list"),
            models.Index(fields=["owner", "provider"], name="concern_of_provider"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("triangulation:concern", args=[self.public_id])


class ConcernStep(models.Model):
    """Somebody did something about a concern. Only ever added.

    evidence: on a decision, what was known then, in full: a list of dictionaries with side (for, against, about, watch,
    blind, normal, reply), stream, says, origin, known_on and record, so that it can be read when all of it has changed.
    What people linked has event, evidence, why and linked besides; reply says how the provider's reply stood.
    """

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="steps")
    deed = models.CharField(max_length=10, choices=ConcernDeed)
    state = models.CharField(
        max_length=10, choices=ConcernState, blank=True, help_text="after it; empty: as before"
    )
    level = models.CharField(
        max_length=20, blank=True, help_text="code of a level of the pack; empty: as before"
    )
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    text = models.TextField(blank=True, help_text="without personal data")
    exit_criteria = models.TextField(blank=True, help_text="what must hold before it may be closed")
    reason = models.CharField(max_length=40, blank=True, help_text="why it was closed: a code of the pack")
    held = models.CharField(max_length=10, choices=Held, blank=True)
    next_on = models.DateField(null=True, blank=True, help_text="when it is looked at next")
    check_on = models.DateField(null=True, blank=True, help_text="when it is checked whether it held")
    other = models.ForeignKey(Concern, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    about = models.CharField(
        max_length=80, blank=True, help_text="kind:public_id, such as of the question asked"
    )
    where = models.CharField(max_length=200, blank=True, help_text="meeting or person that decided")
    evidence = models.JSONField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["concern", "at"], name="concern_step_in_order")]
        constraints = [
            models.CheckConstraint(condition=Q(deed__in=ConcernDeed.values), name="concern_deed_known"),
            models.CheckConstraint(
                condition=~Q(deed="decided") | Q(evidence__isnull=False), name="concern_decided_on_evidence"
            ),
            models.CheckConstraint(
                condition=~Q(deed="closed") | ~Q(reason=""), name="concern_closed_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_deed_display()} on {self.at:%Y-%m-%d}"


class ConcernLink(models.Model):
    """A record that bears on a concern: evidence, a signal, a piece of intelligence, an action. Ended, never deleted."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="links")
    about = models.CharField(max_length=80, help_text="kind:public_id")
    side = models.CharField(max_length=10, choices=Side, default=Side.ABOUT)
    says = models.CharField(max_length=400, blank=True, help_text="what it said when it was linked")
    why = models.TextField(blank=True, help_text="without personal data")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["concern", "about"], condition=Q(ended_at__isnull=True), name="concern_link_once"
            ),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="concern_link_side_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()}: {self.about}"
