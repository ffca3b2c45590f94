"""The files themselves, kept beside the database, compressed, under the sha256 of their content."""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from trigpoint.common.errors import InputRefused, Problem

BLOCK = 1024 * 1024
LEVEL = 1  # most of the saving for a fifth of the time
A_DAY = 24 * 60 * 60


def sha256_of(path: Path) -> str:
    """The sha256 of a file's content, or an error that says it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise InputRefused(
            [
                Problem(
                    "file_unreadable",
                    f"The file cannot be opened: {error.strerror}.",
                    "Check the name and that you may read it.",
                    file=path.name,
                )
            ]
        ) from error


def place_of(sha256: str) -> Path:
    """Where the file with this sha256 is kept."""
    return settings.DATA_DIR / "loads" / sha256[:2] / f"{sha256}.gz"


class Waiting:
    """A compressed copy that is not yet under its name."""

    def __init__(self, copy: Path, sha256: str) -> None:
        self._copy = copy
        self._place = place_of(sha256)
        self._is_ours = False

    def keep(self) -> None:
        """Give the copy its name; to be called just before the transaction commits."""
        self._is_ours = not self._place.exists()
        self._copy.replace(self._place)

    def forget(self) -> None:
        """The load failed: leave nothing behind that was not there before."""
        self._copy.unlink(missing_ok=True)
        if self._is_ours:
            self._place.unlink(missing_ok=True)


@contextmanager
def compressed(path: Path, sha256: str) -> Iterator[Waiting]:
    """Within the block a compressed copy waits to be kept; if the block fails, nothing remains."""
    folder = place_of(sha256).parent
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix="waiting-", dir=folder)
    waiting = Waiting(Path(name), sha256)
    try:
        with os.fdopen(handle, "wb") as file:
            _compress(path, file)
        yield waiting
    except BaseException:
        waiting.forget()
        raise
    Path(name).unlink(missing_ok=True)


@contextmanager
def unpacked(sha256: str, file_name: str) -> Iterator[Path | None]:
    """Within the block the kept file stands under its own name; None when it is no longer there."""
    place = place_of(sha256)
    if not place.exists():
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="trigpoint-") as folder:
        path = Path(folder) / Path(file_name).name
        with gzip.open(place) as packed, path.open("wb") as file:
            shutil.copyfileobj(packed, file, BLOCK)
        yield path


def sweep(loaded: set[str]) -> int:
    """Remove what no load refers to and is more than a day old; gives how many files went.

    `loaded` holds the sha256 of every load. A killed load leaves such files; they harm nobody.
    """
    before = time.time() - A_DAY
    swept = 0
    for file in (settings.DATA_DIR / "loads").glob("*/*"):
        if file.stem not in loaded and file.stat().st_mtime < before:
            file.unlink(missing_ok=True)
            swept += 1
    return swept


def _compress(path: Path, file: BinaryIO) -> None:
    with path.open("rb") as source, gzip.GzipFile("", "wb", LEVEL, file, mtime=0) as packed:
        shutil.copyfileobj(source, packed, BLOCK)
    file.flush()
    os.fsync(file.fileno())
