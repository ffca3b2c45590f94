"""Taking in a file of comments: held until its columns are named, tried out, taken in by the worker."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from trigpoint.accounts.models import User
from trigpoint.accounts.rules import require
from trigpoint.analysis import guard
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.common.errors import InputRefused, Problem
from trigpoint.frameworks.errors import NotInPack
from trigpoint.frameworks.queries import pack_on
from trigpoint.intelligence.errors import SheetImpossible, SourceUnknown
from trigpoint.intelligence.models import SheetImport, SheetMapping
from trigpoint.intelligence.queries import importing as queries
from trigpoint.intelligence.rules.mapping import Columns, Told, is_known, reading
from trigpoint.intelligence.services.storing import store_comments
from trigpoint.jobs.running import say
from trigpoint.loads import waiting
from trigpoint.loads.contract import Connector, Reading
from trigpoint.loads.files import OVERFLOW, ROW
from trigpoint.loads.services import FileReport, load_file
from trigpoint.organisations.models import Organisation

SUFFIXES = (".csv", ".xlsx", ".ods")
CONNECTOR = "comments-sheet"
SHOWN = 50  # rows left out whose reasons are kept with a trial
GONE = {"message": "The file waited for more than a day and was removed.", "remedy": "Choose it again."}
TAKEN_ALREADY = {
    "message": "This very file was taken in with the same columns meanwhile, so nothing new is in it.",
    "remedy": "Look for it under Files of comments.",
}
PASTED = "pasted comments.csv"
PASTED_HEADING = "Comment"
Stage = SheetImport.Stage


def begin(*, file: Any, source: str, by: User) -> SheetImport:
    """Hold a file until somebody says what its columns mean. Refuses what is no table and sources told in confidence."""
    require(by, "intelligence.add")
    _check_source(source)
    suffix = Path(file.name).suffix.lower()
    file.name = f"{guard.mask(Path(file.name).stem)[:200]}{suffix}"
    batch = waiting.hold([file], person=by.public_id, connector=CONNECTOR, published_on="")
    batch = waiting.note(batch, [])
    try:
        table = queries.table_of(batch.paths[0])
        _check_headings(table.columns)
    except InputRefused:
        waiting.discard(batch)
        raise
    with transaction.atomic():
        sheet = SheetImport.objects.create(
            owner=by.commissioner,
            source=source,
            file_name=file.name,
            batch=batch.public_id,
            result={"read": table.height},
            by=by,
        )
        audit.record(by, "intelligence.sheet_held", sheet, after={"source": source, "rows": table.height})
    return sheet


def begin_pasted(*, text: str, source: str, by: User) -> SheetImport:
    """Hold comments that were pasted, one a line, as if they had come in a file."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise SheetImpossible("Paste the comments, one a line.")
    out = io.StringIO()
    csv.writer(out).writerows([[PASTED_HEADING], *([line] for line in lines)])
    return begin(file=ContentFile(out.getvalue().encode(), PASTED), source=source, by=by)


def name_columns(
    *,
    sheet: SheetImport,
    name: str,
    columns: Columns,
    provider: Organisation | None,
    happened_on: dt.date | None,
    by: User,
) -> SheetMapping:
    """Say what the columns of a file mean, under a name, so that the next file of its kind is understood by itself."""
    require(by, "intelligence.add")
    _check_stage(sheet, by, Stage.WAITING, Stage.TRIED, Stage.REFUSED)
    if not columns.words:
        raise SheetImpossible("Choose the column with the comments.")
    if not provider and "provider" not in columns.others:
        raise SheetImpossible(
            "Choose the column that says whom it is about, or one provider for the whole file."
        )
    if not happened_on and "happened_on" not in columns.others:
        raise SheetImpossible("Choose the column with the date, or one date for the whole file.")
    means = {"words": list(columns.words), **columns.others}
    with transaction.atomic():
        earlier = SheetMapping.objects.select_for_update().filter(owner=by.commissioner, name=name)
        latest = earlier.order_by("-version").first()
        said = {"source": sheet.source, "columns": means, "provider": provider, "happened_on": happened_on}
        mapping = latest
        if latest is None or any(getattr(latest, key) != value for key, value in said.items()):
            version = latest.version + 1 if latest else 1
            mapping = SheetMapping.objects.create(
                owner=by.commissioner, name=name, version=version, by=by, **said
            )
        tries = sheet.result.get("tries", 0) + 1
        _move(
            sheet,
            Stage.MAPPED,
            by,
            mapping=mapping,
            result={"read": sheet.result.get("read", 0), "tries": tries},
        )
    return mapping


