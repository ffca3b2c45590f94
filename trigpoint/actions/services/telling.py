"""Saying where an action stands, what shows it, and who leads it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from trigpoint.accounts.models import User
from trigpoint.actions import news, queries
from trigpoint.actions.errors import LeadMissing, NothingWritten, StepImpossible
from trigpoint.actions.models import Action, Evidence, Lead, Position
from trigpoint.actions.queries import Known
from trigpoint.actions.rules.standing import Standing
from trigpoint.actions.rules.states import OPEN
from trigpoint.actions.services.moving import NOT_YOURS
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.common.errors import NotAllowed


def say_position(*, action: Action, text: str, by: User, is_internal: bool = True) -> Action:
    """Write down where an action stands. What a provider writes is never internal."""
    said = _said(text, "Say where it stands.")
    with transaction.atomic():
        _, who = _part_in(action, by)
        position = Position.objects.create(
            action=action, text=said, is_internal=is_internal and who.may_write, by=by
        )
        audit.record(by, "actions.position_said", action, after={"is_internal": position.is_internal})
        if not position.is_internal:
            news.tell_position(action, by=by)
    return action


def add_evidence(*, action: Action, text: str, by: User, dated_on: dt.date | None = None) -> Action:
    """Write down what shows that it is done or under way, and the day it speaks of."""
    said = _said(text, "Say what the evidence is and what it shows.")
    with transaction.atomic():
        _part_in(action, by)
        Evidence.objects.create(action=action, text=said, dated_on=dated_on, by=by)
        told = {"dated_on": dated_on.isoformat() if dated_on else None}
        audit.record(by, "actions.evidence_added", action, after=told)
    return action


def change_leads(*, action: Action, leads: tuple[str, ...], by: User) -> Action:
    """Name who leads from now on, alone or with others. Who led before is kept."""
    if not leads:
        raise LeadMissing("Say who leads it: a name, initials or a group.")
    with transaction.atomic():
        known, who = _part_in(action, by)
        if not who.may_write:
            raise NotAllowed(NOT_YOURS)
        if known.state not in OPEN:
            raise StepImpossible("It is finished. Reopen it before you change who leads.")
        turn = max((lead.turn for lead in known.leads), default=0) + 1
        named = queries.leads_meant(action, leads, by=by, on=clock.today(), turn=turn)
        Lead.objects.bulk_create(named)
        counted = {"leads": len(leads)}
        audit.record(by, "actions.lead_changed", action, before={"leads": len(known.leads)}, after=counted)
        news.tell_leads(action, by=by)
    return action


def _part_in(action: Action, by: User) -> tuple[Known, Standing]:
    """What is known of the action, and what the person is to it; refused unless they take part in it."""
    known = queries.known(queries.locked(action), user=by)
    who = known.standing_of(by)
    if not (who.may_write or who.is_addressed):
        raise NotAllowed(NOT_YOURS)
    return known, who


def _said(text: str, refusal: str) -> str:
    if not text.strip():
        raise NothingWritten(refusal)
    return text.strip()
