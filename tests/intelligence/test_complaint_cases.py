"""Complaints as cases: clocks, consent, what stands in the way of what, restricted ones, dues."""

import datetime as dt

import pytest

from tests.factories.accounts import UserFactory
from tests.factories.complaints import complaint, consented
from tests.factories.organisations import OrganisationFactory
from trigpoint.actions.models import Action
from trigpoint.actions.queries import known
from trigpoint.actions.rules.days import RoughDay
from trigpoint.actions.services import claim_done, withdraw
from trigpoint.common import clock
from trigpoint.common.errors import NotAllowed
from trigpoint.frameworks.queries import deadline
from trigpoint.intelligence.errors import ComplaintImpossible
from trigpoint.intelligence.models import Complaint
from trigpoint.intelligence.queries import complaints_listed as listing
from trigpoint.intelligence.queries.complaints_case import case_of
from trigpoint.intelligence.services import complaints_moving as moving
from trigpoint.intelligence.services import complaints_parts as parts
from trigpoint.vault.models import Sealed
from trigpoint.vault.queries import may_learn_reporter

TODAY = clock.today()
DAY = dt.timedelta(days=1)


def test_complaint_has_its_clocks_from_the_first_moment(quality_lead):
    made = complaint(quality_lead, received_on=dt.date(2026, 3, 30))

    assert made.number == "C-2025/26-001"
    assert made.acknowledge_by == dt.date(2026, 4, 2)
    assert made.reply_by == dt.date(2026, 9, 30)
    assert (made.handler, made.pack, case_of(made, user=quality_lead).state) == (
        quality_lead,
        "icb-2026",
        "received",
    )


def test_who_complained_is_sealed_and_stands_nowhere_else(quality_lead):
    made = complaint(quality_lead, name="Zelda Zedmark", contact="zelda@example.org")
    sealed = Sealed.objects.get(about=f"complaint:{made.public_id}")

    assert "Zelda" not in sealed.sealed
    assert may_learn_reporter(quality_lead, made)
    assert not any("Zelda" in str(value) for value in vars(made).values())


def test_first_agreed_day_counts_then_the_explained_delay_then_none(quality_lead):
    made = complaint(quality_lead)
    moving.acknowledge(complaint=made, on=TODAY, by=quality_lead)
    agreed = moving.plan(complaint=made, until=TODAY + 30 * DAY, on=TODAY, by=quality_lead)
    assert agreed.reply_by == TODAY + 30 * DAY

    later = moving.explain_delay(
        complaint=made, until=TODAY + 50 * DAY, text="A witness is away.", on=TODAY, by=quality_lead
    )
    assert later.reply_by == TODAY + 50 * DAY

    moving.answer(complaint=made, outcome="partly", on=TODAY, by=quality_lead)
    again = moving.reopen(
        complaint=moving.close(complaint=made, by=quality_lead), text="A point was missed.", by=quality_lead
    )
    assert again.reply_by == deadline("complaint_reply", TODAY).due_on
    assert case_of(again, user=quality_lead).answer is None


def test_overdue_is_strictly_after_its_day(quality_lead):
    made = complaint(quality_lead, received_on=TODAY - 20 * DAY)
    late = Complaint.objects.with_state()

    assert made in late.overdue(made.acknowledge_by + DAY)
    assert made not in late.overdue(made.acknowledge_by)
    assert case_of(made, user=quality_lead).is_overdue
    moving.acknowledge(complaint=made, on=TODAY, by=quality_lead)
    case = case_of(made, user=quality_lead)
    assert (case.is_overdue, case.is_acknowledgement_late) == (False, True)


def test_late_one_is_decided_on_before_anything_else(quality_lead):
    made = complaint(quality_lead, happened_on=TODAY - 400 * DAY)
    in_time = complaint(quality_lead, happened_on=TODAY - 300 * DAY)
    moving.acknowledge(complaint=made, on=TODAY, by=quality_lead)

    assert (made.is_out_of_time, in_time.is_out_of_time) == (True, False)
    with pytest.raises(ComplaintImpossible, match="out of time"):
        moving.plan(complaint=made, until=TODAY + DAY, on=TODAY, by=quality_lead)
    with pytest.raises(ComplaintImpossible, match="came in time"):
        moving.decline(complaint=in_time, text="Too long ago", by=quality_lead)
    moving.take_up(complaint=made, text="They were ill for a year.", by=quality_lead)
    moving.plan(complaint=made, until=TODAY + DAY, on=TODAY, by=quality_lead)
    with pytest.raises(ComplaintImpossible, match="taken up"):
        moving.decline(complaint=made, text="Too long ago after all", by=quality_lead)


