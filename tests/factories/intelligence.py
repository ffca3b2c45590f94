"""Pieces of soft intelligence, made through the real services, and counts of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.factories.organisations import OrganisationFactory
from trigpoint.accounts.models import User
from trigpoint.common import clock
from trigpoint.intelligence.models import Change, Coding, Engagement, Item, ItemTheme, ThemeMonth
from trigpoint.intelligence.rules.answers import Answer, Answered
from trigpoint.intelligence.rules.drafts import Draft
from trigpoint.intelligence.rules.engagement import Entry
from trigpoint.intelligence.services.changes import draft_change
from trigpoint.intelligence.services.engagement import log_engagement
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


def change(
    by: User, heard: str = "Letters come late.", title: str = "Letters after discharge", **answered: Any
) -> Change:
    """An answer to something that was heard; answered: items, engagements, others."""
    answer = Answer(
        title=title, heard=heard, provider=bolton(), theme="discharge", answered=Answered(**answered)
    )
    return draft_change(answer=answer, by=by)


def engagement(by: User, title: str = "Carers' tea in Farnworth", **said: Any) -> Engagement:
    """An occasion on which carers were listened to, last month unless said otherwise."""
    told = {
        "from_on": clock.today() - dt.timedelta(days=30),
        "heard": "Nobody asks carers when somebody goes home.",
        "methods": ("meeting",),
        "groups": ("carers",),
        "people": 12,
    }
    return log_engagement(entry=Entry(title=title, **(told | said)), by=by)


def coded(made: Item, *themes: str, sentiment: str = "negative") -> Item:
    """The item, as the model would have read it."""
    Coding.objects.create(
        item=made, sentiment=sentiment, sentiment_probability=0.9, highest=0.9, model="test"
    )
    for theme in themes:
        ItemTheme.objects.create(item=made, theme=theme, probability=0.9)
    return made


def whistle(by: User, words: str = "The night shift is never full.", **said: Any) -> Item:
    """A concern of staff: restricted from the first moment."""
    return item(by, words, source="staff_concern", **said)
