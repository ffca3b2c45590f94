"""Restricted records and people named for them."""

from __future__ import annotations

from tests.factories import actions
from trigpoint.accounts.models import User
from trigpoint.actions.models import Action
from trigpoint.vault import services

WHY = "Preparing the safeguarding meeting"


def restricted_action(
    by: User, restriction: str = "safeguarding", text: str = "See what staff told us"
) -> Action:
    """An action that named roles alone may open."""
    return actions.action(by, text, restriction=restriction)


def opened(by: User, record: Action) -> Action:
    """The record, opened by somebody who is named."""
    services.open_restricted(kind="action", public_id=record.public_id, reason=WHY, by=by)
    return record
