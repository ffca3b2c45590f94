"""What a file really is, by what it holds; whether its name agrees; and whether it may be kept."""

from __future__ import annotations

import mmap
import tempfile
import zipfile
from pathlib import Path

import puremagic

from trigpoint.files import kinds
from trigpoint.files.contents import containers, mail, ole, outlook, pdf, pictures, text
from trigpoint.files.contents.mail import Attached
from trigpoint.files.errors import FileRefused
from trigpoint.files.kinds import FileKind
from trigpoint.files.names import cleaned, ending_of

HEAD = 1024
PASSWORD = "The file is protected by a password. Save it without the password, and add that."
TWO_AT_ONCE = (
    "The file is two kinds of file at once. Open it, save it again under another name, and add the new copy."
)
DEEPEST = 3  # an e-mail in an e-mail in an e-mail
# What e-mails carry besides files: by its ending, how it begins.
OF_MAILS = {"ics": b"BEGIN:VCALENDAR", "vcf": b"BEGIN:VCARD", "gif": b"GIF8", "p7s": b"0"}
# Guesses weaker than this are not told: a word may happen to begin like a picture.
SURE_ENOUGH = 0.4


def recognised(path: Path, name: str) -> FileKind:
    """The kind of the file at `path`, which came under the (cleaned) name `name`; FileRefused if it may not be kept."""
    return _recognised(path, name, depth=0)


def _recognised(path: Path, name: str, *, depth: int) -> FileKind:
    ending = ending_of(name)
    content = "eml" if ending == "eml" and mail.is_mail(path) else content_of(path)
    kind = kinds.allowed().by_ending.get(ending)
    if not any(each.content == content for each in kinds.allowed().kinds):
        raise FileRefused(_not_taken(content or ending))
    if kind is None or kind.content != content:
        raise FileRefused(_disagreement(ending, content))
    _check(path, content, depth)
    return kind


def content_of(path: Path) -> str:
    """What recognises it: pdf, docx, text ...; else the ending that such a file has, or "" when nobody knows."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise FileRefused("The file is empty. Check it, and choose it again.")
    known = next((content for start, content in STARTS.items() if head.startswith(start)), "")
    if known in FURTHER:
        return FURTHER[known](path)
    if known or pictures.is_heic(head):
        return known or "heic"
    if not text.is_text(path):
        return _guessed(path)
    return (_guessed(path) or "html") if text.is_page(path) else "text"


def _check(path: Path, content: str, depth: int) -> None:
    """Everything that is asked of a file once its kind is clear."""
    if content in containers.CONTENTS:
        containers.check(path)
        _refuse_pdf_in(path)
        return
    if content != "msg" and zipfile.is_zipfile(path):
        raise FileRefused(TWO_AT_ONCE)
    if content == "pdf":
        pdf.check(path)
    elif content in MAILS:
        _refuse_pdf_in(path)
        for each in MAILS[content](path):
            _check_attached(each, depth)
    elif content != "text":
        pictures.check(path, content)


def _refuse_pdf_in(path: Path) -> None:
    with path.open("rb") as file:
        if b"%PDF-" in file.read(HEAD):
            raise FileRefused(TWO_AT_ONCE)


def _check_attached(each: Attached, depth: int) -> None:
    """What travels in an e-mail is taken if it would be taken by itself; what belongs to e-mails besides."""
    name = cleaned(each.name) if each.name else ""
    begins = OF_MAILS.get(ending_of(name))
    if not each.content or (begins and each.content.startswith(begins)):
        return
    if depth >= DEEPEST:
        raise FileRefused(
            "The e-mails are too deep inside one another. Add the inner ones as files of their own."
        )
    with tempfile.TemporaryDirectory(prefix="trigpoint-") as folder:
        inner = Path(folder) / "attached"
        inner.write_bytes(each.content)
        try:
            _recognised(inner, name or _named_for(inner), depth=depth + 1)
        except FileRefused as refused:
            called = name or "something without a name"
            raise FileRefused(f"The e-mail brings {called}, which cannot be taken. {refused}") from refused


def _named_for(path: Path) -> str:
    """A name that fits what a part without a name holds."""
    content = content_of(path)
    fitting = (kind.endings[0] for kind in kinds.allowed().kinds if kind.content == content)
    return f"part.{next(fitting, content)}"


def _old_office(path: Path) -> str:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if ole.is_protected(content):
            raise FileRefused(PASSWORD)
        return ole.ending_of(content)


def _guessed(path: Path) -> str:
    """The ending that a file with this content has, by a list of several thousand beginnings."""
    try:
        best = puremagic.magic_file(path)[0]
    except (puremagic.PureError, IndexError):
        return ""
    if best.confidence < SURE_ENOUGH:
        return ""
    return best.extension.lstrip(".").lower() or ("exe" if "executable" in best.name.lower() else "")


def _not_taken(ending: str) -> str:
    advice = kinds.allowed().advice.get(ending.lower())
    if advice:
        return f"This is {advice.what}, which is not taken here. {advice.remedy} {_taken()}"
    kind = kinds.allowed().by_ending.get(ending.lower())
    if kind and kind.content == "text":
        return "The file holds characters that no text has, or that are written in an unusual way. Save it as UTF-8, and add that."
    return f"What is in this file is not known here. {_taken()}"


def _taken() -> str:
    return f"Files that end in {kinds.endings_in_words()} are taken, if they are what they say."


MAILS = {"eml": mail.attached, "msg": outlook.attached}
# What the first bytes say; a container and an old Office file have to be looked into.
STARTS = {
    b"%PDF-": "pdf",
    b"PK\x03\x04": "container",
    pictures.PNG: "png",
    pictures.JPEG: "jpeg",
    ole.SIGNATURE: "old Office",
}
FURTHER = {"container": containers.content_of, "old Office": _old_office}


def _disagreement(ending: str, content: str) -> str:
    advice = kinds.allowed().advice.get(ending)
    if advice:
        return f"By its name this is {advice.what}, which is not taken here. {advice.remedy} {_taken()}"
    said = f"The name of the file ends in .{ending}" if ending else "The name of the file has no ending"
    return (
        f"{said}, but the file is {_article(content)}. If that is what you meant to send, rename it to end in "
        f"{_endings_of(content)}, and add it again."
    )


def _article(content: str) -> str:
    if content == "text":
        return "plain text"
    name = next(each.name for each in kinds.allowed().kinds if each.content == content)
    return f"an {name}" if name[0] in "AEIO" else f"a {name}"


def _endings_of(content: str) -> str:
    endings = [
        f".{ending}" for each in kinds.allowed().kinds if each.content == content for ending in each.endings
    ]
    return " or ".join(endings)
