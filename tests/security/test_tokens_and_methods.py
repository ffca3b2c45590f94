"""Forms of other sites, methods that nobody expects, and looking that changes something."""

import pytest
from django.apps import apps

from tests.security.walk import body, fault, undone, visitor

pytestmark = pytest.mark.django_db

# What looking may leave behind: the visit itself, that something was read or taken, and what was drawn to be quicker.
LEFT_BY_LOOKING = {"session", "event", "requestcount", "noticereading", "job", "dbtaskresult"}


@pytest.mark.parametrize("who", ["quality_lead", "nobody"])
def test_no_form_is_taken_without_its_token(request, everywhere, who):
    user = None if who == "nobody" else request.getfixturevalue(who)
    client = visitor(user, enforce_csrf_checks=True)
    taken = [
        f"{place.name}: {fault(response)}"
        for place in everywhere
        if (response := undone(client.post, place.address)).status_code != 403
    ]

    assert not taken, "\n".join(taken)


def test_a_token_of_another_browser_is_refused(quality_lead):
    stranger, victim = visitor(enforce_csrf_checks=True), visitor(quality_lead, enforce_csrf_checks=True)
    stranger.get("/sign-in")
    token = stranger.cookies["csrf"].value

    response = victim.post("/sign-out", {"csrfmiddlewaretoken": token})

    assert response.status_code == 403


def test_methods_that_no_page_knows_are_refused(everywhere, quality_lead):
    client = visitor(quality_lead)
    answered = [
        f"{method} {place.name}: {fault(response)}"
        for place in everywhere
        for method in ("put", "patch", "delete", "trace", "options")
        if (response := undone(getattr(client, method), place.address)).status_code != 405
    ]

    assert not answered, "\n".join(answered)


def numbers_of_records():
    """How many there are of each kind, but for what looking leaves behind."""
    return {
        model._meta.label: model._base_manager.count()
        for model in apps.get_models()
        if model._meta.model_name not in LEFT_BY_LOOKING
    }


def test_looking_changes_nothing(everywhere, quality_lead):
    client = visitor(quality_lead)
    before = numbers_of_records()

    for place in everywhere:
        body(client.get(place.address))
        body(client.head(place.address))

    assert numbers_of_records() == before
