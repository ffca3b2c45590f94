"""Taking a published file in: whole, once, and with every row accounted for."""

from __future__ import annotations

import datetime as dt
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl
from django.db import transaction

from trigpoint.analysis import guard
from trigpoint.audit.services import record
from trigpoint.common import clock, staging
from trigpoint.common.errors import DomainError, InputRefused, Problem
from trigpoint.loads import keeping
from trigpoint.loads.contract import Connector, Reading, Stored
from trigpoint.loads.models import LeftOutRow, Load
from trigpoint.loads.queries import checked_reading, load_of, newly_accepted
from trigpoint.loads.rules import narrowed_to
from trigpoint.ui.vocabulary import term

MANY = 1_000  # records that change what a query planner should expect


@dataclass(frozen=True)
class FileReport:
    """What became of one file. read = accepted + rejected + ignored, always.

    new, superseded and unchanged count records (a row may make several). `load` is None when nothing was
    stored (a trial, or a refusal); `is_repeat` says that this very file was taken in before.
    """

    file: str
    sha256: str
    read: int = 0
    accepted: int = 0
    rejected: int = 0
    ignored: int = 0
    new: int = 0
    superseded: int = 0
    unchanged: int = 0
    period_from: dt.date | None = None
    period_to: dt.date | None = None
    load: Load | None = None
    problems: tuple[Problem, ...] = ()
    left_aside: tuple[tuple[str, int], ...] = ()
    is_repeat: bool = False


def load_file(
    *, connector: Connector, path: Path, by: Any, published_on: dt.date | None = None, dry_run: bool = False
) -> FileReport:
    """Take one file in, in one transaction; or, on a trial, tell what would become of it.

    A file that was loaded before changes nothing, unless rows of it were rejected that can be accepted now
    (an organisation has come into the directory, say): then those are taken in, and only those. Raises
    InputRefused when the file cannot be trusted as a whole; then nothing is stored. published_on: None when
    not known.
    """
    if by.commissioner is None:
        raise DomainError(f"Only people of {term('commissioner', many=True)} can load files.")
    sha256 = keeping.sha256_of(path)
    earlier = _earlier(connector, sha256, by)
    reading = _reading(connector, path, earlier)
    if reading is None:
        return _repeated(earlier, path)
    load = _described(connector, path, reading)
    load.sha256, load.published_on, load.loaded_by, load.owner = sha256, published_on, by, by.commissioner
    if earlier:
        load.reading_number = earlier.reading_number + 1
        load.published_on = earlier.published_on or published_on
    copying = keeping.compressed(path, sha256) if connector.keeps_file else nullcontext()
    with copying as waiting, transaction.atomic():
        staging.take_turn()
        latest = _earlier(connector, sha256, by)
        if latest != earlier:
            return _repeated(latest, path)
        stored = _store(connector, load, reading, earlier)
        if dry_run:
            transaction.set_rollback(True)
        elif waiting:
            waiting.keep()
    return _told(load, reading, stored, is_stored=not dry_run)


def _earlier(connector: Connector, sha256: str, by: Any) -> Load | None:
    """The load that took in this very file; somebody else's own figures are not shared."""
    found = load_of(connector=connector.name, sha256=sha256)
    if found and not found.is_open and found.owner != by.commissioner:
        raise DomainError(
            "This very file was taken in for another organisation, and its figures are not published. "
            "Save it with your own providers alone, and load that."
        )
    return found


def _reading(connector: Connector, path: Path, earlier: Load | None) -> Reading | None:
    """What the file says; None when it was taken in before and no more of it can be accepted now."""
    if earlier is None:
        return checked_reading(connector=connector, path=path)
    if not earlier.rows_rejected:
        return None
    try:
        reading = checked_reading(connector=connector, path=path)
    except InputRefused:  # what was taken in stays as it is
        return None
    return reading if newly_accepted(reading, earlier) else None


