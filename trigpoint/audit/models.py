"""Who did what, when, to which record and why. Rows are only ever added."""

from django.db import models

from trigpoint.common import clock
from trigpoint.common.ids import new_public_id


class Event(models.Model):
    """One thing that somebody did.

    References are text, so that the audit outlives what it speaks of. No free text of the record goes
    into `before` and `after`.
    """

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    at = models.DateTimeField(default=clock.now, db_index=True)
    actor = models.CharField(max_length=150, db_index=True)
    owner = models.CharField(max_length=20, blank=True, help_text="ODS code of the owning commissioner")
    name = models.CharField(max_length=60, help_text="area.past_tense")
    target = models.CharField(max_length=80, db_index=True, help_text="kind:public_id")
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    why = models.TextField(blank=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.name} {self.target}"
