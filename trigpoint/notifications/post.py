"""Handing a message to the mail server, and what it said."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from smtplib import SMTPException, SMTPRecipientsRefused
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from trigpoint.notifications.presenters import Letter

PERMANENT = range(500, 600)


@dataclass(frozen=True)
class Outcome:
    """What became of one message, and why it failed, without addresses."""

    state: str
    problem: str = ""


@contextmanager
def mail_server() -> Iterator[BaseEmailBackend]:
    """One connection for many messages; it opens with the first, and again after a failure."""
    connection = get_connection()
    try:
        yield connection
    finally:
        hang_up(connection)


def post(letter: Letter, *, number: str, connection: BaseEmailBackend) -> Outcome:
    """Send one message. Whatever goes wrong with it is told, and leaves the others alone. number: of the message, unique."""
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        to=[letter.to],
        connection=connection,
        headers={
            "Message-ID": f"<{number}@{urlsplit(settings.SITE_ADDRESS).hostname}>",
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{letter.stop}>",
        },
    )
    message.attach_alternative(letter.html, "text/html")
    try:
        message.send()
    except SMTPRecipientsRefused as refused:
        codes = sorted({code for code, _ in refused.recipients.values()})
        hang_up(connection)
        is_final = all(code in PERMANENT for code in codes)
        return Outcome("refused" if is_final else "failed", f"The mail server answered {codes}.")
    except (SMTPException, OSError, ValueError) as problem:
        hang_up(connection)
        told = f"{type(problem).__name__} {getattr(problem, 'smtp_code', '')}".strip()
        return Outcome("failed", f"It could not be handed to the mail server ({told}).")
    return Outcome("sent")


def hang_up(connection: BaseEmailBackend) -> None:
    """End the connection, even one that is broken."""
    try:
        connection.close()
    except (SMTPException, OSError):
        return
