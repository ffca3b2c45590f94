"""Themes as records and addresses have them: a short code for each theme of the framework, and its category."""

from __future__ import annotations

from functools import lru_cache

from django.utils.text import slugify

from trigpoint.analysis.themes.taxonomy import MIXED, NEGATIVE, NEUTRAL, OF_SAFETY, POSITIVE, categories

SENTIMENTS = (POSITIVE, NEUTRAL, NEGATIVE, MIXED)
CRITICAL = (NEGATIVE, MIXED)  # what counts as a critical mention of a theme


@lru_cache(maxsize=1)
def titles() -> dict[str, str]:
    """Theme by its code, in the order of the framework: {"discharge": "Discharge"}."""
    return {slugify(theme): theme for theme in categories()}


@lru_cache(maxsize=1)
def codes() -> dict[str, str]:
    """Code of each theme by its name."""
    return {title: code for code, title in titles().items()}


def category_of(code: str) -> str:
    """The category of a theme, by its code."""
    return categories()[titles()[code]]


def is_of_safety(code: str) -> bool:
    """Whether a critical comment with this theme may be about harm."""
    return titles()[code] in OF_SAFETY
