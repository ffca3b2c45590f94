"""Clinical commissioning groups, the places of today: the file eccg of the Organisation Data Service."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from trigpoint.loads.contract import Connector, Reading
from trigpoint.organisations.connectors._ods import PAGE, PUBLISHER, common_fields, day_of_file, read_ods
from trigpoint.organisations.connectors._rows import (
    OGL,
    Repeats,
    Row,
    RowIgnored,
    code_of,
    sort_rows,
    unchecked,
)
from trigpoint.organisations.models import Hierarchy, Kind
from trigpoint.organisations.rules.facts import BELONGING, ORGANISATION, Fact
from trigpoint.organisations.services import store_directory

CCG = "C"


def read(path: Path) -> Reading:
    """One CCG a row; NHS England's commissioning hubs are left out."""
    raw = read_ods(path, codes="[0-9A-Z]{3}|[A-Z0-9]{5}", kind="clinical commissioning groups (eccg)")
    repeats = Repeats()
    day = day_of_file(raw)

    def facts(row: Row) -> Iterator[Fact]:
        code = code_of(row["Organisation Code"])
        repeats.check(code, row, "Organisation Code")
        sub_type = code_of(row["Organisation Sub-Type Code"])
        if sub_type != CCG:
            raise RowIgnored(f"Sub-type {sub_type or 'blank'} is not a CCG (a commissioning hub, for one).")
        common = common_fields(dict(row))
        yield Fact(fact=ORGANISATION, code=code, kind=Kind.PLACE, as_at=day, **common)
        if common["closed_on"] is None:
            here = {"row": row["row"], "fact": BELONGING, "code": code, "as_at": day}
            yield Fact(**here, hierarchy=Hierarchy.ICB, other=code_of(row["High Level Health Geography"]))
            yield Fact(**here, hierarchy=Hierarchy.REGION, other=code_of(row["National Grouping"]))

    return sort_rows(raw, raw.iter_rows(named=True), facts).reading()


CONNECTOR = Connector(
    name="ods-commissioners",
    title="Clinical commissioning groups (ODS eccg)",
    publisher=PUBLISHER,
    publication_page=PAGE,
    licence=OGL,
    seen_on_real_files=True,
    suffixes=(".csv",),
    read=read,
    check=unchecked,
    store=store_directory,
    makes="organisations",
    notes="No headings, 27 columns. Sub-type C is a CCG; hubs (H) are ignored.",
)
