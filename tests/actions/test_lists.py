"""Finding actions, and that the database tells the same letter as the rule."""

import datetime as dt
import random

import pytest

from tests.factories import actions as made
from tests.factories.accounts import UserFactory
from tests.factories.organisations import OrganisationFactory
from trigpoint.actions import queries, services
from trigpoint.actions.models import Action
from trigpoint.actions.queries import Chosen
from trigpoint.actions.rules.days import MONTH, RoughDay
from trigpoint.actions.rules.drafts import Draft, DueAsPublished, Published
from trigpoint.actions.rules.states import State
from trigpoint.common import clock

pytestmark = pytest.mark.django_db
TODAY = made.TODAY


def found(user, day=TODAY, **chosen):
    """Texts of a list."""
    return [each.text for each in queries.listed(user=user, chosen=Chosen(**chosen), day=day)]


def test_views_of_the_register(quality_lead, colleague, rosa, chair):
    made.action(quality_lead, "mine", leads=("me",))
    made.action(quality_lead, "somebody's")
    made.sent(quality_lead, "provider's")
    made.claimed(quality_lead, text="claimed")
    late = made.action(quality_lead, "late", due_on=TODAY)
    asked = made.action(quality_lead, "asked")
    services.ask_for_time(action=asked, due_on=made.in_days(90), reason="x", by=quality_lead)
    services.withdraw(action=made.action(quality_lead, "withdrawn"), reason="x", by=quality_lead)
    tomorrow = made.in_days(1)

    assert set(found(quality_lead)) == {"mine", "somebody's", "provider's", "claimed", "late", "asked"}
    assert found(quality_lead, show="mine") == ["mine"]
    assert found(quality_lead, show="overdue") == []
    assert found(quality_lead, tomorrow, show="overdue") == ["late"]
    assert found(quality_lead, show="verify") == ["claimed"]
    assert found(chair, show="time") == ["asked"]
    assert found(quality_lead, show="provider") == ["provider's"]
    assert found(quality_lead, show="done") == ["withdrawn"]
    assert len(found(quality_lead, show="all")) == 7
    assert found(rosa, show="all") == ["provider's"]
    counted = queries.counts(user=quality_lead, day=tomorrow)
    assert (counted.open, counted.mine, counted.overdue, counted.overdue_mine) == (6, 1, 1, 0)
    assert (counted.to_verify, counted.time, counted.total) == (1, 1, 7)
    assert late.owner == quality_lead.commissioner


def test_search_wants_every_word_and_knows_numbers_and_leads(quality_lead):
    made.action(quality_lead, "Falls on wards", leads=("Grace Obi",))
    made.action(quality_lead, "Falls at home", source_words="Coroner's report", owner_group="Falls group")

    assert found(quality_lead, words="falls ward") == ["Falls on wards"]
    assert found(quality_lead, words="grace") == ["Falls on wards"]
    assert found(quality_lead, words="2") == ["Falls at home"]
    assert found(quality_lead, words="coroner group") == ["Falls at home"]
    assert found(quality_lead, words="nothing") == []


def test_search_of_a_provider_finds_only_in_what_it_sees(quality_lead, rosa):
    made.sent(quality_lead, "Audit", source_words="Zedmark", owner_group="Zedmark", plan="Zedmark")

    assert found(rosa, words="audit") == ["Audit"]
    assert found(rosa, words="zedmark") == []
    assert set(queries.choices(user=rosa)) == {"provider"}
    assert found(quality_lead, words="zedmark") == ["Audit"]


def test_narrowing_and_choices(quality_lead):
    other = OrganisationFactory(code="RW6", name="Pennine Acute Hospitals NHS Trust")
    made.sent(quality_lead, "one", owner_group="Quality group")
    made.action(quality_lead, "two", provider=other, plan="Winter plan")
    made.started(quality_lead, text="three")

    assert found(quality_lead, provider="RW6") == ["two"]
    assert found(quality_lead, group="Quality group") == ["one"]
    assert found(quality_lead, plan="Winter plan") == ["two"]
    assert found(quality_lead, state="in_progress") == ["three"]
    assert found(quality_lead, letter="A") == ["three"]
    assert queries.choices(user=quality_lead) == {
        "provider": [
            ("RMC", "Bolton NHS Foundation Trust"),
            ("RW6", "Pennine Acute Hospitals NHS Trust"),
        ],
        "group": [("Quality group", "Quality group")],
        "plan": [("Winter plan", "Winter plan")],
    }


