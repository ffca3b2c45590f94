"""Pictures: whole, of a size that can be shown, and nothing else at the same time. They are never drawn here."""

from __future__ import annotations

import mmap
import re
import struct
from collections.abc import Iterator
from pathlib import Path

from trigpoint.files.errors import FileRefused

MOST_PIXELS = 200_000_000  # the largest telephone cameras take as many
PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
# Brands of still pictures; those of films (mp42, isom, qt) are not among them.
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"}
FRAMES = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
ALONE = {0x01, *range(0xD0, 0xD8)}  # marks of a JPEG that nothing belongs to
SCAN, END, FILL = 0xDA, 0xD9, 0xFF
MOST_FILLING = 64
MOST_PIECES = 20_000  # of any picture; a PNG from a camera has a few thousand
CHUNK, OVERLAP = 1 << 20, 16
# What no picture holds, and what would be taken for something else by a program that looks for it. In small letters.
FOREIGN = (
    *(b"%pdf-1.", b"%pdf-2.", b"rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c"),
    *(b"<script", b"<html>", b"<html ", b"<?php ", b"<?php\n", b"<!doctype html"),
)

DAMAGED = "The picture is damaged or cut short. Open it, save it again, and add the new copy."
HIDES = "The file is two kinds of file at once: something is hidden in the picture. Open it, save it again under another name, and add the new copy."
TOO_LARGE = "The picture is {width:,} by {height:,} dots: too large to be shown safely. Save it smaller, and add that."


def is_heic(head: bytes) -> bool:
    """Whether these are the first bytes of a HEIC picture."""
    return head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS


def check(path: Path, content: str) -> None:
    """Refuse a picture that is damaged, monstrous or a disguise."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as dots:
        try:
            for width, height in SIZES[content](dots):
                if not width or not height or width * height > MOST_PIXELS:
                    raise FileRefused(TOO_LARGE.format(width=width, height=height))
        except (struct.error, IndexError) as error:
            raise FileRefused(DAMAGED) from error
        _refuse_foreign(dots)


def _refuse_foreign(dots: mmap.mmap) -> None:
    for place in range(0, len(dots), CHUNK):
        stretch = dots[max(0, place - OVERLAP) : place + CHUNK].lower()
        if any(words in stretch for words in FOREIGN):
            raise FileRefused(HIDES)


def _png(dots: mmap.mmap) -> Iterator[tuple[int, int]]:
    """The size that a PNG states, after its pieces were walked to the end."""
    place, kinds = len(PNG), []
    while (not kinds or kinds[-1] != b"IEND") and len(kinds) < MOST_PIECES:
        length, kind = struct.unpack_from(">L4s", dots, place)
        if not kinds:
            if kind != b"IHDR" or length != 13:
                raise FileRefused(DAMAGED)
            yield struct.unpack_from(">LL", dots, place + 8)
        kinds.append(kind)
        place += 12 + length
    if place > len(dots) or b"IDAT" not in kinds or kinds[-1] != b"IEND":
        raise FileRefused(DAMAGED)
    if place < len(dots):
        raise FileRefused(HIDES)


def _jpeg(dots: mmap.mmap) -> Iterator[tuple[int, int]]:
    """The size of each frame of a JPEG, up to where the dots begin; what cameras add behind its end may stay."""
    place, frames, mark, pieces = 2, 0, 0, 0
    while mark != SCAN:
        mark, place = _mark(dots, place)
        pieces += 1
        if mark == END or pieces > MOST_PIECES:
            raise FileRefused(DAMAGED)
        if mark in ALONE:
            continue
        (length,) = struct.unpack_from(">H", dots, place)
        if mark in FRAMES:
            height, width = struct.unpack_from(">HH", dots, place + 3)
            frames += 1
            yield width, height
        place += max(length, 2)
    if not frames or dots.find(b"\xff\xd9", place) < 0:
        raise FileRefused(DAMAGED)


def _mark(dots: mmap.mmap, place: int) -> tuple[int, int]:
    """The mark at a place, and where it ends; a few filling bytes may stand before it."""
    start = dots[place : place + MOST_FILLING]
    filling = len(start) - len(start.lstrip(bytes((FILL,))))
    if not 0 < filling < len(start):
        raise FileRefused(DAMAGED)
    return start[filling], place + filling + 1


def _heic(dots: mmap.mmap) -> Iterator[tuple[int, int]]:
    """The sizes that a HEIC states of its parts, after its boxes were walked to the end."""
    place, kinds = 0, []
    while place < len(dots) and len(kinds) < MOST_PIECES:
        length, kind = struct.unpack_from(">L4s", dots, place)
        if length == 1:
            (length,) = struct.unpack_from(">Q", dots, place + 8)
        length = length or len(dots) - place
        kinds.append(kind)
        if kind == b"meta":
            yield from _stated(dots[place : place + length])
        place += max(length, 8)
    if place != len(dots) or kinds[0] != b"ftyp" or b"meta" not in kinds or b"mdat" not in kinds:
        raise FileRefused(DAMAGED)


def _stated(meta: bytes) -> Iterator[tuple[int, int]]:
    sizes = [struct.unpack_from(">LL", meta, found.end() + 4) for found in re.finditer(rb"ispe", meta)]
    if not sizes:
        raise FileRefused(DAMAGED)
    yield from sizes


SIZES = {"png": _png, "jpeg": _jpeg, "heic": _heic}
