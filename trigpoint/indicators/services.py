"""Writing hard data. Observations are superseded, never edited."""

from __future__ import annotations

from typing import Any

import polars as pl
from django.db import connection, transaction

from trigpoint.audit.services import record
from trigpoint.common import staging
from trigpoint.common.ids import new_public_id
from trigpoint.indicators.definitions import library
from trigpoint.indicators.holding import count_held
from trigpoint.indicators.models import DefinitionVersion, Series
from trigpoint.indicators.queries import ids_of_series
from trigpoint.indicators.rules import KEY, typed
from trigpoint.loads.contract import Reading, Stored
from trigpoint.loads.models import Load
from trigpoint.loads.queries import loads_published_after
from trigpoint.organisations.models import Organisation

PAIR = ["indicator", "organisation"]
FIGURES = ("value", "numerator", "denominator", "band", "note")
STAGED = """(
    place integer PRIMARY KEY, "row" integer, series_id bigint, period_start date, period_end date,
    value double precision, numerator double precision, denominator double precision,
    band varchar(40), note varchar(200)
)"""
# Each staged row that has a current observation: is it the same, and was that one published later?
MET = """
    CREATE TEMPORARY TABLE met_observation AS
    SELECT staged.place, held.id AS observation_id, held.load_id,
           ({same}) AS is_same, held.load_id IN ({later}) AS is_later
      FROM staged_observation staged
      JOIN indicators_observation held
        ON held.series_id = staged.series_id AND held.period_start = staged.period_start
       AND held.period_end = staged.period_end AND held.superseded_by_id IS NULL
"""
COUNTS = """
    SELECT count(*), count(CASE WHEN is_same THEN 1 END) FROM met_observation
"""
SUPERSEDE = """
    UPDATE indicators_observation SET superseded_by_id = %s
     WHERE id IN (SELECT observation_id FROM met_observation WHERE NOT is_same AND NOT is_later)
"""
INSERT = """
    INSERT INTO indicators_observation
           (series_id, period_start, period_end, value, numerator, denominator, band, note,
            "row", load_id, superseded_by_id)
    SELECT staged.series_id, staged.period_start, staged.period_end, staged.value, staged.numerator,
           staged.denominator, staged.band, staged.note, staged."row", %s,
           CASE WHEN met.is_later THEN met.load_id END
      FROM staged_observation staged LEFT JOIN met_observation met ON met.place = staged.place
     WHERE met.place IS NULL OR met.is_later OR NOT met.is_same
     ORDER BY staged.place
"""


def store_observations(*, load: Load, reading: Reading, by: Any) -> Stored:
    """Put what a file says among the observations; runs inside the transaction of the load.

    A period without a figure gets one (new). The same figures change nothing (unchanged). Other figures
    supersede the ones held, which stay (superseded); but when the ones held were published later than
    this file, they stay in force and this file's are kept beside them as already superseded, whether they
    differ or not, so that what was known on any day can be told.
    """
    records = typed(reading.records)
    if records.is_empty():
        return Stored(0, 0, 0)
    held = ids_of_series(load=load, pairs=records.select(PAIR).unique())
    made = _add_series(load, records.select(PAIR).unique().join(held, on=PAIR, how="anti"))
    known = pl.concat([held, made])
    placed = records.join(known, on=PAIR).sort("series_id", *KEY[2:]).with_row_index("place").drop(PAIR)
    if held.is_empty():
        _insert_directly(load, placed)
        stored = Stored(new=placed.height, superseded=0, unchanged=0)
    else:
        stored = _insert_compared(load, placed)
    count_held(indicators=records["indicator"].unique())
    record(
        by, "indicators.observations_stored", load, after={"new": stored.new, "superseded": stored.superseded}
    )
    return stored


def _add_series(load: Load, pairs: pl.DataFrame) -> pl.DataFrame:
    """Series for pairs of indicator and organisation that have none; gives `PAIR` and `series_id`."""
    if pairs.is_empty():
        return pairs.with_columns(pl.lit(None, pl.Int64).alias("series_id"))
    codes = pl.DataFrame(
        list(Organisation.objects.values_list("code", "pk")),
        schema={"organisation": pl.String, "organisation_id": pl.Int64},
        orient="row",
    )
    fresh = pairs.join(codes, on="organisation").sort(PAIR)
    staging.insert_frame(
        Series._meta.db_table,
        fresh.select(
            "indicator",
            "organisation_id",
            pl.Series("public_id", [new_public_id() for _ in range(fresh.height)]),
            pl.lit(load.owner_id).alias("owner_id"),
            pl.lit(load.is_open).alias("is_open"),
        ),
    )
    return ids_of_series(load=load, pairs=pairs)


def _insert_directly(load: Load, placed: pl.DataFrame) -> None:
    """All series are new, so there is nothing to compare with."""
    staging.insert_frame(
        "indicators_observation", placed.drop("place").with_columns(pl.lit(load.pk).alias("load_id"))
    )


def _insert_compared(load: Load, placed: pl.DataFrame) -> Stored:
    """Compare with what is held, set against set, and add what differs."""
    equals = "IS" if connection.vendor == "sqlite" else "IS NOT DISTINCT FROM"
    same = " AND ".join(f"held.{name} {equals} staged.{name}" for name in FIGURES)
    later = ", ".join(str(pk) for pk in loads_published_after(load=load)) or "-1"  # no load has this id
    with staging.temporary_table("staged_observation", STAGED), connection.cursor() as cursor:
        staging.insert_frame("staged_observation", placed)
        cursor.execute("DROP TABLE IF EXISTS met_observation")
        cursor.execute(MET.format(same=same, later=later))
        cursor.execute(COUNTS)
        met, unchanged = cursor.fetchone()
        cursor.execute(SUPERSEDE, [load.pk])
        cursor.execute(INSERT, [load.pk])
        cursor.execute("DROP TABLE met_observation")
    return Stored(new=placed.height - met, superseded=met - unchanged, unchanged=unchanged)


@transaction.atomic
def record_definitions(*, by: Any) -> int:
    """Keep a version of each definition whose content differs from the newest version held; how many did.

    A definition that goes back to an earlier content gets a version again: the newest one is in force.
    """
    versions = DefinitionVersion.objects.order_by("recorded_at", "pk")
    newest = dict(versions.values_list("indicator", "sha256"))
    changed = [each for each in library().values() if newest.get(each.code) != each.content_sha256]
    for each in changed:
        version = DefinitionVersion.objects.create(
            indicator=each.code, sha256=each.content_sha256, content=each.content
        )
        before = {"sha256": newest[each.code]} if each.code in newest else None
        after = {"indicator": each.code, "sha256": each.content_sha256}
        record(by, "indicators.definition_recorded", version, before=before, after=after)
    return len(changed)
