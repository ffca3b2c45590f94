"""GP practices with their primary care network, place, ICB and region: the mapping file beside the list sizes."""

from __future__ import annotations

import datetime as dt
from collections import Counter
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
from trigpoint.organisations.rules.names import readable_name
from trigpoint.organisations.services import store_directory

LAYOUT = Layout(
    "gp-reg-pat-prac-map",
    {
        "extract_date": ("EXTRACT_DATE",),
        "practice": ("PRACTICE_CODE",),
        "practice_name": ("PRACTICE_NAME",),
        "postcode": ("PRACTICE_POSTCODE",),
        "pcn": ("PCN_CODE",),
        "pcn_name": ("PCN_NAME",),
        "place_ons": ("ONS_CCG_CODE", "SUB_ICB_LOCATION_ONS_CODE", "ONS_SUB_ICB_LOCATION_CODE"),
        "place": ("CCG_CODE", "SUB_ICB_LOCATION_CODE"),
        "place_name": ("CCG_NAME", "SUB_ICB_LOCATION_NAME"),
        "icb_ons": ("ONS_STP_CODE", "ONS_ICB_CODE", "ICB_ONS_CODE"),
        "icb": ("STP_CODE", "ICB_CODE"),
        "icb_name": ("STP_NAME", "ICB_NAME"),
        "region_ons": ("ONS_COMM_REGION_CODE", "COMM_REGION_ONS_CODE"),
        "region": ("COMM_REGION_CODE",),
        "region_name": ("COMM_REGION_NAME",),
    },
)
# Practices outside a network are listed under the code U.
NO_NETWORK = {"", "U", "UNALLOCATED"}
GROUPS = (
    (Hierarchy.PCN, Kind.PCN, REGISTER),
    (Hierarchy.PLACE, Kind.PLACE, REGISTER),
    (Hierarchy.ICB, Kind.ICB, MENTION),  # by its name as a statistical area, not its own
    (Hierarchy.REGION, Kind.REGION, MENTION),
)
ABOVE = {"pcn": ("place", "icb", "region"), "place": ("icb", "region"), "icb": ("region",), "region": ()}


def read(path: Path) -> Reading:
    """One practice a row; each network, place, ICB and region is told once, under the parents most rows give it."""
    table = read_table(path, [LAYOUT])
    rows = table.cells()
    repeats = Repeats()
    usual = _usual_parents(rows.iter_rows(named=True))
    told: set[str] = set()

    def facts(row: Row) -> Iterator[Fact]:
        code, day = code_of(row["practice"]), _day(row["extract_date"])
        if not code or not row["practice_name"]:
            raise RowRefused(
                "code_missing",
                "PRACTICE_CODE",
                "The code or name is missing.",
                "Complete the row, load again.",
            )
        repeats.check(code, row, "PRACTICE_CODE")
        for group in GROUPS:
            if _parent(row, str(group[0])) not in told:
                told.add(_parent(row, str(group[0])))
                yield from _group(row, group, day, usual)
        yield from _practice(row, code, day)

    return sort_rows(table.raw, rows.iter_rows(named=True), facts).reading()


def _practice(row: Row, code: str, day: dt.date) -> Iterator[Fact]:
    """The practice and its parents in every hierarchy."""
    yield Fact(
        row=row[ROW],
        fact=ORGANISATION,
        code=code,
        authority=MENTION,
        name=readable_name(row["practice_name"]),
        kind=Kind.PRACTICE,
        as_at=day,
        postcode=(row["postcode"] or "").upper(),
    )
    for hierarchy, _, _ in GROUPS:
        other = _parent(row, str(hierarchy))
        if other:
            yield Fact(row=row[ROW], fact=BELONGING, code=code, hierarchy=hierarchy, other=other, as_at=day)


def _parent(row: Row, hierarchy: str) -> str:
    code = code_of(row[hierarchy])
    return "" if code in NO_NETWORK else code


def _usual_parents(rows: Iterator[Row]) -> dict[tuple[str, str, str], str]:
    """(group, its code, hierarchy above) -> the parent that most of its practices have."""
    votes: dict[tuple[str, str, str], Counter[str]] = {}
    for row in rows:
        for group, above in ABOVE.items():
            for hierarchy in above:
                key = (group, code_of(row[group]), hierarchy)
                votes.setdefault(key, Counter())[code_of(row[hierarchy])] += 1
    return {key: counted.most_common(1)[0][0] for key, counted in votes.items()}


def _group(
    row: Row, group: tuple[Hierarchy, Kind, int], day: dt.date, usual: dict[tuple[str, str, str], str]
) -> Iterator[Fact]:
    """A network, place, ICB or region, and the parents that most rows give it."""
    hierarchy, kind, authority = group
    code = _parent(row, str(hierarchy))
    if not code:
        return
    yield Fact(
        row=row[ROW],
        fact=ORGANISATION,
        code=code,
        authority=authority,
        name=readable_name(row[f"{hierarchy}_name"] or code),
        kind=kind,
        as_at=day,
        ons_code=code_of(row.get(f"{hierarchy}_ons")),
    )
    for above in ABOVE[str(hierarchy)]:
        other = usual[str(hierarchy), code, above]
        yield Fact(row=row[ROW], fact=BELONGING, code=code, hierarchy=above, other=other, as_at=day)


def _day(text: str | None) -> dt.date:
    """01Jan2022 or 01JAN2022."""
    try:
        return dt.datetime.strptime(text or "", "%d%b%Y").date()
    except ValueError as error:
        raise RowRefused(
            "not_a_date",
            "EXTRACT_DATE",
            f"'{text}' is not a date as this file writes them (01Jan2022).",
            "Correct the date in the file.",
        ) from error


CONNECTOR = Connector(
    name="practice-mapping",
    title="GP practices, their network, place, ICB and region",
    publisher="NHS England (NHS Digital)",
    publication_page="https://digital.nhs.uk/data-and-information/publications/statistical/patients-registered-at-a-gp-practice",
    licence=OGL,
    seen_on_real_files=True,
    suffixes=(".csv",),
    read=read,
    check=unchecked,
    store=store_directory,
    makes="organisations",
    notes="Seen under the headings of January 2022 (CCG, STP); those used since July 2022 (sub-ICB location, ICB) "
    "follow the publication's documentation. A network is placed where most of its practices are.",
)
