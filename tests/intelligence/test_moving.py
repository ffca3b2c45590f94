"""Moving an item on: taking it up, merging, restricting; what is refused, and to whom."""

import pytest

from tests.factories.accounts import UserFactory
from tests.factories.intelligence import item, whistle
from tests.factories.vault import WHY
from trigpoint.common.errors import NotAllowed
from trigpoint.intelligence import queries
from trigpoint.intelligence.errors import ItemImpossible, StepImpossible, WordsMissing
from trigpoint.intelligence.models import Item
from trigpoint.intelligence.queries.items import replies_to
from trigpoint.intelligence.services import moving
from trigpoint.vault.services import open_restricted


def deeds(made):
    return [step.deed for step in queries.steps_of(made)]


def test_comment_is_taken_up_by_a_person(quality_lead):
    comment = item(quality_lead, source="fft")

    with pytest.raises(StepImpossible):
        moving.look_at(item=comment, by=quality_lead)
    moving.take_up(item=comment, by=quality_lead, text="It speaks of harm.")

    comment.refresh_from_db()
    assert (comment.is_one_by_one, queries.state_of(comment)) == (True, "received")
    with pytest.raises(StepImpossible):
        moving.take_up(item=comment, by=quality_lead)


@pytest.mark.parametrize(
    ("move", "said"),
    [
        (moving.need_nothing, {"text": " "}),
        (moving.pass_on, {"partner": ""}),
        (moving.close, {"reply": " "}),
        (moving.note, {"text": ""}),
        (moving.restrict, {"restriction": "safeguarding", "text": " "}),
    ],
)
def test_words_that_a_step_needs_are_asked_for(quality_lead, move, said):
    with pytest.raises(WordsMissing):
        move(item=item(quality_lead), by=quality_lead, **said)


def test_closing_needs_a_reply_or_why_nobody_can_be_told(quality_lead):
    made = item(quality_lead)

    moving.close(item=made, reply="", text="Nobody left a name.", by=quality_lead)

    assert queries.state_of(made) == "closed_with_feedback"
    assert replies_to(made) == []


def test_whoever_reads_or_belongs_to_others_moves_nothing(quality_lead, chair, other_lead):
    made = item(quality_lead)

    for somebody in (chair, other_lead):
        with pytest.raises(NotAllowed):
            moving.look_at(item=made, by=somebody)
    assert deeds(made) == ["received"]


def test_sender_of_a_merged_item_reads_the_reply_to_the_other(quality_lead):
    first, again, third = item(quality_lead), item(quality_lead), item(quality_lead, "Other words")
    moving.merge(item=third, into=again, by=quality_lead)
    moving.merge(item=again, into=first, by=quality_lead)
    moving.close(item=first, reply="It was mended.", by=quality_lead)

    assert [each.words for each in replies_to(third)] == ["It was mended."]
    assert queries.state_of(again) == "merged"


def test_reply_stays_with_an_item_that_was_opened_again(quality_lead):
    first, again = item(quality_lead), item(quality_lead)
    moving.merge(item=again, into=first, by=quality_lead)
    moving.reopen(item=again, text="Not the same after all.", by=quality_lead)
    moving.close(item=first, reply="It was mended.", by=quality_lead)

    assert replies_to(again) == []


def test_what_was_answered_before_it_was_told_with_the_other_went_to_somebody_else(quality_lead):
    first, again = item(quality_lead), item(quality_lead, "Other words")
    moving.close(item=first, reply="An older reply.", by=quality_lead)
    moving.reopen(item=first, text="It goes on.", by=quality_lead)
    moving.merge(item=again, into=first, by=quality_lead)
    assert replies_to(again) == []
    moving.close(item=first, reply="It was mended.", by=quality_lead)

    assert [each.words for each in replies_to(again)] == ["It was mended."]


def test_nothing_is_told_with_itself_or_with_what_is_closed(quality_lead):
    made, closed = item(quality_lead), item(quality_lead)
    moving.close(item=closed, reply="Thank you.", by=quality_lead)

    for into in (made, closed):
        with pytest.raises(ItemImpossible):
            moving.merge(item=made, into=into, by=quality_lead)


def test_restricted_item_is_gone_for_everybody_else(quality_lead):
    made = item(quality_lead, source="fft")

    moving.restrict(item=made, restriction="whistleblowing", text="It shows who told it.", by=quality_lead)

    assert not Item.visible_to(quality_lead).exists()
    assert Item.restricted_to(quality_lead).get() == made
    assert queries.state_of(made) == "received"
    with pytest.raises(NotAllowed):
        moving.look_at(item=made, by=quality_lead)
    open_restricted(kind="item", public_id=made.public_id, reason=WHY, by=quality_lead)
    moving.look_at(item=made, by=quality_lead)
    assert deeds(made) == ["received", "restricted", "triaged"] or deeds(made) == [
        "taken_up",
        "restricted",
        "triaged",
    ]


def test_nobody_restricts_to_a_class_that_their_role_is_not_named_for(quality_lead):
    lead = UserFactory(username="sam", role="safeguarding_lead")
    manager = UserFactory(username="mia", role="quality_manager")
    made = item(quality_lead)

    for somebody in (lead, manager):
        with pytest.raises(NotAllowed):
            moving.restrict(item=made, restriction="whistleblowing", text="Why", by=somebody)


def test_what_others_were_told_with_is_not_restricted_under_them(quality_lead):
    first, again = item(quality_lead), item(quality_lead)
    moving.merge(item=again, into=first, by=quality_lead)

    with pytest.raises(StepImpossible):
        moving.restrict(item=first, restriction="safeguarding", text="Why", by=quality_lead)
    moving.reopen(item=again, text="Apart again.", by=quality_lead)
    moving.restrict(item=first, restriction="safeguarding", text="Why", by=quality_lead)


def test_restricted_and_others_are_not_linked(quality_lead):
    hidden, made = whistle(quality_lead), item(quality_lead)

    with pytest.raises(ItemImpossible):
        moving.link(item=made, other=hidden, about="", by=quality_lead)
