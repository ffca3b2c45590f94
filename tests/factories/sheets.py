"""Files of comments, brought as people bring them."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from trigpoint.accounts.models import User
from trigpoint.intelligence.models import SheetImport
from trigpoint.intelligence.queries.importing import samples
from trigpoint.intelligence.rules.mapping import guess
from trigpoint.intelligence.services import importing

HEADINGS = "Comment,Date,Trust,Respondent"
ROWS = (
    "The nurses were kind,2026-05-04,RMC,r1",
    "Waited five hours in pain,2026-05-05,RMC,r2",
    "Good,2026-05-05,RMC,",
    "Good,2026-05-05,RMC,",
)


def upload(*rows: str, headings: str = HEADINGS, name: str = "comments.csv") -> SimpleUploadedFile:
    """A file of these rows."""
    return SimpleUploadedFile(name, "\n".join((headings, *rows)).encode(), "text/csv")


def tried(by: User, *rows: str, name: str = "Bolton survey", source: str = "fft", **told: Any) -> SheetImport:
    """A file whose columns were named and that was tried out."""
    sheet = importing.begin(file=upload(*(rows or ROWS), **told), source=source, by=by)
    columns = guess(list(samples(sheet)))
    importing.name_columns(sheet=sheet, name=name, columns=columns, provider=None, happened_on=None, by=by)
    return importing.try_out(sheet=sheet, by=by)


def taken(by: User, *rows: str, **told: Any) -> SheetImport:
    """A file taken in as a person does it."""
    sheet = tried(by, *rows, **told)
    importing.begin_taking(sheet=sheet, by=by)
    return importing.take_in(sheet=sheet, by=by)
