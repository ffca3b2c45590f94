"""Counting what was told: by provider, service, kind of source, theme and month, anew each time."""

from __future__ import annotations

import polars as pl
from django.db import transaction
from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When

from trigpoint.accounts.models import Commissioner, User
from trigpoint.audit import services as audit
from trigpoint.common import staging
from trigpoint.intelligence import registry
from trigpoint.intelligence.models import Coding, ItemTheme, ThemeMonth
from trigpoint.intelligence.rules.themes import CRITICAL

MANY = 1_000  # rows that change what a query planner should expect
KEY = ("provider_id", "service", "source", "month")
TABLE = {
    "provider_id": pl.Int64,
    "service": pl.String,
    "source": pl.String,
    "month": pl.Date,
    "theme": pl.String,
    "items": pl.Int64,
    "positive": pl.Int64,
    "critical": pl.Int64,
    "critical_people": pl.Int64,
}


def count_again(*, owner: Commissioner, by: User) -> int:
    """Make the counts of a commissioner anew from what is coded now; gives how many rows there are.

    What is restricted never counts, nor what names no provider, nor comments in which nothing was said ("n/a"). Of the
    critical ones, items of one sender count once; an item whose sender is unknown counts as a person.
    """
    with transaction.atomic():
        staging.take_turn()
        rows = _rows(owner)
        ThemeMonth.objects.filter(owner=owner).delete()
        staging.insert_frame(ThemeMonth._meta.db_table, rows.with_columns(pl.lit(owner.pk).alias("owner_id")))
        if rows.height > MANY:
            staging.tell_planner()
        audit.record(by, "intelligence.counted", owner, after={"rows": rows.height})
    registry.after_counting(by=by, owner=owner)
    return rows.height


def _rows(owner: Commissioner) -> pl.DataFrame:
    what = Q(item__owner=owner, item__restriction="", item__provider__isnull=False)
    said = Coding.objects.filter(what, is_empty=False)
    of_themes = ItemTheme.objects.filter(what, item__coding__isnull=False, item__coding__is_empty=False)
    told = [
        *_counted(said.annotate(code=Value("", CharField())), "sentiment"),
        *_counted(of_themes.annotate(code=F("theme")), "item__coding__sentiment"),
    ]
    return pl.DataFrame(told, schema=TABLE, orient="row")


def _counted(found: QuerySet, sentiment: str) -> QuerySet:
    """Tuples in the order of `TABLE`."""
    is_critical = Q(**{f"{sentiment}__in": CRITICAL})
    names = {name: F(f"item__{name}") for name in KEY}
    known = Case(When(is_critical & ~Q(item__sender_mark=""), then="item__sender_mark"))
    unknown = Count("pk", filter=is_critical & Q(item__sender_mark=""))
    return (
        found.order_by()
        .values_list(*names.values(), "code")
        .annotate(
            in_all=Count("pk"),
            in_praise=Count("pk", filter=Q(**{sentiment: "positive"})),
            in_criticism=Count("pk", filter=is_critical),
            people=Count(known, distinct=True) + unknown,
        )
    )
