"""Loads: what was taken in, from which file, by whom, and what was left out. Immutable."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from trigpoint.accounts.models import OwnedRecord
from trigpoint.common import clock


class Load(OwnedRecord):
    """One file, taken in once, or again for rows that were rejected before and can be accepted since.

    The file itself is kept beside the database under its sha256, unless it names people.
    """

    connector = models.CharField(max_length=40, db_index=True)
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    reading_number = models.PositiveSmallIntegerField(
        default=1, help_text="2 and more: the same file, for rows that were rejected before"
    )
    is_file_kept = models.BooleanField(default=True, help_text="false: the file names people")
    size = models.BigIntegerField(help_text="bytes")
    publisher = models.CharField(max_length=200)
    publication_page = models.URLField(max_length=300, blank=True)
    licence = models.CharField(max_length=200)
    period_from = models.DateField(null=True)
    period_to = models.DateField(null=True)
    published_on = models.DateField(null=True, help_text="when the world could know")
    loaded_at = models.DateTimeField(default=clock.now, help_text="when we did", db_index=True)
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    rows_read = models.PositiveIntegerField()
    rows_accepted = models.PositiveIntegerField()
    rows_rejected = models.PositiveIntegerField()
    rows_ignored = models.PositiveIntegerField()
    new = models.PositiveIntegerField(default=0)
    superseded = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-loaded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["connector", "sha256", "reading_number"], name="load_once"),
            models.CheckConstraint(
                condition=Q(rows_read=F("rows_accepted") + F("rows_rejected") + F("rows_ignored")),
                name="load_every_row_accounted_for",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.connector})"

    def get_absolute_url(self) -> str:
        return reverse("loads:load", args=[self.public_id])


class LeftOutRow(models.Model):
    """A row that was rejected or ignored, as published, with the reason."""

    load = models.ForeignKey(Load, on_delete=models.CASCADE, related_name="left_out")
    row = models.PositiveIntegerField(help_text="as a spreadsheet counts, from 1")
    is_rejected = models.BooleanField(help_text="false: ignored on purpose")
    column = models.CharField(max_length=200, blank=True)
    code = models.CharField(max_length=60)
    message = models.TextField()
    remedy = models.TextField(blank=True)
    content = models.TextField(blank=True)

    class Meta:
        ordering = ["row"]

    def __str__(self) -> str:
        return f"row {self.row}: {self.message}"

    @classmethod
    def visible_to(cls, user: Any) -> models.QuerySet[LeftOutRow]:
        """Rows of the loads that `user` may see."""
        return cls.objects.filter(load__in=Load.visible_to(user))
