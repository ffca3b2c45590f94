"""What comes back when, which proposal an agreement is, and what would end one."""

import datetime as dt

import pytest

from trigpoint.triangulation.rules.proposals import (
    CAME_AGAIN,
    DECLINED,
    FADED,
    MERGED,
    OTHER_EVIDENCE,
    PUT_OFF,
    SETTLED,
    TAKEN,
    WAITING,
    Agreement,
    Known,
    Said,
    Support,
    outlook,
    refusal,
    same,
    stand,
)

DAY = dt.date(2026, 11, 23)
TWO = frozenset({"complaints", "performance"})


def where(said, streams=TWO, is_standing=True):
    return stand(said, streams, is_standing=is_standing, today=DAY)


def test_what_nobody_answered_waits_and_what_faded_does_not():
    assert where(Said()).state == WAITING
    assert where(Said("returned", TWO)).state == WAITING
    assert where(Said(), is_standing=False).state == FADED


@pytest.mark.parametrize(
    ("streams", "state", "new"),
    [
        ({"complaints", "performance"}, DECLINED, ()),
        ({"complaints", "visits"}, WAITING, ("visits",)),
        ({"complaints", "performance", "visits"}, WAITING, ("visits",)),
    ],
)
def test_what_was_declined_comes_back_only_with_a_stream_that_was_not_there(streams, state, new):
    found = where(Said("declined", TWO), streams)
    assert (found.state, found.new_streams) == (state, new)


def test_what_was_declined_comes_back_where_it_faded_meanwhile_or_rests_on_other_evidence():
    again = where(Said("declined", TWO, came_again=True))
    assert (again.state, again.since) == (WAITING, CAME_AGAIN)
    other = where(Said("declined", TWO, is_other=True))
    assert (other.state, other.since) == (WAITING, OTHER_EVIDENCE)
    assert where(Said("declined", TWO, came_again=True), is_standing=False).state == FADED


def test_what_was_put_off_comes_back_on_its_day_and_not_before():
    assert where(Said("snoozed", TWO, until=DAY + dt.timedelta(days=1))).state == PUT_OFF
    assert where(Said("snoozed", TWO, until=DAY)).state == WAITING
    early = where(Said("snoozed", TWO, until=DAY + dt.timedelta(days=1)), {*TWO, "visits"})
    assert (early.state, early.new_streams) == (PUT_OFF, ("visits",))


def test_what_was_raised_is_not_proposed_while_the_concern_is_open_whatever_comes():
    assert where(Said("taken", TWO, is_held=True), {*TWO, "visits"}).state == TAKEN


def test_once_the_concern_is_closed_it_comes_back_with_something_first_heard_since():
    assert where(Said("taken", TWO)).state == SETTLED
    assert where(Said("taken", TWO, is_fresh=True)).state == WAITING
    assert where(Said("taken", TWO), {*TWO, "visits"}).new_streams == ("visits",)


def test_what_is_told_with_another_comes_back_when_that_one_fades_or_it_has_a_stream_of_its_own():
    held = Said("merged", TWO, is_held=True, with_streams=frozenset({"workforce"}))
    assert where(held).state == MERGED
    assert where(held, {*TWO, "workforce"}).state == MERGED
    assert where(held, {*TWO, "visits"}).state == WAITING
    assert where(Said("merged", TWO)).state == WAITING


@pytest.mark.parametrize(
    ("deed", "state", "may"),
    [
        ("declined", WAITING, True),
        ("declined", PUT_OFF, True),
        ("declined", TAKEN, False),
        ("declined", FADED, False),
        ("merged", MERGED, False),
        ("taken", DECLINED, True),
        ("taken", TAKEN, False),
        ("returned", DECLINED, True),
        ("returned", WAITING, False),
    ],
)
def test_what_may_be_said_where_it_stands(deed, state, may):
    assert (refusal(deed, state) == "") is may


def agreement(theme, *also, door="", provider=1, direction="concern"):
    return Agreement(provider, theme, direction, door, also, ("a", "b"), ("x", "y"), DAY)


def row(pk, theme, *, door="", provider=1, direction="concern", is_standing=True):
    return Known(pk, provider, theme, direction, door, is_standing)


def test_an_agreement_is_the_proposal_of_its_theme_direction_and_door():
    known = [row(1, "access"), row(2, "access", door="x"), row(3, "access", direction="good")]
    assert same([agreement("access")], known) == {0: 1}
    assert same([agreement("access", door="x")], known) == {0: 2}
    assert same([agreement("access", direction="good"), agreement("harm")], known) == {0: 3}


def test_the_same_evidence_under_another_of_its_themes_is_no_new_proposal():
    assert same([agreement("access", "discharge")], [row(1, "discharge")]) == {0: 1}
    both = [agreement("access", "discharge"), agreement("discharge")]
    assert same(both, [row(1, "discharge")]) == {1: 1}


def test_what_comes_back_keeps_its_history_the_newest_first():
    past = [row(1, "access", is_standing=False), row(2, "access", is_standing=False)]
    assert same([agreement("access")], past) == {0: 2}
    assert same([agreement("access")], [row(3, "access"), *past]) == {0: 3}


def test_what_faded_under_another_theme_is_not_what_agrees_now():
    assert same([agreement("access", "discharge")], [row(1, "discharge", is_standing=False)]) == {}


def test_the_day_on_which_too_few_streams_are_left():
    told = [
        Support("performance", "a", dt.date(2026, 11, 1)),
        Support("complaints", "b", dt.date(2026, 10, 1)),
        Support("complaints", "c", dt.date(2026, 9, 1)),
    ]
    seen = outlook(told, fresh_days={"performance": 100, "complaints": 60}, needed=2)
    assert (seen.independent, seen.spare) == (2, 0)
    assert seen.lasts == {"complaints": dt.date(2026, 11, 30), "performance": dt.date(2027, 2, 9)}
    assert (seen.ends_on, seen.because) == (dt.date(2026, 12, 1), ("complaints",))


def test_a_third_stream_is_one_to_spare():
    told = [Support(name, name, DAY) for name in ("a", "b", "c")]
    seen = outlook(told, fresh_days={"a": 10, "b": 20, "c": 30}, needed=2)
    assert (seen.spare, seen.because) == (1, ("b",))
    assert seen.ends_on == DAY + dt.timedelta(days=21)


def test_one_event_that_reaches_us_twice_is_one():
    told = [
        Support("a", "fall", DAY),
        Support("b", "fall", DAY),
        Support("b", "other", DAY - dt.timedelta(days=9)),
    ]
    seen = outlook(told, fresh_days={"a": 10, "b": 10}, needed=2)
    assert seen.ends_on == DAY + dt.timedelta(days=2)
