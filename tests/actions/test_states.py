"""Where an action can stand and what may happen to it there."""

import pytest

from trigpoint.actions.rules.states import (
    FINISHED,
    OF_QUESTIONS,
    OPEN,
    TRANSITIONS,
    Deed,
    State,
    deed_words,
    refusal,
    state_after,
    state_words,
)

# What is possible, written by hand: state, deed, state after.
POSSIBLE = {
    ("proposed", "agreed"): "agreed",
    ("agreed", "started"): "in_progress",
    ("agreed", "claimed"): "claimed",
    ("in_progress", "claimed"): "claimed",
    ("claimed", "sent_back"): "in_progress",
    ("claimed", "verified"): "verified",
    ("verified", "closed"): "closed",
    **{(state, "superseded"): "superseded" for state in ("proposed", "agreed", "in_progress", "claimed")},
    **{(state, "withdrawn"): "withdrawn" for state in ("proposed", "agreed", "in_progress", "claimed")},
    **{(state, "reopened"): "in_progress" for state in ("verified", "closed", "superseded", "withdrawn")},
}

# The same of a question: asked, answered, closed; nobody starts, verifies or supersedes one.
POSSIBLE_TO_QUESTIONS = {
    ("proposed", "agreed"): "agreed",
    ("agreed", "claimed"): "claimed",
    ("in_progress", "claimed"): "claimed",
    ("claimed", "sent_back"): "agreed",
    ("claimed", "closed"): "closed",
    ("verified", "closed"): "closed",
    **{(state, "withdrawn"): "withdrawn" for state in ("proposed", "agreed", "in_progress", "claimed")},
    **{(state, "reopened"): "agreed" for state in ("verified", "closed", "superseded", "withdrawn")},
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("deed", TRANSITIONS)
def test_what_may_happen_to_a_question(state, deed):
    wanted = POSSIBLE_TO_QUESTIONS.get((state.value, deed.value))

    assert state_after(state, deed, is_question=True) == wanted


def test_a_question_is_spoken_of_as_a_question():
    lived = [*dict.fromkeys(state_words(leads_to, is_question=True) for _, leads_to in OF_QUESTIONS.values())]

    assert lived == ["Asked", "Answered", "Closed", "Withdrawn"]
    assert deed_words(Deed.SENT_BACK, is_question=True) == "Asked again"
    assert deed_words(Deed.CLAIMED) == "Claimed done"
    for deed in TRANSITIONS:
        said = refusal(State.CLAIMED, deed, is_question=True)
        assert said.endswith("This one stands at: answered.")
        assert "action" not in said


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("deed", TRANSITIONS)
def test_what_may_happen(state, deed):
    assert state_after(state, deed) == POSSIBLE.get((state.value, deed.value))


def test_every_state_is_open_or_finished():
    assert set(OPEN) | set(FINISHED) == set(State)
    assert not set(OPEN) & set(FINISHED)


@pytest.mark.parametrize("deed", TRANSITIONS)
def test_a_refusal_says_what_is_possible_and_where_it_stands(deed):
    assert refusal(State.CLOSED, deed).endswith("This one stands at: closed.")


def test_sending_changes_no_state():
    assert set(Deed) - set(TRANSITIONS) == {Deed.PROPOSED, Deed.SENT, Deed.RECALLED}
