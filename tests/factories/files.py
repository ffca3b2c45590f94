"""Evidence files, added through the real services."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.files import made
from trigpoint.accounts.models import User
from trigpoint.files import services
from trigpoint.files.models import EvidenceFile

WHAT = "Minutes of the May meeting, where the rota was agreed."


def upload(name: str = "minutes.pdf", content: bytes | None = None) -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, made.pdf() if content is None else content)


def note(words: str = "The rota was agreed.", name: str = "note.txt") -> SimpleUploadedFile:
    """A text; other words are another content."""
    return upload(name, words.encode())


def evidence(
    by: User, record: object, sent: SimpleUploadedFile | None = None, what: str = WHAT
) -> EvidenceFile:
    """A file that belongs to a record."""
    return services.keep(belongs_to=record, upload=sent or upload(), description=what, by=by)
