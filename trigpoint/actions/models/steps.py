"""What happened to an action, who leads it, where it stands in words, and what shows that it is done."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from trigpoint.actions.rules.days import DAY, MONTH, RoughDay
from trigpoint.actions.rules.rag import STATED
from trigpoint.actions.rules.states import COMPLETED, Deed, State
from trigpoint.common import clock
from trigpoint.common.ids import new_public_id


class Telling(models.Model):
    """One thing told of an action: by whom, when it was written down, and the day from which it counts.

    `on` is the day of writing down, or the date of the paper that an action plan was taken from.
    """

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    on = models.DateField(default=clock.today, help_text="the day from which it counts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        abstract = True


class Step(Telling):
    """Something that happened to an action. Where it stands is the state of the latest one."""

    class Precision(models.TextChoices):
        DAY = DAY, "Day"
        MONTH = MONTH, "Month"

    action = models.ForeignKey("actions.Action", on_delete=models.PROTECT, related_name="steps")
    deed = models.CharField(max_length=12, choices=Deed)
    state = models.CharField(
        max_length=12, choices=State, blank=True, help_text="after it; empty: as it was before"
    )
    happened_on = models.DateField(null=True, help_text="the day it was started or completed")
    precision = models.CharField(max_length=5, choices=Precision, default=DAY)
    text = models.TextField(blank=True, help_text="the reason, or a remark")
    superseded_by = models.ForeignKey(
        "actions.Action", on_delete=models.PROTECT, null=True, related_name="supersedes"
    )

    class Meta:
        ordering = ["on", "pk"]
        indexes = [models.Index(fields=["action", "on"], name="action_step_in_order")]
        constraints = [
            models.CheckConstraint(condition=Q(deed__in=Deed.values), name="action_step_known"),
            models.CheckConstraint(
                condition=Q(deed__in=[Deed.SENT, Deed.RECALLED], state="")
                | (~Q(deed__in=[Deed.SENT, Deed.RECALLED]) & Q(state__in=State.values)),
                name="action_step_leads_somewhere",
            ),
            models.CheckConstraint(
                condition=~Q(deed=Deed.CLAIMED) | Q(happened_on__isnull=False, state__in=COMPLETED),
                name="action_claim_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(deed__in=[Deed.SENT_BACK, Deed.WITHDRAWN, Deed.REOPENED], text=""),
                name="action_step_says_why",
            ),
            models.CheckConstraint(
                condition=Q(superseded_by__isnull=True) | Q(deed=Deed.SUPERSEDED),
                name="action_superseded_by_deed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_deed_display()} on {self.on}"

    @property
    def happened(self) -> RoughDay | None:
        """When it was started or completed, as precisely as it is known."""
        return RoughDay(self.happened_on, self.precision) if self.happened_on else None


class Lead(Telling):
    """Somebody who leads an action: a person who signs in, or a name, initials or a group as typed.

    When the leads change, all of the new ones share a higher `turn`; the highest counts.
    """

    action = models.ForeignKey("actions.Action", on_delete=models.PROTECT, related_name="leads")
    turn = models.PositiveSmallIntegerField(default=1)
    place = models.PositiveSmallIntegerField(default=1, help_text="1: leads; more: leads together with them")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="actions_led"
    )
    words = models.CharField(max_length=150, help_text="as typed")

    class Meta:
        ordering = ["turn", "place"]
        constraints = [
            models.UniqueConstraint(fields=["action", "turn", "place"], name="action_lead_in_order"),
            models.CheckConstraint(condition=~Q(words=""), name="action_lead_has_a_name"),
        ]

    def __str__(self) -> str:
        return str(self.person) if self.person else self.words


class Position(Telling):
    """Where an action stands, in words; with the letter that a paper stated, where one did."""

    action = models.ForeignKey("actions.Action", on_delete=models.PROTECT, related_name="positions")
    text = models.TextField(blank=True)
    is_internal = models.BooleanField(default=True, help_text="not shown to the provider")
    stated = models.CharField(max_length=1, blank=True, help_text="R, A, G or B as published")

    class Meta:
        ordering = ["on", "pk"]
        indexes = [models.Index(fields=["action", "on"], name="action_position_in_order")]
        constraints = [
            models.CheckConstraint(condition=Q(stated__in=["", *STATED]), name="action_stated_known"),
            models.CheckConstraint(condition=~Q(text="", stated=""), name="action_position_says_something"),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Evidence(Telling):
    """What shows that an action is done: in words, with its date, and with a file where there is one."""

    action = models.ForeignKey("actions.Action", on_delete=models.PROTECT, related_name="evidence")
    text = models.TextField()
    dated_on = models.DateField(null=True, help_text="the day that the evidence speaks of")

    class Meta:
        ordering = ["on", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="action_evidence_says_something")]

    def __str__(self) -> str:
        return self.text[:60]
