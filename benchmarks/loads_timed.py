"""Times one database for `loads.py`: argument, the number of rows; prints one JSON object of seconds."""

from __future__ import annotations

import datetime as dt
import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "trigpoint.config.settings"
django.setup()

import polars as pl  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from trigpoint.accounts.models import Commissioner, User  # noqa: E402
from trigpoint.common import staging  # noqa: E402
from trigpoint.indicators.models import Observation  # noqa: E402
from trigpoint.indicators.rules import screen  # noqa: E402
from trigpoint.indicators.services import store_observations  # noqa: E402
from trigpoint.loads.contract import Connector, Reading  # noqa: E402
from trigpoint.loads.services import load_file  # noqa: E402
from trigpoint.organisations.models import Organisation  # noqa: E402

MONTHS, INDICATORS = 50, 20
UNITS = {f"indicator-{n:02}": "%" for n in range(INDICATORS)}
INDEXES = {
    "series": "(series_id)",
    "row": '(load_id, "row")',
    "superseded": "(superseded_by_id) WHERE superseded_by_id IS NOT NULL",
    "beside": "(load_id, superseded_by_id) WHERE superseded_by_id IS NOT NULL",
}
FIGURES = ["value", "numerator", "denominator"]


def main(rows: int) -> None:
    """Write the files, then time bare insertion and three loads."""
    call_command("migrate", verbosity=0, interactive=False)
    by, codes = _people_and_places(rows // (MONTHS * INDICATORS))
    folder = Path(settings.DATA_DIR)
    paths = [_write(folder, codes, name, revised) for name, revised in (("a", 0), ("b", 0), ("c", 10))]
    told = {
        "plain": _bare(paths[0], "plain", with_keys=False),
        "bare": _bare(paths[0], "bare", with_keys=True),
    }
    connector = _connector(set(codes))
    for kind, path in zip(("first", "unchanged", "revised"), paths, strict=True):
        told[kind] = _timed(lambda path=path: load_file(connector=connector, path=path, by=by))
    told["peak_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    assert Observation.objects.count() == rows + rows // 10
    print(json.dumps(told))


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _people_and_places(number: int) -> tuple[User, list[str]]:
    owner = Commissioner.objects.create(code="QOP", name="Bench")
    codes = [f"Y{n:05}" for n in range(number)]
    Organisation.objects.bulk_create(
        Organisation(code=code, name=code, kind="practice", owner=owner, is_open=True) for code in codes
    )
    return User.objects.create_user("bench", commissioner=owner), codes


def _write(folder: Path, codes: list[str], name: str, revised: int) -> Path:
    """A long CSV; every `revised`-th figure differs from the others' (none when 0)."""
    months = pl.date_range(
        dt.date(2021, 1, 1), dt.date(2021, 1, 1) + dt.timedelta(days=31 * MONTHS), "1mo", eager=True
    )
    frame = (
        pl.DataFrame({"organisation": codes})
        .join(pl.DataFrame({"indicator": list(UNITS)}), how="cross")
        .join(pl.DataFrame({"month": months[:MONTHS]}), how="cross")
        .with_row_index("n")
        .with_columns(pl.lit(name).alias("file"), (pl.col("n").cast(pl.Float64) % 97).alias("numerator"))
    )
    if revised:
        changed = pl.when(pl.col("n") % revised == 0).then(96.5).otherwise("numerator").alias("numerator")
        frame = frame.with_columns(changed)
    path = folder / f"{name}.csv"
    frame.with_columns(pl.lit(97.0).alias("denominator")).drop("n").write_csv(path)
    return path


def _read(path: Path) -> Reading:
    raw = pl.read_csv(path, infer_schema=False).with_row_index("row", offset=2)
    month = pl.col("month").str.to_date("%Y-%m-%d")
    figures = [pl.col(name).cast(pl.Float64) for name in FIGURES[1:]]
    records = raw.select(
        "row",
        "indicator",
        "organisation",
        month.alias("period_start"),
        month.dt.month_end().alias("period_end"),
        *figures,
    ).with_columns((100 * pl.col("numerator") / pl.col("denominator")).alias("value"))
    return Reading(raw=raw, records=records)


def _connector(codes: set[str]) -> Connector:
    return Connector(
        name="bench",
        title="Bench",
        publisher="Bench",
        publication_page="",
        licence="",
        seen_on_real_files=False,
        suffixes=(".csv",),
        read=_read,
        check=lambda reading, today: screen(reading, organisations=codes, units=UNITS, today=today),
        store=store_observations,
    )


def _bare(path: Path, table: str, *, with_keys: bool) -> float:
    """Read and insert with nothing else; the table goes again."""
    columns = (
        "series_id bigint, period_start date, period_end date, value double precision, "
        "numerator double precision, denominator double precision, band varchar(40), note varchar(200), "
        '"row" integer, load_id bigint, superseded_by_id bigint'
    )
    key = {"sqlite": "id integer PRIMARY KEY AUTOINCREMENT, "}.get(
        connection.vendor, "id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, "
    )
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {table} ({key if with_keys else ''}{columns})")
        if with_keys:
            for name, over in INDEXES.items():
                cursor.execute(f"CREATE INDEX {table}_{name} ON {table} {over}")
            cursor.execute(
                f"CREATE UNIQUE INDEX {table}_current ON {table} (series_id, period_start, period_end) "
                "WHERE superseded_by_id IS NULL"
            )
    seconds = _timed(lambda: _read_and_insert(path, table))
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {table}")
    return seconds


def _read_and_insert(path: Path, table: str) -> None:
    read = pl.read_csv(path, try_parse_dates=True).with_row_index("row", offset=2)
    frame = read.select(
        pl.struct("organisation", "indicator").rank("dense").cast(pl.Int64).alias("series_id"),
        pl.col("month").alias("period_start"),
        pl.col("month").alias("period_end"),
        (100 * pl.col("numerator") / pl.col("denominator")).alias("value"),
        "numerator",
        "denominator",
        pl.lit("").alias("band"),
        pl.lit("").alias("note"),
        "row",
        pl.lit(1).alias("load_id"),
    )
    with transaction.atomic():
        staging.insert_frame(table, frame)


if __name__ == "__main__":
    main(int(sys.argv[1]))
