"""What taking a file of comments in has to know: who bears a name, how columns were named before, what is here already."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import polars as pl
from django.db.models import QuerySet

from trigpoint.accounts.rules import reach
from trigpoint.analysis import guard
from trigpoint.intelligence.models import SheetImport, SheetMapping
from trigpoint.intelligence.rules.mapping import AMBIGUOUS
from trigpoint.loads import waiting
from trigpoint.loads.files import OVERFLOW, ROW, read_csv, read_workbook
from trigpoint.loads.keeping import sha256_of
from trigpoint.organisations.models import Kind, Organisation

NO_PROVIDERS = (Kind.PLACE, Kind.ICB, Kind.REGION, Kind.SUPPORT)
SAMPLES = 3


def directory(*, cells: Iterable[str], user: Any) -> dict[str, str]:
    """Code of each provider that a cell names by its code or its exact name; AMBIGUOUS where several bear the name."""
    wanted = {cell.strip().casefold() for cell in cells if cell and cell.strip()}
    providers = Organisation.visible_to(user).exclude(kind__in=NO_PROVIDERS).order_by()
    by_name: dict[str, str] = {}
    by_code: dict[str, str] = {}
    for code, name in providers.values_list("code", "name"):
        if code.casefold() in wanted:
            by_code[code.casefold()] = code
        if (key := name.casefold()) in wanted:
            by_name[key] = code if by_name.get(key, code) == code else AMBIGUOUS
    return by_name | by_code


def mappings_of(user: Any) -> QuerySet[SheetMapping]:
    """How columns were named, each name's latest version first."""
    return SheetMapping.visible_to(user).filter(owner=reach(user).commissioner_id).select_related("provider")


def fitting_mapping(user: Any, *, headings: Iterable[str], source: str) -> SheetMapping | None:
    """The latest mapping whose every heading a file has; the one that names most of them."""
    present = set(headings)
    fitting = [
        each
        for each in mappings_of(user).filter(source=source).order_by("-at")
        if each.columns.get("words") and each.headings <= present
    ]
    return max(fitting, key=lambda each: len(each.headings), default=None)


def sheets_of(user: Any) -> QuerySet[SheetImport]:
    """Files of comments, the latest first."""
    return (
        SheetImport.visible_to(user)
        .filter(owner=reach(user).commissioner_id)
        .select_related("mapping__provider", "load", "by")
    )


def path_of(sheet: SheetImport) -> Path | None:
    """Where the waiting file is; None once it is gone."""
    batch = waiting.find(sheet.batch, person=sheet.by.public_id) if sheet.batch else None
    return batch.paths[0] if batch and batch.paths else None


def times_taken_back(*, mapping: SheetMapping, file: Path) -> int:
    """How often this very file was taken in with these columns and taken back."""
    undone = mapping.imports.filter(stage=SheetImport.Stage.UNDONE, load__sha256=sha256_of(file))
    return undone.values("load").distinct().count()


def table_of(path: Path) -> pl.DataFrame:
    """The table of a file, every cell text. Raises InputRefused."""
    return read_csv(path) if path.suffix.lower() == ".csv" else read_workbook(path)


def samples(sheet: SheetImport) -> dict[str, list[str]]:
    """Each heading with what stands in its first filled cells, without personal data; empty when the file is gone."""
    path = path_of(sheet)
    if path is None:
        return {}
    table = table_of(path)
    found = {}
    for heading in table.columns:
        if heading not in (ROW, OVERFLOW):
            filled = table[heading].drop_nulls().str.strip_chars()
            texts = guard.mask_all(filled.filter(filled != "").head(SAMPLES).to_list()).texts
            found[heading] = [text or "" for text in texts]
    return found
