"""Office files of both families: what they are, and that every part of them is harmless, down to files inside."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from trigpoint.files.contents import archive as zips
from trigpoint.files.contents import office, ole, opendocument
from trigpoint.files.contents.archive import Room
from trigpoint.files.errors import FileRefused

CONTENTS = ("docx", "xlsx", "pptx", "odt", "ods", "odp")
DEEPEST = 2  # a chart in a presentation holds a workbook; a workbook in a document in a document is enough
OVERLAP = 4096  # so that nothing hides where two pieces meet
DECLARES = (b"<!DOCTYPE", b"<!ENTITY")
MARKUP = (".xml", ".rels", ".vml", ".rdf")
PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"L\x00\x00\x00\x01\x14\x02\x00",
    b"%PDF-",
)
ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08")
PAGES = re.compile(
    r"\.(?:html?|xhtml|mht|mhtml|svg|js|vbs|hta|exe|dll|bat|cmd|ps1|lnk|jar|swf|chm)$", re.IGNORECASE
)
# Pictures in these are vector drawings of Office itself, without scripts.
DRAWN_BY_OFFICE = re.compile(
    r"^(?:word|xl|ppt)/media/[^/]+\.svg$|^Pictures/[^/]+\.svg$|^ObjectReplacements/", re.IGNORECASE
)
SCRIPTS = (b"<script", b"javascript:", b"<foreignobject")
ANSWERS = re.compile(rb"\son[a-z]{2,30}\s{0,3}=")  # onload, onclick

CARRIES = "The file carries another file inside ({name}). Take it out, and add it as a file of its own."


def content_of(path: Path) -> str:
    """docx, xlsx, pptx, odt, ods, odp, the ending of a kind that is not taken, or zip."""
    with zips.opened(path) as archive:
        return _content_of(archive)


def check(path: Path) -> None:
    """Refuse the file if any part of it could do harm. Reads all of it once."""
    _check(path, Room(), 0)


def _check(path: Path, room: Room, depth: int) -> None:
    with zips.opened(path) as archive:
        for part in archive.infolist():
            if not part.is_dir():
                _check_part(part.filename, zips.pieces(archive, part, room), room, depth)


def _content_of(archive: zipfile.ZipFile) -> str:
    return opendocument.content_of(archive) or office.content_of(archive) or "zip"


def _check_part(filename: str, pieces: Iterator[bytes], room: Room, depth: int) -> None:
    first = next(pieces, b"")
    name = Path(filename).name
    is_drawing = bool(DRAWN_BY_OFFICE.match(filename))
    if first.startswith(PROGRAMS + ARCHIVES) or (PAGES.search(name) and not is_drawing):
        raise FileRefused(CARRIES.format(name=name))
    if first.startswith(b"PK\x03\x04"):
        if depth >= DEEPEST:
            raise FileRefused(CARRIES.format(name=name))
        with _on_disk(first, pieces) as inner:
            if content_of(inner) not in CONTENTS:
                raise FileRefused(CARRIES.format(name=name))
            _check(inner, room, depth + 1)
    elif first.startswith(ole.SIGNATURE):
        if any(ole.carries(stretch) for stretch in _stretches(first, pieces)):
            raise FileRefused(CARRIES.format(name=name))
    else:
        for stretch in _stretches(first, pieces):
            _check_stretch(filename, stretch, is_drawing=is_drawing)


@contextmanager
def _on_disk(first: bytes, pieces: Iterator[bytes]) -> Iterator[Path]:
    """A file inside that is a container itself, to be looked at as one."""
    with tempfile.TemporaryDirectory(prefix="trigpoint-") as folder:
        inner = Path(folder) / "inner"
        with inner.open("wb") as file:
            file.write(first)
            file.writelines(pieces)
        yield inner


def _stretches(first: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The part in stretches that overlap."""
    held = first
    yield held
    for piece in pieces:
        held = held[-OVERLAP:] + piece
        yield held


def _check_stretch(name: str, stretch: bytes, *, is_drawing: bool) -> None:
    if name.lower().endswith(MARKUP):
        plain = stretch.replace(b"\x00", b"")  # as if it were UTF-8, also where it is UTF-16
        if any(word in plain for word in DECLARES):
            raise FileRefused(zips.SWELLS)
        office.check_part(name.lower(), plain)
    small = stretch.lower() if is_drawing else b""
    if any(word in small for word in SCRIPTS) or ANSWERS.search(small):
        raise FileRefused(CARRIES.format(name=Path(name).name))
