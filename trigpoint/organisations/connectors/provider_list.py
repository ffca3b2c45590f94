"""Providers that the national collections name and no register at hand lists."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from trigpoint.loads.contract import Connector, Reading
from trigpoint.loads.files import ROW, Layout, read_table
from trigpoint.organisations.connectors._rows import (
    OGL,
    Repeats,
    Row,
    RowRefused,
    code_of,
    sort_rows,
    unchecked,
)
from trigpoint.organisations.models import Hierarchy, Kind
from trigpoint.organisations.rules.facts import BELONGING, MENTION, ORGANISATION, Fact
from trigpoint.organisations.rules.kinds import region_code
from trigpoint.organisations.rules.names import readable_name
from trigpoint.organisations.services import store_directory

LAYOUT = Layout(
    "provider list",
    {
        "code": ("code",),
        "name": ("name",),
        "kind": ("kind",),
        "region": ("region",),
        "first_seen": ("first_seen",),
        "last_seen": ("last_seen",),
        "seen_in": ("seen_in",),
    },
)


def read(path: Path) -> Reading:
    """One provider a row: code, name, kind, region, the first and last period seen, and in which collections."""
    table = read_table(path, [LAYOUT])
    repeats = Repeats()

    def facts(row: Row) -> Iterator[Fact]:
        code = code_of(row["code"])
        if not code or not row["name"] or row["kind"] not in Kind.values:
            raise RowRefused(
                "kind_unknown" if code and row["name"] else "code_missing",
                "kind",
                f"A row needs a code, a name and one of the kinds {', '.join(Kind.values)}.",
                "Complete the row and load the file again.",
            )
        repeats.check(code, row, "code")
        yield Fact(
            row=row[ROW],
            fact=ORGANISATION,
            code=code,
            authority=MENTION,
            name=readable_name(row["name"]),
            kind=row["kind"],
            detail=f"Seen in {row['seen_in']}, {row['first_seen']} to {row['last_seen']}"[:300],
        )
        region = region_code(row["region"])
        if region:
            yield Fact(
                row=row[ROW],
                fact=BELONGING,
                code=code,
                authority=MENTION,
                hierarchy=Hierarchy.REGION,
                other=region,
            )

    return sort_rows(table.raw, table.cells().iter_rows(named=True), facts).reading()


CONNECTOR = Connector(
    name="provider-list",
    title="Providers named in national collections",
    publisher="NHS England",
    publication_page="https://www.england.nhs.uk/statistics/statistical-work-areas/",
    licence=OGL,
    seen_on_real_files=True,
    suffixes=(".csv",),
    read=read,
    check=unchecked,
    store=store_directory,
    makes="organisations",
    notes="Our own list, drawn up from the collections; it fills gaps and never renames.",
)
