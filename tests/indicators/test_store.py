"""Observations: what is new, what is superseded, what stays; against a naive telling of the same."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import loads as make
from trigpoint.accounts.models import User
from trigpoint.common import clock
from trigpoint.indicators.models import Observation, Series
from trigpoint.indicators.queries import Held, held_by_indicator
from trigpoint.indicators.services import store_observations
from trigpoint.loads.contract import Stored
from trigpoint.loads.models import Load

pytestmark = pytest.mark.django_db
JANUARY, FEBRUARY = make.month(2025, 1), make.month(2025, 2)


@pytest.fixture
def analyst() -> User:
    make.organisations("RXX", "RYY")
    return make.person()


def store(analyst: User, *rows: dict[str, object], published_on: dt.date | None = None) -> Stored:
    load = make.load(analyst, published_on=published_on)
    return store_observations(load=load, reading=make.reading(*rows), by=analyst)


def current(indicator: str = "wait") -> dict[tuple[str, dt.date], float | None]:
    held = Observation.objects.filter(series__indicator=indicator, superseded_by=None)
    return {
        (o.series.organisation.code, o.period_start): o.value
        for o in held.select_related("series__organisation")
    }


def test_first_figures_are_new_and_make_their_series(analyst):
    stored = store(analyst, {"value": 75.5, "month": JANUARY}, {"value": 80, "organisation": "RYY"})

    assert stored == Stored(new=2, superseded=0, unchanged=0)
    assert current() == {("RXX", JANUARY): 75.5, ("RYY", JANUARY): 80}
    assert Series.objects.filter(is_open=True, owner=analyst.commissioner).count() == 2
    assert len({len(each.public_id) for each in Series.objects.all()}) == 1


def test_what_is_held_is_told_by_indicator_as_soon_as_it_is_stored(analyst):
    store(analyst, {"value": 75.5, "month": JANUARY}, {"value": 80, "organisation": "RYY", "month": JANUARY})
    store(analyst, {"value": None, "month": FEBRUARY})

    assert held_by_indicator(user=analyst) == {"wait": Held(dt.date(2025, 2, 28), 2)}


def test_same_figures_again_change_nothing(analyst):
    row = {"value": None, "numerator": 3, "note": "suppressed", "band": "as expected"}
    store(analyst, row)

    stored = store(analyst, row)

    assert stored == Stored(new=0, superseded=0, unchanged=1)
    assert Observation.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [{"value": 2}, {"value": None}, {"numerator": 1}, {"denominator": 9}, {"band": "high"}, {"note": "n"}],
)
def test_any_other_figure_supersedes_and_keeps_the_old(analyst, change):
    store(analyst, {"value": 1})

    stored = store(analyst, {"value": 1, **change})

    assert stored == Stored(new=0, superseded=1, unchanged=0)
    old, new = Observation.objects.order_by("pk")
    assert (old.value, old.superseded_by) == (1, new.load)
    assert new.superseded_by is None


def test_file_with_a_new_month_adds_only_that(analyst):
    store(analyst, {"value": 1, "month": JANUARY})

    stored = store(analyst, {"value": 1, "month": JANUARY}, {"value": 2, "month": FEBRUARY})

    assert stored == Stored(new=1, superseded=0, unchanged=1)


def test_older_publication_loaded_later_does_not_supersede(analyst):
    store(analyst, {"value": 2}, published_on=dt.date(2025, 3, 1))

    stored = store(analyst, {"value": 1}, published_on=dt.date(2025, 2, 1))

    assert stored == Stored(new=0, superseded=1, unchanged=0)
    assert current() == {("RXX", JANUARY): 2}
    kept = Observation.objects.get(value=1)
    assert kept.superseded_by.published_on == dt.date(2025, 3, 1)


def test_file_without_publication_date_counts_as_published_when_loaded(analyst):
    with clock.replaying(dt.date(2025, 4, 1)):
        store(analyst, {"value": 2})

    store(analyst, {"value": 1}, published_on=dt.date(2025, 3, 31))

    assert current() == {("RXX", JANUARY): 2}


def test_open_series_is_shared_between_commissioners(analyst):
    other = make.person("bo", code="QWE")
    store(analyst, {"value": 1})

    stored = store(other, {"value": 2})

    assert stored.superseded == 1
    assert Series.objects.get().owner == analyst.commissioner


def test_series_that_is_not_open_stays_with_its_owner(analyst):
    other = make.person("bo", code="QWE")
    for somebody in (analyst, other):
        load = make.load(somebody, is_open=False)
        store_observations(load=load, reading=make.reading({"value": 1}), by=somebody)

    assert Series.objects.filter(is_open=False).count() == 2
    assert Observation.visible_to(other).count() == 1


def test_no_records_store_nothing(analyst):
    assert store(analyst) == Stored(0, 0, 0)


def test_row_and_load_of_each_figure_are_kept(analyst):
    store(analyst, {"value": 1, "row": 41})

    observation = Observation.objects.get()
    assert (observation.row, observation.load) == (41, Load.objects.get())


FILES = st.lists(
    st.tuples(
        st.dates(dt.date(2025, 5, 1), dt.date(2025, 5, 5)),
        st.dictionaries(
            st.tuples(st.sampled_from(["RXX", "RYY"]), st.sampled_from([JANUARY, FEBRUARY])),
            st.sampled_from([None, 0.0, 1.5, 2.5]),
            min_size=1,
        ),
    ),
    min_size=1,
    max_size=6,
)


@given(files=FILES)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_current_figures_are_those_of_the_naive_telling(analyst, files):
    Observation.objects.all().delete()
    Load.objects.all().delete()
    latest: dict[tuple[str, dt.date], tuple[dt.date, float | None]] = {}

    for published_on, figures in files:
        expected = [0, 0, 0]
        for key, value in figures.items():
            held = latest.get(key)
            expected[0 if held is None else 2 if held[1] == value else 1] += 1
            # The same figure again is not kept anew, so it keeps its first publication date.
            if held is None or (published_on >= held[0] and held[1] != value):
                latest[key] = (published_on, value)
        rows = [{"organisation": key[0], "month": key[1], "value": value} for key, value in figures.items()]
        assert store(analyst, *rows, published_on=published_on) == Stored(*expected)

    assert current() == {key: value for key, (_, value) in latest.items()}
    assert not Observation.objects.filter(superseded_by=F("load")).exists()
