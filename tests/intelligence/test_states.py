"""Where an item can stand: the table of RULEBOOK 5.4, and that nothing else is possible."""

import pytest

from trigpoint.intelligence.rules.states import FINISHED, OPEN, STAYING, Deed, State, refusal, state_after

OUTCOMES = {
    Deed.NO_ACTION: "no_action",
    Deed.LINKED: "linked",
    Deed.ASKED: "query_to_provider",
    Deed.MARKED: "case_opened",
    Deed.PASSED: "passed_to_partner",
    Deed.CLOSED: "closed_with_feedback",
}


def test_first_look_may_be_a_look_alone():
    assert state_after("received", Deed.TRIAGED) == "triaged"
    assert state_after("triaged", Deed.TRIAGED) is None


@pytest.mark.parametrize(("deed", "state"), OUTCOMES.items())
def test_each_outcome_is_reached_from_whatever_is_open(deed, state):
    assert {state_after(before, deed) for before in OPEN} == {state}


@pytest.mark.parametrize("deed", [*OUTCOMES, Deed.MERGED])
def test_nothing_happens_to_what_is_finished(deed):
    assert [state_after(before, deed) for before in FINISHED] == [None, None]


def test_finished_can_be_opened_again():
    assert {state_after(before, Deed.REOPENED) for before in FINISHED} == {"triaged"}
    assert state_after("triaged", Deed.REOPENED) is None


def test_reading_noting_and_writing_a_gist_change_nothing():
    assert {state_after("linked", deed) for deed in STAYING} == {"linked"}


def test_every_refusal_says_where_it_stands():
    said = [refusal(state, deed) for deed in Deed for state in State if state_after(state, deed) is None]

    assert said
    assert all("It stands at: " in each for each in said)
