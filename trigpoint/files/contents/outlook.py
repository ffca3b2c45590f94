"""E-mails as Outlook saves them (.msg): everything that travels in one, by the streams of its container."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

import olefile

from trigpoint.files.contents.archive import END_SIGNATURE, HIDES
from trigpoint.files.contents.mail import DAMAGED, MANY, Attached
from trigpoint.files.errors import FileRefused

MOST_STREAMS = 10_000
PROPERTIES = "__properties_version1.0"
VALUE = "__substg1.0_"
STORAGE = "__attach_version1.0_"
OWN = (VALUE, PROPERTIES, "\x05SummaryInformation", "\x05DocumentSummaryInformation")
CONTENT = f"{VALUE}37010102"
# Its name: the long one before the short one, in Unicode before the code page.
NAMES = (
    (f"{VALUE}3707001F", "utf-16-le"),
    (f"{VALUE}3704001F", "utf-16-le"),
    (f"{VALUE}3707001E", "cp1252"),
    (f"{VALUE}3704001E", "cp1252"),
)
CARRIES = "The e-mail carries something that is no e-mail and no attachment. Print it to PDF, and add that."


def attached(path: Path) -> Iterator[Attached]:
    """Everything in the e-mail but its own words, that of e-mails inside it too; FileRefused when it cannot be read."""
    try:
        with olefile.OleFileIO(path, raise_defects=olefile.DEFECT_INCORRECT) as container:
            _refuse_archive_behind(container, path)
            yield from _attached(container, path.stat().st_size)
    except (OSError, ValueError, IndexError, KeyError, TypeError, struct.error, RecursionError) as error:
        raise FileRefused(DAMAGED) from error


def _attached(container: olefile.OleFileIO, size: int) -> Iterator[Attached]:
    streams = container.listdir(streams=True, storages=False)
    if [PROPERTIES] not in streams:
        raise FileRefused(DAMAGED)
    if len(streams) > MOST_STREAMS:
        raise FileRefused(MANY)
    if any(not stream[-1].startswith(OWN) for stream in streams):
        raise FileRefused(CARRIES)
    if sum(container.get_size(stream) for stream in streams) > size:
        raise FileRefused(DAMAGED)  # the same bytes under several names
    for stream in streams:
        content = container.openstream(stream).read()  # each, so that one cut short is noticed
        if _is_content(stream):
            yield Attached(_name_beside(container, stream[:-1]), content)


def _refuse_archive_behind(container: olefile.OleFileIO, path: Path) -> None:
    """What is attached may well be an archive; none stands behind the container."""
    used = [number for number, following in enumerate(container.fat) if following != olefile.FREESECT]
    last = (max(used, default=-1) + 1) * container.sector_size  # the header is a sector of its own
    with path.open("rb") as file:
        file.seek(last + container.sector_size)
        if END_SIGNATURE in file.read():
            raise FileRefused(HIDES)


def _is_content(stream: list[str]) -> bool:
    return len(stream) > 1 and stream[-2].startswith(STORAGE) and stream[-1].upper() == CONTENT.upper()


def _name_beside(container: olefile.OleFileIO, storage: list[str]) -> str:
    for name, encoding in NAMES:
        if container.exists([*storage, name]):
            said = container.openstream([*storage, name]).read()
            return said.decode(encoding, errors="replace").strip("\x00")
    return ""
