"""Observed and expected outcomes: figures by hand, every way for a row to be wrong, and whose they are."""

import datetime as dt

import pytest

from tests.factories.accounts import CommissionerFactory, UserFactory
from tests.factories.organisations import OrganisationFactory
from trigpoint.common.errors import DomainError, InputRefused
from trigpoint.indicators.connectors import outcomes
from trigpoint.indicators.models import Observation, Series
from trigpoint.loads import services
from trigpoint.organisations.models import Kind

HEADING = "Month,Provider code,Indicator,Observed,Expected,Patients"


@pytest.fixture
def file(tmp_path):
    def written(*rows, heading=HEADING):
        path = tmp_path / "outcomes.csv"
        path.write_text("\n".join([heading, *rows]), encoding="utf-8")
        return path

    return written


def test_a_ratio_is_observed_over_expected_and_a_count_what_was_observed(file, figures):
    found = figures(
        outcomes.read(
            file("2026-04,xaa,deaths-in-hospital,42,37.5,4100", "April 2026,XAA,Never-Events,1,0.21,")
        )
    )

    deaths, never = found.one("deaths-in-hospital", "XAA"), found.one("never-events", "XAA")
    assert (deaths["numerator"], deaths["denominator"], deaths["note"]) == (42, 37.5, "4100 patients")
    assert deaths["value"] == pytest.approx(1.12)
    assert (deaths["period_start"], deaths["period_end"]) == (dt.date(2026, 4, 1), dt.date(2026, 4, 30))
    assert (never["value"], never["numerator"], never["denominator"], never["note"]) == (1, 1, 0.21, "")
    found.assert_every_row_once()


def test_patients_may_be_left_out(file, figures):
    reading = outcomes.read(
        file("2026-04,XAA,never-events,0,0.2", heading="period,org code,indicator,observed,expected")
    )

    assert figures(reading).one("never-events", "XAA")["value"] == 0


def test_nothing_expected_and_nothing_observed_is_a_month_that_says_nothing(file, figures):
    found = figures(
        outcomes.read(file("2026-04,XAA,deaths-in-hospital,0,0,0", "2026-05,XAA,deaths-in-hospital,*,3.1,90"))
    )

    empty = found.one("deaths-in-hospital", "XAA", "2026-04-01")
    hidden = found.one("deaths-in-hospital", "XAA", "2026-05-01")
    assert (empty["value"], empty["numerator"], empty["denominator"]) == (None, 0, 0)
    assert (hidden["value"], hidden["numerator"], hidden["note"]) == (None, None, "suppressed")
    found.assert_every_row_once()


@pytest.mark.parametrize(
    ("row", "code", "column", "told"),
    [
        (
            "2026-04,XAA,shmi,40,37.5,",
            "outcome_unknown",
            "Indicator",
            "no indicator that is watched against an expected number",
        ),
        ("2026-04,XAA,deaths-in-hospital,40.5,37.5,", "not_whole", "Observed", "40.5 is not a whole number"),
        (
            "2026-04,XAA,deaths-in-hospital,2,0,",
            "event_not_expected",
            "Expected",
            "2 observed where none could be expected",
        ),
        (
            "2026-04,XAA,deaths-in-hospital,40,37.5,12",
            "more_than_patients",
            "Expected",
            "37.5 expected among 12 patients",
        ),
        ("2026-04,XAA,deaths-in-hospital,40,10,12", "more_than_patients", "Observed", "40 among 12 patients"),
        ("2026-04,XAA,deaths-in-hospital,-1,10,", "negative", "Observed", "below nought"),
        ("2026-04,XAA,deaths-in-hospital,1,many,", "not_a_number", "Expected", "is not a number"),
        ("soon,XAA,deaths-in-hospital,1,2,", "period_unreadable", "Month", "names no month"),
        (
            "2026-04,,deaths-in-hospital,1,2,",
            "organisation_missing",
            "Provider code",
            "names no organisation",
        ),
    ],
)
def test_row_is_rejected_and_the_others_are_taken(file, figures, row, code, column, told):
    reading = outcomes.read(file(row, "2026-05,XAA,deaths-in-hospital,3,2.5,90"))

    [problem] = reading.rejected
    assert (problem.code, problem.row, problem.column) == (code, 2, column)
    assert told in problem.message
    assert reading.records["row"].to_list() == [3]
    figures(reading).assert_every_row_once()


def test_an_unknown_outcome_is_told_those_there_are(file):
    [problem] = outcomes.read(file("2026-04,XAA,falls,1,2,")).rejected

    assert problem.remedy.startswith("Use one of never-events, deaths-in-hospital, or add a definition")


def test_moved_headings_are_refused_by_name(file):
    with pytest.raises(InputRefused, match="Expected and not found: 'expected'"):
        outcomes.read(
            file("2026-04,XAA,never-events,0,0.2", heading="month,provider code,indicator,observed,foreseen")
        )


def test_it_says_honestly_that_no_real_file_was_seen():
    assert not outcomes.CONNECTOR.seen_on_real_files
    assert "No real file has been seen yet" in outcomes.CONNECTOR.notes


@pytest.mark.django_db
class TestLoading:
    @pytest.fixture(autouse=True)
    def provider(self, quality_lead):
        return OrganisationFactory(code="RMC", kind=Kind.TRUST, is_open=True, owner=quality_lead.commissioner)

    def test_what_is_loaded_belongs_to_the_commissioner_alone(self, file, quality_lead):
        path = file("2026-04,RMC,deaths-in-hospital,42,37.5,4100", "2026-04,ZZZ,deaths-in-hospital,1,1,")

        done = services.load_file(connector=outcomes.CONNECTOR, path=path, by=quality_lead)

        series = Series.objects.get()
        assert (done.accepted, done.rejected, done.new) == (1, 1, 1)
        assert (series.is_open, series.owner) == (False, quality_lead.commissioner)
        assert not done.load.is_open
        assert "organisation_unknown" in [problem.code for problem in done.problems]

    def test_a_dry_run_stores_nothing(self, file, quality_lead):
        path = file("2026-04,RMC,deaths-in-hospital,42,37.5,4100")

        done = services.load_file(connector=outcomes.CONNECTOR, path=path, by=quality_lead, dry_run=True)

        assert (done.accepted, done.load) == (1, None)
        assert not Observation.objects.exists()

    def test_the_same_file_is_not_shared_with_another_commissioner(self, file, quality_lead):
        path = file("2026-04,RMC,deaths-in-hospital,42,37.5,4100")
        services.load_file(connector=outcomes.CONNECTOR, path=path, by=quality_lead)
        other = UserFactory(username="elsewhere", commissioner=CommissionerFactory(code="QZZ"))

        with pytest.raises(DomainError, match="taken in for another organisation"):
            services.load_file(connector=outcomes.CONNECTOR, path=path, by=other)

        assert not Series.visible_to(other).exists()

    def test_a_revision_supersedes(self, file, quality_lead):
        for observed in (42, 43):
            path = file(f"2026-04,RMC,deaths-in-hospital,{observed},37.5,4100")
            services.load_file(connector=outcomes.CONNECTOR, path=path, by=quality_lead)

        assert Observation.objects.count() == 2
        assert Observation.objects.get(superseded_by=None).numerator == 43
