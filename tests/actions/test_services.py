"""Changing the register: who may, from where to where, four eyes, and what stays on record."""

import datetime as dt

import pytest

from tests.factories import actions as made
from tests.factories.accounts import OtherCommissionerFactory, UserFactory, give
from trigpoint.actions import services
from trigpoint.actions.errors import (
    DateImpossible,
    LeadMissing,
    NothingWritten,
    NumberTaken,
    RequestMissing,
    SamePerson,
    StepImpossible,
    TargetImpossible,
)
from trigpoint.actions.models import Action
from trigpoint.actions.rules.days import MONTH, RoughDay
from trigpoint.actions.services.bulk import Change
from trigpoint.audit.models import Event
from trigpoint.common import clock
from trigpoint.common.errors import NotAllowed

pytestmark = pytest.mark.django_db
TODAY = RoughDay(made.TODAY)


def events(action):
    """Names of what the audit says of an action, oldest first."""
    return list(
        Event.objects.filter(target=f"action:{action.public_id}")
        .order_by("pk")
        .values_list("name", flat=True)
    )


def test_adding_gives_a_number_a_state_a_deadline_and_a_lead(quality_lead):
    action = made.action(quality_lead, leads=("Amina Hussain", "All ADs"))

    known = made.known(action, quality_lead)
    assert (action.ref, known.state, known.due_on) == ("1", "agreed", made.in_days(28))
    assert [(lead.person, lead.words) for lead in known.leads] == [
        (quality_lead, "Amina Hussain"),
        (None, "All ADs"),
    ]
    assert events(action) == ["actions.added"]
    assert action.raised_on == made.TODAY


def test_numbers_go_on_within_a_plan_and_below_a_parent(quality_lead):
    plan = {"plan": "Francis, Keogh and Berwick"}
    first = made.action(quality_lead, **plan)
    made.action(quality_lead, **plan)
    made.action(quality_lead)

    part = made.action(quality_lead, parent=first, **plan)
    other = made.action(quality_lead, parent=first, **plan)

    assert (part.ref, other.ref) == ("1.1", "1.2")
    assert made.action(quality_lead, **plan).ref == "3"
    assert made.action(quality_lead).ref == "2"
    assert [each.ref for each in Action.objects.filter(plan=plan["plan"])] == ["1", "1.1", "1.2", "2", "3"]


def test_a_number_is_given_once(quality_lead):
    made.action(quality_lead, ref="8.1")

    with pytest.raises(NumberTaken, match=r"There is an action 8\.1 in the register already"):
        made.action(quality_lead, ref="8.1")


def test_me_is_whoever_says_it_and_initials_are_nobody_in_particular(quality_lead):
    action = made.action(quality_lead, leads=("me", "AH"))

    assert [(lead.person, lead.words) for lead in made.known(action, quality_lead).leads] == [
        (quality_lead, "Amina Hussain"),
        (None, "AH"),
    ]


def test_a_name_that_two_people_bear_is_kept_as_typed(quality_lead):
    UserFactory(username="another.amina")

    action = made.action(quality_lead, leads=("Amina Hussain", "amina"))

    assert [lead.person for lead in made.known(action, quality_lead).leads] == [None, quality_lead]


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"text": " "}, NothingWritten),
        ({"leads": ()}, LeadMissing),
        ({"due_on": dt.date(2026, 11, 23)}, DateImpossible),
        ({"kind": "question"}, TargetImpossible),
        ({"is_sent": True}, TargetImpossible),
    ],
)
def test_adding_is_refused(quality_lead, said, error):
    with pytest.raises(error):
        services.add_action(draft=made.draft(**said), by=quality_lead)
    assert not Action.objects.exists()


def test_adding_below_anothers_action_is_refused(quality_lead, other_lead):
    theirs = made.action(other_lead)

    with pytest.raises(TargetImpossible):
        made.action(quality_lead, parent=theirs)


def test_restricted_action_is_in_no_list_and_cannot_be_sent(quality_lead):
    action = made.action(quality_lead, restriction="safeguarding", provider=made.bolton())

    assert not Action.visible_to(quality_lead).exists()
    with pytest.raises(TargetImpossible):
        services.send(action=action, by=quality_lead)
    with pytest.raises(TargetImpossible):
        made.sent(quality_lead, restriction="safeguarding")


@pytest.mark.parametrize(
    "role", ["clinical_chair", "committee_member", "administrator", "auditor", "partner"]
)
def test_who_only_reads_adds_nothing(db, role):
    with pytest.raises(NotAllowed):
        made.action(UserFactory(role=role))


