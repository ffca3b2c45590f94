"""What a rise in what people say tells as evidence."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.factories import surveillance as made
from tests.factories.intelligence import theme_month
from trigpoint.common import clock
from trigpoint.common.references import reference_to
from trigpoint.surveillance import services
from trigpoint.surveillance.queries.evidence_heard import evidence

DAY = dt.date(2026, 11, 20)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_november():
    with clock.replaying(DAY):
        yield


def told(by):
    said = evidence(by.commissioner, DAY)
    assert said.covered == []
    return said.facts


def counted(by, signal, source, month=dt.date(2026, 10, 1), **counts):
    theme_month(by.commissioner, signal.organisation, month, source=source, **counts)


def test_a_rise_is_a_concern_of_the_stream_of_its_sources(quality_lead):
    signal = made.told(quality_lead, made.provider(quality_lead))
    counted(quality_lead, signal, "practice_alert")
    [fact] = told(quality_lead)

    assert (fact.state, fact.stream, fact.about) == (
        "concern",
        "soft_intelligence",
        "comment_theme:discharge",
    )
    assert (fact.happened_on, fact.known_on) == (dt.date(2026, 10, 1), dt.date(2026, 11, 1))
    assert fact.record == reference_to(signal)
    assert fact.says == (
        "More critical comments than expected, all at once, since Oct 2026: "
        "14 critical of 60 comments in Oct 2026, by 13 people; 5 were to be expected."
    )


@pytest.mark.parametrize(
    ("alerts", "comments", "stream"),
    [(9, 2, "soft_intelligence"), (2, 9, "patient_experience"), (5, 5, "patient_experience")],
)
def test_several_streams_are_that_of_most_critical_comments(quality_lead, alerts, comments, stream):
    signal = made.told(quality_lead, made.provider(quality_lead))
    counted(quality_lead, signal, "practice_alert", critical=alerts)
    counted(quality_lead, signal, "fft", critical=comments)

    assert told(quality_lead)[0].stream == stream


def test_sources_of_other_months_and_praise_do_not_count(quality_lead):
    signal = made.told(quality_lead, made.provider(quality_lead))
    counted(quality_lead, signal, "practice_alert")
    counted(quality_lead, signal, "fft", dt.date(2026, 5, 1))
    counted(quality_lead, signal, "survey", critical=0)

    assert told(quality_lead)[0].stream == "soft_intelligence"


def test_one_that_goes_on_holds_to_the_newest_whole_month(quality_lead):
    month = dt.date(2026, 8, 1)
    signal = made.told(quality_lead, made.provider(quality_lead), first_period=month, last_period=month)
    counted(quality_lead, signal, "fft", theme="")
    assert told(quality_lead)[0].last_on == dt.date(2026, 11, 1)

    signal.ended_on = dt.date(2026, 9, 1)
    signal.save()
    assert told(quality_lead)[0].last_on == dt.date(2026, 9, 1)


def test_what_people_called_nothing_counts_no_more(quality_lead):
    signal = made.told(quality_lead, made.provider(quality_lead))
    services.answer_signals(answers={signal: ("no_concern", "One campaign.")}, by=quality_lead)
    [fact] = told(quality_lead)

    assert fact.last_on == DAY - dt.timedelta(days=101)  # a stream that is fresh for 100 days
    assert fact.says.endswith("Somebody looked at it on 20 November 2026 and saw no concern.")


def test_a_neighbours_signals_are_not_told(quality_lead, other_lead):
    made.told(quality_lead, made.provider(quality_lead))

    assert told(other_lead) == []
