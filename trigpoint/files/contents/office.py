"""Word, Excel and PowerPoint files: which of them it is, and what they must not carry."""

from __future__ import annotations

import re
import zipfile

from trigpoint.files.contents import archive as zips
from trigpoint.files.errors import FileRefused

LIST = "[Content_Types].xml"
MAIN = re.compile(
    rb"""ContentType\s*=\s*["']application/vnd\.openxmlformats-officedocument\.([\w.]+)\.main\+xml["']"""
)
CONTENTS = {
    b"wordprocessingml.document": "docx",
    b"spreadsheetml.sheet": "xlsx",
    b"presentationml.presentation": "pptx",
    b"wordprocessingml.template": "dotx",
    b"spreadsheetml.template": "xltx",
    b"presentationml.template": "potx",
    b"presentationml.slideshow": "ppsx",
}
MACROS = re.compile(
    rb"macroEnabled|vbaProject|vnd\.ms-office\.(?:vba|activeX)|ms-excel\.(?:intl)?macrosheet", re.IGNORECASE
)
MACRO_PARTS = re.compile(
    r"(?:^|/)(?:vbaproject[^/]*\.bin|vbadata\.xml|macrosheets/|dialogsheets/|activex/)", re.IGNORECASE
)
LINK = re.compile(rb"<(?:\w{1,30}:)?Relationship\b[^<>]*>")
# What is fetched or started from elsewhere as soon as the file is opened.
REACHES_OUT = re.compile(
    rb"""Type\s*=\s*["'][^"']*/(?:attachedTemplate|oleObject|frame|subDocument|aFChunk|control|package)["']"""
)
EXTERNAL = b"external"
STARTS_PROGRAMS = (b"ddeLink", b"DDEAUTO")

WITH_MACROS = "The file carries macros or controls, which could do harm. Save it without them, as .docx, .xlsx or .pptx, and add that."
FETCHES = (
    "The file fetches or starts something from elsewhere when it is opened. Save it as PDF, and add that."
)


def content_of(archive: zipfile.ZipFile) -> str:
    """docx, xlsx, pptx or a kind that is not taken; "" when it is no office file."""
    types = zips.whole(archive, LIST)
    if MACROS.search(types) or any(MACRO_PARTS.search(name) for name in archive.namelist()):
        raise FileRefused(WITH_MACROS)
    found = {CONTENTS.get(each, "") for each in MAIN.findall(types)}
    return found.pop() if len(found) == 1 else ""


def check_part(name: str, content: bytes) -> None:
    """Refuse what would reach out or start a program; `content` is a stretch of the part."""
    if name.endswith(".rels"):
        for link in LINK.findall(content):
            if EXTERNAL in link.lower() and REACHES_OUT.search(link):
                raise FileRefused(FETCHES)
    if any(word in content for word in STARTS_PROGRAMS):
        raise FileRefused(FETCHES)
