"""A single message that does not wait for the morning's summary. It says that there is something, never what."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.urls import reverse

from trigpoint.accounts.models import User
from trigpoint.notifications.post import Outcome, mail_server, post
from trigpoint.notifications.presenters import Letter, is_sent_to
from trigpoint.notifications.presenters.summary import absolute


@contextmanager
def line() -> Iterator[BaseEmailBackend]:
    """One connection to the mail server for all that is sent now."""
    with mail_server() as connection:
        yield connection


def reaches(person: User) -> bool:
    """Whether e-mails reach this person."""
    return is_sent_to(person)


def send(person: User, *, why: str, number: str, connection: BaseEmailBackend) -> Outcome:
    """Send word to a person at a desk. why: the duty because of which they get it, as they read it. number: unique."""
    words = {
        "service": settings.SERVICE_NAME,
        "person": person,
        "desk": person.commissioner,
        "news": absolute(reverse("notifications:news")),
        "why": why,
    }
    letter = Letter(
        to=person.email,
        subject=f"{settings.SERVICE_NAME}: something does not wait",
        text=render_to_string("notifications/at_once_text.jinja", words),
        html=render_to_string("notifications/at_once_html.jinja", words),
        stop=absolute(reverse("notifications:preferences")),
    )
    return post(letter, number=number, connection=connection)
