"""Messages to people."""

from __future__ import annotations

from django.conf import settings

from trigpoint.config.finding import Finding


def mail() -> Finding:
    """Can any be sent."""
    if not settings.EMAIL_IS_CONFIGURED:
        means = "No mail server is named: invitations, forgotten passwords and reminders reach nobody."
        return Finding(
            "e-mail", "warn", means, "Name it: EMAIL_URL=smtp+tls://user:password@mail.example.nhs.uk:587"
        )
    return Finding("e-mail", "ok", "A mail server is named.")
