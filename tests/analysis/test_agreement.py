"""Where independent streams agree: worked by hand, told a second time, and properties that hold whatever is known."""

import datetime as dt

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis import naive_agreement as naive
from trigpoint.analysis.agreement import (
    COVERAGE,
    FACTS,
    Settings,
    agreements,
    cells,
    through_doors,
)
from trigpoint.analysis.problems import InputRefused

DAY = dt.date(2026, 6, 30)
FRESH = {"performance": 90, "complaints": 60, "soft_intelligence": 60, "patient_experience": 400}
RULE = Settings(streams_needed=2, fresh_days=FRESH)
LISTS = ("streams", "supports", "contradicts", "watching", "blind", "normal", "also")


def day(text):
    return dt.date.fromisoformat(f"2026-{text}")


def fact(stream, *, key="", state="concern", known="06-01", last="", event="", theme="discharge", **rest):
    key = key or f"{stream}-{state}-{known}"
    return {
        "provider": 1,
        "service": "",
        "theme": theme,
        "stream": stream,
        "key": key,
        "event": event or key,
        "state": state,
        "known_on": day(known),
        "last_on": day(last or known),
        "door": "",
        **rest,
    }


def covered(stream, *, first="01-01", last="06-30", theme="discharge", provider=1, tries=1):
    return {
        "provider": provider,
        "service": "",
        "theme": theme,
        "stream": stream,
        "first_known": day(first),
        "last_known": day(last),
        "tries": tries,
    }


def frames(facts, coverage=()):
    return pl.DataFrame(list(facts), schema=FACTS), pl.DataFrame(list(coverage), schema=COVERAGE)


def found(*facts, coverage=(), on=DAY, rule=RULE, direction="concern"):
    return agreements(*frames(facts, coverage), day=on, settings=rule, direction=direction).to_dicts()


def told(*facts, coverage=(), on=DAY):
    rows = cells(*frames(facts, coverage), day=on, settings=RULE).to_dicts()
    return {row["stream"]: row for row in rows}


# What a stream says


@pytest.mark.parametrize(
    ("states", "says", "mixed"),
    [
        (["concern"], "concern", False),
        (["watch"], "watch", False),
        (["good"], "good", False),
        (["watch", "concern"], "concern", False),
        (["good", "watch"], "watch", False),
        (["good", "concern"], "concern", True),
        ([], "normal", False),
    ],
)
def test_a_cell_says_the_gravest_of_what_counts(states, says, mixed):
    seen = told(*(fact("performance", state=each) for each in states), coverage=[covered("performance")])

    assert (seen["performance"]["state"], seen["performance"]["mixed"]) == (says, mixed)


def test_a_fact_counts_from_the_day_it_was_known_until_it_is_no_longer_fresh():
    # known 1 May, still said so on 10 May, and of complaints what is 60 days old counts: until 9 July
    heard = fact("complaints", known="05-01", last="05-10")

    says = {text: told(heard, on=day(text)) for text in ("04-30", "05-01", "07-09", "07-10")}

    assert says["04-30"] == {}
    assert [says[text]["complaints"]["state"] for text in ("05-01", "07-09", "07-10")] == [
        "concern",
        "concern",
        "stale",
    ]
    assert says["07-10"]["complaints"]["facts"] == []


def test_nothing_unusual_is_said_only_where_somebody_looks():
    looks = covered("performance", first="03-01", last="03-31")

    says = {text: told(coverage=[looks], on=day(text)) for text in ("02-28", "03-01", "06-29", "06-30")}

    assert says["02-28"] == {}
    assert [says[text]["performance"]["state"] for text in ("03-01", "06-29", "06-30")] == [
        "normal",
        "normal",
        "stale",
    ]


def test_a_cell_says_how_far_it_is_known_and_how_many_chances_of_a_false_alarm_it_has():
    seen = told(
        fact("performance", known="04-01", last="05-31"),
        coverage=[
            covered("performance", first="02-01", last="06-15", tries=3),
            covered("performance", first="01-15", last="03-01", tries=4),
        ],
    )["performance"]

    assert (seen["first_known"], seen["last_known"], seen["tries"]) == (day("01-15"), day("06-15"), 3)


