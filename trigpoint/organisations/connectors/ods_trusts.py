"""NHS trusts: the file etr of the Organisation Data Service."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from trigpoint.loads.contract import Connector, Reading
from trigpoint.organisations.connectors._ods import PAGE, PUBLISHER, common_fields, day_of_file, read_ods
from trigpoint.organisations.connectors._rows import OGL, Repeats, Row, code_of, sort_rows, unchecked
from trigpoint.organisations.models import Hierarchy
from trigpoint.organisations.rules.facts import BELONGING, ORGANISATION, Fact
from trigpoint.organisations.rules.kinds import kind_of_trust
from trigpoint.organisations.services import store_directory


def read(path: Path) -> Reading:
    """One trust a row, with the ICB and region it stands under on the day of the file."""
    raw = read_ods(path, codes="[A-Z][A-Z0-9]{2}", kind="NHS trusts (etr)")
    repeats = Repeats()
    day = day_of_file(raw)

    def facts(row: Row) -> Iterator[Fact]:
        code = code_of(row["Organisation Code"])
        repeats.check(code, row, "Organisation Code")
        common = common_fields(dict(row))
        yield Fact(fact=ORGANISATION, code=code, kind=kind_of_trust(row["Name"]), as_at=day, **common)
        if common["closed_on"] is None:
            parents = {
                Hierarchy.ICB: row["High Level Health Geography"],
                Hierarchy.REGION: row["National Grouping"],
            }
            for hierarchy, parent in parents.items():
                yield Fact(
                    row=row["row"], fact=BELONGING, code=code, hierarchy=hierarchy, other=code_of(parent)
                )

    return sort_rows(raw, raw.iter_rows(named=True), facts).reading()


CONNECTOR = Connector(
    name="ods-trusts",
    title="NHS trusts (ODS etr)",
    publisher=PUBLISHER,
    publication_page=PAGE,
    licence=OGL,
    seen_on_real_files=True,
    suffixes=(".csv",),
    read=read,
    check=unchecked,
    store=store_directory,
    makes="organisations",
    notes="No headings; 24 columns in older files, 27 since. An ambulance trust is told by its name.",
)
