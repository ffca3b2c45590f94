"""Monthly A&E attendances and emergency admissions, by provider (NHS England)."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from trigpoint.indicators.connectors._periods import last_day, month_in_name
from trigpoint.indicators.connectors._rows import Fault, Measure, Rows, percentage, why_null
from trigpoint.indicators.queries import check_observations
from trigpoint.indicators.services import store_observations
from trigpoint.loads.contract import Connector, Reading
from trigpoint.loads.files import Layout, Table, heading_key, read_table, refusal

BUSY = 1000  # attendances in a month above which "nobody waited over four hours" means nobody counted
BOOKED = ("booked_1", "booked_2", "booked_3", "booked_over_1", "booked_over_2", "booked_over_3")


def _spellings(text: str, *others: str) -> tuple[str, ...]:
    """A heading of the monthly CSV, as it was to 2020 ("Number of ..."), and as databases write it."""
    return (text, f"Number of {text}", text.replace("A&E", "AandE").replace("12+", "12plus"), *others)


MONTHLY = Layout(
    "monthly CSV",
    {
        "period": ("Period",),
        "code": ("Org Code", "Organisation Code", "Code"),
        "attended_1": _spellings("A&E attendances Type 1"),
        "attended_2": _spellings("A&E attendances Type 2"),
        "attended_3": _spellings("A&E attendances Other A&E Department"),
        "over_1": _spellings("Attendances over 4hrs Type 1"),
        "over_2": _spellings("Attendances over 4hrs Type 2"),
        "over_3": _spellings(
            "Attendances over 4hrs Other Department", "Number of attendances over 4hrs Other A&E Department"
        ),
        "waited_4_to_12": _spellings("Patients who have waited 4-12 hs from DTA to admission"),
        "waited_12": _spellings("Patients who have waited 12+ hrs from DTA to admission"),
        "admitted_1": _spellings("Emergency admissions via A&E - Type 1"),
        "admitted_2": _spellings("Emergency admissions via A&E - Type 2"),
        "admitted_3": _spellings("Emergency admissions via A&E - Other A&E department"),
    },
    {
        "name": ("Org name", "Organisation name", "Name"),
        "booked_1": _spellings("A&E attendances Booked Appointments Type 1"),
        "booked_2": _spellings("A&E attendances Booked Appointments Type 2"),
        "booked_3": _spellings("A&E attendances Booked Appointments Other Department"),
        "booked_over_1": _spellings("Attendances over 4hrs Booked Appointments Type 1"),
        "booked_over_2": _spellings("Attendances over 4hrs Booked Appointments Type 2"),
        "booked_over_3": _spellings("Attendances over 4hrs Booked Appointments Other Department"),
    },
)


def _type_1(occurrence: str) -> tuple[str, str]:
    """Type 1 in one of the three groups of columns; in April 2025 the hyphen was damaged to a nought."""
    return (f"Type 1 Departments - Major A&E{occurrence}", f"Type 1 Departments 0 Major A&E{occurrence}")


PROVIDER_LEVEL = Layout(
    "provider level data",
    {
        "code": ("Code", "Org Code", "Organisation Code"),
        "name": ("Name", "Org name", "Organisation name"),
        "attended_1": _type_1(""),
        "attended": ("Total attendances",),
        "within_1": _type_1(" #2"),
        "within": ("Total Attendances < 4 hours",),
        "over_1": _type_1(" #3"),
        "over": ("Total Attendances > 4 hours",),
        "admitted": ("Total Emergency Admissions via A&E",),
        "waited_4": ("Number of patients spending >4 hours from decision to admit to admission",),
        "waited_12": ("Number of patients spending >12 hours from decision to admit to admission",),
    },
)
SHEET = "Provider Level Data"


def read(path: Path) -> Reading:
    """What a monthly file says: four-hour performance, waits for a bed, attendances."""
    table = read_table(path, [MONTHLY, PROVIDER_LEVEL], sheet=SHEET)
    rows = Rows(table)
    rows.ignore_totals(*[name for name in ("code", "name") if name in table.columns])
    rows.organisations("code")
    if table.layout is MONTHLY:
        _monthly(rows)
    else:
        _provider_level(rows, path)
    for over, attended in (("over", "attended"), ("over_1", "attended_1")):
        fault = Fault(
            "numerator_over_denominator",
            f"More waited over four hours ({{{over}}}) than attended ({{{attended}}}).",
            over,
        )
        rows.reject(pl.col(over) > pl.col(attended), fault)
    return rows.reading(_measures())


def _monthly(rows: Rows) -> None:
    """Add the booked appointments, which are not inside the types, to each type."""
    booked = _booked_columns(rows.table)
    rows.months("period")
    rows.numbers(*[name for name in MONTHLY.columns if name not in ("period", "code")], *booked)
    attended, over, admitted = (
        [f"{part}_{n}" for n in (1, 2, 3)] for part in ("attended", "over", "admitted")
    )
    first_attended, first_over = ["attended_1"], ["over_1"]
    if booked:
        attended, over = [*attended, *BOOKED[:3]], [*over, *BOOKED[3:]]
        first_attended, first_over = ["attended_1", "booked_1"], ["over_1", "booked_over_1"]
    rows.left = rows.left.with_columns(
        why_null(*attended, *over).alias("attended:why"),
        why_null("waited_4_to_12", "waited_12", *admitted).alias("waited:why"),
        _sum(attended).alias("attended"),
        _sum(over).alias("over"),
        _sum(first_attended).alias("attended_1"),
        _sum(first_over).alias("over_1"),
        _sum(admitted).alias("admitted"),
        _sum(["waited_4_to_12", "waited_12"]).alias("waited_4"),
    )


def _sum(names: list[str]) -> pl.Expr:
    """The sum of columns, nothing where one of them holds nothing."""
    return pl.sum_horizontal(names, ignore_nulls=False)


def _booked_columns(table: Table) -> tuple[str, ...]:
    """The six booked columns, or none in months that had none; some but not all is a moved header."""
    found = tuple(name for name in BOOKED if name in table.columns)
    keys = {heading: set(heading_key(heading).split()) for heading in table.raw.columns}
    stray = [
        heading
        for heading, words in keys.items()
        if "booked" in words and not words & {"total", "rate"} and heading not in table.columns.values()
    ]
    if stray or (found and len(found) < len(BOOKED)):
        missing = [MONTHLY.optional[name][0] for name in BOOKED if name not in found]
        raise refusal(
            "header_moved",
            "The headings of the booked appointments are not those known. Expected and not found: "
            f"{', '.join(missing) or 'nothing'}. Found and not known: {', '.join(stray) or 'nothing'}.",
            "Booked appointments are part of the total, so the file cannot be used without them. Check the file; "
            "if the publisher changed the headings, the connector has to learn them.",
            table.path,
            column=(missing or stray)[0],
        )
    return found


def _provider_level(rows: Rows, path: Path) -> None:
    """The month stands in the file name, and the figures already hold the booked appointments."""
    start = month_in_name(path)
    rows.left = rows.left.with_columns(
        pl.lit(start, pl.Date).alias("period_start"), pl.lit(last_day(start), pl.Date).alias("period_end")
    )
    rows.numbers(*[name for name in PROVIDER_LEVEL.columns if name not in ("code", "name")])
    for whole, within, over in (("attended", "within", "over"), ("attended_1", "within_1", "over_1")):
        fault = Fault(
            "does_not_add_up",
            f"Within four hours ({{{within}}}) and over ({{{over}}}) do not add up to all attendances ({{{whole}}}); "
            "a column may have moved.",
            whole,
        )
        rows.reject(pl.col(within) + pl.col(over) != pl.col(whole), fault)
    rows.left = rows.left.with_columns(
        why_null("attended", "over", "attended_1", "over_1").alias("attended:why"),
        why_null("waited_4", "waited_12", "admitted").alias("waited:why"),
    )


def _measures() -> list[Measure]:
    """The five indicators, from attended, over, their type 1, admitted, waited_4 and waited_12."""
    missing = pl.col("attended:why")
    silent = ((pl.col("attended") > BUSY) & (pl.col("over") == 0)) | (
        (pl.col("attended_1") > BUSY) & (pl.col("over_1") == 0)
    )
    four_hour = (
        pl.when(missing != "").then(missing).when(silent).then(pl.lit("not reported")).otherwise(pl.lit(""))
    )
    return [
        Measure("ae-attendances", pl.col("attended"), why_not=missing),
        percentage("ae-4hour", pl.col("attended") - pl.col("over"), pl.col("attended"), four_hour),
        percentage(
            "ae-4hour-type1", pl.col("attended_1") - pl.col("over_1"), pl.col("attended_1"), four_hour
        ),
        _waits("ae-dta-over-4h", "waited_4"),
        _waits("ae-12hour-dta", "waited_12"),
    ]


def _waits(indicator: str, waited: str) -> Measure:
    """Waits for a bed among emergency admissions; a few returns state more waits than admissions."""
    why_not = (
        pl.when(pl.col("waited:why") != "")
        .then(pl.col("waited:why"))
        .when(pl.col(waited) > pl.col("admitted"))
        .then(pl.lit("unusable: more waits than emergency admissions"))
        .otherwise(pl.lit(""))
    )
    return percentage(indicator, pl.col(waited), pl.col("admitted"), why_not)


CONNECTOR = Connector(
    name="ae",
    title="A&E attendances and emergency admissions, monthly, by provider",
    publisher="NHS England",
    publication_page="https://www.england.nhs.uk/statistics/statistical-work-areas/ae-waiting-times-and-activity/",
    licence="Open Government Licence v3.0",
    seen_on_real_files=True,
    suffixes=(".csv", ".xlsx", ".xlsm", ".xls"),
    read=read,
    check=check_observations,
    store=store_observations,
    notes=(
        "Booked appointments are added to each type. Over 1,000 attendances with nobody over four hours is taken "
        "for not reported. The provider-level layout gives its month only in the file name."
    ),
)
