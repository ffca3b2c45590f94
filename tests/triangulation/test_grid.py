"""What each stream says of each theme: every state, both vintages, nobody else's evidence."""

import datetime as dt

import pytest

from tests.factories.surveillance import provider
from tests.factories.triangulation import coverage, evidence
from trigpoint.common import clock
from trigpoint.common import evidence as common
from trigpoint.triangulation.models import Evidence
from trigpoint.triangulation.queries import grid as queries
from trigpoint.triangulation.queries.grid import Only, grid
from trigpoint.triangulation.queries.sides import as_it_stood, sides

DAY = dt.date(2026, 11, 20)
WAITING = "access"  # the theme that waiting times belong to
SPOKEN = frozenset({"performance", "soft_intelligence", "complaints", "patient_experience"})

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fed(monkeypatch):
    """Four streams are fed, whatever the installation has."""
    monkeypatch.setattr(queries.evidence, "connected", lambda: SPOKEN)


@pytest.fixture
def trust(quality_lead):
    return provider(quality_lead)


def days_ago(number):
    return DAY - dt.timedelta(days=number)


def the_cell(user, trust, stream="performance", **asked):
    return grid(user=user, providers=[trust], day=DAY, **asked).cell(trust.pk, WAITING, stream)


def test_a_concern_that_counts(quality_lead, trust):
    told = evidence(quality_lead, trust, days_ago(10))
    coverage(quality_lead, trust, days_ago(400), days_ago(10))
    cell = the_cell(quality_lead, trust)
    assert (cell.state, cell.mixed, cell.facts) == ("concern", False, (told,))
    assert (cell.first_known, cell.last_known) == (days_ago(400), days_ago(10))
    assert len(cell.looked) == 1


@pytest.mark.parametrize(
    ("states", "state", "mixed"),
    [
        (["good"], "good", False),
        (["watch"], "watch", False),
        (["good", "watch"], "watch", False),
        (["good", "concern"], "concern", True),
        (["watch", "concern"], "concern", False),
    ],
)
def test_the_graver_word_stands_and_a_contradiction_is_said(quality_lead, trust, states, state, mixed):
    for each in states:
        evidence(quality_lead, trust, days_ago(5), state=each)
    cell = the_cell(quality_lead, trust)
    assert (cell.state, cell.mixed, len(cell.facts)) == (state, mixed, len(states))


def test_nothing_unusual_is_not_no_data_nor_stale(quality_lead, trust):
    coverage(quality_lead, trust, days_ago(400), days_ago(20))
    coverage(
        quality_lead,
        trust,
        days_ago(900),
        days_ago(800),
        stream="patient_experience",
        about="comment_theme:waiting-times",
    )
    assert the_cell(quality_lead, trust).state == "normal"
    assert the_cell(quality_lead, trust, "soft_intelligence").state == "no_data"
    assert the_cell(quality_lead, trust, "safety_incidents").state == "not_connected"


def test_old_news_is_stale_and_kept_as_said_earlier(quality_lead, trust):
    told = evidence(quality_lead, trust, days_ago(300))
    cell = the_cell(quality_lead, trust)
    assert (cell.state, cell.facts, cell.earlier) == ("stale", (), (told,))
    assert cell.last_known == days_ago(300)


def test_what_goes_on_counts_as_long_as_it_is_said(quality_lead, trust):
    evidence(quality_lead, trust, days_ago(300), last_on=days_ago(3))
    assert the_cell(quality_lead, trust).state == "concern"


def test_what_was_not_known_yet_is_not_there(quality_lead, trust):
    evidence(quality_lead, trust, DAY + dt.timedelta(days=1), happened_on=days_ago(30))
    coverage(quality_lead, trust, DAY + dt.timedelta(days=1), DAY + dt.timedelta(days=9))
    assert the_cell(quality_lead, trust).state == "no_data"


def test_both_vintages(quality_lead, trust):
    late = evidence(quality_lead, trust, days_ago(30))
    taken_back = evidence(
        quality_lead, trust, days_ago(30), stream="complaints", about="complaint_subject:waiting"
    )
    moment = dt.datetime(2026, 11, 20, 22, 30, tzinfo=clock.LONDON)
    Evidence.objects.filter(pk=late.pk).update(seen_at=moment + dt.timedelta(hours=3))
    Evidence.objects.filter(pk=taken_back.pk).update(
        seen_at=moment - dt.timedelta(days=9), gone_at=moment + dt.timedelta(days=2)
    )
    assert the_cell(quality_lead, trust).facts == (late,)
    assert the_cell(quality_lead, trust, vintage="loaded").facts == ()
    Evidence.objects.filter(pk=late.pk).update(seen_at=moment + dt.timedelta(minutes=80))
    assert the_cell(quality_lead, trust, vintage="loaded").facts == (late,)
    about = [
        each
        for each in grid(user=quality_lead, providers=[trust], day=DAY, vintage="loaded").found
        if each[2] == "complaints"
    ]
    now = [
        each for each in grid(user=quality_lead, providers=[trust], day=DAY).found if each[2] == "complaints"
    ]
    assert about
    assert not now


def test_another_commissioner_has_its_own(quality_lead, other_lead, trust):
    evidence(quality_lead, trust, days_ago(3))
    coverage(quality_lead, trust, days_ago(90), days_ago(3))
    assert the_cell(other_lead, trust).state == "no_data"
    assert the_cell(quality_lead, trust).state == "concern"


