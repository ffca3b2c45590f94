"""A provider with figures, ratings, a meeting, notes and questions, made through the real services."""

from __future__ import annotations

import datetime as dt

from tests.factories import loads, surveillance
from tests.factories.surveillance import STEADY
from trigpoint.accounts.models import User
from trigpoint.actions import services as register
from trigpoint.actions.models import Action
from trigpoint.actions.rules.days import RoughDay
from trigpoint.actions.rules.drafts import Draft
from trigpoint.common import clock
from trigpoint.common.references import reference_to
from trigpoint.indicators.definitions import library
from trigpoint.indicators.models import Series
from trigpoint.organisations.models import Organisation, Rating
from trigpoint.reports import queries, services
from trigpoint.reports.models import BriefNote, Paper
from trigpoint.reports.presenters.early_warning import early_warning_content
from trigpoint.reports.presenters.paper_content import frozen
from trigpoint.reports.rules.months import fingerprint

TODAY = dt.date(2026, 11, 22)  # a Sunday
FALLING = [*STEADY[:-1], 51.2]
RISING = [*STEADY[:-1], 92.4]


def bolton(by: User) -> Organisation:
    """A trust whose A&E waits got worse and whose cancer waits got better; nothing is known of experience."""
    provider = surveillance.provider(by, name="Training Hospital (fictional)", is_training=True)
    surveillance.series(by, provider, FALLING, indicator="ae-4hour")
    surveillance.series(by, provider, RISING, indicator="cancer-62d")
    surveillance.series(by, provider, STEADY, indicator="beds-ga-occupancy")
    surveillance.refreshed(by)
    return provider


def series_of(provider: Organisation, indicator: str = "ae-4hour") -> Series:
    """One of its series."""
    return Series.objects.get(organisation=provider, indicator=indicator)


def rated(by: User, provider: Organisation) -> None:
    """Good now, and less than that before."""
    load = loads.load(by, file_name="ratings.json")
    for domain, rating in (("overall", "Good"), ("safe", "Requires improvement"), ("caring", "Good")):
        Rating.objects.create(
            organisation=provider, domain=domain, rating=rating, reported_on=dt.date(2024, 2, 1), load=load
        )
    Rating.objects.create(
        organisation=provider,
        domain="overall",
        rating="Inadequate",
        reported_on=dt.date(2019, 3, 4),
        is_current=False,
        load=load,
    )


def met(by: User, provider: Organisation, held_on: dt.date = dt.date(2026, 3, 17)) -> None:
    """A quality meeting in the diary."""
    services.set_meeting(provider=provider, held_on=held_on, by=by)


def note(by: User, provider: Organisation, text: str = "Ask how the new triage went.") -> BriefNote:
    """A note on the brief."""
    return services.write_note(provider=provider, text=text, by=by)


def content(by: User, month: dt.date | None = None) -> str:
    """What the early-warning paper of a month, this one unless said otherwise, says now, as it would be kept."""
    today = clock.today()
    records = queries.records_for_early_warning(user=by, month=(month or today).replace(day=1), today=today)
    return frozen(early_warning_content(records, library(), site="https://trigpoint.example"))


def issued(by: User, month: dt.date | None = None, why: str = "") -> Paper:
    """The early-warning paper of a month, issued."""
    text = content(by, month)
    first = (month or clock.today()).replace(day=1)
    return services.issue_paper(month=first, content=text, seen=fingerprint(text), why=why, by=by)


def question(by: User, provider: Organisation, text: str = "Who waits longest?", **said: object) -> Action:
    """A question of the register, due in a week unless said otherwise. `series`: the chart that gave rise to it."""
    series = said.pop("series", None)
    known = {
        "leads": ("Dr Example",),
        "due_on": clock.today() + dt.timedelta(days=7),
        "source": reference_to(series) if series else "",
        **said,
    }
    draft = Draft(text=text, provider=provider, kind=Action.Kind.QUESTION, **known)
    return register.add_action(draft=draft, by=by)


def answered(made: Action, by: User, text: str = "Frail people.", on: dt.date | None = None) -> Action:
    """The same question with an answer."""
    register.claim_done(action=made, completed=RoughDay(on or clock.today()), text=text, by=by)
    return made
