"""The ratings in one document of the regulator's API: current, historic, and of the single assessment framework."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from trigpoint.organisations.connectors._cqc_shape import day, listed, mapping, text

KEY_QUESTIONS = "Key questions (2014)"
SINGLE_ASSESSMENT = "Single assessment framework"
DOMAINS = {
    "overall": "overall",
    "safe": "safe",
    "effective": "effective",
    "caring": "caring",
    "responsive": "responsive",
    "well-led": "well_led",
}
# The API's short codes for services and population groups.
SERVICES = {
    "care": "Medical care",
    "childrens": "Services for children and young people",
    "chsadults": "Community health services for adults",
    "chschildren": "Community health services for children",
    "communitysexual": "Community sexual health",
    "conditions": "People with long-term conditions",
    "critical": "Critical care",
    "diagnostic": "Diagnostic imaging",
    "diagnostics": "Diagnostic imaging",
    "dialysis": "Dialysis",
    "life": "End of life care",
    "maternity": "Maternity",
    "mhforensic": "Forensic mental health wards",
    "mhlongstay": "Long-stay mental health rehabilitation wards",
    "mothers": "Families, children and young people",
    "npimaternity": "Maternity",
    "npioutpatients": "Outpatients",
    "old": "Older people",
    "outpatients": "Outpatients",
    "population": "Working-age people",
    "problems": "People experiencing poor mental health",
    "surgery": "Surgery",
    "transport": "Patient transport",
    "urgent": "Urgent and emergency services",
    "vulnerable": "People whose circumstances may make them vulnerable",
}


@dataclass(frozen=True)
class Said:
    """One rating of one domain; `service` is blank for the whole organisation."""

    domain: str
    service: str
    rating: str
    reported_on: dt.date | None
    is_current: bool
    framework: str


def ratings_in(document: Mapping[str, Any]) -> list[Said]:
    """Every rating that a location or provider carries, each once."""
    found: list[Said] = []
    current = mapping(document, "currentRatings")
    found += _block(current, day(current, "reportDate"), is_current=True)
    for block in listed(document, "historicRatings"):
        found += _block(block, day(block, "reportDate"), is_current=False)
    for assessment in listed(document, "assessment"):
        found += _assessed(assessment)
    return list(dict.fromkeys(found))


def _block(block: Mapping[str, Any], reported: dt.date | None, *, is_current: bool) -> Iterator[Said]:
    """`overall` with its key questions, then each service with its own."""
    overall = mapping(block, "overall")
    parts = [("", overall), *((_service(s), s) for s in listed(block, "serviceRatings"))]
    for service, part in parts:
        on = day(part, "reportDate") or (reported if text(part, "rating") != "No published rating" else None)
        yield from _part(part, service, on, is_current, KEY_QUESTIONS)


def _part(
    part: Mapping[str, Any], service: str, on: dt.date | None, is_current: bool, framework: str
) -> Iterator[Said]:
    """The overall rating of a part and those of its key questions; a blank rating is none."""
    rows = [("overall", part, on)]
    for question in listed(part, "keyQuestionRatings"):
        domain = DOMAINS.get(text(question, "name").lower())
        if domain:
            rows.append((domain, question, day(question, "reportDate") or on))
    for domain, row, reported in rows:
        rating = _word(text(row, "rating"))
        if rating:
            yield Said(domain, service, rating, reported, is_current, framework)


def _assessed(assessment: Mapping[str, Any]) -> Iterator[Said]:
    """Ratings by assessment service group; the only group of a location stands for the whole of it."""
    published = day(assessment, "assessmentPlanPublishedDateTime")
    groups = listed(mapping(assessment, "ratings"), "asgRatings")
    for group in groups:
        service = text(group, "name") if len(groups) > 1 else ""
        is_current = text(group, "status").lower() in {"", "current"}
        on = published or day(group, "assessmentDate")
        yield from _part(group, service[:120], on, is_current, SINGLE_ASSESSMENT)


def _service(part: Mapping[str, Any]) -> str:
    name = text(part, "name")
    return SERVICES.get(name, name)[:120]


def _word(rating: str) -> str:
    """One spelling: "Requires Improvement" is "Requires improvement"."""
    return rating[:1].upper() + rating[1:].lower() if rating[:40] else ""
