"""Signing in takes as much work for a name that nobody has as for one that somebody has."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher, make_password
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import PASSWORD, UserFactory
from trigpoint.accounts import services
from trigpoint.accounts.errors import SignInRefused

pytestmark = pytest.mark.django_db


@pytest.fixture
def hashed(monkeypatch):
    """Every hashing of a password that is done."""
    done = []
    original = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda self, *args: done.append(args[0]) or original(self, *args)
    )
    return done


@pytest.mark.parametrize("name", ["amina", "nobody", "leaver", "elsewhere"])
def test_a_guess_hashes_once_whoever_it_is(quality_lead, hashed, name):
    UserFactory(username="leaver", is_active=False)
    UserFactory(username="elsewhere", password=make_password(None))
    hashed.clear()

    with pytest.raises(SignInRefused):
        services.admit(username=name, password="guess", address="192.0.2.1", by=AnonymousUser())

    assert len(hashed) == 1


def test_as_many_queries_for_nobody_as_for_somebody(quality_lead):
    counts = {}
    for name in ("amina", "nobody"):
        with CaptureQueriesContext(connection) as asked, pytest.raises(SignInRefused):
            services.admit(username=name, password="guess", address="192.0.2.1", by=AnonymousUser())
        counts[name] = len(asked)

    assert counts["amina"] == counts["nobody"]


def test_the_right_password_is_still_right(quality_lead):
    assert services.admit(username="amina", password=PASSWORD, address=None, by=None) == quality_lead
