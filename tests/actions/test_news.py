"""Who learns what of an action, and that nobody learns what they may not see."""

import pytest

from tests.factories import actions as made
from trigpoint.actions import services
from trigpoint.actions.rules.days import RoughDay
from trigpoint.notifications.models import Notice

pytestmark = pytest.mark.django_db
TODAY = RoughDay(made.TODAY)


def news():
    """Username, kind and words of all that was told, in order."""
    found = Notice.objects.order_by("pk").select_related("person")
    return [(each.person.username, each.kind, each.words) for each in found]


def test_who_leads_learns_it_and_not_who_gives_it_to_themselves(quality_lead, colleague):
    made.action(quality_lead, leads=("me", "Tom Reilly", "LM"))

    assert news() == [("tom", "given", "You lead it now")]


def test_provider_learns_what_is_sent_and_the_commissioner_what_it_answers(quality_lead, colleague, rosa):
    action = made.sent(quality_lead)
    services.claim_done(action=action, completed=TODAY, text="x", by=rosa)
    services.send_back(action=action, reason="x", by=colleague)

    assert news() == [
        ("rosa", "given", "It was sent to your organisation"),
        ("amina", "answered", "Somebody says that it is done; it waits to be verified"),
        ("amina", "decided", "It was sent back: something is still missing"),
        ("rosa", "decided", "It was sent back: something is still missing"),
    ]


def test_more_time_is_news_to_those_who_decide_and_to_who_asked(quality_lead, chair):
    action = made.action(quality_lead)
    services.ask_for_time(action=action, due_on=made.in_days(60), reason="x", by=quality_lead)
    services.decide_on_time(action=action, is_approved=False, why="x", by=chair)

    assert news() == [
        ("david", "given", "More time is asked for; it waits for a decision"),
        ("amina", "decided", "More time was refused"),
    ]


def test_internal_positions_are_no_news_and_a_providers_are(quality_lead, rosa):
    action = made.sent(quality_lead)
    Notice.objects.all().delete()
    services.say_position(action=action, text="Inside", by=quality_lead)
    services.say_position(action=action, text="On it", by=rosa)

    assert news() == [("amina", "answered", "Somebody said where it stands")]


def test_restricted_action_is_news_to_nobody(quality_lead, colleague):
    made.action(quality_lead, leads=("Tom Reilly",), restriction="safeguarding")

    assert news() == []
