"""Deadlines of actions: every one that was set or asked for, and what was decided."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from trigpoint.actions.models.steps import Telling
from trigpoint.common import clock


class Deadline(Telling):
    """A day by which an action has to be done. It counts once it is approved; the earlier ones are kept."""

    action = models.ForeignKey("actions.Action", on_delete=models.PROTECT, related_name="deadlines")
    due_on = models.DateField()
    set_on = models.DateField(null=True, help_text="when it was asked for; null: not known")
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["on", "pk"]
        indexes = [models.Index(fields=["action", "on"], name="action_deadline_in_order")]

    def __str__(self) -> str:
        return f"{self.due_on}"


class DeadlineDecision(models.Model):
    """Somebody approved a deadline or refused it."""

    deadline = models.OneToOneField(Deadline, on_delete=models.PROTECT, related_name="decision")
    is_approved = models.BooleanField()
    why = models.TextField(blank=True)
    on = models.DateField(default=clock.today, help_text="the day from which it counts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["is_approved", "on"], name="action_deadline_decided")]

    def __str__(self) -> str:
        return "approved" if self.is_approved else "refused"
