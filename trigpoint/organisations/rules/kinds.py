"""What kind of organisation a code, a name or the regulator's categories speak of."""

from __future__ import annotations

import re

from trigpoint.organisations.models import Kind

# NHS England's regions since 2020. The files name them in several ways, always with these words.
REGIONS = {
    "Y56": "London",
    "Y58": "South West",
    "Y59": "South East",
    "Y60": "Midlands",
    "Y61": "East of England",
    "Y62": "North West",
    "Y63": "North East and Yorkshire",
}
# A trust's code begins with R, or with T for some that took over another's; its sites add two characters.
TRUST_CODE = re.compile(r"^(R[0-9A-Z]{2}|TA[A-Z])$")
TRUST_SITE_CODE = re.compile(r"^(R[0-9A-Z]{2}|TA[A-Z])[0-9A-Z]{2}$")

BY_CATEGORY = {
    "S1": Kind.CARE_HOME,
    "S2": Kind.SOCIAL_CARE,
    "P1": Kind.DENTAL,
    "P2": Kind.PRACTICE,
    "P3": Kind.URGENT,
    "P6": Kind.URGENT,
}
BY_TYPE = {
    "Social Care Org": Kind.SOCIAL_CARE,
    "Primary Dental Care": Kind.DENTAL,
    "Independent Healthcare Org": Kind.INDEPENDENT,
    "Independent Ambulance": Kind.INDEPENDENT,
}
URGENT_WORDS = re.compile(
    r"walk.?in|\bwic\b|urgent|\bucc\b|\butc\b|minor injur|\bmiu\b|out of hours|\booh\b", re.I
)
TRUST_WORDS = re.compile(r"\bNHS (foundation )?trust$", re.I)
SUPPORT_WORDS = re.compile(r"commissioning support|authority|NHS England$|NHS Resolution|NHS Blood", re.I)


def kind_of_trust(name: str) -> Kind:
    """Trusts are told apart by name only: an ambulance trust says so."""
    return Kind.AMBULANCE if "AMBULANCE" in name.upper() else Kind.TRUST


def kind_of_provider(code: str, name: str) -> Kind:
    """Of a provider named in a national collection, by its code and name."""
    if TRUST_CODE.match(code) or TRUST_WORDS.search(name):
        return kind_of_trust(name)
    if URGENT_WORDS.search(name):
        return Kind.URGENT
    return Kind.SUPPORT if SUPPORT_WORDS.search(name) else Kind.INDEPENDENT


def kind_of_location(*, code: str, category: str, type_of_service: str, is_care_home: bool) -> Kind:
    """Of a location registered with the regulator: a home, a trust's site, or by its primary category."""
    if is_care_home:
        return Kind.CARE_HOME
    if type_of_service == "NHS Healthcare Organisation" or TRUST_SITE_CODE.match(code):
        return Kind.SITE
    if category in BY_CATEGORY:
        return BY_CATEGORY[category]
    return BY_TYPE.get(type_of_service, Kind.OTHER)


def region_code(text: str | None) -> str | None:
    """Code of the region that a file calls "NHS ENGLAND NORTH WEST " or "North West Commissioning Region"."""
    words = re.sub(r"nhs england|commissioning region", "", (text or "").lower()).strip()
    return next((code for code, name in REGIONS.items() if name.lower() == words), None)
