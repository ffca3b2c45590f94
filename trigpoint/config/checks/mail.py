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
    if not settings.SITE_ADDRESS:
        means = "A mail server is named, but not the address of this service, so no summaries are sent."
        return Finding("e-mail", "warn", means, "Name it: SITE_ADDRESS=https://trigpoint.example.nhs.uk")
    return Finding("e-mail", "ok", "A mail server and the address of this service are named.")
