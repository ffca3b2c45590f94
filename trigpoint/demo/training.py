"""A provider to practise on. It does not exist; every page that shows it says so."""

from __future__ import annotations

import datetime as dt

from trigpoint.accounts.models import User
from trigpoint.actions import services as register
from trigpoint.actions.models import Action
from trigpoint.actions.rules.days import RoughDay
from trigpoint.actions.rules.drafts import Draft
from trigpoint.common import clock
from trigpoint.organisations.models import Kind, Organisation
from trigpoint.organisations.services import add_organisation
from trigpoint.reports import services as reports

CODE = "TRAINING-1"
NAME = "Training (fictional) Hospitals Trust"


def ensure_training(*, by: User) -> Organisation:
    """The training provider with a meeting behind it, one to come, a note and two questions."""
    found = Organisation.objects.filter(code=CODE).first()
    if found is not None:
        return found
    made = add_organisation(code=CODE, name=NAME, kind=Kind.TRUST, by=by, is_training=True)
    today = clock.today()
    for days in (-20, 10):
        reports.set_meeting(provider=made, held_on=today + dt.timedelta(days=days), by=by)
    reports.write_note(
        provider=made,
        text="Training note: two new ward managers since last month. Try writing your own below.",
        by=by,
    )
    answered = _ask(
        made, "What has changed in how patients are received in the emergency department?", today, by
    )
    register.claim_done(
        action=answered,
        completed=RoughDay(today),
        text="A second triage nurse works from 10 in the morning until 10 at night.",
        by=by,
    )
    _ask(
        made,
        "Which wards have the most vacancies, and how are they made safe?",
        today + dt.timedelta(days=8),
        by,
    )
    return made


def _ask(provider: Organisation, text: str, due_on: dt.date, by: User) -> Action:
    """A question to the training provider that its people see."""
    draft = Draft(
        text=text,
        leads=("Director of Nursing",),
        due_on=due_on,
        kind=Action.Kind.QUESTION,
        provider=provider,
        is_sent=True,
    )
    return register.add_action(draft=draft, by=by)
