"""Where a person is signed in, and ending that."""

from __future__ import annotations

from typing import Any

from allauth.usersessions.models import UserSession
from django.db import transaction

from trigpoint.accounts.models import User
from trigpoint.audit import services as audit


@transaction.atomic
def end_sessions(*, person: User, by: Any, but: str | None = None) -> int:
    """Sign a person out everywhere, or everywhere `but` in the session with this key. Gives how many ended."""
    others = UserSession.objects.filter(user=person).exclude(session_key=but or "")
    ended = 0
    for session in others:
        session.end()
        ended += 1
    audit.record(by, "accounts.sessions_ended", person, after={"sessions": ended})
    return ended
