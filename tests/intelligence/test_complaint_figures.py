"""Figures of providers: versions, what is refused, who has sent none, and a year of our own."""

import datetime as dt

import pytest

from tests.factories.complaints import GOOD, complaint, consented, figures
from tests.factories.intelligence import bolton
from trigpoint.common import clock
from trigpoint.common.errors import NotAllowed
from trigpoint.intelligence.errors import FiguresImpossible
from trigpoint.intelligence.models import ComplaintFigures
from trigpoint.intelligence.queries import complaints_figures as queries
from trigpoint.intelligence.queries.complaints_year import year_of_complaints
from trigpoint.intelligence.rules.complaints_figures import FiguresDraft, quarter_before, year_of
from trigpoint.intelligence.services import complaints_moving as moving
from trigpoint.intelligence.services.complaints_figures import take_in_figures

TODAY = clock.today()
LAST = quarter_before(TODAY)


def test_correction_is_a_further_version_and_the_old_one_stays(quality_lead):
    first = figures(quality_lead)
    second = figures(quality_lead, counts={"received": 41})

    assert (first.version, second.version) == (1, 2)
    assert queries.of_provider(bolton(), user=quality_lead) == [second]
    assert queries.of_provider(bolton(), user=quality_lead, at=first.at) == [first]
    assert queries.versions_of(second, user=quality_lead) == [second, first]
    assert queries.superseded_of(bolton(), user=quality_lead) == [first]


def test_the_same_again_is_no_new_version(quality_lead):
    assert figures(quality_lead) == figures(quality_lead)
    assert ComplaintFigures.objects.count() == 1


def test_what_was_not_sent_is_never_nought(quality_lead):
    made = figures(quality_lead, counts=dict.fromkeys(GOOD) | {"received": 0})

    assert (made.received, made.closed) == (0, None)


@pytest.mark.parametrize(
    "said",
    [
        {"counts": {"acknowledged": 41}},
        {"subjects": {"nonsense": 3}},
        {"subjects": {"clinical": 41}},
        {"quarter": dt.date(2026, 5, 1)},
        {"quarter": dt.date(2999, 4, 1)},
        {"quarter": dt.date(2013, 1, 1)},
    ],
)
def test_what_cannot_be_is_refused(quality_lead, said):
    with pytest.raises(FiguresImpossible):
        figures(quality_lead, **said)
    assert not ComplaintFigures.objects.exists()


def test_a_spreadsheet_is_taken_in_whole_or_not_at_all(quality_lead):
    good = FiguresDraft(provider=bolton(), quarter=LAST, counts=GOOD)
    bad = FiguresDraft(provider=bolton(), quarter=quarter_before(LAST), counts=GOOD | {"in_time": 99})
    with pytest.raises(FiguresImpossible):
        take_in_figures(drafts=[good, bad], by=quality_lead)

    assert not ComplaintFigures.objects.exists()
    assert len(take_in_figures(drafts=[good], by=quality_lead)) == 1


def test_neighbour_sees_no_figures_and_readers_write_none(quality_lead, other_lead, chair):
    figures(quality_lead)

    assert queries.of_quarter(LAST, user=other_lead) == []
    with pytest.raises(NotAllowed):
        figures(chair)


def test_year_counts_what_the_regulations_ask_for(quality_lead):
    founded = consented(quality_lead, subjects=("clinical", "waiting"))
    complaint(quality_lead, subjects=("clinical",))
    complaint(quality_lead, restriction="safeguarding")
    moving.answer(complaint=founded, outcome="partly", on=TODAY, by=quality_lead)
    moving.note_ombudsman(complaint=founded, outcome="", on=TODAY, by=quality_lead)
    moving.note_importance(complaint=founded, text="Medicines at night.", by=quality_lead)

    year = year_of_complaints(year_of(TODAY), user=quality_lead)

    assert (year.received, year.well_founded, year.decided, year.ombudsman_asked) == (2, 1, 1, 1)
    assert year.subjects == {"clinical": 2, "waiting": 1}
    assert [step.text for step in year.important] == ["Medicines at night."]
    assert (year.acknowledged, year.acknowledged_in_time, year.smallest) == (1, 1, 5)


def test_answer_that_was_opened_again_counts_once(quality_lead):
    made = consented(quality_lead)
    moving.answer(complaint=made, outcome="not_upheld", on=TODAY, by=quality_lead)
    moving.reopen(complaint=made, text="A point was missed.", by=quality_lead)
    moving.answer(complaint=made, outcome="upheld", on=TODAY, by=quality_lead)

    year = year_of_complaints(year_of(TODAY), user=quality_lead)
    assert (year.decided, year.well_founded) == (1, 1)
