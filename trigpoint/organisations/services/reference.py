"""Filling an empty directory from the files that come with the package."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import shutil
import tempfile
from pathlib import Path
from typing import Any

from trigpoint.audit.services import record
from trigpoint.loads.queries import is_loaded
from trigpoint.loads.registry import connector_named
from trigpoint.loads.services import FileReport, load_file

REFERENCE = Path(__file__).resolve().parent.parent / "reference"


def ensure_directory(*, by: Any) -> list[FileReport]:
    """Load those files of the package that this installation has not loaded yet, through their connectors.

    Gives a report for each file newly loaded; calling it again, or after an interruption, loads what is missing.
    """
    reports = []
    with (REFERENCE / "contents.csv").open(encoding="utf-8", newline="") as contents:
        entries = list(csv.DictReader(contents))
    with tempfile.TemporaryDirectory(prefix="trigpoint-reference-") as folder:
        for entry in entries:
            path = _unpacked(entry["file"], Path(folder))
            published_on = dt.date.fromisoformat(entry["published_on"]) if entry["published_on"] else None
            connector = connector_named(entry["connector"])
            if is_loaded(connector=connector.name, path=path):
                continue  # once is enough, whatever was rejected
            reports.append(load_file(connector=connector, path=path, by=by, published_on=published_on))
    if reports:
        after = {"files": len(reports), "new": sum(report.new for report in reports)}
        record(by, "organisations.directory_filled", by.commissioner, after=after)
    return reports


def _unpacked(name: str, folder: Path) -> Path:
    path = folder / name.removesuffix(".gz")
    with gzip.open(REFERENCE / name) as packed, path.open("wb") as plain:
        shutil.copyfileobj(packed, plain)
    return path