def test_what_is_due_first_stands_first(quality_lead):
    answered_for = complaint(quality_lead, received_on=TODAY - 20 * DAY)
    moving.acknowledge(complaint=answered_for, on=TODAY, by=quality_lead)
    to_acknowledge = complaint(quality_lead, received_on=TODAY - 10 * DAY)
    withdrawn = complaint(quality_lead, received_on=TODAY - 15 * DAY)
    moving.withdraw(complaint=withdrawn, text="They said so.", on=TODAY, by=quality_lead)
    everything = listing.Chosen(show=listing.EVERYTHING)

    assert list(listing.listed(user=quality_lead, chosen=everything, today=TODAY)) == [
        to_acknowledge,
        answered_for,
        withdrawn,
    ]


def test_provider_is_told_only_with_consent(quality_lead):
    made = complaint(quality_lead)
    trust = made.providers.get()
    moving.acknowledge(complaint=made, on=TODAY, by=quality_lead)
    passing = {"complaint": made, "party": trust, "on": TODAY, "by": quality_lead}
    with pytest.raises(ComplaintImpossible, match="consent"):
        moving.pass_to_provider(**passing)
    moving.note_consent(complaint=made, answer="consent_given", on=TODAY, by=quality_lead)
    moving.note_consent(complaint=made, answer="consent_refused", on=TODAY, by=quality_lead)
    with pytest.raises(ComplaintImpossible, match="consent"):
        moving.pass_to_provider(**passing)
    moving.note_consent(complaint=made, answer="consent_given", on=TODAY, by=quality_lead)

    assert moving.pass_to_provider(**passing).reply_by is None


def test_authority_that_is_waited_for_stands_in_the_way_of_an_answer(quality_lead):
    made = complaint(quality_lead, authority="waited_for")
    moving.acknowledge(complaint=made, on=TODAY, by=quality_lead)
    with pytest.raises(ComplaintImpossible, match="authority"):
        moving.answer(complaint=made, outcome="upheld", on=TODAY, by=quality_lead)
    moving.sort_anew(
        complaint=made, subjects=["clinical"], severity="high", authority="written", by=quality_lead
    )

    moving.answer(complaint=made, outcome="upheld", on=TODAY, by=quality_lead)


@pytest.mark.parametrize("day", [TODAY + DAY, TODAY - 10 * DAY])
def test_nothing_happens_tomorrow_or_before_the_complaint_came(quality_lead, day):
    made = complaint(quality_lead)
    with pytest.raises(ComplaintImpossible):
        moving.acknowledge(complaint=made, on=day, by=quality_lead)


def test_answer_waits_for_every_part(quality_lead):
    made = consented(quality_lead)
    trust = made.providers.get()
    ambulance = OrganisationFactory(code="RX7", name="North West Ambulance", kind="ambulance")
    asking = {
        "complaint": made,
        "asked": "What happened at handover?",
        "due_on": TODAY + DAY,
        "by": quality_lead,
    }
    parts.ask_for_part(organisation=trust, is_sent=False, **asking)
    parts.ask_for_part(organisation=ambulance, is_sent=False, **asking)
    first, second = [known.part.public_id for known in case_of(made, user=quality_lead).parts]
    with pytest.raises(ComplaintImpossible, match="North West Ambulance"):
        moving.answer(complaint=made, outcome="upheld", on=TODAY, by=quality_lead)

    parts.answer_part(complaint=made, part=first, text="The crew left a paper.", by=quality_lead)
    parts.chase_part(complaint=made, part=second, by=quality_lead)
    waiting = listing.Chosen(show=listing.WAITING_FOR_OTHERS)
    assert list(listing.listed(user=quality_lead, chosen=waiting, today=TODAY)) == [made]
    with pytest.raises(ComplaintImpossible):
        moving.answer(complaint=made, outcome="upheld", on=TODAY, by=quality_lead)
    parts.give_up_part(complaint=made, part=second, text="They hold no record of it.", by=quality_lead)

    moving.answer(complaint=made, outcome="upheld", on=TODAY, by=quality_lead)


def test_people_of_the_provider_answer_their_part_in_the_register(quality_lead):
    made = consented(quality_lead)
    trust = made.providers.get()
    theirs = UserFactory(username="trust", role="provider", organisation=trust.code)
    parts.ask_for_part(
        complaint=made,
        organisation=trust,
        asked="When did it leave?",
        due_on=TODAY + DAY,
        is_sent=True,
        by=quality_lead,
    )
    question = Action.visible_to(theirs).get()
    assert (question.source, question.kind) == (f"complaint:{made.public_id}", "question")
    assert not Complaint.visible_to(theirs).exists()
    assert case_of(made, user=quality_lead).awaited
    waiting = listing.Chosen(show=listing.WAITING_FOR_OTHERS)
    assert list(listing.listed(user=quality_lead, chosen=waiting, today=TODAY)) == [made]

    answer_in_register(question, theirs)

    part = case_of(made, user=quality_lead).parts[0]
    assert (part.is_answered, part.answer) == (True, "At nine.")
    assert not listing.listed(user=quality_lead, chosen=waiting, today=TODAY)
    moving.answer(complaint=made, outcome="not_upheld", on=TODAY, by=quality_lead)