def _described(connector: Connector, path: Path, reading: Reading) -> Load:
    """The load of a file, not yet saved."""
    rejected, ignored = len(reading.rejected), len(reading.ignored)
    period_from, period_to = _period(reading.records)
    return Load(
        connector=connector.name,
        file_name=(path.name if connector.keeps_file else guard.mask(path.name))[:255],
        size=path.stat().st_size,
        publisher=connector.publisher,
        publication_page=connector.publication_page,
        licence=connector.licence,
        is_open=connector.is_open,
        is_file_kept=connector.keeps_file,
        period_from=period_from,
        period_to=period_to,
        loaded_at=clock.now(),
        rows_read=reading.read,
        rows_accepted=reading.read - rejected - ignored,
        rows_rejected=rejected,
        rows_ignored=ignored,
    )


def _store(connector: Connector, load: Load, reading: Reading, earlier: Load | None) -> Stored:
    """Everything that one load writes. Of a file that is read again, what `earlier` took in is unchanged."""
    by = load.loaded_by
    load.save()
    staging.insert_frame(LeftOutRow._meta.db_table, _left_out(load, reading))
    fresh = narrowed_to(reading, newly_accepted(reading, earlier)) if earlier else reading
    stored = connector.store(load=load, reading=fresh, by=by)
    taken_before = reading.records.height - fresh.records.height
    stored = replace(stored, unchanged=stored.unchanged + taken_before)
    if stored.new > MANY:
        staging.tell_planner()
    load.new, load.superseded, load.unchanged = stored.new, stored.superseded, stored.unchanged
    load.save(update_fields=["new", "superseded", "unchanged"])
    counts = ("rows_read", "rows_accepted", "rows_rejected", "rows_ignored", "new", "superseded", "unchanged")
    record(by, "loads.loaded", load, after={name: getattr(load, name) for name in counts})
    return stored


def _left_out(load: Load, reading: Reading) -> pl.DataFrame:
    """The rejected and the ignored rows, as the table of left-out rows has them."""
    rejected = [
        (p.row, True, (p.column or "")[:200], p.code[:60], p.message, p.remedy, p.content)
        for p in reading.rejected
    ]
    ignored = [(row, False, "", "ignored", why, "", "") for row, why in reading.ignored.items()]
    text = ("column", "code", "message", "remedy", "content")
    return pl.DataFrame(
        [*rejected, *ignored],
        schema={"row": pl.Int64, "is_rejected": pl.Boolean, **dict.fromkeys(text, pl.String)},
        orient="row",
    ).with_columns(pl.lit(load.pk).alias("load_id"))


def _period(records: pl.DataFrame) -> tuple[dt.date | None, dt.date | None]:
    if not {"period_start", "period_end"} <= set(records.columns):
        return None, None
    return records["period_start"].min(), records["period_end"].max()


def _told(load: Load, reading: Reading, stored: Stored, *, is_stored: bool) -> FileReport:
    reasons = pl.Series("why", list(reading.ignored.values()), pl.String).value_counts(sort=True)
    return FileReport(
        file=load.file_name,
        sha256=load.sha256,
        read=load.rows_read,
        accepted=load.rows_accepted,
        rejected=load.rows_rejected,
        ignored=load.rows_ignored,
        new=stored.new,
        superseded=stored.superseded,
        unchanged=stored.unchanged,
        period_from=load.period_from,
        period_to=load.period_to,
        load=load if is_stored else None,
        problems=tuple(replace(problem, file=load.file_name) for problem in reading.rejected),
        left_aside=tuple(reasons.iter_rows()),
    )


def _repeated(load: Load, path: Path) -> FileReport:
    """The report of a file that was taken in before: nothing changes."""
    rejected = load.left_out.filter(is_rejected=True)
    return FileReport(
        file=path.name,
        sha256=load.sha256,
        read=load.rows_read,
        accepted=load.rows_accepted,
        rejected=load.rows_rejected,
        ignored=load.rows_ignored,
        unchanged=load.new + load.superseded + load.unchanged,
        period_from=load.period_from,
        period_to=load.period_to,
        load=load,
        problems=tuple(
            Problem(r.code, r.message, r.remedy, path.name, r.row, r.column or None, r.content)
            for r in rejected
        ),
        is_repeat=True,
    )
