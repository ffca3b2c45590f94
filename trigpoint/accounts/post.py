"""Messages by e-mail about people's accounts. Without a mail server none is sent."""

from __future__ import annotations

import logging
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)


def send(*, to: str, about: str, template: str, **told: Any) -> bool:
    """Whether the message left. `template` names a text in jinja2/accounts/mail, `told` is what it speaks of."""
    if not settings.EMAIL_IS_CONFIGURED or not to:
        return False
    body = render_to_string(f"accounts/mail/{template}.txt", told).strip() + "\n"
    message = EmailMessage(f"{settings.SERVICE_NAME}: {about}", body, settings.DEFAULT_FROM_EMAIL, [to])
    try:
        return message.send() == 1
    except (SMTPException, OSError) as problem:
        logger.error("A message about an account could not be sent: %s", problem)
        return False


def tell(person: Any, what: str) -> bool:
    """Tell a person what has changed in how they sign in, so that they notice if it was not they."""
    return send(
        to=person.email, about="a change to how you sign in", template="notice", person=person, what=what
    )