def answer_in_register(question, by):
    """As the provider's people do on the page of the question."""
    claim_done(action=question, completed=RoughDay(TODAY), text="At nine.", by=by)


def asked_in_register(by):
    """A complaint of which the trust was asked for its part through the register, the part, and the question."""
    made = consented(by)
    asking = {"asked": "When did it leave?", "due_on": TODAY + DAY, "is_sent": True}
    parts.ask_for_part(complaint=made, organisation=made.providers.get(), by=by, **asking)
    return made, made.parts.get().public_id, Action.visible_to(by).get()


@pytest.mark.parametrize("ending", [parts.give_up_part, parts.answer_part])
def test_question_ends_with_its_part(quality_lead, ending):
    made, part, question = asked_in_register(quality_lead)
    parts.chase_part(complaint=made, part=part, by=quality_lead)
    assert known(question, user=quality_lead).state == "agreed"

    ending(complaint=made, part=part, text="They hold no record.", by=quality_lead)

    told = known(question, user=quality_lead)
    assert told.state == "withdrawn"
    assert "record" not in told.steps[-1].text


@pytest.mark.parametrize(
    ("deed", "told"),
    [
        ("withdrawn", {"text": "They said so."}),
        ("consent_refused", {}),
        ("passed", {"party": True}),
    ],
)
def test_parts_and_their_questions_end_with_the_complaint(quality_lead, deed, told):
    made, _, question = asked_in_register(quality_lead)
    party = {"party": made.providers.get()} if "party" in told else {}

    moving.move(complaint=made, deed=deed, by=quality_lead, **(told | party))

    (part,) = case_of(made, user=quality_lead).parts
    assert (part.is_given_up, known(question, user=quality_lead).state) == (True, "withdrawn")


def test_answer_given_in_the_register_outlives_the_complaint(quality_lead):
    made, _, question = asked_in_register(quality_lead)
    answer_in_register(question, quality_lead)
    moving.withdraw(complaint=made, text="They said so.", on=TODAY, by=quality_lead)

    assert known(question, user=quality_lead).state == "claimed"
    assert case_of(made, user=quality_lead).parts[0].is_answered


def test_question_withdrawn_in_the_register_stands_in_nobodys_way(quality_lead):
    made, part, question = asked_in_register(quality_lead)
    withdraw(action=question, reason="Asked by telephone.", by=quality_lead)
    parts.answer_part(complaint=made, part=part, text="At nine.", by=quality_lead)

    moving.answer(complaint=made, outcome="upheld", on=TODAY, by=quality_lead)


def test_what_was_learnt_becomes_an_action_with_its_source(quality_lead):
    made = complaint(quality_lead)
    moving.learn(
        complaint=made,
        text="Nobody checks the bag.",
        todo="Check the bag at discharge",
        leads=("me",),
        due_on=TODAY,
        by=quality_lead,
    )

    assert Action.visible_to(quality_lead).get().source == f"complaint:{made.public_id}"


def test_restricted_one_is_in_no_list_count_or_due_and_numbered_apart(quality_lead):
    restricted = complaint(quality_lead, restriction="safeguarding", name="Zelda Zedmark")
    made = complaint(quality_lead)

    assert (restricted.number[0], made.number[-3:]) == ("R", "001")
    assert listing.counts(user=quality_lead, today=TODAY).total == 1
    assert [due.reference for due in listing.due_for(quality_lead, TODAY)] == [f"complaint:{made.public_id}"]
    manager = UserFactory(username="manager", role="quality_manager")
    with pytest.raises(NotAllowed):
        moving.acknowledge(complaint=restricted, on=TODAY, by=manager)


def test_due_first_to_acknowledge_then_to_answer(quality_lead):
    made = complaint(quality_lead)
    (due,) = listing.due_for(quality_lead, TODAY)
    assert (due.due_on, due.title) == (made.acknowledge_by, f"Acknowledge complaint {made.number}")
    moving.acknowledge(complaint=made, on=TODAY, by=quality_lead)
    (due,) = listing.due_for(quality_lead, TODAY)
    assert due.due_on == made.reply_by
    moving.answer(complaint=made, outcome="upheld", on=TODAY, by=quality_lead)
    assert listing.due_for(quality_lead, TODAY) == []


def test_neighbour_and_readers_change_nothing(quality_lead, other_lead, chair):
    made = complaint(quality_lead)
    for person in (other_lead, chair):
        with pytest.raises(NotAllowed):
            moving.acknowledge(complaint=made, on=TODAY, by=person)
    assert not Complaint.visible_to(other_lead).exists()


def test_handed_on_only_to_those_who_handle_complaints(quality_lead, chair):
    made = complaint(quality_lead)
    analyst = UserFactory(username="tom", role="analyst")
    with pytest.raises(ComplaintImpossible):
        moving.hand_on(complaint=made, person=chair, by=quality_lead)

    assert moving.hand_on(complaint=made, person=analyst, by=quality_lead).handler == analyst
