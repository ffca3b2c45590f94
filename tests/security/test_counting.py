"""No number on any page counts what the reader may not see: a neighbour's records, and what was told in confidence."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.core.cache import cache
from django.urls import NoReverseMatch, reverse

from tests.access import world
from tests.access.table import addresses
from tests.factories import actions, complaints, intelligence
from tests.factories import surveillance as made
from tests.factories.accounts import OtherCommissionerFactory, UserFactory
from tests.factories.vault import restricted_action
from tests.security.walk import DOOR, body, is_page, undone, visitor
from trigpoint.accounts.models import OwnedRecord, User
from trigpoint.accounts.rules import role_book
from trigpoint.actions.models import Action
from trigpoint.common import clock
from trigpoint.loads.models import Load
from trigpoint.reports import services as reports

pytestmark = pytest.mark.django_db

LATER = dt.timedelta(hours=1)  # the pages are read at one moment, whenever the records were made
NUMBER = re.compile(r"\d[\d,.:]*")
# Pages that are meant to say that there are restricted records, each with for whom.
FOR_THE_NAMED = {
    "vault:list": "people whose role is named for them",
    "audit:search": "those who look after the audit see that something happened, not to what",
    "audit:search-csv": "the same as a file",
}


@pytest.fixture
def megan(settings, tmp_path):
    """A quality lead of the neighbour, with records of each kind that is counted."""
    settings.DATA_DIR, settings.LIMITS = tmp_path, False
    megan = UserFactory(username="megan", commissioner=OtherCommissionerFactory())
    trust = made.provider(megan, "RYY", "Trust of the neighbour", is_open=False)
    made.series(megan, trust, [*made.STEADY, 60.0], is_open=False)
    made.refreshed(megan)
    actions.sent(megan, "An action", provider=trust)
    reports.write_note(provider=trust, text="A note", by=megan)
    reports.set_meeting(provider=trust, held_on=clock.today() + dt.timedelta(days=3), by=megan)
    for sender in "ab":
        intelligence.coded(intelligence.item(megan, f"Told by {sender}", sender=sender), "discharge")
    complaints.complaint(megan, subjects=("clinical",))
    return megan


def as_role(megan, role):
    """Somebody of Megan's commissioner."""
    return User.objects.filter(username=role).first() or UserFactory(
        username=role, role=role, organisation="RYY", commissioner=megan.commissioner
    )


def numbers(person, at):
    """Every number on every page that needs no choice of a record, and on those about Megan's own trust."""
    found = {}
    client = visitor(person)
    cache.clear()  # so that what was drawn before hides nothing
    with clock.replaying(at):
        for name, address in _pages():
            response = undone(client.get, address)
            if response.status_code == 200 and (is_page(response) or _is_table(response)):
                found[name] = Counter(NUMBER.findall(_said(response)))
    return found


def _pages():
    about = {
        "surveillance:provider": ["RYY"],
        "reports:brief": ["RYY"],
        "organisations:organisation": ["RYY"],
    }
    for name in sorted(set(addresses()) - {DOOR}):
        try:
            yield name, reverse(name, args=about.get(name, []))
        except NoReverseMatch:
            continue


def _is_table(response):
    return response.headers.get("Content-Type", "").startswith("text/csv")


def _said(response):
    if _is_table(response):
        return f"{body(response).count(bytes([10]))} lines"
    page = BeautifulSoup(body(response), "html.parser")
    titles = " ".join(tag.get("title", "") + " " + tag.get("aria-label", "") for tag in page.find_all(True))
    return page.get_text(" ") + " " + titles


def changed(before, after):
    """Pages on which a number is another now, with which ones."""
    return {
        name: (dict(before[name] - after[name]), dict(after[name] - before[name]))
        for name in before
        if before[name] != after.get(name)
    }


def a_neighbours_records():
    """A whole world of somebody else's, none of it open."""
    owned = [model for model in apps.get_models() if issubclass(model, OwnedRecord)]
    there = {model: list(model.objects.values_list("pk", flat=True)) for model in owned}
    world.build(UserFactory(username="amina"))
    for model, known in there.items():
        opened = model.objects.exclude(pk__in=known).filter(is_open=True)
        if opened.exists():  # what never changes once it is there is refused even where nothing would change
            opened.update(is_open=False)


def told_in_confidence(megan):
    """Restricted actions, complaints and pieces of soft intelligence of every class, some urgent and of one theme."""
    for restriction in role_book().classes:
        for number in range(3):
            restricted_action(megan, restriction, f"Told in confidence {number}")
            words, sender = f"Told in confidence, {restriction} {number}", str(number)
            told = intelligence.item(
                megan, words, restriction=restriction, sender=sender, is_at_risk_now=bool(number)
            )
            intelligence.coded(told, "discharge")
            intelligence.item(megan, words, source="fft", restriction=restriction, sender=sender)
            complaints.complaint(megan, words=words, restriction=restriction, subjects=("clinical",))


READERS = ("quality_lead", "executive", "safeguarding_lead", "administrator", "auditor", "provider")


@pytest.mark.parametrize("role", READERS)
def test_no_number_counts_a_neighbours_records(megan, role):
    person, at = as_role(megan, role), clock.now() + LATER
    before = numbers(person, at)

    a_neighbours_records()

    assert len(before) > 3
    assert changed(before, numbers(person, at)) == {}


@pytest.mark.parametrize("role", READERS)
def test_no_number_counts_what_was_told_in_confidence(megan, role):
    person, at = as_role(megan, role), clock.now() + LATER
    before = numbers(person, at)

    told_in_confidence(megan)

    found = changed(before, numbers(person, at))
    assert {name: told for name, told in found.items() if name not in FOR_THE_NAMED} == {}


@pytest.mark.parametrize("model", [Action, Load])
def test_a_count_over_everything_is_noticed(megan, monkeypatch, model):
    at = clock.now() + LATER
    monkeypatch.setattr(model, "visible_to", classmethod(lambda cls, user: cls.objects.all()))
    before = numbers(megan, at)

    a_neighbours_records()

    assert changed(before, numbers(megan, at))
