"""The rule for red, amber, green and blue: the action plan of February 2014, then every edge of the rule."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trigpoint.actions.rules.contradictions import contradictions
from trigpoint.actions.rules.days import MONTH, RoughDay
from trigpoint.actions.rules.rag import (
    Due,
    Facts,
    Outcome,
    Verdict,
    days_late,
    due_on,
    extensions,
    missed,
    moved_too_late,
    original,
    rag,
)

PLAN = dt.date(2014, 2, 25)  # the day of the paper


def day(text):
    """26/03/13 as the plan writes it."""
    return dt.datetime.strptime(text, "%d/%m/%y").date()


def month(text):
    """Aug 13: a month of which the day is not known."""
    return RoughDay(dt.datetime.strptime(text, "%b %y").date(), MONTH)


def on(text):
    return RoughDay(day(text))


def due(*texts):
    return tuple(Due(day(text)) for text in texts)


# Ref, what the plan says, the letter by the rule, what does not fit together.
FEBRUARY_2014 = [
    ("1", Facts(due("26/03/13"), completed=on("26/03/13"), stated="G"), "G", []),
    ("2", Facts(due("26/03/13"), completed=on("19/03/13"), stated="G"), "G", []),
    ("3", Facts(due("23/07/13"), completed=on("23/07/13"), stated="G"), "G", []),
    ("4", Facts(due("28/05/13"), completed=on("25/04/13"), stated="G"), "G", []),
    ("5", Facts(due("31/08/13"), completed=month("Aug 13"), stated="G"), "G", []),
    ("6", Facts(due("31/12/13", "28/02/14"), is_started=True, stated="A"), "A", []),
    ("7", Facts(due("31/03/14"), is_started=True, stated="G"), "A", ["ACT-002", "ACT-003"]),
    ("8", Facts(has_parts=True, has_lead=False), "", []),
    ("8.1", Facts(due("31/12/13"), completed=month("Oct 13"), stated="G"), "G", []),
    ("8.2", Facts(due("31/12/13"), completed=month("Sep 13"), stated="G"), "G", []),
    ("8.3", Facts(due("31/03/14"), completed=month("Jan 14"), stated="G"), "G", []),
    ("9", Facts(due("30/11/13"), completed=on("15/11/13"), stated="G"), "G", []),
    (
        "10",
        Facts(due("31/12/13"), outcome=Outcome.SUPERSEDED, has_successor=True, stated="G"),
        "",
        ["ACT-003"],
    ),
    (
        "11",
        Facts(due("31/03/14"), completed=month("Feb 14"), stated="G", evidence_on=(day("26/03/14"),)),
        "G",
        ["ACT-007"],
    ),
    ("12", Facts(due("31/03/14"), is_started=True, stated="A"), "A", []),
    (
        "13",
        Facts(due("31/03/14"), completed=month("Feb 14"), stated="G", evidence_on=(day("25/03/14"),)),
        "G",
        ["ACT-007"],
    ),
    ("14", Facts(due("31/03/14"), is_started=True, stated="A"), "A", []),
]


@pytest.mark.parametrize(("ref", "facts", "letter", "codes"), FEBRUARY_2014)
def test_plan_of_february_2014(ref, facts, letter, codes):
    assert rag(facts, PLAN).letter == letter
    assert [each.code for each in contradictions(facts, PLAN)] == codes


def test_superseded_is_not_completed():
    assert rag(Facts(due("31/12/13"), outcome=Outcome.SUPERSEDED), PLAN).word == "Superseded"


@pytest.mark.parametrize(
    ("as_of", "letter"), [(PLAN, "A"), (dt.date(2014, 2, 28), "A"), (dt.date(2014, 3, 1), "R")]
)
def test_second_deadline_counts_until_it_has_passed(as_of, letter):
    assert rag(Facts(due("31/12/13", "28/02/14"), is_started=True), as_of).letter == letter


@pytest.mark.parametrize("verdict", [Verdict.PROPOSED, Verdict.REFUSED])
def test_deadline_that_was_not_approved_does_not_count(verdict):
    facts = Facts((*due("31/12/13"), Due(day("28/02/14"), verdict)), is_started=True)

    assert rag(facts, PLAN).letter == "R"
    assert due_on(facts, PLAN) == day("31/12/13")
    assert extensions(facts, PLAN) == 0


def test_deadline_approved_later_does_not_count_before():
    facts = Facts((*due("31/12/13"), Due(day("28/02/14"), decided_on=day("10/02/14"))))

    assert rag(facts, day("09/02/14")).letter == "R"
    assert rag(facts, day("10/02/14")).letter == "B"


@pytest.mark.parametrize(
    ("facts", "letter"),
    [
        (Facts(due("31/03/14")), "B"),
        (Facts(due("31/03/14"), is_started=True), "A"),
        (Facts(due("24/02/14")), "R"),
        (Facts(due("24/02/14"), is_started=True), "R"),
        (Facts(due("25/02/14")), "B"),
        (Facts(), "B"),
        (Facts(is_started=True), "A"),
        (Facts(has_parts=True, deadlines=due("24/02/14")), "R"),
    ],
)
def test_red_beats_amber_and_blue_from_the_day_after_the_deadline(facts, letter):
    assert rag(facts, PLAN).letter == letter


@pytest.mark.parametrize(
    ("completed", "is_late"),
    [
        (on("31/08/13"), False),
        (on("01/09/13"), True),
        (month("Aug 13"), False),
        (month("Sep 13"), True),
    ],
)
def test_completion_after_the_deadline_is_green_and_late(completed, is_late):
    found = rag(Facts(due("31/08/13"), completed=completed), PLAN)

    assert (found.letter, found.is_late) == ("G", is_late)


def test_a_month_counts_as_its_last_day_for_lateness_and_its_first_for_order():
    february = Facts(due("27/02/14"), completed=month("Feb 14"))

    assert rag(february, day("01/02/14")).letter == "G"
    assert rag(february, PLAN).is_late
    assert days_late(february, PLAN) == 1
    assert rag(february, day("31/01/14")).letter == "B"


def test_completion_to_come_is_not_green_and_is_flagged():
    facts = Facts(due("31/03/14"), completed=on("26/02/14"), is_started=True)

    assert rag(facts, PLAN).letter == "A"
    assert [each.code for each in contradictions(facts, PLAN)] == ["ACT-001"]


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (Facts(outcome=Outcome.SUPERSEDED), ["ACT-004"]),
        (Facts(outcome=Outcome.SUPERSEDED, has_successor=True), []),
        (Facts(outcome=Outcome.WITHDRAWN), []),
        (Facts(has_lead=False), ["ACT-006"]),
        (Facts(has_lead=False, has_parts=True), []),
        (Facts(completed=on("20/02/14"), evidence_on=(day("20/02/14"),)), []),
        (Facts(completed=on("20/02/14"), evidence_on=(day("21/02/14"),)), ["ACT-007"]),
        (Facts(completed=month("Feb 14"), evidence_on=(day("28/02/14"),)), []),
        (Facts(stated="B"), []),
        (Facts(stated="R"), ["ACT-003"]),
    ],
)
def test_what_does_not_fit_together(facts, codes):
    assert [each.code for each in contradictions(facts, PLAN)] == codes


@pytest.mark.parametrize(
    ("asked", "codes"), [("30/12/13", []), ("31/12/13", ["ACT-005"]), ("02/01/14", ["ACT-005"])]
)
def test_more_time_is_asked_for_before_the_deadline(asked, codes):
    facts = Facts((*due("31/12/13"), Due(day("28/02/14"), set_on=day(asked))))

    found = contradictions(facts, PLAN)

    assert [each.code for each in found] == codes
    assert all(each.is_warning for each in found)
    assert bool(missed(facts, PLAN)) == bool(codes)


def test_moving_a_deadline_that_has_passed_stays_a_breach_of_it():
    facts = Facts((*due("31/12/13"), Due(day("28/02/14"), set_on=day("02/01/14"))), completed=on("01/02/14"))

    assert rag(facts, PLAN).letter == "G"
    assert not rag(facts, PLAN).is_late
    assert moved_too_late(facts, PLAN) == (day("31/12/13"),)
    assert missed(facts, PLAN) == (day("31/12/13"),)


def test_original_deadline_and_number_of_extensions_stay_in_sight():
    facts = Facts(
        (*due("31/12/13"), Due(day("31/01/14"), Verdict.REFUSED), *due("28/02/14", "15/02/14", "31/03/14"))
    )

    assert original(facts, PLAN) == day("31/12/13")
    assert due_on(facts, PLAN) == day("31/03/14")
    assert extensions(facts, PLAN) == 2


def test_days_late():
    assert days_late(Facts(due("20/02/14")), PLAN) == 5
    assert days_late(Facts(due("25/02/14")), PLAN) == 0
    assert days_late(Facts(due("20/02/14"), completed=on("22/02/14")), PLAN) == 2
    assert days_late(Facts(), PLAN) == 0


def test_stated_letter_is_held_against_the_day_for_which_it_was_stated():
    facts = Facts(due("28/02/14"), is_started=True, stated="A")
    in_february = rag(facts, PLAN)

    assert [each.code for each in contradictions(facts, day("01/03/14"))] == ["ACT-003"]
    assert contradictions(facts, day("01/03/14"), when_stated=in_february) == ()


DAYS = st.dates(dt.date(2013, 1, 1), dt.date(2015, 12, 31))
ROUGH = st.builds(RoughDay, DAYS, st.sampled_from(["day", "month"]))
ANY = st.builds(
    Facts,
    deadlines=st.lists(st.builds(Due, DAYS, st.sampled_from(Verdict)), max_size=4).map(tuple),
    is_started=st.booleans(),
    completed=st.none() | ROUGH,
    outcome=st.sampled_from(Outcome),
)


def told_plainly(facts, as_of):
    """The rule once more, as the rulebook writes it."""
    if facts.outcome:
        return "", False
    approved = [each.due_on for each in facts.deadlines if each.verdict == "approved"]
    if facts.completed:
        start = (
            facts.completed.day.replace(day=1) if facts.completed.precision == MONTH else facts.completed.day
        )
        end = (
            start
            if facts.completed.precision != MONTH
            else (start + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
        )
        if start <= as_of:
            return "G", bool(approved and end > approved[-1])
    if approved and as_of > approved[-1]:
        return "R", False
    return ("A" if facts.is_started else "B"), False


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ANY, DAYS)
def test_rule_agrees_with_its_second_telling(facts, as_of):
    found = rag(facts, as_of)

    assert (found.letter, found.is_late) == told_plainly(facts, as_of)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ANY, DAYS, DAYS)
def test_red_stays_red_until_something_happens(facts, one, another):
    earlier, later = sorted((one, another))

    if rag(facts, earlier).letter == "R" and facts.completed is None:
        assert rag(facts, later).letter == "R"