def test_nothing_is_known_beyond_the_day():
    goes_on = told(
        fact("performance", known="04-01", last="06-20"), coverage=[covered("complaints")], on=day("05-05")
    )

    assert [goes_on[each]["last_known"] for each in ("performance", "complaints")] == [day("05-05")] * 2


# Where streams agree


def test_two_streams_agree():
    [row] = found(
        fact("performance", key="los", known="05-01", last="06-20"),
        fact("complaints", key="c1", known="06-10"),
        fact("complaints", key="c2", known="06-12"),
    )

    assert (row["provider"], row["theme"]) == (1, "discharge")
    assert row["streams"] == ["complaints", "performance"]
    assert row["supports"] == ["c1", "c2", "los"]
    assert row["independent"] == 2
    assert row["since"] == day("06-10")


def test_one_stream_never_agrees_with_itself():
    assert found(*(fact("performance", key=f"indicator-{number}") for number in range(50))) == []


def test_one_event_that_reaches_us_twice_counts_once():
    fall = [
        fact("complaints", key="c1", event="fall of 3 June", known="06-05"),
        fact("soft_intelligence", key="gp1", event="fall of 3 June", known="06-07"),
    ]

    assert found(*fall) == []

    [row] = found(*fall, fact("soft_intelligence", key="gp2", known="06-20"))

    assert row["supports"] == ["c1", "gp1", "gp2"]
    assert row["since"] == day("06-20")


def test_an_event_told_by_two_streams_is_one_beside_a_third_stream():
    [row] = found(
        fact("complaints", event="fall", key="c1"),
        fact("soft_intelligence", event="fall", key="gp1"),
        fact("performance", key="los"),
    )

    assert row["independent"] == 2
    assert row["streams"] == ["complaints", "performance", "soft_intelligence"]


def test_three_streams_that_share_two_events_are_two():
    # each of three tells of one of two events: however they are given out, two streams have one of their own
    shared = [
        fact("complaints", event="a", key="1"),
        fact("soft_intelligence", event="a", key="2"),
        fact("soft_intelligence", event="b", key="3"),
        fact("performance", event="b", key="4"),
    ]

    [row] = found(*shared)

    assert row["independent"] == 2
    assert found(*shared, rule=Settings(streams_needed=3, fresh_days=FRESH)) == []


def test_a_stream_with_two_events_leaves_one_to_another():
    [row] = found(
        fact("complaints", event="a", key="1"),
        fact("complaints", event="b", key="2"),
        fact("performance", event="a", key="3"),
    )

    assert row["independent"] == 2


def test_streams_that_speak_at_different_times_do_not_agree():
    # the complaint no longer counts when performance begins to
    facts = [fact("complaints", known="02-01"), fact("performance", known="06-01")]

    assert found(*facts) == []
    assert found(*facts, on=day("04-01")) == []


def test_watching_supports_nothing_but_is_told():
    facts = [fact("complaints"), fact("performance", state="watch", key="near")]

    assert found(*facts) == []
    [row] = found(*facts, fact("soft_intelligence"))
    assert row["watching"] == ["near"]


def test_what_contradicts_where_we_are_blind_and_what_sees_nothing_unusual():
    elsewhere = covered("safety_incidents", provider=2)
    rule = Settings(2, {**FRESH, "safety_incidents": 60, "outcomes": 60})

    [row] = found(
        fact("complaints"),
        fact("soft_intelligence"),
        fact("patient_experience", state="good", key="survey"),
        coverage=[
            covered("performance"),
            covered("outcomes", last="02-01"),
            covered("complaints"),
            elsewhere,
        ],
        rule=rule,
    )

    assert row["contradicts"] == ["survey"]
    assert row["normal"] == ["performance"]
    assert row["blind"] == ["outcomes", "safety_incidents"]


def test_what_could_tell_of_a_theme_may_be_said():
    rule = Settings(2, FRESH, {"discharge": ["performance", "complaints"]})

    [row] = found(fact("complaints"), fact("soft_intelligence"), rule=rule)

    assert row["blind"] == ["performance"]


def test_what_is_good_is_found_in_the_same_way():
    facts = [
        fact("patient_experience", state="good", key="g1"),
        fact("complaints", state="good", key="g2"),
        fact("complaints", key="bad"),
    ]

    assert found(*facts) == []
    [row] = found(*facts, direction="good")
    assert (row["supports"], row["contradicts"]) == (["g1", "g2"], ["bad"])


