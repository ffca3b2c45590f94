"""Who can say something about the quality of care: every source of evidence, in one readable list."""

from __future__ import annotations

from trigpoint.common import evidence
from trigpoint.common.evidence import Source
from trigpoint.intelligence.queries import evidence as told
from trigpoint.intelligence.queries import evidence_complaints
from trigpoint.organisations.queries import evidence as ratings
from trigpoint.surveillance.queries import evidence as figures
from trigpoint.surveillance.queries import evidence_heard

# The streams of each are those that it can feed now: a stream that none of them feeds is shown as not connected.
SOURCES = (
    Source(
        "figures",
        "Published figures",
        (
            *("performance", "outcomes", "safety_incidents", "infection", "workforce"),
            *("patient_experience", "staff_voice", "complaints"),
        ),
        figures.evidence,
    ),
    Source(
        "heard",
        "Rises in what people say",
        ("patient_experience", "soft_intelligence", "complaints", "visits"),
        evidence_heard.evidence,
    ),
    Source(
        "told",
        "What people tell",
        ("soft_intelligence", "patient_experience", "complaints", "visits"),
        told.evidence,
    ),
    Source("complaints", "Complaints", ("complaints",), evidence_complaints.evidence),
    Source("ratings", "The regulator's ratings", ("regulator",), ratings.evidence),
)


def register_evidence() -> None:
    """Called once at start."""
    for source in SOURCES:
        evidence.register(source)
