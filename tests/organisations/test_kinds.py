"""Kinds told from codes, names and the regulator's categories."""

import pytest

from trigpoint.organisations.models import Kind
from trigpoint.organisations.rules.kinds import (
    kind_of_location,
    kind_of_provider,
    kind_of_trust,
    region_code,
)


def test_ambulance_trust_says_so_in_its_name():
    assert kind_of_trust("NORTH WEST AMBULANCE SERVICE NHS TRUST") == Kind.AMBULANCE
    assert kind_of_trust("BOLTON NHS FOUNDATION TRUST") == Kind.TRUST


@pytest.mark.parametrize(
    ("code", "name", "kind"),
    [
        ("RMC", "Bolton NHS Foundation Trust", Kind.TRUST),
        ("RX7", "North West Ambulance Service NHS Trust", Kind.AMBULANCE),
        ("TAD", "Bradford District Care NHS Foundation Trust", Kind.TRUST),
        ("G6V2S", "North London NHS Foundation Trust", Kind.TRUST),
        ("Y02428", "Putnoe Medical Centre Walk In Centre", Kind.URGENT),
        ("NTV0B", "Ashford Walk-In-Centre", Kind.URGENT),
        ("0AR", "NHS North of England Commissioning Support Unit", Kind.SUPPORT),
        ("NT3", "Spire Healthcare", Kind.INDEPENDENT),
    ],
)
def test_provider_of_a_collection(code, name, kind):
    assert kind_of_provider(code, name) == kind


@pytest.mark.parametrize(
    ("code", "category", "type_of_service", "is_care_home", "kind"),
    [
        ("1-1", "S1", "Social Care Org", True, Kind.CARE_HOME),
        ("1-2", "S2", "Social Care Org", False, Kind.SOCIAL_CARE),
        ("1-3", "P2", "Primary Medical Services", False, Kind.PRACTICE),
        ("1-4", "P3", "Primary Medical Services", False, Kind.URGENT),
        ("1-5", "", "Primary Dental Care", False, Kind.DENTAL),
        ("RW603", "H1", "NHS Healthcare Organisation", False, Kind.SITE),
        ("1-6", "H12", "Independent Healthcare Org", False, Kind.INDEPENDENT),
        ("1-7", "", "Something new", False, Kind.OTHER),
    ],
)
def test_location_of_the_regulator(code, category, type_of_service, is_care_home, kind):
    found = kind_of_location(
        code=code, category=category, type_of_service=type_of_service, is_care_home=is_care_home
    )

    assert found == kind


@pytest.mark.parametrize(
    "words", ["NHS ENGLAND NORTH WEST ", "North West Commissioning Region", "North West"]
)
def test_region_by_any_of_its_names(words):
    assert region_code(words) == "Y62"


def test_region_of_something_else_is_none():
    assert region_code("Special Health Authorities") is None
    assert region_code(None) is None