def try_out(*, sheet: SheetImport, by: User) -> SheetImport:
    """What would become of the file; nothing of it is stored."""
    return _run(sheet, by, is_trial=True)


def begin_taking(*, sheet: SheetImport, by: User) -> SheetImport:
    """Say yes to what the trial showed."""
    require(by, "intelligence.add")
    _check_stage(sheet, by, Stage.TRIED)
    return _move(sheet, Stage.TAKING, by)


def take_in(*, sheet: SheetImport, by: User) -> SheetImport:
    """Take the file in, and remove it."""
    return _run(sheet, by, is_trial=False)


def drop(*, sheet: SheetImport, by: User, is_given_up: bool = False) -> SheetImport:
    """Take nothing of it in, and remove the file. is_given_up: the work that would take it in failed."""
    require(by, "intelligence.add")
    given_up = (Stage.TAKING,) if is_given_up else ()
    _check_stage(sheet, by, Stage.WAITING, Stage.MAPPED, Stage.TRIED, Stage.REFUSED, *given_up)
    _discard(sheet)
    return _move(sheet, Stage.DROPPED, by)


def _run(sheet: SheetImport, by: User, *, is_trial: bool) -> SheetImport:
    """Try the file out or take it in. What was done already is not done again; a file that is gone is refused."""
    if sheet.stage != (Stage.MAPPED if is_trial else Stage.TAKING):
        return sheet
    path = queries.path_of(sheet)
    if path is None:
        return _move(sheet, Stage.REFUSED, by, result=sheet.result | {"refused": [GONE]})
    try:
        report = load_file(connector=_connector(sheet, path, by), path=path, by=by, dry_run=is_trial)
    except InputRefused as refused:
        whys = [
            {
                "row": each.row,
                "column": each.column,
                "code": each.code,
                "message": each.message,
                "remedy": each.remedy,
            }
            for each in refused.problems[:SHOWN]
        ]
        return _move(sheet, Stage.REFUSED, by, result=sheet.result | {"refused": whys})
    if is_trial:
        return _move(sheet, Stage.TRIED, by, result=_told(report, sheet))
    if SheetImport.objects.filter(load=report.load).exclude(pk=sheet.pk).exists():
        return _move(sheet, Stage.REFUSED, by, result=sheet.result | {"refused": [TAKEN_ALREADY]})
    told = _told(report, sheet)
    if report.is_repeat:  # a worker that died took it in, and had not said so yet
        told |= {"new": report.load.new, "unchanged": report.load.unchanged, "is_repeat": False}
    _move(sheet, Stage.TAKEN, by, result=told, load=report.load)
    _discard(sheet)
    return sheet


def _connector(sheet: SheetImport, file: Path, by: User) -> Connector:
    """The file's own way in: the same file under another mapping is another load, and again once it was taken back."""
    mapping = sheet.mapping
    undone = queries.times_taken_back(mapping=mapping, file=file)
    heads = {name: heading for name, heading in mapping.columns.items() if name != "words"}
    columns = Columns(words=tuple(mapping.columns["words"]), others=heads)
    told = Told(
        source=mapping.source,
        provider=mapping.provider.code if mapping.provider else "",
        happened_on=mapping.happened_on,
    )

    def read(path: Path) -> Reading:
        table = queries.table_of(path)
        missing = mapping.headings - set(table.columns)
        if missing:
            raise SheetImpossible(f"The file has no column {', '.join(sorted(missing))}.")
        cells = table[heads["provider"]].unique().to_list() if "provider" in heads else []
        known = queries.directory(cells=[cell for cell in cells if cell], user=by)
        return _noting(
            sheet, reading(table, columns, told=told, directory=known, today=clock.today(), progress=_say)
        )

    return Connector(
        name=f"{CONNECTOR}-{mapping.public_id}{f'-{undone}' if undone else ''}",
        title="Comments in a spreadsheet",
        publisher=mapping.name,
        publication_page="",
        licence="Own, not published",
        seen_on_real_files=True,
        suffixes=SUFFIXES,
        read=read,
        check=lambda read, today: read,
        store=store_comments,
        makes="items",
        keeps_file=False,
        is_open=False,
    )


