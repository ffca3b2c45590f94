"""What is done about accounts by the timetable."""

from __future__ import annotations

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client

from tests.factories.accounts import PASSWORD
from trigpoint.accounts.tasks import forget_ended_sessions

pytestmark = pytest.mark.django_db


def test_sessions_that_have_run_out_are_forgotten(quality_lead):
    old, new = Client(), Client()
    for client in (old, new):
        client.post("/sign-in", {"username": "amina", "password": PASSWORD})
    Session.objects.filter(pk=old.session.session_key).update(expire_date="2020-01-01T00:00:00Z")

    forget_ended_sessions()

    assert set(UserSession.objects.values_list("session_key", flat=True)) == {new.session.session_key}
    assert new.get("/your-details").status_code == 200
