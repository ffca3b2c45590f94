"""Actions, made through the real services, with the people who have a part in them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.factories.accounts import UserFactory
from tests.factories.organisations import OrganisationFactory
from trigpoint.accounts.models import User
from trigpoint.actions import queries, services
from trigpoint.actions.models import Action
from trigpoint.actions.queries import Known
from trigpoint.actions.rules.days import RoughDay
from trigpoint.actions.rules.drafts import Draft
from trigpoint.common import clock
from trigpoint.organisations.models import Organisation

TODAY = dt.date(2026, 11, 24)  # a Tuesday


def in_days(number: int) -> dt.date:
    """That many days from today, or before it."""
    return clock.today() + dt.timedelta(days=number)


def draft(text: str = "Review falls on the medical wards", **said: Any) -> Draft:
    """What is typed to add an action led by LM and due in four weeks, unless said otherwise."""
    return Draft(**{"text": text, "leads": ("LM",), "due_on": in_days(28), **said})


def action(by: User, text: str = "Review falls on the medical wards", **said: Any) -> Action:
    """An agreed action of the register."""
    return services.add_action(draft=draft(text, **said), by=by)


def sent(by: User, text: str = "Send the falls audit", **said: Any) -> Action:
    """An agreed action that Bolton sees."""
    return action(by, text, **{"provider": bolton(), "is_sent": True, **said})


def started(by: User, **said: Any) -> Action:
    """An action under way."""
    made = action(by, **said)
    services.start(action=made, started=RoughDay(clock.today()), by=by)
    return made


def claimed(by: User, claimer: User | None = None, **said: Any) -> Action:
    """An action that somebody has claimed done today."""
    made = sent(by, **said) if claimer else action(by, **said)
    services.claim_done(
        action=made, completed=RoughDay(clock.today()), text="The audit report", by=claimer or by
    )
    return made


def bolton() -> Organisation:
    """The provider."""
    return OrganisationFactory()


def rosa() -> User:
    """Rosa, who answers for Bolton."""
    return UserFactory(
        username="rosa", first_name="Rosa", last_name="Diaz", role="provider", organisation="RMC"
    )


def colleague() -> User:
    """Tom, quality manager: the second pair of eyes."""
    return UserFactory(username="tom", first_name="Tom", last_name="Reilly", role="quality_manager")


def known(made: Action, user: User, day: dt.date | None = None) -> Known:
    """How an action stands."""
    return queries.known(made, user=user, day=day)