def test_order_and_grouping(quality_lead):
    other = OrganisationFactory(code="RW6", name="Pennine Acute Hospitals NHS Trust")
    made.action(quality_lead, "b", due_on=made.in_days(2), provider=other)
    made.action(quality_lead, "a", due_on=made.in_days(3), provider=made.bolton())
    made.action(quality_lead, "c", due_on=None)

    assert found(quality_lead) == ["b", "a", "c"]
    assert found(quality_lead, sort="-due") == ["a", "b", "c"]
    assert found(quality_lead, sort="number") == ["b", "a", "c"]
    assert found(quality_lead, sort="provider") == ["a", "b", "c"]
    assert found(quality_lead, grouped="provider", sort="-due") == ["a", "b", "c"]
    assert found(quality_lead, sort="nonsense") == ["b", "a", "c"]


def test_letter_of_the_database_is_that_of_the_rule(quality_lead):
    chance = random.Random(2014)
    for number in range(150):
        services.take_over(published=_any(chance, number), by=quality_lead)

    for day in (dt.date(2014, 1, 1), dt.date(2014, 2, 25), dt.date(2014, 4, 1), TODAY):
        listed = list(queries.standing_on(day, user=quality_lead))
        told = {each.pk: (each.letter, each.state, each.due) for each in listed}
        by_rule = {
            each.action.pk: (each.rag.letter, each.state, each.due_on)
            for each in queries.known_among(Action.objects.all(), day=day, user=quality_lead)
            if each.steps
        }
        assert told == by_rule
    assert {letter for letter, _, _ in told.values()} == {"", "R", "A", "G", "B"}


def _any(chance, number):
    """An action as some paper might state it."""
    state = chance.choice(list(State))
    start = dt.date(2013, 6, 1)

    def day():
        return start + dt.timedelta(days=chance.randrange(400))

    completed = RoughDay(day().replace(day=1), chance.choice(["day", MONTH]))
    is_done = state in (State.CLAIMED, State.VERIFIED, State.CLOSED)
    return Published(
        draft=Draft(text=f"Action {number}", leads=(), due_on=None, plan="Any"),
        as_it_stood_on=start + dt.timedelta(days=chance.randrange(200)),
        state=state,
        deadlines=tuple(DueAsPublished(day()) for _ in range(chance.randrange(3))),
        completed=completed if is_done else None,
    )


def test_due_for_a_lead_and_for_a_provider(quality_lead, rosa, other_lead):
    mine = made.action(quality_lead, leads=("me",), due_on=made.in_days(3))
    made.sent(quality_lead, due_on=made.in_days(1))
    made.action(quality_lead)
    made.claimed(quality_lead, leads=("me",))

    [due] = queries.due_for(quality_lead, TODAY)
    assert (due.reference, due.what, due.due_on) == (f"action:{mine.public_id}", "Action 1", made.in_days(3))
    assert not due.is_overdue
    assert [each.what for each in queries.due_for(rosa, TODAY)] == ["Action 2"]
    assert queries.due_for(other_lead, TODAY) == []
    with clock.replaying(made.in_days(2)):
        assert [each.is_overdue for each in queries.due_for(rosa, clock.today())] == [True]


def test_restricted_actions_are_due_to_nobody(quality_lead):
    made.action(quality_lead, leads=("me",), restriction="safeguarding")

    assert queries.due_for(quality_lead, TODAY) == []
    assert queries.counts(user=quality_lead, day=TODAY).total == 0


def test_a_list_asks_the_database_a_fixed_number_of_times(quality_lead, django_assert_num_queries):
    def look():
        actions = queries.listed(user=quality_lead, chosen=Chosen(), day=TODAY)
        return [
            (each.rag, each.contradictions, each.standing_of(quality_lead), each.situation)
            for each in queries.known_among(actions, day=TODAY, user=quality_lead)
        ]

    made.sent(quality_lead)
    quality_lead.reach  # noqa: B018 - asked once a request
    for number in range(5):
        action = made.sent(quality_lead, f"action {number}")
        services.say_position(action=action, text="On track", by=quality_lead)

    with django_assert_num_queries(7):
        assert len(look()) == 6


def test_people_who_answer_to_another_commissioner_are_not_named(quality_lead, other_lead):
    assert queries.people_named(("Megan Price",), owner=quality_lead.commissioner) == {}
    UserFactory(username="megan2", first_name="Megan", last_name="Price")
    assert set(queries.people_named(("megan price",), owner=quality_lead.commissioner)) == {"megan price"}
