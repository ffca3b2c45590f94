"""What a person adds to the figures before a provider's quality meeting: dates, notes and questions."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.text import Truncator

from trigpoint.accounts.models import OwnedQuerySet, OwnedRecord
from trigpoint.common import clock
from trigpoint.indicators.models import Series
from trigpoint.organisations.models import Organisation


class MeetingStep(OwnedRecord):
    """Somebody put a provider's quality meeting in the diary, or took it out. The latest step counts."""

    class Deed(models.TextChoices):
        SET = "set", "Put in the diary"
        WITHDRAWN = "withdrawn", "Taken out"

    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="meeting_steps")
    held_on = models.DateField()
    deed = models.CharField(max_length=10, choices=Deed, default=Deed.SET)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["owner", "provider", "held_on"], name="meeting_by_provider")]
        constraints = [
            models.CheckConstraint(condition=Q(deed__in=["set", "withdrawn"]), name="meeting_deed_known")
        ]

    def __str__(self) -> str:
        return f"{self.get_deed_display()}: {self.held_on}"

    def get_absolute_url(self) -> str:
        return reverse("reports:brief", args=[self.provider.code])


class NoteQuerySet(OwnedQuerySet):
    """Notes on providers."""

    def standing(self) -> Self:
        """Those that nobody has taken back."""
        return self.filter(withdrawal__isnull=True)


class BriefNote(OwnedRecord):
    """What somebody wants to have in mind at the meeting. Never edited; it can be taken back."""

    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="brief_notes")
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="note_says_something")]

    def __str__(self) -> str:
        return Truncator(self.text).chars(60)

    def get_absolute_url(self) -> str:
        return reverse("reports:brief", args=[self.provider.code])


class NoteWithdrawal(models.Model):
    """Somebody took a note back. The note itself stays as it was written."""

    note = models.OneToOneField(BriefNote, on_delete=models.PROTECT, related_name="withdrawal")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"taken back on {self.at:%Y-%m-%d}"


class Deed(models.TextChoices):
    """What can happen to a question."""

    ASKED = "asked", "Asked"
    ANSWERED = "answered", "Answered"
    CARRIED = "carried", "Carried forward"
    CLOSED = "closed", "Closed"
    REOPENED = "reopened", "Opened again"


WAITING = (Deed.ASKED, Deed.CARRIED, Deed.REOPENED)


class QuestionQuerySet(OwnedQuerySet):
    """Questions to providers."""

    def with_state(self) -> Self:
        """Adds `state` (the latest deed) and `due` (the latest date by which an answer was asked for)."""
        steps = QuestionStep.objects.filter(question=OuterRef("pk")).order_by("-at", "-pk")
        carried = steps.filter(due_on__isnull=False)
        return self.annotate(
            state=Coalesce(Subquery(steps.values("deed")[:1]), models.Value(Deed.ASKED.value)),
            due=Coalesce(Subquery(carried.values("due_on")[:1]), "due_on"),
        )

    def still_open(self) -> Self:
        """Those that nobody has closed; needs `with_state`."""
        return self.exclude(state=Deed.CLOSED)

    def unanswered(self) -> Self:
        """Those that wait for an answer; needs `with_state`."""
        return self.filter(state__in=WAITING)


class Question(OwnedRecord):
    """A question to a provider. What became of it stands in its steps; its state is the latest of them."""

    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="questions")
    series = models.ForeignKey(
        Series, on_delete=models.PROTECT, null=True, blank=True, related_name="questions"
    )
    text = models.TextField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="questions_asked"
    )
    answer_from = models.CharField(max_length=150, help_text="name of the person who owns the answer")
    due_on = models.DateField()
    asked_at = models.DateTimeField(default=clock.now)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="question_asks_something"),
            models.CheckConstraint(condition=~Q(answer_from=""), name="question_has_an_owner"),
        ]

    def __str__(self) -> str:
        return Truncator(self.text).chars(60)

    def get_absolute_url(self) -> str:
        return reverse("reports:question", args=[self.public_id])


class QuestionStep(models.Model):
    """One thing that happened to a question, on a day, by somebody. Only ever added."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="steps")
    deed = models.CharField(max_length=10, choices=Deed)
    text = models.TextField(blank=True)
    on = models.DateField(help_text="the day it happened, such as the day of the answer")
    due_on = models.DateField(null=True, help_text="the day to which the question was carried")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["question", "at"], name="question_step_in_order")]
        constraints = [
            models.CheckConstraint(condition=Q(deed__in=Deed.values), name="question_deed_known"),
            models.CheckConstraint(
                condition=~Q(deed__in=[Deed.ANSWERED, Deed.CLOSED], text=""), name="question_step_says_what"
            ),
            models.CheckConstraint(
                condition=Q(deed=Deed.CARRIED, due_on__isnull=False)
                | (~Q(deed=Deed.CARRIED) & Q(due_on__isnull=True)),
                name="question_carried_to_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_deed_display()} on {self.on}"
