"""What left by e-mail, taken apart, and the words in it that should not have left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from email import message_from_bytes
from email.message import Message
from email.policy import default
from html import unescape
from urllib.parse import unquote

from django.core import mail
from django.core.mail import EmailMessage


def leaks(secrets: Iterable[str], outbox: Iterable[EmailMessage] | None = None) -> list[str]:
    """Each secret that stands in a message, with the place: headers, file names, and every part as it is read.

    `outbox` is Django's own when left out. Nothing was leaked when the list is empty.
    """
    sent = mail.outbox if outbox is None else outbox
    wanted = [secret.lower() for secret in secrets]
    return [
        f"{secret!r} in {place} of the message to {', '.join(message.recipients())}"
        for message in sent
        for place, text in _places(message)
        for secret in wanted
        if secret in text
    ]


def _places(message: EmailMessage) -> Iterator[tuple[str, str]]:
    """Every place of a message, encodings undone, in small letters."""
    whole = message_from_bytes(message.message().as_bytes(), policy=default)
    for part in whole.walk():
        for name, value in part.items():
            yield f"header {name}", _plain(str(value))
        if not part.is_multipart():
            yield f"part {part.get_content_type()}", _plain(_text(part))


def _text(part: Message) -> str:
    content = part.get_content()
    return content.decode("utf-8", "replace") if isinstance(content, bytes) else str(content)


def _plain(text: str) -> str:
    return unescape(unquote(text)).lower()
