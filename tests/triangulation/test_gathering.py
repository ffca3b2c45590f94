"""Gathering evidence: what is new is added, what changed or vanished is ended, and nothing is written over."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from tests.factories import surveillance as made
from tests.factories.intelligence import coded, item, theme_month
from trigpoint.audit.models import Event
from trigpoint.common import clock
from trigpoint.common.evidence import Covered, Fact, Source, Told
from trigpoint.common.references import reference_to
from trigpoint.intelligence.services import moving
from trigpoint.jobs.models import Job
from trigpoint.surveillance import services as surveillance
from trigpoint.triangulation import tasks
from trigpoint.triangulation.models import Coverage, Evidence
from trigpoint.triangulation.queries.told import mark_of_evidence
from trigpoint.triangulation.services import gathering
from trigpoint.triangulation.services.gathering import Gathered, gather

DAY = dt.date(2026, 6, 1)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_june():
    with clock.replaying(DAY):
        yield


@pytest.fixture
def trust(quality_lead):
    return made.provider(quality_lead)


@pytest.fixture
def says(monkeypatch):
    """`says(facts, covered, hidden)`: what the one source there is tells from now on."""

    def tell(facts=(), covered=(), hidden=()):
        told = Told(list(facts), list(covered), frozenset(hidden))
        source = Source("made-up", "Made up", ("performance",), lambda owner, day: told)
        monkeypatch.setattr(gathering, "sources", lambda: (source,))

    return tell


def fact(trust, key="a", **said):
    told = {
        "provider": trust.pk, "about": "indicator:rtt-18week", "stream": "performance", "state": "concern",
        "says": "Fewer than usual.", "origin": "NHS England", "happened_on": DAY, "known_on": DAY, "last_on": DAY,
    }  # fmt: skip
    return Fact(key=key, **(told | said))


def cover(trust, key="a", **said):
    told = {"about": "indicator:rtt-18week", "stream": "performance", "first_known": DAY, "last_known": DAY}
    return Covered(key=key, provider=trust.pk, **(told | said))


def standing(model=Evidence):
    return list(model.objects.standing().order_by("key"))


def test_what_is_told_is_kept_whole(quality_lead, trust, says):
    told = fact(trust, service="Surgery", place="Ward", record="series:x", event="e", door="d")
    says([told], [cover(trust, tries=3)])

    assert gather(owner=quality_lead.commissioner, by=quality_lead) == Gathered(new=1, covered_new=1)
    [row], [looked] = standing(), standing(Coverage)
    assert row.provider == trust
    assert all(getattr(row, name) == getattr(told, name) for name in gathering.FACT if name != "provider")
    assert (row.source, row.seen_at, row.gone_at) == ("made-up", clock.now(), None)
    assert (looked.tries, looked.first_known, looked.owner) == (3, DAY, quality_lead.commissioner)


def test_the_same_again_writes_nothing(quality_lead, trust, says):
    says([fact(trust)], [cover(trust)])
    gather(owner=quality_lead.commissioner)
    events = Event.objects.count()

    assert gather(owner=quality_lead.commissioner) == Gathered()
    assert Event.objects.count() == events


def test_a_fact_that_says_something_else_ends_and_another_begins(quality_lead, trust, says):
    says([fact(trust)], [cover(trust)])
    gather(owner=quality_lead.commissioner)
    says([fact(trust, last_on=DAY + dt.timedelta(days=1))], [cover(trust, tries=2)])

    assert gather(owner=quality_lead.commissioner) == Gathered(1, 1, 1, 1)
    assert Evidence.objects.count() == Coverage.objects.count() == 2
    assert Evidence.objects.get(gone_at__isnull=False).last_on == DAY


def test_what_is_no_longer_told_ends_and_was_there_before(quality_lead, trust, says):
    says([fact(trust)])
    gather(owner=quality_lead.commissioner)
    then = clock.now()
    with clock.replaying(DAY + dt.timedelta(days=5)):
        says()
        assert gather(owner=quality_lead.commissioner).gone == 1

        assert standing() == []
        assert Evidence.objects.as_told_on(then).count() == 1
        assert Evidence.objects.as_told_on(clock.now()).count() == 0
        assert Evidence.objects.as_told_on(then - dt.timedelta(days=1)).count() == 0


def test_what_comes_back_is_told_anew(quality_lead, trust, says):
    for told in ([fact(trust)], [], [fact(trust)]):
        says(told)
        gather(owner=quality_lead.commissioner)

    assert (len(standing()), Evidence.objects.count()) == (1, 2)


def test_a_source_that_is_no_more_tells_nothing_any_more(quality_lead, trust, says, monkeypatch):
    says([fact(trust)], [cover(trust)])
    gather(owner=quality_lead.commissioner)
    monkeypatch.setattr(gathering, "sources", lambda: ())
    gather(owner=quality_lead.commissioner)

    assert standing() == standing(Coverage) == []


def test_one_key_is_told_once_and_an_event_is_never_empty(quality_lead, trust, says):
    says([fact(trust), fact(trust, says="Twice.")])
    gather(owner=quality_lead.commissioner)
    [row] = standing()

    assert (row.says, row.event) == ("Fewer than usual.", "a")


def test_long_sentences_are_cut_to_fit(quality_lead, trust, says):
    says([fact(trust, says="x" * 500, origin="y" * 300)])
    gather(owner=quality_lead.commissioner)
    [row] = standing()

    assert (len(row.says), len(row.origin)) == (400, 200)
    assert gather(owner=quality_lead.commissioner) == Gathered()


def test_what_is_restricted_later_is_gone_from_the_past_too(quality_lead, trust, says):
    of_item, of_event = fact(trust, record="item:x"), fact(trust, "b", event="item:x")
    says([of_item, of_event, fact(trust, "c")])
    gather(owner=quality_lead.commissioner)
    then = clock.now()
    says([fact(trust, "c")], hidden=["item:x"])

    assert gather(owner=quality_lead.commissioner).hidden == 2
    assert [each.key for each in Evidence.objects.as_told_on(then)] == ["c"]


def test_each_commissioner_has_its_own(quality_lead, other_lead, trust, says):
    says([fact(trust)])
    for person in (quality_lead, other_lead):
        gather(owner=person.commissioner, by=person)
    says()
    gather(owner=other_lead.commissioner)

    assert [each.owner for each in standing()] == [quality_lead.commissioner]


def test_it_is_audited_once_with_counts_alone(quality_lead, trust, says):
    says([fact(trust)])
    gather(owner=quality_lead.commissioner, by=quality_lead)
    event = Event.objects.get(name="evidence.gathered")

    assert (event.target, event.after["new"]) == (reference_to(quality_lead.commissioner), 1)


def test_every_source_is_asked_and_a_fact_is_not_known_before_its_day(quality_lead):
    signal = made.signal(quality_lead)
    coded(item(quality_lead), "discharge")
    theme_month(quality_lead.commissioner, signal.organisation, dt.date(2026, 4, 1))
    gather(owner=quality_lead.commissioner)
    facts = Evidence.objects.filter(state="concern")

    assert {each.source for each in standing()} == {"figures", "told"}
    assert {each.source for each in standing(Coverage)} == {"figures", "told"}
    assert not facts.filter(known_on__lte=dt.date(2026, 5, 13)).exists()
    assert facts.filter(known_on__lte=dt.date(2026, 5, 14)).count() == 1
    assert gather(owner=quality_lead.commissioner) == Gathered()


def test_an_artefact_ends_the_fact_and_it_stays_known_that_it_was_told(quality_lead):
    signal = made.signal(quality_lead)
    gather(owner=quality_lead.commissioner)
    surveillance.answer_signals(answers={signal: ("artefact", "Counted twice.")}, by=quality_lead)
    told = gather(owner=quality_lead.commissioner)
    [row] = Evidence.objects.standing().filter(state="concern")

    assert (told.new, told.gone) == (1, 1)
    assert row.last_on < DAY - dt.timedelta(days=100)
    assert Evidence.objects.filter(state="concern", gone_at__isnull=False).count() == 1


def test_a_piece_that_is_restricted_leaves_no_row(quality_lead):
    piece = coded(item(quality_lead), "discharge")
    gather(owner=quality_lead.commissioner)
    assert Evidence.objects.filter(record=reference_to(piece)).exists()
    moving.restrict(item=piece, restriction="whistleblowing", text="Named", by=quality_lead)
    gather(owner=quality_lead.commissioner)

    assert not Evidence.objects.filter(record=reference_to(piece)).exists()


def test_it_is_asked_for_once_for_what_is_known(quality_lead):
    def keys():
        tasks.look_for_evidence()
        return Job.objects.filter(key__startswith=tasks.GATHERING).count()

    signal = made.signal(quality_lead)
    assert (keys(), keys()) == (1, 1)
    surveillance.answer_signals(answers={signal: ("real", "Asked them.")}, by=quality_lead)
    assert keys() == 2
    piece = item(quality_lead)
    assert keys() == 3
    moving.mark_for_concern(item=piece, by=quality_lead)
    assert keys() == 4
    with clock.replaying(DAY + dt.timedelta(days=1)):
        assert keys() == 5


def test_the_mark_is_the_commissioners_own(quality_lead, other_lead):
    item(quality_lead)
    before = mark_of_evidence(owner=other_lead.commissioner, day=DAY)
    item(quality_lead, "Another")

    assert mark_of_evidence(owner=other_lead.commissioner, day=DAY) == before


def test_the_job_gathers_and_proposes(quality_lead, trust, says):
    says([fact(trust), replace(fact(trust, "b"), stream="regulator", about="key_question:responsive")])
    tasks.gather_evidence(owner=quality_lead.commissioner.pk, by=quality_lead.pk)

    assert [each.theme for each in trust.proposals.all()] == ["access"]
