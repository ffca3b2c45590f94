"""Which role may do what, until roles become pack data."""

from __future__ import annotations

from typing import Any

from trigpoint.accounts.models import Role
from trigpoint.common.errors import NotAllowed

WORKERS = {Role.QUALITY_LEAD, Role.ANALYST, Role.ADMINISTRATOR}
MAY = {
    "loads.add": WORKERS,
    "surveillance.rebase": WORKERS,
    "reports.write": {Role.QUALITY_LEAD, Role.ANALYST},
    "reports.take": set(Role),
}


def may(user: Any, deed: str) -> bool:
    """Whether `user` may do `deed`."""
    return user.is_active and user.commissioner_id is not None and user.role in MAY[deed]


def require(user: Any, deed: str) -> None:
    """Refuse with a plain sentence unless `user` may do `deed`."""
    if not may(user, deed):
        raise NotAllowed("Your role does not allow this. Ask your administrator if you need it.")
