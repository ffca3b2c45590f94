"""Every page has a door, every door asks for deeds that exist, and one without a door lets nobody in."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import ResolverMatch, URLPattern, URLResolver, get_resolver

from tests.factories.accounts import UserFactory
from trigpoint.accounts.access import door_of, for_anybody_signed_in, for_everybody, keep_doors, needs
from trigpoint.accounts.rules import role_book
from trigpoint.audit.models import Event


def views(resolver=None):
    """Every view of the service."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from views(pattern)
        elif isinstance(pattern, URLPattern):
            yield pattern.name, pattern.callback


def ask(view, user):
    """What the middleware says of a request to a view."""
    request = RequestFactory().get("/somewhere")
    request.user = user
    request.resolver_match = ResolverMatch(view, (), {}, "somewhere")
    return keep_doors(lambda request: HttpResponse()).process_view(request, view, (), {})


def test_every_view_has_a_door():
    assert [name for name, view in views() if door_of(view) is None] == []


def test_doors_ask_for_deeds_that_the_role_book_knows():
    asked = {deed for _, view in views() if (door := door_of(view)) for deed in door.deeds}

    assert asked <= set(role_book().deeds)


def test_every_deed_is_granted_to_somebody():
    granted = {deed for role in role_book().roles.values() for deed in role.deeds}

    assert granted == set(role_book().deeds)


@pytest.mark.django_db
def test_a_view_without_a_door_lets_nobody_in():
    with pytest.raises(ImproperlyConfigured, match="does not say who may come in"):
        ask(lambda request: HttpResponse(), UserFactory(role="administrator"))


@pytest.mark.django_db
def test_who_may_not_is_refused_and_the_refusal_is_kept():
    view = needs("accounts.manage")(lambda request: HttpResponse())

    with pytest.raises(PermissionDenied):
        ask(view, UserFactory(username="tom", role="analyst"))

    kept = Event.objects.get(actor="tom")
    assert kept.kind == "refusal"


@pytest.mark.django_db
@pytest.mark.parametrize("mark", [needs("accounts.manage"), for_anybody_signed_in, for_everybody])
def test_who_may_comes_in(mark):
    assert ask(mark(lambda request: HttpResponse()), UserFactory(role="administrator")) is None


@pytest.mark.django_db
def test_one_of_several_deeds_is_enough():
    view = needs("audit.read", "accounts.manage")(lambda request: HttpResponse())

    assert ask(view, UserFactory(role="auditor")) is None
