"""What leaves the house: summaries by e-mail and calendars, under the same test as pages.

With names allowed outside, which is the worst case: nobody gets a word of another commissioner or of a restricted record.
"""

import datetime as dt

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests.access.letters import leaks
from tests.factories import actions
from tests.factories.accounts import OtherCommissionerFactory, UserFactory
from tests.factories.vault import restricted_action
from trigpoint.accounts.rules import role_book
from trigpoint.accounts.system import system_person
from trigpoint.common import clock
from trigpoint.common.references import reference_to
from trigpoint.notifications import services, tasks
from trigpoint.notifications.models import Notice

pytestmark = pytest.mark.django_db

MORNING = dt.datetime(2026, 11, 24, 7, 30, tzinfo=clock.LONDON)
OURS, TOLD_IN_CONFIDENCE = "Zedmark", "Quillon"


@pytest.fixture
def house(quality_lead, settings):
    """Amina leads an open action and a restricted one; names may leave; there is a mail server."""
    settings.EMAIL_IS_CONFIGURED = settings.TITLES_OUTSIDE = True
    settings.SITE_ADDRESS = "https://trigpoint.example.nhs.uk"
    quality_lead.email = "amina@example.nhs.uk"
    quality_lead.save()
    with clock.replaying(dt.date(2026, 11, 20)):
        due_on = dt.date(2026, 11, 25)
        shown = actions.action(quality_lead, f"{OURS} action", leads=("me",), due_on=due_on)
        hidden = restricted_action(quality_lead, text=f"{TOLD_IN_CONFIDENCE} action")
        hidden.leads.update(person=quality_lead)
    return shown, hidden


def morning(*people):
    """Everybody is told of everything that anybody could be told of, and the timetable runs; what each got by e-mail."""
    for reference in {notice.reference for notice in Notice.objects.all()}:
        for person in people:
            tell(person, reference)
    with clock.replaying(MORNING):
        tasks.remind()
        tasks.send_summaries()


def tell(person, reference):
    """A careless caller tells a person of a record."""
    services.tell(person=person, kind="given", reference=reference, words="Given to you", by=system_person())


def test_who_leads_gets_the_open_action_and_nothing_restricted(quality_lead, house):
    shown, hidden = house
    tell(quality_lead, reference_to(hidden))

    morning(quality_lead)

    assert len(mail.outbox) == 1
    assert leaks([OURS])  # the search would find it
    assert leaks([TOLD_IN_CONFIDENCE, hidden.public_id]) == []
    assert {notice.reference for notice in Notice.objects.all()} == {reference_to(shown)}


@pytest.mark.parametrize("role", sorted(role_book().roles))
def test_nobody_of_another_commissioner_gets_a_word_of_it(role, house):
    stranger = UserFactory(
        username="stranger",
        email="stranger@example.nhs.uk",
        role=role,
        organisation="RMC",
        commissioner=OtherCommissionerFactory(),
    )
    for record in house:
        tell(stranger, reference_to(record))
    tell(stranger, "")  # so that there is something to send

    morning(stranger)

    theirs = [message for message in mail.outbox if message.to == [stranger.email]]
    assert len(theirs) == 1
    assert leaks([OURS, TOLD_IN_CONFIDENCE, "Greater Manchester", *ids(house)], theirs) == []
    assert not set(ids(house)) & set(calendar_of(stranger).split())
    assert OURS.lower() not in calendar_of(stranger)


def test_calendar_of_who_leads_holds_nothing_restricted(quality_lead, house):
    shown, hidden = house

    text = calendar_of(quality_lead)

    assert shown.public_id in text
    assert hidden.public_id not in text
    assert TOLD_IN_CONFIDENCE.lower() not in text


def ids(house):
    """Ids of the records."""
    return [record.public_id for record in house]


def calendar_of(person):
    """What a person's calendar program gets, lines unfolded, in small letters."""
    _, secret = services.make_calendar_key(by=person)
    with clock.replaying(MORNING):
        response = Client().get(reverse("notifications:calendar", args=[secret]))
    assert response.status_code == 200
    return response.content.decode().replace("\r\n ", "").lower()
