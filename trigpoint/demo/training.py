"""A provider to practise on. It does not exist; every page that shows it says so."""

from __future__ import annotations

import datetime as dt

from trigpoint.accounts.models import User
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
    answered = reports.ask_question(
        provider=made,
        text="What has changed in how patients are received in the emergency department?",
        answer_from="Director of Nursing",
        due_on=today,
        by=by,
    )
    reports.answer_question(
        question=answered,
        text="A second triage nurse works from 10 in the morning until 10 at night.",
        on=today,
        by=by,
    )
    reports.ask_question(
        provider=made,
        text="Which wards have the most vacancies, and how are they made safe?",
        answer_from="Director of Nursing",
        due_on=today + dt.timedelta(days=8),
        by=by,
    )
    return made
