"""Concerns, made through the real services."""

from __future__ import annotations

from typing import Any

from tests.factories.intelligence import bolton
from trigpoint.accounts.models import User
from trigpoint.triangulation.models import Concern
from trigpoint.triangulation.rules.drafts import ConcernDraft
from trigpoint.triangulation.services.concerns import raise_concern

WORDS = "Patients go home without their medicines. Three practices told us within a month."


def draft(**said: Any) -> ConcernDraft:
    """A worry about leaving hospital at Bolton, unless said otherwise."""
    told = {"provider": bolton(), "title": "", "words": WORDS, "theme": "discharge", "level": "moderate"}
    return ConcernDraft(**(told | said))


def concern(by: User, **said: Any) -> Concern:
    """One that a person raised."""
    return raise_concern(draft=draft(**said), by=by)
