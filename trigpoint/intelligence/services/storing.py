"""Putting the comments of a file among the items; runs inside its load."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
from django.conf import settings
from django.db import connection
from django.db.models import Count
from django.utils.crypto import salted_hmac

from trigpoint.analysis import guard
from trigpoint.audit import services as audit
from trigpoint.common import clock, staging
from trigpoint.common.ids import new_public_id
from trigpoint.frameworks.queries import pack_on
from trigpoint.intelligence.errors import SheetImpossible
from trigpoint.intelligence.models import Item, ItemStep
from trigpoint.intelligence.rules.states import Deed, State
from trigpoint.loads.contract import Reading, Stored
from trigpoint.loads.models import Load
from trigpoint.organisations.models import Organisation

SALT = "trigpoint.intelligence.respondent"
WHERE = ["service", "place"]
SAME = ["mark", "ref", "question", "sender_mark", *WHERE]  # by which a comment is known again


def store_comments(*, load: Load, reading: Reading, by: Any) -> Stored:
    """Store what is new. What was taken in before is unchanged.

    A comment is known again by its words, provider, day and question, and by its number and respondent where it has them.
    Without these its service and place tell it apart too, since each ward may send a file of its own, and it counts as often
    as it came: three who write "Good" on a day are three, also when their file comes twice.
    """
    today = clock.today()
    pack = pack_on(today)
    sources = {code: pack.listening_to(code, today) for code in reading.records["source"].unique().to_list()}
    if any(source.restriction for source in sources.values()):
        raise SheetImpossible("What was told in confidence is written in one by one, never by file.")
    fresh = _fresh(load, reading.records)
    one_by_one = [code for code, source in sources.items() if source.is_one_by_one]
    staging.insert_frame(Item._meta.db_table, _rows(load, fresh, by, one_by_one, pack.name))
    if one_by_one:
        ids = Item.objects.filter(load=load, is_one_by_one=True).values_list("pk", flat=True)
        steps = [ItemStep(item_id=pk, deed=Deed.RECEIVED, state=State.RECEIVED, by=by) for pk in ids]
        ItemStep.objects.bulk_create(steps, batch_size=1_000)
    masked = {kind: int(reading.records[f"masked_{kind}"].sum()) for kind in guard.KINDS}
    told = {"new": fresh.height, **{f"masked_{kind}": number for kind, number in masked.items() if number}}
    audit.record(by, "intelligence.comments_stored", load, after=told)
    return Stored(new=fresh.height, superseded=0, unchanged=reading.records.height - fresh.height)


def _fresh(load: Load, records: pl.DataFrame) -> pl.DataFrame:
    """The records that are not here yet, with `sender_mark`."""
    here = Item.objects.filter(owner=load.owner, source__in=records["source"].unique().to_list())
    counted = pl.DataFrame(
        list(here.order_by().values_list(*SAME).annotate(Count("pk"))),
        schema={**dict.fromkeys(SAME, pl.String), "held": pl.Int64},
        orient="row",
    )
    # a number or a respondent says each thing once, wherever that was
    is_known = (pl.col("ref") != "") | (pl.col("sender_mark") != "")
    keys = [name if name not in WHERE else f"at_{name}" for name in SAME]
    told_at = [pl.when(~is_known).then(name).otherwise(pl.lit("")).alias(f"at_{name}") for name in WHERE]
    counted = counted.with_columns(told_at).group_by(keys).agg(pl.col("held").sum())
    times = pl.when(is_known & (pl.col("held") > 0)).then(pl.lit(None)).otherwise(pl.col("held").fill_null(0))
    return (
        records.with_columns(pl.Series("sender_mark", _marks(load, records), pl.String))
        .with_columns(told_at)
        .with_columns(pl.int_range(1, pl.len() + 1).over(keys).alias("time"))
        .filter(~is_known | (pl.col("time") == 1))
        .join(counted, on=keys, how="left")
        .filter((pl.col("time") > times).fill_null(value=False))
        .drop("time", "held", *(name for name in keys if name not in SAME))
        .sort("row", maintain_order=True)
    )


def _rows(load: Load, fresh: pl.DataFrame, by: Any, one_by_one: list[str], pack: str) -> pl.DataFrame:
    """The table of items, column by column."""
    held = Organisation.objects.filter(code__in=fresh["provider"].unique().to_list())
    ids = dict(held.values_list("code", "pk"))
    today = clock.today()
    same: dict[str, Any] = {
        "owner_id": load.owner_id,
        "load_id": load.pk,
        "by_id": by.pk,
        "pack": pack,
        "is_open": False,
        "is_at_risk_now": False,
        "may_share_identity": False,
        "wants_reply": False,
        **dict.fromkeys(("restriction", "about_words", "tone", "told_by"), ""),
        "at": _moment(),
    }
    taken = ("row", "words", "question", "service", "place", "score", "happened_on", "ref", "mark", "source")
    return fresh.select(
        *taken,
        pl.Series("public_id", [new_public_id() for _ in range(fresh.height)], pl.String),
        pl.Series("provider_id", [ids[code] for code in fresh["provider"].to_list()], pl.Int64),
        "sender_mark",
        pl.col("happened_on").dt.month_start().alias("month"),
        pl.lit(today).alias("received_on"),
        pl.col("source").is_in(one_by_one).alias("is_one_by_one"),
        *(pl.lit(value).alias(name) for name, value in same.items()),
    )


def _marks(load: Load, records: pl.DataFrame) -> list[str]:
    """A digest for each respondent, with this installation's secret, so that a number cannot be tried out until it fits."""
    told = (records[name].to_list() for name in ("sender", "source", "provider"))
    return [
        salted_hmac(SALT, f"{load.owner_id}:{source}:{provider}:{sender}", settings.SECRET_KEY).hexdigest()[
            :32
        ]
        if sender
        else ""
        for sender, source, provider in zip(*told, strict=True)
    ]


def _moment() -> str:
    """Now, as the database writes moments down."""
    now: dt.datetime = clock.now()
    return str(connection.ops.adapt_datetimefield_value(now.astimezone(dt.UTC)))
