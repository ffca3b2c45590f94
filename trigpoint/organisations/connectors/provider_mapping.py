"""Providers with their ICB and region: the System Mapping of the monthly statistics."""

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
from trigpoint.organisations.rules.facts import BELONGING, MENTION, ORGANISATION, REGISTER, Fact
from trigpoint.organisations.rules.kinds import REGIONS, kind_of_provider, region_code
from trigpoint.organisations.rules.names import readable_name
from trigpoint.organisations.services import store_directory

LAYOUT = Layout(
    "System Mapping",
    {
        "code": ("Code",),
        "name": ("Name",),
        "icb_code": ("ICB Code",),
        "icb_name": ("ICB Name",),
        "region": ("Region Name",),
    },
)


def read(path: Path) -> Reading:
    """One provider a row; ICBs and regions are told once each."""
    table = read_table(path, [LAYOUT])
    repeats = Repeats()
    told: set[str] = set()

    def facts(row: Row) -> Iterator[Fact]:
        code, icb, region = code_of(row["code"]), code_of(row["icb_code"]), region_code(row["region"])
        if not code or not row["name"] or not icb:
            raise RowRefused(
                "code_missing",
                "Code",
                "A code or name is missing.",
                "Complete the row and load the file again.",
            )
        if region is None:
            raise RowRefused(
                "region_unknown",
                "Region Name",
                f"'{row['region']}' is not one of NHS England's regions: {', '.join(REGIONS.values())}.",
                "Write the region as NHS England does.",
            )
        repeats.check(code, row, "Code")
        yield from _groups(row, icb, region, told)
        kind = kind_of_provider(code, row["name"])
        yield Fact(
            row=row[ROW],
            fact=ORGANISATION,
            code=code,
            authority=REGISTER if kind in (Kind.TRUST, Kind.AMBULANCE) else MENTION,
            name=readable_name(row["name"]),
            kind=kind,
        )
        yield Fact(row=row[ROW], fact=BELONGING, code=code, hierarchy=Hierarchy.ICB, other=icb)
        yield Fact(row=row[ROW], fact=BELONGING, code=code, hierarchy=Hierarchy.REGION, other=region)

    return sort_rows(table.raw, table.cells().iter_rows(named=True), facts).reading()


def _groups(row: Row, icb: str, region: str, told: set[str]) -> Iterator[Fact]:
    """The ICB and region of a row, unless a row above told them."""
    here = {"row": row[ROW], "fact": ORGANISATION}
    if region not in told:
        yield Fact(**here, code=region, name=REGIONS[region], kind=Kind.REGION)
    if icb not in told:
        yield Fact(**here, code=icb, name=readable_name(row["icb_name"] or icb), kind=Kind.ICB)
        yield Fact(row=row[ROW], fact=BELONGING, code=icb, hierarchy=Hierarchy.REGION, other=region)
    told |= {icb, region}


CONNECTOR = Connector(
    name="provider-mapping",
    title="Providers, their ICB and region (System Mapping)",
    publisher="NHS England",
    publication_page="https://www.england.nhs.uk/statistics/statistical-work-areas/ae-waiting-times-and-activity/",
    licence=OGL,
    seen_on_real_files=True,
    suffixes=(".csv", ".xlsx"),
    read=read,
    check=unchecked,
    store=store_directory,
    makes="organisations",
    notes="Undated: it speaks for the day of its publication. Of trusts it gives the present name; others it only mentions.",
)
