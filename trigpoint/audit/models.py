"""Who did what, when, to which record and why. Rows are only ever added; the database itself refuses anything else."""

from __future__ import annotations

from typing import Any

from django.db import models

from trigpoint.common import clock
from trigpoint.common.ids import new_public_id


class Sort(models.TextChoices):
    """What kind of thing it was."""

    CHANGE = "change", "Change"
    READ = "read", "Reading of something restricted"
    EXPORT = "export", "Export"
    REFUSAL = "refusal", "Refusal"
    SIGN_IN = "sign_in", "Sign-in"


class Event(models.Model):
    """One thing that somebody did, or was refused.

    References are text, so that the audit outlives what it speaks of. No free text of the record goes into `before`
    and `after`: see `rules.fit_to_keep`.
    """

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    at = models.DateTimeField(default=clock.now)
    actor = models.CharField(max_length=150, blank=True, help_text="username; blank: nobody signed in")
    owner = models.CharField(
        max_length=20, blank=True, help_text="ODS code of the commissioner it belongs to"
    )
    kind = models.CharField(max_length=10, choices=Sort, default=Sort.CHANGE)
    name = models.CharField(max_length=60, help_text="area.past_tense")
    target = models.CharField(max_length=80, blank=True, help_text="kind:public_id")
    is_restricted = models.BooleanField(default=False, help_text="the record was restricted at the time")
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    why = models.TextField(blank=True)
    address = models.CharField(max_length=60, blank=True, help_text="of the machine; or worker, command line")
    request = models.CharField(
        max_length=40, blank=True, help_text="what several events of one request share"
    )
    place = models.CharField(max_length=100, blank=True, help_text="name of the page, the job or the command")

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["owner", "at", "id"], name="event_of_owner"),
            models.Index(fields=["owner", "actor", "at", "id"], name="event_of_person"),
            models.Index(fields=["owner", "name", "at", "id"], name="event_of_name"),
            models.Index(fields=["owner", "kind", "at", "id"], name="event_of_kind"),
            models.Index(fields=["target", "at", "id"], name="event_of_record"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.name} {self.target}"

    @classmethod
    def visible_to(cls, user: Any) -> models.QuerySet[Event]:
        """Events of the commissioner that `user` works for now. Who may read them at all is asked at the door."""
        owner = getattr(user, "commissioner", None)
        return cls.objects.filter(owner=owner.code) if owner else cls.objects.none()
