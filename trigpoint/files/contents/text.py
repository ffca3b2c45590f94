"""Plain text and tables as text: every character can be seen, and no program would take it for a page."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

CHUNK = 1 << 16
HEAD = 1024
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
ENCODINGS = ("utf-8", "cp1252")  # older Excel writes the second
HIDDEN = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
# What browsers and others take for a page or a program, at the beginning or after blanks.
PAGE = re.compile(
    r"\s*(?:<!doctype|<\?xml|<\?php|<!--|<(?:html|head|body|script|iframe|svg|style|title|table|div|font|h1|a|b|br|p|img|math|object|embed)[\s>/]"
    r"|\{\\rtf|%!ps|#!|@echo|\[internetshortcut\]|windows registry editor)",
    re.IGNORECASE,
)


def is_text(path: Path) -> bool:
    """Whether all of it is text that people can read, in an encoding that is in use."""
    with path.open("rb") as file:
        head = file.read(4)
    known = [encoding for mark, encoding in MARKS if head.startswith(mark)]
    return any(_reads_as(path, encoding) for encoding in known or ENCODINGS)


def is_page(path: Path) -> bool:
    """Whether something would run it or draw it, whatever it is called."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    encoding = next((name for mark, name in MARKS if head.startswith(mark)), "cp1252")
    return bool(PAGE.match(head.decode(encoding, errors="ignore"))) or b"%PDF-" in head


def _reads_as(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while chunk := file.read(CHUNK):
                if HIDDEN.search(decoder.decode(chunk)):
                    return False
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True
