"""The action plan of February 2014, taken over into the register as the paper states it, and looked at on any day."""

import datetime as dt

import pytest

from trigpoint.actions import queries, services
from trigpoint.actions.models import Action
from trigpoint.actions.queries import Chosen
from trigpoint.actions.rules.days import MONTH, RoughDay
from trigpoint.actions.rules.drafts import Draft, DueAsPublished, EvidenceAsPublished, Published
from trigpoint.actions.rules.states import State

pytestmark = pytest.mark.django_db
PAPER = dt.date(2014, 2, 25)
PLAN = "WBCCG action plan: Francis, Keogh and Berwick"


def d(text):
    return dt.datetime.strptime(text, "%d/%m/%y").date()


def m(text):
    return RoughDay(dt.datetime.strptime(text, "%b %y").date(), MONTH)


# ref, leads, deadlines, completed, stated, more
ROWS = [
    ("1", ("TA", "MT", "JS", "JM"), ["26/03/13"], RoughDay(d("26/03/13")), "G", {}),
    ("2", ("SF", "LM"), ["26/03/13"], RoughDay(d("19/03/13")), "G", {}),
    ("3", ("JS", "All ADs"), ["23/07/13"], RoughDay(d("23/07/13")), "G", {}),
    ("4", ("SF", "LM"), ["28/05/13"], RoughDay(d("25/04/13")), "G", {}),
    ("5", ("AM",), ["31/08/13"], m("Aug 13"), "G", {}),
    ("6", ("AA", "JS"), ["31/12/13", "28/02/14"], None, "A", {"state": State.IN_PROGRESS}),
    ("7", ("SF",), ["31/03/14"], None, "G", {"state": State.IN_PROGRESS}),
    ("8", (), [], None, "", {}),
    ("8.1", ("LM",), ["31/12/13"], m("Oct 13"), "G", {}),
    ("8.2", ("HC",), ["31/12/13"], m("Sep 13"), "G", {}),
    ("8.3", ("LM",), ["31/03/14"], m("Jan 14"), "G", {}),
    ("9", ("LM",), ["30/11/13"], RoughDay(d("15/11/13")), "G", {}),
    ("11", ("SF", "LM", "LD"), ["31/03/14"], m("Feb 14"), "G", {"evidence": d("26/03/14")}),
    ("12", ("LM",), ["31/03/14"], None, "A", {"state": State.IN_PROGRESS}),
    ("13", ("SF", "LM"), ["31/03/14"], m("Feb 14"), "G", {"evidence": d("25/03/14")}),
    ("14", ("SF", "LM"), ["31/03/14"], None, "A", {"state": State.IN_PROGRESS}),
    ("10", ("LM",), ["31/12/13"], None, "G", {"state": State.SUPERSEDED, "superseded_by": "14"}),
]
EXPECTED = {
    **dict.fromkeys(["1", "2", "3", "4", "5", "8.1", "8.2", "8.3", "9"], ("G", [])),
    "6": ("A", []),
    "7": ("A", ["ACT-002", "ACT-003"]),
    "8": ("", []),
    "10": ("", ["ACT-003"]),
    "11": ("G", ["ACT-007"]),
    "12": ("A", []),
    "13": ("G", ["ACT-007"]),
    "14": ("A", []),
}


@pytest.fixture
def plan(quality_lead):
    """The plan in the register: number -> action."""
    made = {}
    for ref, leads, due, completed, stated, more in ROWS:
        made[ref] = services.take_over(
            published=Published(
                draft=Draft(
                    text=f"Action {ref} of the plan",
                    leads=leads,
                    due_on=None,
                    plan=PLAN,
                    ref=ref,
                    parent=made["8"] if ref.startswith("8.") else None,
                ),
                as_it_stood_on=PAPER,
                state=more.get("state", State.CLOSED if completed else State.AGREED),
                deadlines=tuple(DueAsPublished(d(each)) for each in due),
                completed=completed,
                superseded_by=made.get(more.get("superseded_by", "")),
                stated=stated,
                evidence=(EvidenceAsPublished("As printed", more["evidence"]),) if "evidence" in more else (),
            ),
            by=quality_lead,
        )
    return made


def stood(user, day):
    """Number -> letter and codes on a day, as pages show them."""
    found = queries.known_among(Action.visible_to(user), day=day, user=user)
    return {
        each.action.ref: (each.rag.letter, [one.code for one in each.contradictions])
        for each in found
        if each.steps
    }


def test_plan_computes_as_the_rule_says(plan, quality_lead):
    assert stood(quality_lead, PAPER) == EXPECTED


def test_sixth_is_red_from_the_first_of_march(plan, quality_lead):
    assert stood(quality_lead, dt.date(2014, 2, 28))["6"][0] == "A"
    assert stood(quality_lead, dt.date(2014, 3, 1))["6"] == ("R", [])


def test_before_the_paper_nothing_was_known(plan, quality_lead):
    assert stood(quality_lead, dt.date(2014, 2, 24)) == {}
    assert not queries.listed(user=quality_lead, chosen=Chosen(show="all"), day=dt.date(2014, 2, 24)).exists()


def test_plan_stands_in_the_order_of_its_numbers(plan, quality_lead):
    chosen = Chosen(show="all", sort="number")
    found = [each.ref for each in queries.listed(user=quality_lead, chosen=chosen, day=PAPER)]

    assert found == [
        "1",
        "2",
        "3",
        "4",
        "5",
        "6",
        "7",
        "8",
        "8.1",
        "8.2",
        "8.3",
        "9",
        "10",
        "11",
        "12",
        "13",
        "14",
    ]


def test_counts_on_the_day_of_the_paper_and_after_the_last_deadline(plan, quality_lead):
    then = queries.counts(user=quality_lead, day=PAPER)
    later = queries.counts(user=quality_lead, day=dt.date(2014, 4, 1))

    assert (then.open, then.overdue, then.total) == (4, 0, 17)
    assert (later.open, later.overdue) == (4, 4)
