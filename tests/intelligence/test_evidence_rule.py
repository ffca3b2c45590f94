"""What pieces and complaints tell as evidence: worked by hand."""

from __future__ import annotations

import datetime as dt

import pytest

from trigpoint.intelligence.rules import evidence as rules
from trigpoint.intelligence.rules.evidence import Case, Piece

DAY = dt.date(2026, 6, 1)


def piece(name: str, days: int = 0, **said: object) -> Piece:
    """A critical piece on discharge, so many days after the first of June, of a sender of its own."""
    told = {
        "provider": 1, "service": "Surgery", "stream": "soft_intelligence", "sentiment": "negative",
        "themes": ("discharge",), "on": DAY + dt.timedelta(days=days), "sender": name,
    }  # fmt: skip
    return Piece(public_id=name, **(told | said))


def states(*pieces):
    return [(each.about, each.state) for each in rules.one_by_one(pieces)]


def test_a_critical_piece_is_watched_by_each_of_its_themes():
    assert states(piece("a", themes=("discharge", "waiting"))) == [
        ("comment_theme:discharge", "watch"),
        ("comment_theme:waiting", "watch"),
    ]


@pytest.mark.parametrize("said", [{"worry": 5}, {"is_at_risk_now": True}])
def test_the_worst_worry_or_somebody_at_risk_is_a_concern(said):
    assert states(piece("a", **said)) == [("comment_theme:discharge", "concern")]


def test_one_marked_for_a_concern_is_watched_until_that_day():
    watch, concern = rules.one_by_one([piece("a", case_on=DAY + dt.timedelta(days=9))])

    assert (watch.state, watch.known_on) == ("watch", DAY)
    assert (concern.state, concern.known_on) == ("concern", DAY + dt.timedelta(days=9))
    assert watch.event == concern.event


@pytest.mark.parametrize("sentiment", ["positive", "neutral", ""])
def test_praise_and_what_is_neither_are_nothing_by_themselves(sentiment):
    assert states(piece("a", sentiment=sentiment)) == []


def test_what_tells_of_a_complaint_is_one_event_with_it():
    [fact] = rules.one_by_one([piece("a", complaint="complaint:x")])
    [case] = rules.of_complaints([complaint(public_id="x")], 400)

    assert fact.event == case.event == "complaint:x"


def together(*pieces, least=3):
    return [
        ([each.public_id for each in found.pieces], (found.known_on - DAY).days)
        for found in rules.gathered(pieces, least=least, days=90)
    ]


def test_three_within_the_days_are_known_when_the_third_comes():
    assert together(piece("a"), piece("b", 10), piece("c", 90)) == [(["a", "b", "c"], 90)]


def test_one_day_later_the_first_does_not_count_any_more():
    assert together(piece("a"), piece("b", 10), piece("c", 91)) == []


def test_it_goes_on_while_enough_stand_together():
    told = together(piece("a"), piece("b", 10), piece("c", 20), piece("d", 95), piece("e", 400))

    assert told == [(["a", "b", "c", "d"], 20)]


def test_it_begins_anew_after_a_pause():
    first = [piece("a"), piece("b", 1), piece("c", 2)]
    later = [piece("d", 300), piece("e", 301), piece("f", 302)]

    assert together(*first, *later) == [(["a", "b", "c"], 2), (["d", "e", "f"], 302)]


@pytest.mark.parametrize("same", [{"sender": "one"}, {"same": "the same words"}])
def test_one_person_or_one_telling_is_never_enough(same):
    assert together(piece("a", **same), piece("b", 1, **same), piece("c", 2, **same)) == []


def test_a_cluster_is_one_concern_and_quotes_nobody():
    [fact] = rules.clusters([piece("a"), piece("b", 10), piece("c", 20)], least=3, days=90)

    assert (fact.state, fact.stream, fact.known_on) == (
        "concern",
        "soft_intelligence",
        DAY + dt.timedelta(days=20),
    )
    assert fact.says == (
        "3 pieces, none of them praise, from at least 3 people, within 90 days of others, the newest on 21 June 2026."
    )


