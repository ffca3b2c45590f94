"""Files of comments that are no publication: which column says what, kept, and what became of each file."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from trigpoint.accounts.models import OwnedRecord
from trigpoint.common import clock
from trigpoint.loads.models import Load
from trigpoint.organisations.models import Organisation


class SheetMapping(OwnedRecord):
    """What the columns of a kind of spreadsheet mean. Only ever added: a change is a new version of the same name."""

    name = models.CharField(max_length=80)
    version = models.PositiveSmallIntegerField(default=1)
    source = models.CharField(max_length=40, help_text="code of a kind of source")
    columns = models.JSONField(help_text="our name of a column: its heading; of the words a list of headings")
    provider = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        help_text="whom all of it is about, where no column says so",
    )  # fmt: skip
    happened_on = models.DateField(null=True, blank=True, help_text="for rows without a date")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["name", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name", "version"], name="sheet_mapping_version_once")
        ]

    def __str__(self) -> str:
        return self.name if self.version == 1 else f"{self.name}, version {self.version}"

    @property
    def headings(self) -> set[str]:
        """Every heading that it speaks of."""
        return {*self.columns.get("words", []), *(v for k, v in self.columns.items() if k != "words")}


class SheetImport(OwnedRecord):
    """A file of comments on its way in: waiting for its columns to be named, tried out, taken in, or taken back."""

    class Stage(models.TextChoices):
        WAITING = "waiting", "Waits for its columns to be named"
        MAPPED = "mapped", "Being tried out"
        TRIED = "tried", "Tried out, nothing stored"
        TAKING = "taking", "Being taken in"
        TAKEN = "taken", "Taken in"
        REFUSED = "refused", "Refused"
        DROPPED = "dropped", "Not taken in"
        UNDONE = "undone", "Taken back"

    source = models.CharField(max_length=40, help_text="code of a kind of source")
    file_name = models.CharField(max_length=255, help_text="without personal data")
    batch = models.CharField(
        max_length=16, blank=True, help_text="the waiting file, until it is taken in or dropped"
    )
    mapping = models.ForeignKey(
        SheetMapping, on_delete=models.PROTECT, null=True, blank=True, related_name="imports"
    )
    stage = models.CharField(max_length=8, choices=Stage, default=Stage.WAITING)
    result = models.JSONField(
        default=dict, help_text="counts, rows left out with their reasons, what was masked"
    )
    load = models.ForeignKey(Load, on_delete=models.PROTECT, null=True, blank=True, related_name="sheets")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(stage__in=["taken", "undone"], load__isnull=True), name="sheet_taken_has_load"
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_name}: {self.get_stage_display().lower()}"

    def get_absolute_url(self) -> str:
        return reverse("intelligence:import-show", args=[self.public_id])
