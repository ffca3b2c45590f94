"""Which sources of evidence there are, and which streams they feed."""

import datetime as dt

import pytest

from tests.factories.accounts import CommissionerFactory
from trigpoint.common import clock, evidence
from trigpoint.config.evidence import SOURCES
from trigpoint.frameworks.queries import pack_on

DAY = dt.date(2026, 11, 20)
FEEDS = {
    "figures": {
        "performance", "outcomes", "safety_incidents", "infection", "workforce", "patient_experience",
        "staff_voice", "complaints",
    },
    "heard": {"patient_experience", "soft_intelligence", "complaints", "visits"},
    "told": {"soft_intelligence", "patient_experience", "complaints", "visits"},
    "complaints": {"complaints"},
    "ratings": {"regulator"},
}  # fmt: skip
NOT_CONNECTED = {"safeguarding", "contract"}


def test_every_source_is_known_with_its_streams():
    assert {each.name: set(each.streams) for each in evidence.sources()} == FEEDS
    assert evidence.sources() == SOURCES


def test_what_no_source_feeds_is_not_connected():
    streams = {each.code for each in pack_on(DAY).streams_on(DAY)}

    assert streams - evidence.connected() == NOT_CONNECTED
    assert evidence.connected() <= streams


def test_figures_feed_the_streams_that_have_figures():
    assert FEEDS["figures"] == {each.code for each in pack_on(DAY).streams_on(DAY) if each.indicators}


def test_comments_feed_the_streams_of_open_kinds_of_source():
    open_ones = {each.stream for each in pack_on(DAY).sources_listened_to(DAY) if not each.restriction}

    assert FEEDS["told"] == FEEDS["heard"] == open_ones


@pytest.mark.django_db
@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_a_source_with_nothing_to_say_says_nothing(source):
    with clock.replaying(DAY):
        said = source.tell(CommissionerFactory(), DAY)

    assert (said.facts, said.covered) == ([], [])
