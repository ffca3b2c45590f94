"""Evidence files: what may be added, whether a scanner looks at them, and whether they are still what they were."""

from __future__ import annotations

import datetime as dt

from trigpoint.common import clock
from trigpoint.common.errors import DomainError
from trigpoint.config.finding import Finding
from trigpoint.files import keeping, kinds, queries, scanner
from trigpoint.files.errors import ScannerUnavailable

OLD = dt.timedelta(days=7)
PATIENCE = dt.timedelta(days=1)


def file_kinds() -> Finding:
    """Is the list of what may be added sound."""
    try:
        count = len(kinds.allowed().kinds)
    except DomainError as problem:
        return Finding("kinds of file", "fail", str(problem), "Correct definitions/files.yaml.")
    return Finding("kinds of file", "ok", f"{count} kinds of file may be added as evidence.")


def virus_scanner() -> Finding:
    """Is there one, does it answer, and does it know this week's viruses."""
    try:
        known = queries.scanner()
        said = scanner.version(known) if known else ""
    except ScannerUnavailable as problem:
        means = f"{problem} Files that are added wait and cannot be opened."
        return Finding(
            "virus scanner", "fail", means, "Start clamd, or correct CLAMD; then: trigpoint files scan"
        )
    if known is None:
        means = "No virus scanner is configured: evidence files are not scanned, and pages say so."
        return Finding("virus scanner", "warn", means, "Run clamd (ClamAV) and name it: CLAMD=localhost:3310")
    learnt = _learnt(said)
    if learnt is None or clock.now() - learnt > OLD:
        when = f"on {learnt:%d %B %Y}" if learnt else "nobody knows when"
        means = f"The virus scanner at {known} answers, but last learnt of new viruses {when}."
        return Finding("virus scanner", "warn", means, "Run freshclam beside it.")
    return Finding("virus scanner", "ok", f"The virus scanner at {known} answers ({said.split('/')[0]}).")


def evidence_files() -> Finding:
    """Are they there and unaltered, and was each looked at."""
    name = "evidence files"
    damaged = [sha256 for sha256 in sorted(queries.content_to_keep()) if not keeping.is_whole(sha256)]
    if damaged:
        means = f"The content of {len(damaged)} evidence files is missing or altered: {damaged[0]}"
        means += " and others." if len(damaged) > 1 else "."
        return Finding(name, "fail", means, "Restore them from a backup: trigpoint restore --from DIR.")
    late = queries.waiting_since(clock.now() - PATIENCE).count()
    if late:
        means = f"{late} evidence files have waited for the virus scanner for more than a day."
        return Finding(name, "warn", means, "Run: trigpoint files scan")
    return Finding(name, "ok", "Every evidence file is there and unaltered.")


def _learnt(said: str) -> dt.datetime | None:
    """When the scanner's list of viruses was made, from what it says of itself."""
    try:
        made = dt.datetime.strptime(said.rsplit("/", 1)[-1].strip(), "%a %b %d %H:%M:%S %Y")
    except ValueError:
        return None
    return made.replace(tzinfo=dt.UTC)
