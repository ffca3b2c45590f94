"""GP practices: the file epraccur of the Organisation Data Service."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from trigpoint.loads.contract import Connector, Reading
from trigpoint.organisations.connectors._ods import PAGE, PUBLISHER, common_fields, day_of_file, read_ods
from trigpoint.organisations.connectors._rows import (
    OGL,
    Repeats,
    Row,
    RowIgnored,
    RowRefused,
    code_of,
    compact_day,
    in_order,
    sort_rows,
    unchecked,
)
from trigpoint.organisations.models import Hierarchy, Kind
from trigpoint.organisations.rules.facts import BELONGING, ORGANISATION, Fact
from trigpoint.organisations.services import store_directory

GP_PRACTICE = "4"
STATUSES = {"A": "", "C": "", "D": "dormant", "P": "proposed"}
SETTINGS = {
    "0": "other",
    "1": "walk-in centre",
    "2": "out-of-hours service",
    "3": "walk-in centre and out-of-hours service",
    "8": "public health service",
    "9": "community health service",
    "10": "hospital service",
    "11": "optometry service",
    "12": "urgent and emergency care",
    "13": "hospice",
    "14": "care or nursing home",
    "15": "border force",
    "16": "young offender institution",
    "17": "secure training centre",
    "18": "secure children's home",
    "19": "immigration removal centre",
    "20": "court",
    "21": "police custody",
    "22": "sexual assault referral centre",
    "24": "other justice estate",
    "25": "prison",
    "26": "primary care network",
}


def read(path: Path) -> Reading:
    """One practice a row, with the commissioner (CCG or its successor) it joined and left, ICB and region."""
    raw = read_ods(path, codes="[A-Z0-9]{6}", kind="GP practices (epraccur)")
    repeats = Repeats()
    day = day_of_file(raw)

    def facts(row: Row) -> Iterator[Fact]:
        code = code_of(row["Organisation Code"])
        repeats.check(code, row, "Organisation Code")
        setting = (row["Prescribing Setting"] or "").strip()
        if setting != GP_PRACTICE:
            named = SETTINGS.get(setting, "not a GP practice")
            raise RowIgnored(
                f"Prescribing setting {setting or 'blank'} ({named}); GP practices are setting 4."
            )
        yield _practice(row, code, day)
        yield from _parents(row, code, day)

    return sort_rows(raw, raw.iter_rows(named=True), facts).reading()


def _practice(row: Row, code: str, day: dt.date | None) -> Fact:
    status = (row["Status Code"] or "").strip().upper()
    if status not in STATUSES:
        raise RowRefused(
            "status_unknown",
            "Status Code",
            f"The status is '{status}'; known are A (active), C (closed), D (dormant) and P (proposed).",
            "Look the code up in the file's specification; the connector may have to learn a new one.",
        )
    return Fact(
        fact=ORGANISATION,
        code=code,
        kind=Kind.PRACTICE,
        status=STATUSES[status],
        as_at=day,
        **common_fields(dict(row)),
    )


def _parents(row: Row, code: str, day: dt.date | None) -> Iterator[Fact]:
    joined = compact_day(row["Join Provider/Purchaser Date"], "Join Provider/Purchaser Date")
    left = compact_day(row["Left Provider/Purchaser Date"], "Left Provider/Purchaser Date")
    in_order(joined, left, "Left Provider/Purchaser Date")
    here = {"row": row["row"], "fact": BELONGING, "code": code, "as_at": day}
    place = code_of(row["Commissioner"])
    if place:
        yield Fact(**here, hierarchy=Hierarchy.PLACE, other=place, from_on=joined, to_on=left)
    if not (row["Close Date"] or "").strip():
        yield Fact(**here, hierarchy=Hierarchy.ICB, other=code_of(row["High Level Health Geography"]))
        yield Fact(**here, hierarchy=Hierarchy.REGION, other=code_of(row["National Grouping"]))


CONNECTOR = Connector(
    name="ods-practices",
    title="GP practices (ODS epraccur)",
    publisher=PUBLISHER,
    publication_page=PAGE,
    licence=OGL,
    seen_on_real_files=True,
    suffixes=(".csv",),
    read=read,
    check=unchecked,
    store=store_directory,
    makes="organisations",
    notes="No headings, 27 columns. Only prescribing setting 4 is a GP practice; the rest is ignored.",
)
