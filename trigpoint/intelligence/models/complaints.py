"""Complaints that the commissioner handles itself, each as a case; and the parts of others in its answer."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse

from trigpoint.accounts.models import ConfidentialQuerySet, ConfidentialRecord
from trigpoint.common import clock
from trigpoint.common.ids import new_public_id
from trigpoint.intelligence.rules.complaints import OURS, STAYING, UNANSWERED, Deed, Outcome, State
from trigpoint.organisations.models import Organisation


class ComplaintQuerySet(ConfidentialQuerySet):
    """Complaints of the commissioner's own."""

    def with_state(self) -> Self:
        """Adds `state`, `is_acknowledged`, and `is_taken_up`: an old one was taken up all the same."""
        steps = ComplaintStep.objects.filter(complaint=OuterRef("pk"))
        moved = steps.exclude(state="").order_by("-at", "-pk")
        return self.annotate(
            state=Subquery(moved.values("state")[:1]),
            is_acknowledged=Exists(steps.filter(deed=Deed.ACKNOWLEDGED)),
            is_taken_up=Exists(steps.filter(deed=Deed.TAKEN_UP)),
        )

    def unanswered(self) -> Self:
        """Those that nobody has answered yet; needs `with_state`."""
        return self.filter(state__in=UNANSWERED)

    def overdue(self, today: dt.date) -> Self:
        """Those of which a day is over that we had to keep; needs `with_state`."""
        late = Q(is_acknowledged=False, acknowledge_by__lt=today) | Q(reply_by__lt=today)
        return self.filter(late, state__in=OURS)


class Complaint(ConfidentialRecord):
    """A complaint that somebody made to the commissioner. Who made it is kept apart and encrypted (`vault`).

    What is written here never changes, but `handler`, `severity`, its subjects and the days by which it has to be
    acknowledged and answered, each with a step that says who, when and why.
    """

    class Way(models.TextChoices):
        LETTER = "letter", "Letter"
        EMAIL = "email", "E-mail"
        PHONE = "phone", "Telephone"
        PERSON = "person", "In person"
        WEB = "web", "Web form"
        MP = "mp", "Through an MP or councillor"
        ADVOCATE = "advocate", "Through an advocate"
        OMBUDSMAN = "ombudsman", "Through the ombudsman"

    class Authority(models.TextChoices):
        SELF = "", "They complain for themselves"
        WAITED_FOR = "waited_for", "For somebody else; their authority is still waited for"
        WRITTEN = "written", "For somebody else, with their written authority"
        PARENT = "parent", "For a child who cannot complain"
        CAPACITY = "capacity", "For somebody who lacks the capacity to complain"
        DIED = "died", "For somebody who has died"

    class Severity(models.TextChoices):
        LOW = "low", "Low"
        MODERATE = "moderate", "Moderate"
        HIGH = "high", "High"

    number = models.CharField(max_length=30)
    received_on = models.DateField(help_text="anchor date")
    way = models.CharField(max_length=10, choices=Way)
    words = models.TextField(help_text="what it is about, without personal data")
    wanted = models.TextField(blank=True, help_text="the outcome that is wanted, without personal data")
    providers = models.ManyToManyField(Organisation, related_name="complaints", blank=True)
    is_about_us = models.BooleanField(default=False, help_text="about what the commissioner itself did")
    service = models.CharField(max_length=120, blank=True)
    happened_on = models.DateField(
        null=True, blank=True, help_text="when it happened, or when the person came to know of it"
    )
    authority = models.CharField(max_length=10, choices=Authority, blank=True)
    severity = models.CharField(max_length=8, choices=Severity, default=Severity.MODERATE)
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="complaints_handled"
    )
    acknowledge_by = models.DateField()
    reply_by = models.DateField(null=True, blank=True, help_text="empty while no answer of ours is owed")
    is_out_of_time = models.BooleanField(default=False, help_text="made later than the pack's limit allows")
    pack = models.CharField(max_length=60, help_text="framework pack in force when it was received")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        ordering = ["-received_on", "-pk"]
        indexes = [models.Index(fields=["owner", "received_on"], name="complaint_by_day")]
        constraints = [
            models.UniqueConstraint(fields=["owner", "number"], name="complaint_numbered_once"),
            models.CheckConstraint(condition=~Q(words=""), name="complaint_says_something"),
        ]

    def __str__(self) -> str:
        return f"Complaint {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("intelligence:complaint", args=[self.public_id])