def test_a_cluster_is_of_one_stream_and_one_piece_never_counts_in_two():
    visits = [piece(name, stream="visits") for name in "abc"]
    patient = piece("d", stream="patient_experience", worry=5)

    assert [each.stream for each in rules.clusters(visits, least=3, days=90)] == ["visits"]
    assert list(rules.clusters([*visits[:2], patient], least=3, days=90)) == []
    told = [*rules.one_by_one([*visits, patient]), *rules.clusters([*visits, patient], least=3, days=90)]
    assert {each.stream for each in told if each.state == "concern"} == {"visits", "patient_experience"}
    assert [each.says[:8] for each in told if each.record == "item:c" and each.state == "concern"] == [
        "3 pieces"
    ]


def test_what_needs_no_action_counts_no_more_from_that_day():
    said = {"dismissed_on": DAY + dt.timedelta(days=30), "fresh_days": 100}
    [fact] = rules.one_by_one([piece("a", **said)])

    assert fact.last_on == DAY + dt.timedelta(days=30 - 101)
    assert fact.says.endswith("on 1 July 2026 somebody said that no action is needed.")


def test_a_cluster_is_over_when_every_piece_needs_no_action():
    over = {"dismissed_on": DAY + dt.timedelta(days=30), "fresh_days": 100}
    pieces = [piece("a", **over), piece("b", 10, **over), piece("c", 20)]
    [goes_on] = rules.clusters(pieces, least=3, days=90)
    [ended] = rules.clusters([*pieces[:2], piece("c", 20, **over)], least=3, days=90)

    assert goes_on.last_on == DAY + dt.timedelta(days=20)
    assert ended.last_on == DAY + dt.timedelta(days=30 - 101)
    assert ended.key == goes_on.key


def test_a_complaint_that_is_dropped_counts_no_more():
    dropped = DAY + dt.timedelta(days=30)

    assert of(dropped_on=dropped) == [("watch", DAY, dropped - dt.timedelta(days=401))]


def test_themes_and_providers_are_not_mixed():
    pieces = [piece("a"), piece("b", themes=("waiting",)), piece("c", provider=2)]

    assert list(rules.clusters(pieces, least=2, days=90)) == []


def test_praise_counts_where_two_people_say_it():
    one, two = (piece(name, days, sentiment="positive") for name, days in (("a", 0), ("b", 30)))
    [fact] = rules.praise([one, two, piece("c")], days=90)

    assert (fact.state, fact.known_on) == ("good", DAY + dt.timedelta(days=30))
    assert fact.says.startswith("2 pieces of praise from at least 2 people")
    assert list(rules.praise([one], days=90)) == []


def complaint(**said: object) -> Case:
    told = {
        "public_id": "x",
        "providers": (1,),
        "service": "",
        "subjects": ("waiting",),
        "severity": "moderate",
        "on": DAY,
    }
    return Case(**(told | said))


def of(**said):
    return [
        (each.state, each.known_on, each.last_on) for each in rules.of_complaints([complaint(**said)], 400)
    ]


def test_a_complaint_is_watched_by_each_provider_and_subject():
    facts = list(rules.of_complaints([complaint(providers=(1, 2), subjects=("waiting", "access"))], 400))

    assert len({each.key for each in facts}) == 4
    assert {each.state for each in facts} == {"watch"}


def test_a_severe_complaint_is_a_concern():
    assert of(severity="high") == [("concern", DAY, DAY)]


def test_the_ombudsman_makes_it_a_concern_from_that_day():
    decided = DAY + dt.timedelta(days=200)

    assert of(upheld_on=decided) == [("watch", DAY, DAY), ("concern", decided, decided)]


def test_an_answer_that_found_nothing_ends_it():
    answered = DAY + dt.timedelta(days=30)

    assert of(not_upheld_on=answered) == [("watch", DAY, answered - dt.timedelta(days=401))]
    assert of(not_upheld_on=answered, upheld_on=answered)[0] == ("watch", DAY, DAY)


def test_names_in_keys_are_short_however_long_they_are():
    assert (rules.short(""), rules.short("", ""), len(rules.short("x" * 300, "y" * 300))) == ("", "", 16)
