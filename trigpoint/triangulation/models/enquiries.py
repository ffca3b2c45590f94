"""Key lines of enquiry: plain questions drawn from evidence, carried to meetings and visits, and their answers."""

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
from trigpoint.triangulation.models.concerns import Concern


class EnquiryDeed(models.TextChoices):
    """What became of a key line of enquiry."""

    DRAFTED = "drafted", "Drafted"
    EDITED = "edited", "Put in other words"
    CARRIED = "carried", "Taken to a meeting or visit"
    PUT = "put", "Put to the provider"
    ANSWERED = "answered", "Answered"
    WITHDRAWN = "withdrawn", "Withdrawn"
    REOPENED = "reopened", "Asked again"


class EnquiryState(models.TextChoices):
    """Where a key line of enquiry stands."""

    OPEN = "open", "Open"
    ANSWERED = "answered", "Answered"
    WITHDRAWN = "withdrawn", "Withdrawn"


class EnquiryQuerySet(ConfidentialQuerySet):
    """Key lines of enquiry, as their steps leave them."""

    def standing(self) -> Self:
        """Adds `state`, `question` (the latest words) and `carried_on` (the day of the meeting or visit it goes to)."""
        steps = EnquiryStep.objects.filter(enquiry=OuterRef("pk")).order_by("-at", "-pk")
        return self.annotate(
            state=Coalesce(
                Subquery(steps.exclude(state="").values("state")[:1]), models.Value(EnquiryState.OPEN.value)
            ),
            question=Subquery(steps.exclude(question="").values("question")[:1]),
            carried_on=Subquery(steps.filter(deed=EnquiryDeed.CARRIED).values("held_on")[:1]),
        )


class Enquiry(ConfidentialRecord):
    """A key line of enquiry: one plain question to a provider, why it is asked, and what was answered.

    Drafted from a template of the pack and the evidence, edited by people. Restricted as its concern is.
    """

    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="enquiries")
    concern = models.ForeignKey(
        Concern, on_delete=models.PROTECT, null=True, blank=True, related_name="enquiries"
    )
    theme = models.CharField(max_length=60, blank=True)
    stream = models.CharField(max_length=40, blank=True)
    template = models.CharField(
        max_length=60, blank=True, help_text="code of the pack; empty: a person's own"
    )
    because = models.TextField(blank=True, help_text="the evidence it comes from, as it stood")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["owner", "provider"], name="enquiry_of_provider")]

    def __str__(self) -> str:
        return "Key line of enquiry"

    def get_absolute_url(self) -> str:
        return reverse("triangulation:enquiry", args=[self.public_id])


class EnquiryStep(models.Model):
    """Somebody did something about a key line of enquiry. Only ever added."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="steps")
    deed = models.CharField(max_length=10, choices=EnquiryDeed)
    state = models.CharField(max_length=10, choices=EnquiryState, blank=True)
    question = models.TextField(blank=True, help_text="its words from now on; without personal data")
    text = models.TextField(blank=True, help_text="the answer, or the reason; without personal data")
    where = models.CharField(max_length=150, blank=True, help_text="meeting or visit")
    held_on = models.DateField(null=True, blank=True, help_text="day of the meeting or visit")
    about = models.CharField(max_length=80, blank=True, help_text="kind:public_id, such as of the question")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["enquiry", "at"], name="enquiry_step_in_order")]
        constraints = [
            models.CheckConstraint(condition=Q(deed__in=EnquiryDeed.values), name="enquiry_deed_known"),
            models.CheckConstraint(
                condition=~Q(deed__in=["answered", "withdrawn", "reopened"]) | ~Q(text=""),
                name="enquiry_step_says_what",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_deed_display()} on {self.at:%Y-%m-%d}"
