"""The content of files on disk: under its sha256, outside the web root, for nobody but this service."""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from trigpoint.files.errors import FileRefused

BLOCK = 1 << 20
A_DAY = 24 * 60 * 60
WAITING = "waiting-"
OWNER_ONLY = 0o700
MEGABYTE = 1_000_000


class Received:
    """Content that has come in and is not yet under its name. `size` in bytes."""

    def __init__(self, path: Path, sha256: str, size: int) -> None:
        self.path = path
        self.sha256 = sha256
        self.size = size

    def keep(self) -> None:
        """Give the content its name; to be called just before the transaction commits.

        Content that was kept before is replaced by itself. If the transaction fails after this, what
        nobody refers to is swept away a day later.
        """
        place = place_of(self.sha256)
        place.parent.mkdir(mode=OWNER_ONLY, exist_ok=True)
        with _alone():
            self.path.replace(place)
            _settle(place.parent)


def place_of(sha256: str) -> Path:
    """Where the content with this sha256 is kept."""
    return _root() / sha256[:2] / sha256


@contextmanager
def received(pieces: Iterable[bytes], *, most: int) -> Iterator[Received]:
    """Within the block the content waits, on disk and not in memory; unless it is kept there, nothing remains.

    `most`: bytes; more is refused as soon as it is seen.
    """
    _root().mkdir(parents=True, exist_ok=True, mode=OWNER_ONLY)
    handle, name = tempfile.mkstemp(prefix=WAITING, dir=_root())  # readable by its owner only
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            fingerprint, size = hashlib.sha256(), 0
            for piece in pieces:
                size += len(piece)
                if size > most:
                    raise FileRefused(too_large(most))
                fingerprint.update(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        yield Received(path, fingerprint.hexdigest(), size)
    finally:
        path.unlink(missing_ok=True)


def too_large(most: int) -> str:
    """What a person reads when a file is larger than `most` bytes."""
    return (
        f"The file is larger than {most / MEGABYTE:.0f} MB. Make it smaller, for example by reducing its pictures, "
        "or split it into parts."
    )


def is_whole(sha256: str) -> bool:
    """Whether the content is there and is what it was."""
    try:
        with place_of(sha256).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except OSError:
        return False


def erase(sha256: str) -> None:
    """Remove content for good."""
    with _alone():
        place_of(sha256).unlink(missing_ok=True)


def unreferred(kept: set[str]) -> list[Path]:
    """What is more than a day old and nobody refers to; `kept` holds the sha256 of everything that is to stay.

    A service that was killed leaves such content; it harms nobody.
    """
    before = time.time() - A_DAY
    found = [*_root().glob(f"{WAITING}*"), *_root().glob("??/*")]
    return [path for path in found if path.name not in kept and _older(path, before)]


def sweep(kept: set[str]) -> int:
    """Remove what nobody refers to; how many files went."""
    before = time.time() - A_DAY
    swept = 0
    for path in unreferred(kept):
        with _alone():  # meanwhile the same content may have come in again
            if _older(path, before):
                path.unlink(missing_ok=True)
                swept += 1
    return swept


def _older(path: Path, moment: float) -> bool:
    try:
        return path.stat().st_mtime < moment
    except FileNotFoundError:
        return False


def _settle(folder: Path) -> None:
    """A new name stands on the disk only once its folder was written."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _alone() -> Iterator[None]:
    """Within the block no other process gives content its name or takes it away."""
    with (settings.DATA_DIR / "files.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _root() -> Path:
    return settings.DATA_DIR / "files"
