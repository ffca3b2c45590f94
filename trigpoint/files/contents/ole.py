"""The container of old Office files, e-mails and embedded objects: what is inside, by the names of its streams."""

from __future__ import annotations

import mmap

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Names of streams and what the whole is then, by the ending under which `definitions/files.yaml` gives advice.
STREAMS = (
    ("__substg1.0_", "msg"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("PowerPoint Document", "ppt"),
)
PASSWORD = "EncryptedPackage"
CARRIES = ("\x01Ole10Native", "_VBA_PROJECT")


def named(content: mmap.mmap | bytes, name: str) -> bool:
    """Whether the name of a stream or storage begins with these letters."""
    return content.find(name.encode("utf-16-le")) >= 0


def is_protected(content: mmap.mmap | bytes) -> bool:
    """Whether it wraps an office file with a password."""
    return named(content, PASSWORD)


def ending_of(content: mmap.mmap | bytes) -> str:
    """doc, xls, ppt or msg; doc for what is none of them, for which the same advice holds."""
    return next((ending for name, ending in STREAMS if named(content, name)), "doc")


def carries(content: mmap.mmap | bytes) -> bool:
    """Whether an embedded object holds a file of any kind, or macros."""
    return any(named(content, name) for name in CARRIES)