def test_the_whole_way_from_proposed_to_closed(quality_lead, colleague):
    action = made.action(quality_lead, is_agreed=False)

    services.agree(action=action, by=quality_lead)
    services.start(action=action, started=RoughDay(dt.date(2026, 11, 20)), by=quality_lead)
    services.claim_done(
        action=action, completed=TODAY, text="Audit report", dated_on=made.TODAY, by=quality_lead
    )
    services.send_back(action=action, reason="Ward 4 is missing", by=colleague)
    services.claim_done(action=action, completed=TODAY, text="Ward 4 too", by=quality_lead)
    services.verify(action=action, by=colleague)
    services.close(action=action, by=quality_lead)

    known = made.known(action, quality_lead)
    assert [step.state for step in known.steps] == [
        "proposed",
        "agreed",
        "in_progress",
        "claimed",
        "in_progress",
        "claimed",
        "verified",
        "closed",
    ]
    assert [each.text for each in known.evidence] == ["Audit report", "Ward 4 too"]
    assert known.rag.letter == "G"
    assert events(action) == [
        "actions.added",
        "actions.agreed",
        "actions.started",
        "actions.claimed",
        "actions.sent_back",
        "actions.claimed",
        "actions.verified",
        "actions.closed",
    ]


def test_a_claim_is_verified_by_somebody_else(quality_lead, colleague):
    action = made.claimed(quality_lead)

    with pytest.raises(SamePerson, match="somebody else has to verify"):
        services.verify(action=action, by=quality_lead)

    services.verify(action=action, by=colleague)
    assert made.known(action, colleague).state == "verified"


def test_a_claim_sent_back_counts_no_more(quality_lead, colleague):
    action = made.claimed(quality_lead, due_on=made.in_days(3))
    assert made.known(action, colleague).rag.letter == "G"

    services.send_back(action=action, reason="Not yet", by=colleague)

    assert made.known(action, colleague).rag.letter == "A"
    assert made.known(action, colleague, made.in_days(4)).rag.letter == "R"
    services.claim_done(action=action, completed=TODAY, text="Now", by=colleague)
    with pytest.raises(SamePerson):
        services.verify(action=action, by=colleague)


@pytest.mark.parametrize("deed", ["verify", "close"])
def test_steps_out_of_turn_are_refused_with_where_it_stands(quality_lead, deed):
    action = made.action(quality_lead)

    with pytest.raises(StepImpossible, match="This one stands at: agreed"):
        getattr(services, deed)(action=action, by=quality_lead)


def test_what_needs_a_reason_is_refused_without(quality_lead, colleague):
    action = made.claimed(quality_lead)

    for refused in (services.send_back, services.withdraw, services.reopen):
        with pytest.raises(NothingWritten):
            refused(action=action, reason=" ", by=colleague)
    with pytest.raises(NothingWritten):
        services.claim_done(action=action, completed=TODAY, text="", by=colleague)


def test_days_still_ahead_are_refused(quality_lead):
    action = made.action(quality_lead)
    tomorrow = RoughDay(made.in_days(1))

    with pytest.raises(DateImpossible):
        services.start(action=action, started=tomorrow, by=quality_lead)
    with pytest.raises(DateImpossible):
        services.claim_done(action=action, completed=tomorrow, text="Done", by=quality_lead)
    services.claim_done(
        action=action, completed=RoughDay(made.TODAY.replace(day=1), MONTH), text="Done", by=quality_lead
    )
    assert not made.known(action, quality_lead).contradictions


def test_superseding_names_the_other_action_and_may_be_undone(quality_lead, other_lead):
    action, other = made.action(quality_lead), made.action(quality_lead)

    services.supersede(action=action, by_action=other, by=quality_lead)
    known = made.known(action, quality_lead)
    assert (known.rag.letter, known.superseded_by) == ("", other)
    assert not known.contradictions

    services.reopen(action=action, reason="The other fell through", by=quality_lead)
    assert made.known(action, quality_lead).rag.letter == "A"
    for wrong in (action, made.action(other_lead)):
        with pytest.raises(TargetImpossible):
            services.supersede(action=action, by_action=wrong, by=quality_lead)


def test_provider_sees_and_answers_only_what_was_sent_to_it(quality_lead, rosa):
    action = made.action(quality_lead, provider=made.bolton())
    assert not Action.visible_to(rosa).exists()

    services.send(action=action, by=quality_lead)
    assert list(Action.visible_to(rosa)) == [action]
    services.start(action=action, started=TODAY, by=rosa)
    services.say_position(action=action, text="Half the wards are done", by=rosa)
    services.add_evidence(action=action, text="Ward list", by=rosa)
    services.claim_done(action=action, completed=TODAY, text="Report", by=rosa)

    services.recall(action=action, by=quality_lead)
    assert not Action.visible_to(rosa).exists()
    with pytest.raises(NotAllowed):
        services.say_position(action=action, text="More", by=rosa)
    services.send(action=action, by=quality_lead)
    assert list(Action.visible_to(rosa)) == [action]


