"""Pieces of soft intelligence, made through the real services, and counts of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.factories.organisations import OrganisationFactory
from trigpoint.accounts.models import User
from trigpoint.intelligence.models import Item, ThemeMonth
from trigpoint.intelligence.rules.drafts import Draft
from trigpoint.intelligence.services.receiving import receive
from trigpoint.organisations.models import Organisation

WORDS = "Discharge letters from the surgical wards come two weeks late."


def draft(words: str = WORDS, **said: Any) -> Draft:
    """A practice's alert about Bolton, unless said otherwise."""
    return Draft(**{"source": "practice_alert", "words": words, "provider": bolton(), **said})


def item(by: User, words: str = WORDS, **said: Any) -> Item:
    """One that staff wrote in."""
    return receive(draft=draft(words, **said), by=by)


def theme_month(owner: Any, provider: Organisation, month: dt.date, **counts: Any) -> ThemeMonth:
    """Counts of one provider and theme in a month."""
    told = {
        "source": "fft",
        "theme": "discharge",
        "items": 10,
        "positive": 4,
        "critical": 3,
        "critical_people": 3,
    }
    return ThemeMonth.objects.create(owner=owner, provider=provider, month=month, **(told | counts))


def bolton() -> Organisation:
    """The trust that most of it is about."""
    return OrganisationFactory(code="RMC", name="Bolton NHS Foundation Trust")
