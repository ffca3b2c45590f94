"""What is kept apart and who opened it: rows are added; a sealed text is the one thing that is ever erased."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from trigpoint.accounts.models import OwnedQuerySet, OwnedRecord
from trigpoint.accounts.rules import reach
from trigpoint.common import clock

OWN_REASON = "identifiable_reporter"  # the class whose named roles may learn who reported something


class Opening(OwnedRecord):
    """A person opened a restricted record, and why. For some minutes they may read it without saying so again."""

    about = models.CharField(max_length=80, db_index=True, help_text="kind:public_id of the record")
    restriction = models.CharField(max_length=30)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["by", "about", "at"], name="opening_lately")]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="opening_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.about} opened on {self.at:%Y-%m-%d %H:%M}"


class SealedQuerySet(OwnedQuerySet):
    """What is sealed."""

    def meant_for(self, user: Any) -> Self:
        """Patient references that the organisation of `user` may open today; the commissioner may open none."""
        seen_from = reach(user)
        return self.filter(
            kind=Sealed.Kind.PATIENT,
            owner=seen_from.commissioner_id,
            for_organisation__in=sorted(seen_from.organisations),
            erased_at__isnull=True,
            expires_on__gte=clock.today(),
        )


class Sealed(OwnedRecord):
    """A text that the database holds only encrypted: who reported something, or a reference to a patient.

    A patient reference is for one organisation, for a stated purpose, until a day. After that day it is erased.
    """

    class Kind(models.TextChoices):
        REPORTER = "reporter", "Who reported it"
        PATIENT = "patient", "Reference to a patient"

    is_kept_apart = True  # the audit shows nobody but those who see the record what was said about this

    about = models.CharField(max_length=80, db_index=True, help_text="kind:public_id of the record")
    kind = models.CharField(max_length=10, choices=Kind)
    sealed = models.TextField(blank=True)
    key_mark = models.CharField(max_length=16)
    for_organisation = models.CharField(max_length=20, blank=True, help_text="ODS code of who may open it")
    purpose = models.TextField(blank=True)
    expires_on = models.DateField(null=True, blank=True, help_text="the last day on which it can be opened")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = SealedQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["reporter", "patient"]), name="sealed_kind_known"),
            models.CheckConstraint(
                condition=Q(kind="reporter", for_organisation="", expires_on__isnull=True)
                | (Q(kind="patient", expires_on__isnull=False) & ~Q(for_organisation="") & ~Q(purpose="")),
                name="sealed_patient_reference_is_for_somebody",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) ^ Q(sealed=""), name="sealed_or_erased"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, sealed on {self.at:%Y-%m-%d}"

    @property
    def belongs_to(self) -> tuple[str, ...]:
        """What its encryption is bound to."""
        return (self.kind, str(self.owner_id), self.about, self.for_organisation)