def test_a_theme_whose_support_is_within_that_of_another_is_told_with_it():
    def both(theme, *keys):
        return [fact(stream, key=key, theme=theme) for stream, key in keys]

    los, gp, c = ("performance", "los"), ("soft_intelligence", "gp"), ("complaints", "c")
    rows = found(
        *both("waiting", los, gp, c),
        *both("discharge", los, gp),
        *both("access", los, gp),
        *both("food", gp, ("complaints", "c2")),
    )

    assert [(row["theme"], row["also"]) for row in rows] == [
        ("food", []),
        ("waiting", ["access", "discharge"]),
    ]


def test_of_themes_with_the_same_support_the_first_by_code_is_told():
    [row] = found(
        *(
            fact(stream, key=stream, theme=theme)
            for theme in ("waiting", "access")
            for stream in ("complaints", "performance")
        )
    )

    assert (row["theme"], row["also"]) == ("access", ["waiting"])


def test_providers_are_judged_each_by_itself():
    assert found(fact("complaints"), fact("performance", provider=2)) == []


def test_services_of_what_supports_are_told():
    [row] = found(
        fact("complaints", service="Ward 4", key="a"),
        fact("performance", key="b"),
        fact("complaints", key="c"),
    )

    assert row["services"] == ["Ward 4"]


# Doors


def test_a_door_needs_no_second_stream():
    facts, _ = frames(
        [
            fact("performance", key="shmi", door="shmi_twice"),
            fact("performance", key="shmi", door="shmi_twice", theme="deaths"),
            fact("complaints", key="old", door="never_events", known="01-05"),
            fact("complaints", key="later", door="never_events", known="07-05"),
        ]
    )

    [row] = through_doors(facts, day=DAY, settings=RULE).to_dicts()

    assert (row["provider"], row["door"], row["themes"]) == (1, "shmi_twice", ["deaths", "discharge"])
    assert (row["supports"], row["since"]) == (["shmi"], day("06-01"))


# What cannot be read


def test_nothing_known_gives_empty_tables():
    assert found() == []
    assert told() == {}
    assert through_doors(frames([])[0], day=DAY, settings=RULE).is_empty()


@pytest.mark.parametrize(
    ("changed", "code"),
    [({"stream": "gossip"}, "stream-unknown"), ({"state": "terrible"}, "state-unknown")],
)
def test_words_nobody_knows_are_refused(changed, code):
    with pytest.raises(InputRefused) as refused:
        found({**fact("complaints"), **changed})

    assert [problem.code for problem in refused.value.problems] == [code]


def test_a_missing_column_and_a_strange_direction_are_refused():
    facts, coverage = frames([fact("complaints")])

    with pytest.raises(InputRefused, match="There is no column “event”"):
        agreements(facts.drop("event"), coverage, day=DAY, settings=RULE)
    with pytest.raises(InputRefused, match="“sideways” is no direction"):
        agreements(facts, coverage, day=DAY, settings=RULE, direction="sideways")


def test_days_that_are_words_are_refused():
    facts, coverage = frames([fact("complaints")])

    with pytest.raises(InputRefused, match="not dates"):
        cells(facts.with_columns(known_on=pl.lit("June")), coverage, day=DAY, settings=RULE)


# Told a second time, and properties

STREAMS = st.sampled_from(sorted(FRESH))
DAYS = st.integers(0, 200).map(lambda number: dt.date(2026, 1, 1) + dt.timedelta(days=number))
THEMES = st.sampled_from(["access", "discharge", "food"])


@st.composite
def some_facts(draw, **fixed):
    number = draw(st.integers(0, 12))
    rows = []
    for at in range(number):
        known = draw(DAYS)
        rows.append(
            {
                "provider": draw(st.integers(1, 2)),
                "service": "",
                "theme": draw(THEMES),
                "stream": draw(STREAMS),
                "key": f"k{draw(st.integers(0, 6))}",
                "event": draw(st.sampled_from(["a", "b", "c", "d", f"own-{at}"])),
                "state": draw(st.sampled_from(["concern", "concern", "concern", "watch", "good"])),
                "known_on": known,
                "last_on": known + dt.timedelta(days=draw(st.integers(-20, 60))),
                "door": "",
                **fixed,
            }
        )
    return rows


