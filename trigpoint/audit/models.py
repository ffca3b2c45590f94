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
            models.Index(fields=["owner", "actor", "name", "at", "id"], name="event_of_person_name"),
            models.Index(fields=["owner", "actor", "kind", "at", "id"], name="event_of_person_kind"),
            models.Index(fields=["target", "at", "id"], name="event_of_record"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.name} {self.target}"

    @classmethod
    def visible_to(cls, user: Any) -> models.QuerySet[Event]:
        """Events of the commissioner that `user` works for now. Who may read them at all is asked at the door."""
        owner = cls.owner_seen_by(user)
        return cls.objects.none() if owner is None else cls.objects.filter(owner=owner)

    @staticmethod
    def owner_seen_by(user: Any) -> str | None:
        """ODS code of the commissioner whose events `user` may see; None: nobody's."""
        commissioner = getattr(user, "commissioner", None)
        return commissioner.code if commissioner else None


class Seal(models.Model):
    """A batch of events that cannot be changed any more without being noticed, chained to the batch before.

    `through`: every event up to this number is sealed, or in `waiting`, or was never kept. `members`: the numbers of its
    events, as ranges. `waiting`: numbers that were given out and not seen yet, as ranges with the moment they were missed;
    on PostgreSQL a slow transaction may still bring them.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    made_at = models.DateTimeField(default=clock.machine_now, help_text="by the machine's own clock")
    form = models.PositiveSmallIntegerField(help_text="how its events were written down to be hashed")
    through = models.PositiveBigIntegerField()
    members = models.JSONField()
    waiting = models.JSONField()
    count = models.PositiveIntegerField()
    total = models.PositiveBigIntegerField(help_text="events in this and all seals before")
    digest = models.CharField(max_length=64, help_text="sha256 over its events")
    marks = models.BinaryField(
        help_text="the first eight bytes of each event's hash: tells which one was changed"
    )
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"seal {self.number} of {self.count} events"


class Anchor(models.Model):
    """That the head of a seal was written down outside the database."""

    seal = models.OneToOneField(Seal, on_delete=models.PROTECT, primary_key=True, related_name="anchor")
    at = models.DateTimeField(default=clock.machine_now)

    def __str__(self) -> str:
        return f"anchor of seal {self.seal_id}"
