"""What sources told as it stands, in bulk, and what says whether there is anything new to ask them."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

import polars as pl
from django.db import connection
from django.db.models import Count, Max

from trigpoint.accounts.models import Commissioner
from trigpoint.frameworks.queries import pack_on
from trigpoint.indicators.definitions import library
from trigpoint.intelligence.models import Complaint, ComplaintFigures, ComplaintStep, Item, ItemStep
from trigpoint.loads.models import Load
from trigpoint.organisations.models import Belonging, Organisation
from trigpoint.surveillance import queries as surveillance
from trigpoint.surveillance.models import Refresh, Signal, SignalStep
from trigpoint.triangulation.models import Coverage, Evidence

ROWS = 20_000


def kept_frame(
    model: type[Evidence] | type[Coverage], *, owner: Commissioner, source: str, schema: Mapping[str, Any]
) -> pl.DataFrame:
    """Rows of a source that stand, in the columns of `schema`, with `pk`; as the database driver gives them."""
    found = (
        model.objects.filter(owner=owner, source=source).standing().order_by("pk").values_list("pk", *schema)
    )
    kinds = {"pk": pl.Int64, **schema}
    parts = [pl.DataFrame(schema=kinds)]
    with connection.cursor() as cursor:
        cursor.execute(*found.query.sql_with_params())
        while rows := cursor.fetchmany(ROWS):
            parts.append(pl.DataFrame(rows, schema=kinds, orient="row"))
    return pl.concat(parts)


def mark_of_evidence(*, owner: Commissioner, day: dt.date) -> str:
    """Changes whenever a source may have something else to tell a commissioner, and every day."""
    own = {"owner": owner}
    signals = Signal.objects.filter(owner=owner).aggregate(Max("pk"), Count("ended_on"), Max("last_period"))
    parts = [
        day.isoformat(),
        pack_on(day).content_sha256,
        *(each.content_sha256 for each in library().values()),
        _newest(Refresh, **own),
        *signals.values(),
        _newest(SignalStep, signal__owner=owner),
        surveillance.mark_of_counts(owner=owner),
        _newest(Item, **own),
        _newest(ItemStep, item__owner=owner),
        _newest(Complaint, **own),
        _newest(ComplaintStep, complaint__owner=owner),
        _newest(ComplaintFigures, **own),
        _newest(Load),
        _newest(Organisation),
        _newest(Belonging),
    ]
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:16]


def _newest(model: Any, **of: Any) -> int:
    return model.objects.filter(**of).aggregate(newest=Max("pk"))["newest"] or 0
