"""Invitations in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from trigpoint.accounts.models import Invitation
from trigpoint.accounts.rules import RoleBook
from trigpoint.common import clock
from trigpoint.ui.words import day


@dataclass(frozen=True)
class Invited:
    """One invitation as an administrator reads it."""

    public_id: str
    email: str
    role: str
    by: str
    on: str
    state: str
    until: str
    is_waiting: bool


def invited(found: list[Invitation], book: RoleBook) -> list[Invited]:
    """In the order they came."""
    return [
        Invited(
            public_id=each.public_id,
            email=each.email,
            role=role_said(each, book),
            by=str(each.by),
            on=_day(each.at),
            state=each.state,
            until=_until(each),
            is_waiting=each.state in ("open", "expired"),
        )
        for each in found
    ]


def role_said(invitation: Invitation, book: RoleBook) -> str:
    """Provider, speaking for RM3."""
    role = book.roles.get(invitation.role)
    title = role.title if role else invitation.role
    return f"{title}, speaking for {invitation.organisation}" if invitation.organisation else title


def _until(invitation: Invitation) -> str:
    """What became of it, and when."""
    if invitation.accepted_at:
        return f"Accepted {_day(invitation.accepted_at)}"
    if invitation.withdrawn_at:
        return f"Withdrawn {_day(invitation.withdrawn_at)}"
    word = "Open until" if invitation.state == "open" else "Expired"
    return f"{word} {_day(invitation.expires_at)}"


def _day(moment: dt.datetime) -> str:
    return day(moment.astimezone(clock.LONDON).date())
