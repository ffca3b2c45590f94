"""Which deed is possible from which state, who may, and what is warned of."""

import datetime as dt

import pytest

from trigpoint.triangulation.models import ConcernDeed, ConcernState
from trigpoint.triangulation.rules import concerns as rules

DAY = dt.date(2026, 11, 2)


def looked(**said):
    told = {
        "state": "open", "streams": ("complaints", "outcomes"), "needed": 2, "stale": (), "asked": True, "answered": True,
        "has_lead": True, "next_on": DAY, "today": DAY,
    }  # fmt: skip
    return rules.Looked(**(told | said))


def test_every_deed_but_the_first_has_its_place():
    assert {*rules.TABLE, "raised"} == set(ConcernDeed.values)
    assert {state for states, _ in rules.TABLE.values() for state in states} == set(ConcernState.values)


@pytest.mark.parametrize(
    ("state", "deed", "after"),
    [
        ("open", "led", "open"),
        ("open", "levelled", "open"),
        ("open", "noted", "open"),
        ("open", "asked", "open"),
        ("open", "replied", "open"),
        ("open", "decided", "open"),
        ("open", "merged", "merged"),
        ("open", "closed", "closed"),
        ("open", "checked", None),
        ("open", "reopened", None),
        ("closed", "led", "closed"),
        ("closed", "levelled", None),
        ("closed", "noted", "closed"),
        ("closed", "asked", None),
        ("closed", "replied", None),
        ("closed", "decided", None),
        ("closed", "merged", None),
        ("closed", "closed", None),
        ("closed", "checked", "closed"),
        ("closed", "reopened", "open"),
        ("merged", "led", None),
        ("merged", "noted", "merged"),
        ("merged", "decided", None),
        ("merged", "checked", None),
        ("merged", "reopened", "open"),
    ],
)
def test_what_leads_where(state, deed, after):
    assert rules.state_after(state, deed) == after
    assert (deed in rules.possible(state)) == (after is not None)


def test_a_refusal_says_where_it_stands():
    assert rules.refusal("closed", "decided") == "It is closed, so that it cannot be decided on."


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"streams": ()}, "No hard data"),
        ({"streams": ("complaints",)}, "Only one kind of source"),
        ({"asked": False}, "has not been asked"),
        ({"stale": ("Workforce",)}, "What is known is old: Workforce"),
        ({"has_lead": False}, "Nobody leads it"),
        ({"next_on": None}, "Nobody has said when"),
        ({"next_on": DAY - dt.timedelta(days=1)}, "is over"),
    ],
)
def test_each_warning_by_itself(said, words):
    (found,) = rules.warnings(looked(**said))
    assert words in found


def test_nothing_to_warn_of():
    assert rules.warnings(looked()) == []
    assert rules.warnings(looked(state="closed", streams=(), asked=False)) == []


@pytest.mark.parametrize(
    ("said", "more", "deed"),
    [
        ({"has_lead": False, "asked": False}, {}, "led"),
        ({"asked": False, "answered": False}, {}, "asked"),
        ({"answered": False}, {"is_reply_late": True}, "chased"),
        ({"answered": False}, {}, "noted"),
        ({}, {}, "decided"),
        ({"state": "closed"}, {"check_on": DAY}, "checked"),
        ({"state": "closed"}, {"check_on": DAY + dt.timedelta(days=1)}, ""),
        ({"state": "closed"}, {"held": "not_held"}, "reopened"),
        ({"state": "merged"}, {}, ""),
    ],
)
def test_the_one_next_step(said, more, deed):
    told = {"check_on": None, "is_reply_late": False, **more}
    assert rules.next_deed(looked(**said), **told) == deed