def _noting(sheet: SheetImport, read: Reading) -> Reading:
    """What was masked, and of when the comments are, goes into the sheet's result."""
    counts = {kind: int(read.records[f"masked_{kind}"].sum()) for kind in guard.KINDS}
    sheet.result = sheet.result | {
        "masked": {kind: number for kind, number in counts.items() if number},
        "items": read.records.height,
        "providers": read.records["provider"].n_unique(),
    }
    return read


def _say(done: int, total: int) -> None:
    say(
        f"{done:,} of {total:,} comments looked through for personal data",
        min(95, done * 95 // max(total, 1)),
    )


def _told(report: FileReport, sheet: SheetImport) -> dict[str, Any]:
    """The account of the file as the page shows it: never what stands in a cell."""
    reasons: dict[str, dict[str, Any]] = {}
    for each in report.problems:
        known = reasons.setdefault(
            each.code, {"message": each.message, "remedy": each.remedy, "number": 0, "rows": []}
        )
        known["number"] += 1
        known["rows"] = [*known["rows"], each.row][:SHOWN]
        known["column"] = each.column
    return sheet.result | {
        "read": report.read,
        "accepted": report.accepted,
        "rejected": report.rejected,
        "ignored": report.ignored,
        "new": report.new,
        "unchanged": report.unchanged,
        "is_repeat": report.is_repeat,
        "from": report.period_from.isoformat() if report.period_from else "",
        "to": report.period_to.isoformat() if report.period_to else "",
        "reasons": list(reasons.values()),
        "left_aside": [list(each) for each in report.left_aside],
    }


def _check_source(source: str) -> None:
    day = clock.today()
    try:
        kind = pack_on(day).listening_to(source, day)
    except NotInPack as unknown:
        raise SourceUnknown("Choose where it comes from.") from unknown
    if kind.restriction:
        raise SheetImpossible("What was told in confidence is written in one by one, never by file.")


def _check_headings(columns: Sequence[str]) -> None:
    """Headings are kept as they are, so a first row that is a comment must not pass for them."""
    for number, heading in enumerate([each for each in columns if each not in (ROW, OVERFLOW)], start=1):
        if not is_known(heading) and guard.findings(heading):
            raise InputRefused(
                [
                    Problem(
                        "heading_personal",
                        "The first row must hold headings. "
                        f"What stands over column {number} could tell who somebody is.",
                        "Write a row of headings above the comments, or word that heading otherwise, and choose the file again.",
                    )
                ]
            )


def _check_stage(sheet: SheetImport, by: User, *possible: str) -> None:
    if sheet.owner_id != by.commissioner_id or sheet.stage not in possible:
        raise SheetImpossible("This file is no longer where that can be done. Look at the page again.")


def _move(sheet: SheetImport, stage: str, by: User, **fields: Any) -> SheetImport:
    """Write down where the file is now, with what was counted."""
    sheet.stage = stage
    for name, value in fields.items():
        setattr(sheet, name, value)
    counts: Mapping[str, Any] = {
        key: sheet.result[key]
        for key in ("read", "accepted", "rejected", "ignored", "new", "unchanged", "taken_back")
        if key in sheet.result
    }
    with transaction.atomic():
        sheet.save()
        audit.record(by, f"intelligence.sheet_{stage}", sheet, after=dict(counts))
    return sheet


def _discard(sheet: SheetImport) -> None:
    batch = waiting.find(sheet.batch, person=sheet.by.public_id) if sheet.batch else None
    if batch:
        waiting.discard(batch)
    sheet.batch = ""
    sheet.save(update_fields=["batch"])
