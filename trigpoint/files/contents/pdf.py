"""PDF files: whole, not protected, and without scripts, programs or other files inside."""

from __future__ import annotations

import mmap
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

from trigpoint.files.errors import FileRefused

END = b"%%EOF"
END_WITHIN = 4096  # bytes; some programs pad the end
LARGEST_LIST = 30_000_000  # bytes of one list of objects, unpacked
LARGEST_LISTS = 100_000_000  # of all of them
MOST_LISTS = 10_000
BLOCK = 1 << 14
LONGEST_HEADING = 4096  # bytes before and in the heading of a list of objects
PADDING = b"\x00\r\n\t \x1a"
LIST = b"/ObjStm"
BEGINS = re.compile(rb"stream\r?\n")
UNUSUAL = re.compile(rb"/(?:ASCII|LZW|RunLength|Crypt|Predictor|A85|AHx|RL\b)")
NAME_ENDS = b"\x00\t\n\f\r ()<>[]{}/%"
# A name of which a letter is written by its number: /J#61vaScript is /JavaScript.
ESCAPED = re.compile(rb"/[A-Za-z]{0,20}#[0-9A-Fa-f]{2}[A-Za-z#0-9]{0,60}")
NUMBER = re.compile(rb"#([0-9A-Fa-f]{2})")

DAMAGED = "The PDF is damaged or cut short. Make it again from its source, and add the new copy."
HIDES = "The file is two kinds of file at once: something stands behind the PDF. Print it to PDF again, and add that."
SWELLS = "The PDF would unpack to far more than a document holds. Print it to PDF again, and add that."
ODD = "The PDF is put together in a way that hides what is in it. Print it to PDF again, and add that."
PROTECTED = "The PDF is protected, by a password or against printing and copying. Save it without protection, and add that."
SCRIPTED = "The PDF carries a script. Print it to PDF again, and add that copy: it looks the same."
STARTS = "The PDF starts a program or a film. Print it to PDF again, and add that copy."
CARRIES = "The PDF carries other files inside. Save them out of it, add each as a file of its own, and print the PDF to PDF again."
NAMES = {
    "Encrypt": PROTECTED,
    "JavaScript": SCRIPTED,
    "Launch": STARTS,
    "RichMedia": STARTS,
    "EmbeddedFile": CARRIES,
    "EmbeddedFiles": CARRIES,
    "GoToE": CARRIES,
}


def check(path: Path) -> None:
    """Refuse a PDF that cannot be vouched for: by the names in it, also in the lists of objects that it packs."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        _check_end(content)
        _check_names(content)
        left = LARGEST_LISTS
        for number, place in enumerate(_places(content, LIST)):
            objects = _objects(content, place)
            left -= len(objects)
            if left < 0 or number >= MOST_LISTS:
                raise FileRefused(SWELLS)
            _check_names(objects)


def _check_end(content: mmap.mmap) -> None:
    end = content.rfind(END)
    if end < 0:
        raise FileRefused(DAMAGED)
    behind = content[end + len(END) :]
    if len(behind) > END_WITHIN or behind.strip(PADDING):
        raise FileRefused(HIDES)


def _check_names(content: mmap.mmap | bytes) -> None:
    for name, said in NAMES.items():
        if next(_places(content, b"/" + name.encode()), None) is not None:
            raise FileRefused(said)
    for found in ESCAPED.finditer(content):
        name = NUMBER.sub(lambda number: bytes([int(number[1], 16)]), found[0]).decode("latin-1")
        if name.removeprefix("/") in {*NAMES, LIST.decode().removeprefix("/")}:
            raise FileRefused(NAMES.get(name.removeprefix("/"), ODD))


def _places(content: mmap.mmap | bytes, name: bytes) -> Iterator[int]:
    """Where a name stands, not as the beginning of a longer one."""
    place = content.find(name)
    while place >= 0:
        if content[place + len(name) : place + len(name) + 1] in NAME_ENDS:  # also the end of everything
            yield place
        place = content.find(name, place + 1)


def _objects(content: mmap.mmap, place: int) -> bytes:
    """What a list of objects holds; nothing where it is not packed, for then it was looked at already."""
    begins = BEGINS.search(content, place, place + LONGEST_HEADING)
    if begins is None:
        return b""
    heading = content[max(0, place - LONGEST_HEADING) : begins.start()]
    if UNUSUAL.search(heading[heading.rfind(b"obj", 0, -len(b"obj")) :]):
        raise FileRefused(ODD)
    return _unpacked(content, begins.end())


def _unpacked(content: mmap.mmap, place: int) -> bytes:
    """What is packed from a place on; nothing where it is packed in no way that is known."""
    unpacking, pieces, size = zlib.decompressobj(), [], 0
    try:
        while not unpacking.eof and (packed := content[place : place + BLOCK]):
            pieces.append(unpacking.decompress(packed, LARGEST_LIST - size))
            size += len(pieces[-1])
            place += BLOCK
            if unpacking.unconsumed_tail or size >= LARGEST_LIST:
                raise FileRefused(SWELLS)
    except zlib.error:
        pass  # readers take what they can get, and so do we
    return b"".join(pieces)
