"""E-mails as mail programs save them (.eml): whether a file is one, and everything that travels in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from pathlib import Path

from trigpoint.files.errors import FileRefused

HEAD = 1 << 16
MOST_PARTS = 100
HEADER = re.compile(rb"[!-9;-~]+:")
SENT = {b"date", b"received", b"message-id", b"subject"}
BODIES = {
    "text/plain",
    "text/html",
    "text/calendar",
    "text/enriched",
    "text/rfc822-headers",
    "message/delivery-status",
    "message/disposition-notification",
}
ENCRYPTED = {"application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted"}
# An older way to put a file into the text, which mail programs still unpack.
PACKED_IN_TEXT = re.compile(rb"^begin(?:-base64)? [0-7]{3,4} \S", re.MULTILINE)

SHUT = "The e-mail is encrypted, so it cannot be looked at. Print it to PDF, and add that."
DAMAGED = "The e-mail is damaged, or written in an unusual way. Print it to PDF, and add that."
MANY = f"The e-mail has more than {MOST_PARTS} parts. Print it to PDF, and add that; add what matters of what was attached as files of their own."
PACKED = "The e-mail carries a file in its text. Print the e-mail to PDF, and add that; add the file as one of its own."


@dataclass(frozen=True)
class Attached:
    """What travels in an e-mail; `name` is "" where it has none."""

    name: str
    content: bytes


def is_mail(path: Path) -> bool:
    """Whether it begins as every e-mail does: headers, among them who sent it, and when or about what."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    lines = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0].splitlines()
    if not lines or lines[0][:1] in b" \t":
        return False
    starts = [line for line in lines if line[:1] not in b" \t"]
    names = {line.partition(b":")[0].lower() for line in starts if HEADER.match(line)}
    return all(HEADER.match(line) for line in starts) and b"from" in names and bool(names & SENT)


def attached(path: Path) -> Iterator[Attached]:
    """Everything in the e-mail but its own words; FileRefused when it cannot be looked at."""
    content = path.read_bytes()
    if b"\x00" in content:
        raise FileRefused(DAMAGED)
    if content.lower().count(b"content-type:") > MOST_PARTS:
        raise FileRefused(MANY)  # before it is taken apart
    for part in message_from_bytes(content, policy=policy.compat32).walk():
        _refuse_what_cannot_be_read(part)
        if part.is_multipart():
            continue
        inside = part.get_payload(decode=True) or b""
        if not _is_body(part):
            yield Attached(_name_of(part), inside)
        elif PACKED_IN_TEXT.search(inside):
            raise FileRefused(PACKED)


def _refuse_what_cannot_be_read(part: Message) -> None:
    kind = part.get_content_type()
    if kind in ENCRYPTED:
        raise FileRefused(SHUT)
    is_wrapped = kind.startswith("message/") and str(part.get("content-transfer-encoding", "")).lower() in {
        "base64",
        "quoted-printable",
    }
    if part.defects or is_wrapped:
        raise FileRefused(DAMAGED)


def _is_body(part: Message) -> bool:
    is_words = part.get_content_type() in BODIES and not part.get_filename()
    return is_words and part.get_content_disposition() != "attachment"


def _name_of(part: Message) -> str:
    said = part.get_filename() or ""
    try:
        return str(make_header(decode_header(said)))
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        return said