def test_provider_may_not_do_what_is_the_commissioners(quality_lead, rosa):
    action = made.claimed(quality_lead, rosa)

    for refused in (
        lambda: services.verify(action=action, by=rosa),
        lambda: services.send_back(action=action, reason="x", by=rosa),
        lambda: services.close(action=action, by=rosa),
        lambda: services.withdraw(action=action, reason="x", by=rosa),
        lambda: services.supersede(action=action, by_action=made.sent(quality_lead), by=rosa),
        lambda: services.change_leads(action=action, leads=("me",), by=rosa),
        lambda: services.recall(action=action, by=rosa),
        lambda: services.decide_on_time(action=action, is_approved=True, by=rosa),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_another_provider_sees_nothing(quality_lead, rosa):
    made.sent(quality_lead)
    other = UserFactory(username="other", role="provider", organisation="RXX")

    assert not Action.visible_to(other).exists()


def test_provider_of_another_commissioner_sees_nothing(quality_lead, rosa):
    made.sent(quality_lead)
    elsewhere = UserFactory(
        username="elsewhere", role="provider", organisation="RMC", commissioner=OtherCommissionerFactory()
    )

    assert not Action.visible_to(elsewhere).exists()


def test_internal_positions_are_not_for_the_provider(quality_lead, rosa):
    action = made.sent(quality_lead)
    services.say_position(action=action, text="Ask the regulator first", by=quality_lead)
    services.say_position(action=action, text="Thank you", by=quality_lead, is_internal=False)
    services.say_position(action=action, text="We are on it", by=rosa, is_internal=True)

    assert [each.text for each in made.known(action, rosa).positions] == ["Thank you", "We are on it"]
    assert len(made.known(action, quality_lead).positions) == 3


def test_neighbour_changes_nothing(quality_lead, other_lead):
    action = made.claimed(quality_lead)

    for refused in (services.verify, services.close):
        with pytest.raises(NotAllowed):
            refused(action=action, by=other_lead)
    with pytest.raises(NotAllowed):
        services.say_position(action=action, text="x", by=other_lead)


def test_more_time_needs_a_second_person(quality_lead, chair):
    action = made.action(quality_lead)
    later = made.in_days(60)

    services.ask_for_time(action=action, due_on=later, reason="The auditor is ill", by=quality_lead)
    assert made.known(action, chair).due_on == made.in_days(28)
    with pytest.raises(RequestMissing):
        services.ask_for_time(action=action, due_on=later, reason="Again", by=quality_lead)
    services.decide_on_time(action=action, is_approved=True, by=chair)

    known = made.known(action, chair)
    assert known.due_on == later
    assert [each.due_on for each in known.deadlines] == [made.in_days(28), later]
    assert not known.contradictions
    assert events(action)[1:] == ["actions.time_asked", "actions.time_approved"]


def test_who_asks_for_time_may_not_approve_it(db):
    director = UserFactory(username="director", role="executive")
    lead = UserFactory(username="lead")
    action = made.action(lead)
    services.ask_for_time(action=action, due_on=made.in_days(60), reason="x", by=lead)

    with pytest.raises(NotAllowed):
        services.decide_on_time(action=action, is_approved=True, by=lead)
    services.decide_on_time(action=action, is_approved=True, by=director)


def test_asker_with_the_right_to_approve_is_still_refused(quality_lead):
    give(quality_lead, "executive")
    action = made.action(quality_lead)
    services.ask_for_time(action=action, due_on=made.in_days(60), reason="x", by=quality_lead)

    with pytest.raises(SamePerson):
        services.decide_on_time(action=action, is_approved=True, by=quality_lead)


def test_refused_time_says_why_and_leaves_the_deadline(quality_lead, chair):
    action = made.action(quality_lead)
    services.ask_for_time(action=action, due_on=made.in_days(60), reason="x", by=quality_lead)

    with pytest.raises(NothingWritten):
        services.decide_on_time(action=action, is_approved=False, by=chair)
    services.decide_on_time(action=action, is_approved=False, why="Patients wait", by=chair)

    assert made.known(action, chair).due_on == made.in_days(28)
    services.ask_for_time(action=action, due_on=made.in_days(40), reason="A little", by=quality_lead)


@pytest.mark.parametrize("days", [0, 1])
def test_time_asked_for_on_the_deadline_or_later_leaves_it_missed(quality_lead, chair, days):
    action = made.action(quality_lead, due_on=made.in_days(5))

    with clock.replaying(made.in_days(5 + days)):
        services.ask_for_time(action=action, due_on=made.in_days(30), reason="x", by=quality_lead)
        services.decide_on_time(action=action, is_approved=True, by=chair)
        known = made.known(action, chair)

    assert known.rag.letter == "B"
    assert [each.code for each in known.contradictions] == ["ACT-005"]


@pytest.mark.parametrize("days", [-1, 0, 28])
def test_new_deadline_must_be_later(quality_lead, days):
    action = made.action(quality_lead)

    with pytest.raises(DateImpossible):
        services.ask_for_time(action=action, due_on=made.in_days(days), reason="x", by=quality_lead)


def test_nothing_to_decide(quality_lead, chair):
    action = made.action(quality_lead)

    with pytest.raises(RequestMissing):
        services.decide_on_time(action=action, is_approved=True, by=chair)
    with pytest.raises(NothingWritten):
        services.ask_for_time(action=action, due_on=made.in_days(60), reason="", by=quality_lead)


def test_first_deadline_can_be_set_later_once(quality_lead):
    action = made.action(quality_lead, due_on=None)
    assert made.known(action, quality_lead).due_on is None

    services.set_first_deadline(action=action, due_on=made.in_days(9), by=quality_lead)

    assert made.known(action, quality_lead).due_on == made.in_days(9)
    with pytest.raises(StepImpossible):
        services.set_first_deadline(action=action, due_on=made.in_days(12), by=quality_lead)
    with pytest.raises(DateImpossible):
        services.set_first_deadline(action=action, due_on=made.in_days(-1), by=quality_lead)


def test_leads_change_and_the_earlier_are_kept(quality_lead, colleague):
    action = made.action(quality_lead, leads=("LM", "SF"))

    services.change_leads(action=action, leads=("Tom Reilly",), by=quality_lead)

    known = made.known(action, quality_lead)
    assert [lead.person for lead in known.leads] == [colleague]
    assert [lead.words for lead in known.earlier_leads] == ["LM", "SF"]
    with pytest.raises(LeadMissing):
        services.change_leads(action=action, leads=(), by=quality_lead)


def test_how_it_stood_on_an_earlier_day(quality_lead, colleague, chair):
    first, second, done = made.in_days(10), made.in_days(30), made.in_days(18)
    action = made.action(quality_lead, due_on=first)
    with clock.replaying(made.in_days(5)):
        services.ask_for_time(action=action, due_on=second, reason="x", by=quality_lead)
    with clock.replaying(made.in_days(12)):
        services.decide_on_time(action=action, is_approved=True, by=chair)
        services.start(action=action, started=TODAY, by=quality_lead)
        services.change_leads(action=action, leads=("SF",), by=quality_lead)
    with clock.replaying(made.in_days(20)):
        services.claim_done(action=action, completed=RoughDay(done), text="x", by=quality_lead)

    def stood(days):
        known = made.known(action, quality_lead, made.in_days(days))
        return known.state, known.rag.letter, known.due_on, known.leads[0].words

    assert stood(0) == ("agreed", "B", first, "LM")
    assert stood(11) == ("agreed", "R", first, "LM")
    assert stood(12) == ("in_progress", "A", second, "SF")
    assert stood(19) == ("in_progress", "A", second, "SF")
    assert stood(20) == ("claimed", "G", second, "SF")


def test_changing_many_says_which_could_not(quality_lead, chair):
    fresh, running = made.action(quality_lead), made.started(quality_lead)

    outcome = services.change_together(
        actions=[fresh, running], change=Change("started", started=TODAY), by=quality_lead
    )

    assert outcome.done == (fresh,)
    assert outcome.refused == (
        (running, "Only an agreed action can be started. This one stands at: under way."),
    )
    assert events(fresh)[-1] == "actions.started"
    with pytest.raises(NotAllowed):
        services.change_together(actions=[fresh], change=Change("closed"), by=chair)


@pytest.mark.parametrize(
    "change",
    [
        Change("lead", leads=("SF",)),
        Change("ask-time", due_on=dt.date(2027, 3, 1), text="Winter"),
        Change("position", text="On track"),
        Change("withdrawn", text="No longer needed"),
    ],
)
def test_each_kind_of_change_for_many(quality_lead, change):
    outcome = services.change_together(actions=[made.action(quality_lead)], change=change, by=quality_lead)

    assert len(outcome.done) == 1


def test_audit_holds_no_free_text(quality_lead, colleague):
    action = made.action(quality_lead, text="Zedmark text", leads=("Zedmark",))
    services.say_position(action=action, text="Zedmark", by=quality_lead)
    services.claim_done(action=action, completed=TODAY, text="Zedmark", by=quality_lead)
    services.send_back(action=action, reason="Zedmark", by=colleague)

    kept = "".join(f"{event.before}{event.after}{event.why}" for event in Event.objects.all())
    assert "Zedmark" not in kept
