"""The directory that comes with the package."""

import csv
import datetime as dt

import pytest

from trigpoint.loads.models import Load
from trigpoint.organisations import queries
from trigpoint.organisations.models import Hierarchy, Kind, Organisation
from trigpoint.organisations.services import ensure_directory
from trigpoint.organisations.services.reference import REFERENCE

pytestmark = pytest.mark.django_db

# Named by the monthly collections of 2020 to 2026 and closed, renamed or outside the registers since.
NAMED_BY_COLLECTIONS = {
    "RVY",
    "RA4",
    "RBZ",
    "RAP",
    "RD3",
    "AXG",
    "NTV0B",
    "AQM01",
    "NQT51",
    "Y07709",
    "G6V2S",
}


def test_empty_directory_is_filled_once_with_every_row_accounted_for(quality_lead):
    reports = ensure_directory(by=quality_lead)

    assert all(report.read == report.accepted + report.rejected + report.ignored for report in reports)
    assert sum(report.rejected for report in reports) == 0
    assert_knows_what_first_figures_name()
    assert_tells_what_became_of_pennine_acute_and_barnet()
    assert_greater_manchester_has_its_members()

    assert ensure_directory(by=quality_lead) == []
    assert Load.objects.count() == len(reports)


def assert_knows_what_first_figures_name():
    codes = queries.known_codes()
    assert codes >= NAMED_BY_COLLECTIONS
    assert Organisation.objects.filter(kind=Kind.ICB).count() == 42
    assert Organisation.objects.filter(kind=Kind.REGION).count() == 7
    assert Organisation.objects.filter(kind=Kind.AMBULANCE, closed_on=None).count() >= 10
    assert not Organisation.objects.filter(load=None).exists()


def assert_tells_what_became_of_pennine_acute_and_barnet():
    pennine = queries.history_of(Organisation.objects.get(code="RW6"))
    assert {(s.other.code, s.on) for s in pennine.next} == {
        ("RM3", dt.date(2021, 10, 1)),
        ("R0A", dt.date(2021, 10, 1)),
    }
    royal_free = queries.history_of(Organisation.objects.get(code="RAL"))
    assert [(s.other.code, s.on) for s in royal_free.predecessors] == [("RVL", dt.date(2014, 7, 1))]
    barnet = Organisation.objects.get(code="07M")
    assert barnet.closed_on == dt.date(2020, 3, 31)


def assert_greater_manchester_has_its_members():
    trusts = queries.members_of("QOP", Hierarchy.ICB).filter(kind=Kind.TRUST)
    assert {"R0A", "RM3", "RMC", "RMP", "RRF", "RWJ", "RBV", "RT2", "RXV"} <= {trust.code for trust in trusts}
    oldham = queries.providers_of_place("00Y").filter(kind=Kind.PRACTICE)
    assert "P85007" in {practice.code for practice in oldham}


def test_every_reference_file_is_listed_and_explained():
    with (REFERENCE / "contents.csv").open(encoding="utf-8", newline="") as contents:
        listed = {entry["file"] for entry in csv.DictReader(contents)}
    explained = (REFERENCE / "README.md").read_text(encoding="utf-8")

    assert listed == {path.name for path in REFERENCE.glob("*.gz")}
    assert not [name for name in listed if f"`{name}`" not in explained]
