"""How people reach the service: encrypted or not."""

from __future__ import annotations

from django.conf import settings

from trigpoint.config.finding import Finding


def https() -> Finding:
    """Do sessions travel encrypted."""
    if not settings.SESSION_COOKIE_SECURE:
        means = "Sessions may travel unencrypted."
        mend = "Put a web server with HTTPS in front that sets X-Forwarded-Proto, and set HTTPS=yes."
        return Finding("https", "fail", means, mend)
    return Finding("https", "ok", "Sessions travel over HTTPS only.")
