"""PDF files: whole, not protected, and without scripts, programs or other files inside."""

from __future__ import annotations

import mmap
import re
import zlib
from pathlib import Path

from trigpoint.files.errors import FileRefused

END = b"%%EOF"
END_WITHIN = 4096  # bytes; some programs pad the end
LARGEST_LIST = 30_000_000  # bytes of one list of objects, unpacked
LARGEST_LISTS = 150_000_000  # of all of them
LONGEST_HEADING = 4096  # bytes before and in the heading of a list of objects
PADDING = b"\x00\r\n\t \x1a"
BEGINS = re.compile(rb"stream\r?\n")
UNUSUAL = re.compile(rb"/(?:ASCII|LZW|RunLength|Crypt|Predictor|A85|AHx|RL\b)")
NAME_ENDS = rb"(?=[\x00\t\n\f\r ()<>\[\]{}/%]|$)"

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


def _written(name: str) -> bytes:
    """A pattern for a name however it is written: /JavaScript is also /J#61vaScript."""
    return b"/" + b"".join(b"(?:%c|#%s)" % (letter, b"%02x" % letter) for letter in name.encode())


FOUND = tuple((re.compile(_written(name) + NAME_ENDS, re.IGNORECASE), said) for name, said in NAMES.items())
LIST = re.compile(_written("ObjStm") + NAME_ENDS, re.IGNORECASE)


def check(path: Path) -> None:
    """Refuse a PDF that cannot be vouched for: by the names in it, also in the lists of objects that it packs."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        _check_end(content)
        _check_names(content)
        left = LARGEST_LISTS
        for found in LIST.finditer(content):
            objects = _objects(content, found)
            left -= len(objects)
            if left < 0:
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
    for name, said in FOUND:
        if name.search(content):
            raise FileRefused(said)


def _objects(content: mmap.mmap, found: re.Match[bytes]) -> bytes:
    """What a list of objects holds; nothing where it is not packed, for then it was looked at already."""
    begins = BEGINS.search(content, found.end(), found.end() + LONGEST_HEADING)
    if begins is None:
        return b""
    heading = content[max(0, found.start() - LONGEST_HEADING) : begins.start()]
    if UNUSUAL.search(heading[heading.rfind(b"obj", 0, -len(b"obj")) :]):
        raise FileRefused(ODD)
    unpacking = zlib.decompressobj()
    try:
        objects = unpacking.decompress(content[begins.end() : begins.end() + LARGEST_LIST], LARGEST_LIST)
    except zlib.error:
        return b""
    if unpacking.unconsumed_tail:
        raise FileRefused(SWELLS)
    return objects
