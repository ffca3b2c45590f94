"""One action of the register, and finding actions by how they stand on a day."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.urls import reverse

from trigpoint.accounts.models import ConfidentialQuerySet, ConfidentialRecord
from trigpoint.accounts.rules import Reach
from trigpoint.actions.models.deadlines import Deadline
from trigpoint.actions.models.steps import Lead, Step
from trigpoint.actions.rules.states import ASIDE, COMPLETED, WAITING, Deed
from trigpoint.common import clock
from trigpoint.organisations.models import Organisation


class ActionQuerySet(ConfidentialQuerySet):
    """Actions of the register."""

    def addressed_to(self, seen_from: Reach) -> Q:
        """Those that were sent to an organisation these people answer for, and not taken back."""
        if "actions.answer" not in seen_from.deeds:
            return super().addressed_to(seen_from)
        taken_back = Step.objects.filter(action=OuterRef("action"), deed=Deed.RECALLED, pk__gt=OuterRef("pk"))
        sent = Step.objects.filter(~Exists(taken_back), action=OuterRef("pk"), deed=Deed.SENT)
        return Q(
            Exists(sent),
            owner=seen_from.commissioner_id,
            provider__code__in=sorted(seen_from.organisations),
        )

    def with_standing(self, day: dt.date) -> Self:
        """Adds how each stood at the end of a day: `state`, `due`, `completed`, `letter`, `lead_turn`.

        The letter is the rule of `rules.rag` told to the database, for finding and counting; pages show the
        rule's own. What was not in the register by that day is left out.
        """
        steps = _by(day, Step.objects.all()).exclude(state="").order_by("-on", "-pk")
        claims = _by(day, Step.objects.filter(deed=Deed.CLAIMED)).order_by("-on", "-pk")
        leads = _by(day, Lead.objects.all()).order_by("-turn")
        approved = Deadline.objects.filter(
            action=OuterRef("pk"), decision__is_approved=True, decision__on__lte=day
        )
        latest = approved.order_by("-decision__on", "-decision__pk")
        return (
            self.annotate(
                state=Subquery(steps.values("state")[:1]),
                due=Subquery(latest.values("due_on")[:1]),
                lead_turn=Subquery(leads.values("turn")[:1]),
                claimed_for=Subquery(claims.values("happened_on")[:1]),
            )
            .filter(state__isnull=False)
            .annotate(
                completed=Case(When(state__in=COMPLETED, then="claimed_for")),
                is_heading=Q(Exists(_parts(day)), due__isnull=True),
            )
            .annotate(letter=_letter(day))
        )

    def led_by(self, user: Any) -> Self:
        """Those that a person leads alone or with others; needs `with_standing`."""
        return self.filter(self.leads_of(user))

    def leads_of(self, user: Any) -> Q:
        """Whether a person is among those who lead; needs `with_standing`."""
        theirs = Lead.objects.filter(action=OuterRef("pk"), turn=OuterRef("lead_turn"), person=user.pk)
        return Q(Exists(theirs))


class Action(ConfidentialRecord):
    """Something that somebody has to do, or a question that a provider has to answer.

    What is written here never changes; what became of it stands in its steps, deadlines, leads and positions.
    """

    is_shareable = True

    class Kind(models.TextChoices):
        ACTION = "action", "Action"
        QUESTION = "question", "Question"

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.ACTION)
    plan = models.CharField(
        max_length=200, blank=True, help_text="the action plan it stands in, by its title"
    )
    ref = models.CharField(max_length=40, help_text="number in its plan or in the register; parts have dots")
    place = models.CharField(max_length=120, editable=False, help_text="the number, so that it sorts")
    text = models.TextField()
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    owner_group = models.CharField(max_length=150, blank=True, help_text="group that monitors it")
    provider = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="actions"
    )
    source = models.CharField(max_length=80, blank=True, help_text="where it comes from: kind:public_id")
    source_words = models.CharField(max_length=300, blank=True, help_text="where it comes from, as typed")
    pack = models.CharField(max_length=60, blank=True, help_text="framework pack in force when it was raised")
    raised_on = models.DateField(help_text="anchor date")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "place", "pk"]
        indexes = [
            models.Index(fields=["owner", "provider"], name="action_by_provider"),
            models.Index(fields=["source"], name="action_by_source"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["owner", "plan", "ref"], name="action_numbered_once"),
            models.CheckConstraint(condition=~Q(text=""), name="action_says_something"),
            models.CheckConstraint(condition=~Q(ref=""), name="action_has_a_number"),
            models.CheckConstraint(condition=Q(kind__in=["action", "question"]), name="action_kind_known"),
            models.CheckConstraint(
                condition=Q(kind="action") | Q(provider__isnull=False), name="action_question_to_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.text[:60]}"

    @property
    def name(self) -> str:
        """Action 8.1, Question 12."""
        return f"{self.get_kind_display()} {self.ref}"

    def get_absolute_url(self) -> str:
        return reverse("actions:action", args=[self.public_id])


def _by(day: dt.date, rows: QuerySet) -> QuerySet:
    """Rows of the action that were there by a day."""
    return rows.filter(action=OuterRef("pk"), on__lte=day)


def _parts(day: dt.date) -> QuerySet:
    return Action.objects.filter(parent=OuterRef("pk"), raised_on__lte=day, restriction="")


def _letter(day: dt.date) -> Case:
    return Case(
        When(state__in=ASIDE, then=Value("")),
        When(completed__lte=day, then=Value("G")),
        When(is_heading=True, then=Value("")),
        When(due__lt=day, then=Value("R")),
        When(state__in=WAITING, then=Value("B")),
        default=Value("A"),
        output_field=models.CharField(),
    )
