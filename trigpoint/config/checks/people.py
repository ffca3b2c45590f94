"""Who can sign in, and how well they must show that it is them."""

from __future__ import annotations

import json
from pathlib import Path

from django.conf import settings

from trigpoint.accounts.models import User
from trigpoint.config.finding import Finding

PEOPLE_FILE = "demo-users.json"


def second_factor() -> Finding:
    """Is a password enough."""
    if settings.SECOND_FACTOR != "required":
        means = "A password is enough to sign in, and passwords are guessed, shared and caught."
        return Finding("second factor", "fail", means, "Remove SECOND_FACTOR, or set SECOND_FACTOR=required")
    return Finding("second factor", "ok", "Whoever signs in shows a second thing besides a password.")


def demonstration() -> Finding:
    """Are there people whose passwords lie in a file beside people who are real."""
    kept = Path(settings.DATA_DIR) / PEOPLE_FILE
    invented = (
        {each["username"] for each in json.loads(kept.read_text(encoding="utf-8"))}
        if kept.exists()
        else set()
    )
    real = (
        User.objects.filter(is_active=True).exclude(username__in=invented).exclude(password__startswith="!")
    )
    mend = "Use an installation of its own for real work: another DATA_DIR and database, and trigpoint run --no-demo"
    if (invented or settings.DEMONSTRATION) and real.exists():
        means = (
            f"This is a demonstration, with passwords in {kept}, and {real.count()} real people work in it."
        )
        return Finding("demonstration", "fail", means, mend)
    if invented or settings.DEMONSTRATION:
        means = f"This is a demonstration: whoever reads {kept} can sign in as anybody."
        return Finding("demonstration", "warn", means, mend)
    return Finding("demonstration", "ok", "This is no demonstration.")
