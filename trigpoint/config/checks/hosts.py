"""The host names that are answered to."""

from __future__ import annotations

from django.conf import settings

from trigpoint.config.finding import Finding


def hosts() -> Finding:
    """Which host names are answered to."""
    if "*" in settings.ALLOWED_HOSTS:
        means = "Any host name is answered to, so links in mails and pages can be forged."
        return Finding("host names", "fail", means, "Name the hosts: HOSTS=trigpoint.example.nhs.uk")
    return Finding("host names", "ok", f"Answers to {', '.join(settings.ALLOWED_HOSTS)}.")
