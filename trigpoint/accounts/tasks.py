"""What is done about accounts by the timetable."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session


def forget_ended_sessions() -> None:
    """Sessions that have run out, and the places in which they were, are of no use to anybody."""
    SessionStore.clear_expired()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
