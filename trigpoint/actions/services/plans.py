"""Taking over a whole action plan from a spreadsheet, all of it or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from trigpoint.accounts.models import User
from trigpoint.actions import queries
from trigpoint.actions.models import Action
from trigpoint.actions.rules.drafts import Draft, DueAsPublished, EvidenceAsPublished, Published
from trigpoint.actions.rules.sheets import SheetRow
from trigpoint.actions.services.adding import take_over


@transaction.atomic
def take_in_plan(*, rows: Sequence[SheetRow], plan: str, as_it_stood_on: dt.date, by: User) -> list[Action]:
    """Take over every action of a plan as it stood on the date of the paper; its contradictions stay, and are shown."""
    made: dict[str, Action] = {}
    providers = queries.providers_coded({row.provider.upper() for row in rows if row.provider}, user=by)
    for row in sorted(rows, key=lambda each: bool(each.superseded_by)):
        draft = Draft(
            text=row.text,
            leads=row.leads,
            due_on=None,
            plan=plan.strip(),
            ref=row.ref,
            parent=made.get(row.parent),
            owner_group=row.group,
            provider=providers.get(row.provider.upper()),
        )
        made[row.ref] = take_over(
            published=Published(
                draft=draft,
                as_it_stood_on=as_it_stood_on,
                state=row.state,
                deadlines=tuple(DueAsPublished(due) for due in row.due),
                started=row.started,
                completed=row.completed if not row.superseded_by else None,
                superseded_by=made.get(row.superseded_by),
                position=row.position,
                stated=row.stated,
                evidence=(EvidenceAsPublished("Named in the plan", row.evidence_on),)
                if row.evidence_on
                else (),
            ),
            by=by,
        )
    return list(made.values())