class ComplaintSubject(models.Model):
    """What a complaint is about, by a subject of the pack."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="subjects")
    code = models.CharField(max_length=40, db_index=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["complaint", "code"], name="complaint_subject_once")]

    def __str__(self) -> str:
        return self.code


class ComplaintStep(models.Model):
    """Something that happened to a complaint: by whom, on what day, why, and with what outcome. Only ever added."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="steps")
    deed = models.CharField(max_length=20, choices=Deed)
    state = models.CharField(max_length=15, choices=State, blank=True, help_text="after it; empty: as before")
    on = models.DateField(default=clock.today, help_text="the day on which it happened")
    until = models.DateField(null=True, blank=True, help_text="the day agreed for the answer")
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    text = models.TextField(blank=True, help_text="the reason, a remark, or what was learnt")
    party = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        help_text="to whom it was passed, or who leads; empty: the commissioner",
    )  # fmt: skip
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        help_text="to whom it was handed",
    )  # fmt: skip
    about = models.CharField(
        max_length=80, blank=True, help_text="kind:public_id of the action that followed"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["complaint", "at"], name="complaint_step_in_order")]
        constraints = [
            models.CheckConstraint(
                condition=Q(deed__in=list(STAYING), state="")
                | (~Q(deed__in=list(STAYING)) & Q(state__in=State.values)),
                name="complaint_step_leads_on",
            ),
            models.CheckConstraint(
                condition=~Q(deed=Deed.PLANNED, until__isnull=True), name="complaint_plan_has_a_day"
            ),
            models.CheckConstraint(
                condition=~Q(deed__in=[Deed.ANSWERED, Deed.OMBUDSMAN_DECIDED], outcome=""),
                name="complaint_answer_finds",
            ),
            models.CheckConstraint(
                condition=~Q(
                    deed__in=[
                        Deed.TAKEN_UP, Deed.TOO_LATE, Deed.WITHDRAWN, Deed.REOPENED, Deed.DELAY, Deed.LED,
                        Deed.LEARNT, Deed.IMPORTANT, Deed.NOTED,
                    ],
                    text="",
                ),
                name="complaint_step_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(deed=Deed.PASSED, party__isnull=True), name="complaint_passed_to_somebody"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_deed_display()} on {self.on}"


class ComplaintPart(models.Model):
    """What another organisation has to answer of a complaint."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="parts")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    asked = models.TextField(help_text="what it has to answer, without personal data")
    asked_on = models.DateField(default=clock.today)
    due_on = models.DateField()
    question = models.CharField(
        max_length=80,
        blank=True,
        help_text="kind:public_id of the question of the register that its people answer",
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["asked_on", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(asked=""), name="complaint_part_asks_something")]

    def __str__(self) -> str:
        return f"Part of {self.organisation} in {self.complaint}"


class ComplaintPartStep(models.Model):
    """What became of a part: chased, answered, given up. Only ever added."""

    class Deed(models.TextChoices):
        CHASED = "chased", "Chased"
        ANSWERED = "answered", "Answered"
        GIVEN_UP = "given_up", "Given up"

    part = models.ForeignKey(ComplaintPart, on_delete=models.CASCADE, related_name="steps")
    deed = models.CharField(max_length=10, choices=Deed)
    on = models.DateField(default=clock.today)
    text = models.TextField(blank=True, help_text="the answer, or the reason; without personal data")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(deed="chased") | ~Q(text=""), name="complaint_part_step_says_what"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_deed_display()} on {self.on}"
