"""The account of the system that the service runs as, and what it writes to its log."""

from __future__ import annotations

import os

from django.conf import settings

from trigpoint.config.finding import Finding


def account() -> Finding:
    """Does it run as the owner of the machine."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        means = "This runs as root: whoever breaks into the service owns the machine."
        return Finding(
            "account", "warn", means, "Give the service an account of its own, and run everything as that."
        )
    return Finding("account", "ok", "The service does not own the machine.")


def log_level() -> Finding:
    """Does the log say more than is needed."""
    if settings.LOGGING["root"]["level"] == "DEBUG":
        means = "Everything is logged, also what libraries find useful: addresses, parts of messages."
        return Finding("log level", "warn", means, "Remove LOG_LEVEL.")
    return Finding("log level", "ok", "The log holds warnings and errors, or what happens.")


def limits() -> Finding:
    """Is there an end to asking."""
    if not settings.LIMITS:
        means = "Nothing limits how often somebody asks or how much they send."
        return Finding(
            "limits", "fail", means, "Remove LIMITS. The numbers can be changed in definitions/limits.yaml."
        )
    return Finding("limits", "ok", "There is a limit to how often somebody asks and how much they send.")
