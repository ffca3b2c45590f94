"""Evidence files: what was added to a record, every version of it, what the scanner said, and whether it was taken back.

Rows are only ever added. The content is kept on disk, see `keeping`.
"""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Substr
from django.urls import reverse

from trigpoint.accounts.models import OwnedQuerySet, OwnedRecord
from trigpoint.accounts.rules import reach
from trigpoint.common import clock, references
from trigpoint.common.ids import new_public_id

NOTHING = Q(pk__in=[])


class EvidenceFileQuerySet(OwnedQuerySet):
    """Evidence files."""

    def visible_to(self, user: Any) -> Self:
        """Files of the records that `user` may see: never more, whoever added them.

        What the public may know of a record that was taken from an open publication, its owner's files are
        not part of: those are for the owner's own people.
        """
        seen_from = reach(user)
        if seen_from.is_nowhere:
            return self.none()
        known = Q(is_open=False)
        if seen_from.is_staff:
            known |= Q(owner=seen_from.commissioner_id)
        seen = NOTHING
        for kind in references.taking_files():
            record = kind.visible(user).filter(
                known, public_id=Substr(OuterRef("belongs_to"), len(kind.name) + 2), owner=OuterRef("owner")
            )
            seen |= Q(belongs_to__startswith=f"{kind.name}:") & Exists(record)
        return self.filter(seen)

    def of(self, reference: str) -> Self:
        """Files of one record, in the order in which they came."""
        return self.filter(belongs_to=reference).order_by("added_at", "pk")

    def with_history(self) -> Self:
        """With everything that a page says of them."""
        return self.select_related("added_by", "owner", "withdrawal__by").prefetch_related(
            "versions__scans", "versions__uploaded_by"
        )


class EvidenceFile(OwnedRecord):
    """Something that somebody added to a record as evidence. Owned by whoever owns the record."""

    belongs_to = models.CharField(max_length=80, db_index=True, help_text="kind:public_id of the record")
    name = models.CharField(
        max_length=120, help_text="as first given, cleaned; a newer version may have another"
    )
    description = models.CharField(max_length=500, help_text="what it shows")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=clock.now)

    objects = EvidenceFileQuerySet.as_manager()

    class Meta:
        ordering = ["-added_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(is_open=False), name="evidence_is_never_open"),
            models.CheckConstraint(condition=~Q(description=""), name="evidence_says_what_it_shows"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("files:file", args=[self.public_id])

    @property
    def latest(self) -> FileVersion:
        """The version that counts."""
        return self.versions.all()[0]

    @property
    def is_withdrawn(self) -> bool:
        """Whether somebody took it back."""
        return hasattr(self, "withdrawal")


class FileVersion(models.Model):
    """One content of a file. The content is found by its sha256; the same content is kept once."""

    file = models.ForeignKey(EvidenceFile, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(help_text="from 1")
    name = models.CharField(max_length=120, help_text="as given, cleaned")
    ending = models.CharField(max_length=8, help_text="without the dot; agrees with the content")
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField(help_text="bytes")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="file_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.number}"

    @property
    def scan(self) -> FileScan:
        """What the scanner said last."""
        return self.scans.all()[0]

    @property
    def is_openable(self) -> bool:
        """Whether people may open it: it is not waiting to be scanned, not infected, and was not taken back."""
        return self.scan.state in (ScanState.CLEAN, ScanState.UNSCANNED) and not self.file.is_withdrawn


class ScanState(models.TextChoices):
    """What is known of viruses in a version."""

    WAITING = "waiting", "Waiting for the virus scanner"
    CLEAN = "clean", "No virus found"
    INFECTED = "infected", "Virus found: the content was deleted"
    UNSCANNED = "unscanned", "Not scanned for viruses"


class FileScan(models.Model):
    """One thing that became known of viruses in a version; the latest counts."""

    version = models.ForeignKey(FileVersion, on_delete=models.PROTECT, related_name="scans")
    state = models.CharField(max_length=10, choices=ScanState)
    virus = models.CharField(max_length=200, blank=True, help_text="as the scanner calls it")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.get_state_display()


class FileWithdrawal(models.Model):
    """Somebody took a file back, and why. That it was there stays on record; it cannot be opened any more."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    file = models.OneToOneField(EvidenceFile, on_delete=models.PROTECT, related_name="withdrawal")
    why = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(why=""), name="file_withdrawal_says_why")]

    def __str__(self) -> str:
        return f"withdrawn on {self.at:%Y-%m-%d}"