@st.composite
def some_coverage(draw):
    rows = []
    for _ in range(draw(st.integers(0, 6))):
        first = draw(DAYS)
        rows.append(
            {
                "provider": draw(st.integers(1, 2)),
                "service": "",
                "theme": draw(THEMES),
                "stream": draw(STREAMS),
                "first_known": first,
                "last_known": first + dt.timedelta(days=draw(st.integers(0, 150))),
                "tries": 1,
            }
        )
    return rows


@settings(max_examples=150, deadline=None)
@given(some_facts(), some_coverage(), DAYS, st.integers(1, 3), st.sampled_from(["concern", "good"]))
def test_the_slow_telling_says_the_same(facts, coverage, on, needed, direction):
    rule = Settings(needed, FRESH)

    seen = agreements(*frames(facts, coverage), day=on, settings=rule, direction=direction)
    grid = cells(*frames(facts, coverage), day=on, settings=rule)

    expected = naive.agreements(facts, coverage, on, FRESH, needed, direction)
    assert {
        (row["provider"], row["theme"]): {name: row[name] for name in (*LISTS, "independent", "since")}
        for row in seen.to_dicts()
    } == expected
    assert {
        (row["provider"], row["theme"], row["stream"]): (row["state"], row["mixed"], row["facts"])
        for row in grid.to_dicts()
    } == naive.cells(facts, coverage, on, FRESH)


@settings(deadline=None)
@given(some_facts(stream="complaints"), DAYS)
def test_however_much_one_stream_says_it_is_one(facts, on):
    assert found(*facts, on=on) == []


@settings(deadline=None)
@given(some_facts(event="the same"), DAYS)
def test_however_often_one_event_is_told_it_is_one(facts, on):
    assert found(*facts, on=on) == []


@settings(deadline=None)
@given(some_facts(), some_facts(event="told already"), DAYS)
def test_more_of_a_stream_that_speaks_with_an_event_of_its_own_makes_no_agreement(facts, more, on):
    """Streams that already have an event nobody else tells of gain nothing by telling more."""
    alone = [
        {**each, "event": f"{each['stream']} alone", "key": f"{each['key']}{each['stream']}"}
        for each in facts
    ]
    speaks = {(each["provider"], each["theme"], each["stream"]) for each in alone if naive_counts(each, on)}
    added = [each for each in more if (each["provider"], each["theme"], each["stream"]) in speaks]

    assert places_of(found(*alone, *added, on=on)) <= places_of(found(*alone, on=on))


def naive_counts(each, on):
    return each["state"] == "concern" and naive.counts(each, on, FRESH)


def places_of(rows):
    """Also those that are told with another."""
    return {(row["provider"], theme) for row in rows for theme in (row["theme"], *row["also"])}


@settings(deadline=None)
@given(some_facts(), some_coverage(), DAYS, st.randoms(use_true_random=False))
def test_order_does_not_matter(facts, coverage, on, random):
    shuffled = random.sample(facts, len(facts)), random.sample(coverage, len(coverage))

    assert found(*shuffled[0], coverage=shuffled[1], on=on) == found(*facts, coverage=coverage, on=on)


@settings(deadline=None)
@given(some_facts(), some_facts(), some_coverage(), DAYS)
def test_what_becomes_known_later_changes_no_earlier_day(facts, later, coverage, on):
    later = [{**each, "known_on": on + dt.timedelta(days=1 + at)} for at, each in enumerate(later)]

    assert found(*facts, *later, coverage=coverage, on=on) == found(*facts, coverage=coverage, on=on)
    assert told(*facts, *later, coverage=coverage, on=on) == told(*facts, coverage=coverage, on=on)


@settings(deadline=None)
@given(some_facts(), some_facts(), DAYS)
def test_more_concerns_never_take_an_agreement_away(facts, more, on):
    more = [{**each, "state": "concern"} for each in more]

    assert places_of(found(*facts, on=on)) <= places_of(found(*facts, *more, on=on))


@settings(deadline=None)
@given(some_facts(), some_coverage(), DAYS)
def test_each_stream_of_a_theme_is_told_once(facts, coverage, on):
    """What supports, is blind or sees nothing unusual are different streams."""
    for row in found(*facts, coverage=coverage, on=on):
        streams = [*row["streams"], *row["blind"], *row["normal"]]

        assert len(streams) == len(set(streams))
        assert row["independent"] <= len(row["streams"])
        assert row["since"] <= on
