"""Zip containers, which office files are: looked at in a stream, never unpacked to disk, never further than a limit."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from trigpoint.files.errors import FileRefused

MOST_PARTS = 5_000
LONGEST_LIST = 2_000_000  # bytes of the list of parts: about 400 for each of the most
LARGEST_UNPACKED = 400_000_000  # bytes of all parts together, those of files inside included
LARGEST_RATIO = 250  # the XML of an office file shrinks 10 to 60 times
RATIO_COUNTS_FROM = 5_000_000  # bytes; below that a high ratio does no harm
LONGEST_READ = 2_000_000  # bytes of a part that is read whole
CHUNK = 1 << 18
END = struct.Struct("<4s4H2LH")
END_SIGNATURE = b"PK\x05\x06"
ENCRYPTED = 0x1 | 0x40 | 0x2000
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}

DAMAGED = "The file is damaged or cut short. Open it, save it again, and add the new copy."
HIDES = (
    "The file is two kinds of file at once: something stands before or behind it. Open it, save it again under "
    "another name, and add the new copy."
)
SWELLS = "The file would unpack to far more than a document holds, so it was not opened. Do not open it yourself; tell whoever looks after your computers."


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The container, once its ends are sound; whatever turns out to be damaged inside is refused."""
    _check_ends(path)
    try:
        with zipfile.ZipFile(path) as archive:
            _check_list(archive)
            yield archive
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        UnicodeDecodeError,
        struct.error,
    ) as error:
        raise FileRefused(DAMAGED) from error


class Room:
    """How much may still be unpacked, of a file and of all files inside it together."""

    def __init__(self) -> None:
        self._left = LARGEST_UNPACKED

    def take(self, size: int) -> None:
        """Refuse the whole once there is no room left."""
        self._left -= size
        if self._left < 0:
            raise FileRefused(SWELLS)


def pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo, room: Room) -> Iterator[bytes]:
    """What a part holds, piece by piece. Its size and checksum are verified on the way."""
    with archive.open(part) as stream:
        while piece := stream.read(CHUNK):
            room.take(len(piece))
            yield piece


def whole(archive: zipfile.ZipFile, name: str) -> bytes:
    """A small part, or nothing where there is none."""
    if name not in archive.NameToInfo:
        return b""
    part = archive.getinfo(name)
    if part.file_size > LONGEST_READ:
        raise FileRefused(SWELLS)
    return archive.read(part)


def _check_ends(path: Path) -> None:
    """A container begins with its first part and ends with the end of its list: nothing before, nothing behind."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - END.size))
        last = file.read()
    if len(last) != END.size or not last.startswith(END_SIGNATURE):
        raise FileRefused(HIDES if zipfile.is_zipfile(path) else DAMAGED)
    _, disk, first_disk, here, count, length, start, comment = END.unpack(last)
    if disk or first_disk or here != count or comment:
        raise FileRefused(DAMAGED)
    if count > MOST_PARTS or length > LONGEST_LIST:
        raise FileRefused(SWELLS)
    if start + length + END.size != size:
        raise FileRefused(HIDES)


def _check_list(archive: zipfile.ZipFile) -> None:
    """What the list says of its parts, before any of them is read."""
    parts = archive.infolist()
    names = [part.filename.lower() for part in parts]
    starts = {part.header_offset for part in parts}
    if not parts or min(starts) != 0:
        raise FileRefused(HIDES)
    if len(set(names)) != len(names) or len(starts) != len(names) or any(_leads_out(name) for name in names):
        raise FileRefused(DAMAGED)
    if any(part.flag_bits & ENCRYPTED for part in parts):
        raise FileRefused("The file is protected by a password. Save it without the password, and add that.")
    if any(part.compress_type not in METHODS for part in parts):
        raise FileRefused(DAMAGED)
    if len(parts) > MOST_PARTS or any(_swells(part) for part in parts):
        raise FileRefused(SWELLS)
    if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise FileRefused(SWELLS)


def _leads_out(name: str) -> bool:
    way = PurePosixPath(name.replace("\\", "/"))
    return way.is_absolute() or ".." in way.parts or ":" in name or "\x00" in name


def _swells(part: zipfile.ZipInfo) -> bool:
    return part.file_size > RATIO_COUNTS_FROM and part.file_size > LARGEST_RATIO * max(part.compress_size, 1)
