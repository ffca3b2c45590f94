"""The register as a table, as it stood on any day."""

from __future__ import annotations

import datetime as dt
from itertools import islice
from typing import Any

import polars as pl

from trigpoint.accounts.rules import reach
from trigpoint.actions.models import Action
from trigpoint.actions.queries.known import Known, known_among
from trigpoint.actions.rules.rag import days_late, extensions, original

SLICE = 1_000
EXPORTED = {
    "action": pl.String,
    "plan": pl.String,
    "ref": pl.String,
    "parent": pl.String,
    "kind": pl.String,
    "text": pl.String,
    "leads": pl.String,
    "owner_group": pl.String,
    "provider": pl.String,
    "is_sent": pl.Boolean,
    "source": pl.String,
    "source_words": pl.String,
    "pack": pl.String,
    "raised_on": pl.Date,
    "state": pl.String,
    "first_due_on": pl.Date,
    "due_on": pl.Date,
    "extensions": pl.Int64,
    "started_on": pl.Date,
    "started_precision": pl.String,
    "completed_on": pl.Date,
    "completed_precision": pl.String,
    "superseded_by": pl.String,
    "rag": pl.String,
    "is_late": pl.Boolean,
    "days_late": pl.Int64,
    "stated_rag": pl.String,
    "codes": pl.String,
    "position_on": pl.Date,
    "position": pl.String,
}

# What people outside the commissioner do not get.
INSIDE = ("plan", "owner_group", "source", "source_words", "parent")


def actions_as_at(*, user: Any, day: dt.date, vintage: str = "published") -> pl.DataFrame:
    """The actions that `user` may see as they stood at the end of `day`, columns and order as the export has them.

    vintage "published": each thing counts from the day on which it was said, or from the date of the paper that
    says it. vintage "loaded": only what had also been written down here by then.
    """
    visible = Action.visible_to(user).filter(raised_on__lte=day).select_related("provider", "parent", "owner")
    rows = iter(visible.order_by("public_id").iterator(chunk_size=SLICE))
    parts = []
    hidden = {} if reach(user).is_staff else dict.fromkeys(INSIDE)
    while part := list(islice(rows, SLICE)):
        known = known_among(part, day=day, user=user, is_held=vintage == "loaded")
        lines = [{**_line(each), **hidden} for each in known if each.steps]
        parts.append(pl.DataFrame(lines, schema=EXPORTED))
    return pl.concat(parts or [pl.DataFrame(schema=EXPORTED)]).sort("action")


def _line(known: Known) -> dict[str, Any]:
    action, last = known.action, known.positions[-1] if known.positions else None
    started, completed = known.started, known.claim.happened if known.claim else None
    return {
        "action": action.public_id,
        "plan": action.plan or None,
        "ref": action.ref,
        "parent": action.parent.public_id if action.parent else None,
        "kind": action.kind,
        "text": action.text,
        "leads": "; ".join(str(lead) for lead in known.leads) or None,
        "owner_group": action.owner_group or None,
        "provider": action.provider.code if action.provider else None,
        "is_sent": known.is_sent,
        "source": action.source or None,
        "source_words": action.source_words or None,
        "pack": action.pack or None,
        "raised_on": action.raised_on,
        "state": str(known.state),
        "started_on": started.first if started else None,
        "started_precision": started.precision if started else None,
        "completed_on": completed.first if completed else None,
        "completed_precision": completed.precision if completed else None,
        "superseded_by": known.superseded_by.public_id if known.superseded_by else None,
        "stated_rag": known.stated.stated if known.stated else None,
        "position_on": last.on if last else None,
        "position": (last.text or None) if last else None,
        **_by_rule(known),
    }


def _by_rule(known: Known) -> dict[str, Any]:
    facts, day = known.facts, known.day
    return {
        "first_due_on": original(facts, day),
        "due_on": known.due_on,
        "extensions": extensions(facts, day),
        "rag": known.rag.letter or None,
        "is_late": known.rag.is_late,
        "days_late": days_late(facts, day) or None,
        "codes": ";".join(each.code for each in known.contradictions) or None,
    }
