"""Where an action can stand and what may happen to it there."""

import pytest

from trigpoint.actions.rules.states import FINISHED, OPEN, TRANSITIONS, Deed, State, refusal, state_after

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
