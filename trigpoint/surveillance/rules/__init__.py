"""Pure rules of stage 1: from observations to statuses, and from statuses to words."""

from trigpoint.surveillance.rules.telling import (
    ASSURANCE_WORDS,
    CHANCE_CHARTED,
    CHANCE_COMPARED,
    OUTLIER_WORDS,
    RULE_WORDS,
    VARIATION_WORDS,
    Telling,
    caveat,
    telling,
    tone,
    tone_of,
    variation_word,
)

__all__ = [
    "ASSURANCE_WORDS",
    "CHANCE_CHARTED",
    "CHANCE_COMPARED",
    "OUTLIER_WORDS",
    "RULE_WORDS",
    "VARIATION_WORDS",
    "Telling",
    "caveat",
    "telling",
    "tone",
    "tone_of",
    "variation_word",
]