def test_one_service_or_place(quality_lead, trust):
    evidence(quality_lead, trust, days_ago(3), service="Maternity", place="Ward 4")
    of_whole = evidence(quality_lead, trust, days_ago(3), state="good")
    assert the_cell(quality_lead, trust).mixed
    assert the_cell(quality_lead, trust, only=Only(service="Maternity")).state == "concern"
    assert of_whole not in the_cell(quality_lead, trust, only=Only(service="Maternity")).facts
    assert the_cell(quality_lead, trust, only=Only(place="Ward 5")).state == "no_data"


def test_one_theme_or_one_stream(quality_lead, trust):
    evidence(quality_lead, trust, days_ago(3))
    evidence(quality_lead, trust, days_ago(3), about="comment_theme:discharge", stream="soft_intelligence")
    narrowed = grid(user=quality_lead, providers=[trust], day=DAY, only=Only(theme=WAITING))
    assert [each.code for each in narrowed.themes] == [WAITING]
    assert {place[1:] for place in narrowed.found} == {(WAITING, "performance")}
    of_stream = grid(user=quality_lead, providers=[trust], day=DAY, only=Only(stream="soft_intelligence"))
    assert {place[2] for place in of_stream.found} == {"soft_intelligence"}


def test_what_belongs_to_no_theme_or_stream_is_in_no_cell(quality_lead, trust):
    evidence(quality_lead, trust, days_ago(3), about="indicator:unheard-of")
    evidence(quality_lead, trust, days_ago(3), stream="unheard_of")
    assert not grid(user=quality_lead, providers=[trust], day=DAY).found


def test_streams_that_nothing_feeds_stand_apart(quality_lead, trust):
    seen = grid(user=quality_lead, providers=[trust], day=DAY)
    assert {each.code for each in seen.shown} == SPOKEN
    assert "safeguarding" in {each.code for each in seen.silent}
    evidence(quality_lead, trust, days_ago(3), stream="outcomes", about="indicator:shmi")
    told = grid(user=quality_lead, providers=[trust], day=DAY)
    assert "outcomes" in {each.code for each in told.shown}


def test_few_questions_however_many_providers(quality_lead, trust, django_assert_max_num_queries):
    several = [trust, *(provider(quality_lead, f"R{number:02}", f"Trust {number}") for number in range(12))]
    for each in several:
        evidence(quality_lead, each, days_ago(3))
        coverage(quality_lead, each, days_ago(90), days_ago(3))
    with django_assert_max_num_queries(4):
        seen = grid(user=quality_lead, providers=several, day=DAY)
    assert all(seen.cell(each.pk, WAITING, "performance").state == "concern" for each in several)


def test_sides_lay_out_for_against_blind_and_what_is_not_connected(quality_lead, trust):
    worry = evidence(quality_lead, trust, days_ago(3))
    praise = evidence(
        quality_lead, trust, days_ago(8), state="good", stream="complaints", about="indicator:rtt-18week"
    )
    coverage(quality_lead, trust, days_ago(90), days_ago(9), stream="patient_experience")
    told = sides(user=quality_lead, provider=trust, theme=WAITING, day=DAY)
    assert (told.supports, told.against, told.watching) == ((worry,), (praise,), ())
    assert told.streams_for == ("performance",)
    assert [(each.stream, each.state) for each in told.normal] == [("patient_experience", "normal")]
    assert [(each.stream, each.state, each.last_known) for each in told.blind] == [
        ("soft_intelligence", "no_data", None)
    ]
    assert "safeguarding" in {each.stream for each in told.not_connected}


def test_sides_over_all_themes_tell_a_fact_once(quality_lead, trust):
    evidence(quality_lead, trust, days_ago(3), about="indicator:beds-ga-occupancy")
    told = sides(user=quality_lead, provider=trust, theme="", day=DAY)
    assert len(told.supports) == 1


def test_sides_can_be_kept_in_full(quality_lead, trust):
    fact = evidence(quality_lead, trust, days_ago(3), record="signal:abc")
    kept = as_it_stood(sides(user=quality_lead, provider=trust, theme=WAITING, day=DAY))
    assert kept[0] == {
        "side": "for",
        "stream": "performance",
        "says": "Fewer patients began treatment within 18 weeks than the usual range.",
        "origin": "NHS England, referral to treatment",
        "known_on": "2026-11-17",
        "record": "signal:abc",
        "event": fact.event,
        "evidence": f"evidence:{fact.public_id}",
    }
    assert all(set(each) == set(kept[0]) for each in kept)
    assert {each["side"] for each in kept[1:]} == {"blind"}


def test_an_earlier_day_reads_what_could_be_known_then(quality_lead, trust):
    published = days_ago(6)
    worded = common.worded_before([(published - dt.timedelta(days=1), days_ago(37), "80 in Sep 2026.")])
    evidence(quality_lead, trust, days_ago(37), last_on=published, says="87 in Oct 2026.", worded=worded)

    def read(day):
        held = grid(user=quality_lead, providers=[trust], day=day).cell(trust.pk, WAITING, "performance")
        return held.state, [(each.says, each.last_on) for each in held.facts]

    assert read(DAY) == ("concern", [("87 in Oct 2026.", published)])
    assert read(published) == ("concern", [("87 in Oct 2026.", published)])
    assert read(days_ago(7)) == ("concern", [("80 in Sep 2026.", days_ago(37))])
    stood = as_it_stood(sides(user=quality_lead, provider=trust, theme=WAITING, day=days_ago(7)))
    assert "80 in Sep 2026." in {each["says"] for each in stood}
    assert Evidence.objects.get().says == "87 in Oct 2026."
