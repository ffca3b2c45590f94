"""Reading about people."""

from __future__ import annotations

import json
from pathlib import Path

from django.conf import settings

from trigpoint.accounts.models import Commissioner, Membership, User

PEOPLE_FILE = "demo-users.json"
OWN_MACHINE = {"127.0.0.1", "::1"}


def demonstration_people(*, address: str | None) -> list[dict[str, str]]:
    """Whom to sign in as in a demonstration: name, role, username, password, what_to_try.

    Empty unless this installation is a demonstration and the request comes from the machine it runs on;
    behind a proxy that cannot be told, so that with HTTPS it is always empty.
    """
    kept = Path(settings.DATA_DIR) / PEOPLE_FILE
    if (
        not settings.DEMONSTRATION
        or settings.SECURE_PROXY_SSL_HEADER
        or address not in OWN_MACHINE
        or not kept.exists()
    ):
        return []
    return json.loads(kept.read_text(encoding="utf-8"))


def memberships_of(user: User) -> list[Membership]:
    """The roles that a person holds today, whoever with."""
    held = Membership.objects.in_force().filter(user=user).select_related("commissioner")
    return list(held.order_by("commissioner__name", "organisation", "role"))


def commissioners_of(user: User) -> list[Commissioner]:
    """The commissioners that a person may work for."""
    held = Membership.objects.in_force().filter(user=user)
    return list(Commissioner.objects.filter(pk__in=held.values("commissioner")))
