"""What staff tell in confidence leaves no trace for anybody who is not named: no page, search, file, feed, log or address."""

from __future__ import annotations

import datetime as dt
import logging

import pytest

from tests.factories import concerns
from tests.factories.accounts import UserFactory
from tests.factories.intelligence import coded, item, whistle
from tests.factories.organisations import OrganisationFactory
from tests.factories.vault import WHY
from tests.security.walk import body, places, undone, visitor
from trigpoint.common import clock
from trigpoint.common.references import reference_to
from trigpoint.intelligence.models import Item
from trigpoint.intelligence.queries.dues import due_for
from trigpoint.intelligence.services import moving
from trigpoint.intelligence.services.gists import write_gist
from trigpoint.organisations.models import Organisation
from trigpoint.triangulation.rules.drafts import Link
from trigpoint.triangulation.services.gathering import gather
from trigpoint.vault import services as vault

pytestmark = pytest.mark.django_db

WORD = "Quillfeather"
NAME = "Rosalind Featherstonehaugh"
PART = "sleeps"  # stands in what was told, and is looked for
SEARCH = f"?q={PART}&words={PART}&find={PART}&show=all&state=all"
# What each of these may not know, though they see much; the last is named for it, and has not opened it.
READERS = ("quality_manager", "auditor", "safeguarding_lead", "provider")


@pytest.fixture
def told(world, quality_lead):
    """A nurse told us, a month ago; it was opened, worked on, sealed, made a gist of, and a concern was raised. And one that was restricted later."""
    trust = Organisation.objects.get(code="RZZ")
    practice = OrganisationFactory(code="RXX")
    then = clock.today() - dt.timedelta(days=30)
    said = {"provider": trust, "place": WORD, "sender": NAME, "happened_on": then, "is_at_risk_now": True}
    hidden = coded(whistle(quality_lead, f"{WORD} {PART} on the night shift", **said), "discharge")
    later = item(
        quality_lead, f"{WORD} {PART} at work, told a GP", provider=trust, sent_for=practice, ref=WORD
    )
    coded(later, "discharge")
    gather(owner=quality_lead.commissioner)  # before anybody restricted it
    beside = item(quality_lead, "Another piece", provider=trust)
    moving.link(item=beside, other=later, about="", text=f"As {WORD} says", by=quality_lead)
    moving.restrict(item=later, restriction="whistleblowing", text=f"{WORD} is named", by=quality_lead)
    vault.open_restricted(kind="item", public_id=hidden.public_id, reason=WHY, by=quality_lead)
    vault.seal_reporter(record=hidden, name=NAME, contact="", by=quality_lead)
    moving.note(item=hidden, text=f"{WORD} again", by=quality_lead)
    write_gist(item=hidden, words="There are worries about nights.", provider=None, by=quality_lead)
    worry = concerns.concern(
        quality_lead,
        provider=trust,
        words=f"{WORD} {PART} on shift",
        restriction="whistleblowing",
        links=(Link(reference_to(hidden), "for"),),
        next_on=clock.today(),
    )
    gather(owner=quality_lead.commissioner)
    return world, (hidden, later, worry)


def person(role):
    """Somebody of Greater Manchester in that role, or of an organisation beside it."""
    return UserFactory(username=role, role=role, organisation="RXX")


def read(reader, made):
    """Everything that a person can open, as it is and searched for the word: (address, what was answered)."""
    client = visitor(reader)
    for place in places(made):
        is_list = not made.arguments.get(place.name) or place.name == "intelligence:item"
        for address in (place.address, *([place.address + SEARCH] if is_list else [])):
            response = undone(client.get, address)
            yield address, response.headers.get("Location", "").encode() + body(response)


def traces(reader, told):
    """Where a word, a name or an id of theirs stands in what a person can open."""
    made, items = told
    secrets = [WORD, NAME, *(each.public_id for each in items)]
    return [
        f"{address} holds {secret}"
        for address, answered in read(reader, made)
        for secret in secrets
        if secret.encode() in answered
    ]


@pytest.mark.parametrize("role", READERS)
def test_no_trace_for_whoever_is_not_named(told, role, caplog):
    caplog.set_level(logging.INFO)
    reader = person(role)

    assert traces(reader, told) == []
    assert [secret for secret in (WORD, NAME) if secret in caplog.text] == []
    due = {each.reference for each in due_for(reader, clock.today())}
    assert due.isdisjoint(reference_to(each) for each in told[1])


def test_a_list_of_everything_would_be_noticed(told, quality_lead, monkeypatch):
    monkeypatch.setattr(Item, "visible_to", classmethod(lambda cls, user: cls.objects.all()))
    address = told[0].address("intelligence:inbox") + SEARCH

    assert WORD.encode() in body(visitor(quality_lead).get(address))


def test_no_trace_for_the_neighbour(told, other_lead):
    assert traces(other_lead, told) == []
