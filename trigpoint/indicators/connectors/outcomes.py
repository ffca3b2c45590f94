"""Monthly observed and expected outcomes, from a provider's or an analyst's own file in a layout of our own."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from trigpoint.indicators.connectors._rows import Fault, Measure, Rows, why_null
from trigpoint.indicators.definitions import CUSUMS, Definition, library
from trigpoint.indicators.queries import check_observations
from trigpoint.indicators.services import store_observations
from trigpoint.loads.contract import Connector, Reading
from trigpoint.loads.files import Layout, read_table

LAYOUT = Layout(
    "observed and expected outcomes by month",
    {
        "month": ("month", "period"),
        "code": ("provider code", "provider", "org code"),
        "indicator": ("indicator",),
        "observed": ("observed",),
        "expected": ("expected",),
    },
    {"patients": ("patients", "cases")},
)


def watched() -> dict[str, Definition]:
    """The indicators whose charts lay what was observed against an expected number that the file gives."""
    return {
        code: each
        for code, each in library().items()
        if each.chart in CUSUMS and each.watch is not None and each.watch.expected == "denominator"
    }


def read(path: Path) -> Reading:
    """What a file says: one row a month, provider and indicator."""
    rows = Rows(read_table(path, [LAYOUT]))
    known = watched()
    rows.ignore_totals("code")
    rows.organisations("code")
    rows.months("month")
    rows.left = rows.left.with_columns(pl.col("indicator").str.to_lowercase())
    rows.reject(
        ~pl.col("indicator").is_in(list(known)).fill_null(value=False),
        Fault(
            "outcome_unknown",
            "'{cell}' under '{heading}' is no indicator that is watched against an expected number.",
            "indicator",
            f"Use one of {', '.join(known)}, or add a definition whose chart expects its denominator.",
        ),
    )
    rows.numbers("observed", "expected", "patients")
    for when, fault in _faults():
        rows.reject(when, fault)
    return rows.reading([_measure(code, each) for code, each in known.items()])


def _faults() -> list[tuple[pl.Expr, Fault]]:
    observed, expected, patients = (pl.col(name) for name in ("observed", "expected", "patients"))
    return [
        (
            observed != observed.floor(),
            Fault(
                "not_whole",
                "{observed} is not a whole number of events.",
                "observed",
                "Give events, not rates; the expected number may have decimals.",
            ),
        ),
        (
            (expected == 0) & (observed > 0),
            Fault(
                "event_not_expected",
                "{observed} observed where none could be expected, so the expectation is wrong.",
                "expected",
                "Mend the risk model: whoever is treated has some chance of the event.",
            ),
        ),
        (
            expected.is_not_null() & observed.is_not_null() & (expected > patients),
            Fault("more_than_patients", "{expected} expected among {patients} patients.", "expected"),
        ),
        (
            observed > patients,
            Fault("more_than_patients", "{observed} among {patients} patients.", "observed"),
        ),
    ]


def _measure(code: str, definition: Definition) -> Measure:
    """Of a count the number observed; of a ratio observed over expected, which there is not where none is expected."""
    observed, expected, patients = (pl.col(name) for name in ("observed", "expected", "patients"))
    ratio = pl.when(expected > 0).then(observed / expected)
    among = pl.when(patients.is_not_null()).then(
        pl.format("{} patients", patients.cast(pl.Int64, strict=False))
    )
    return Measure(
        code,
        observed if definition.unit == "count" else ratio,
        observed,
        expected,
        why_not=why_null("observed", "expected"),
        when=pl.col("indicator") == code,
        note=among.fill_null(""),
    )


CONNECTOR = Connector(
    name="outcomes",
    title="Monthly outcomes observed and expected, own file",
    publisher="The provider, or the commissioner's own analysts",
    publication_page="https://www.england.nhs.uk/publication/national-guidance-on-learning-from-deaths/",
    licence="Own figures, not published",
    seen_on_real_files=False,
    suffixes=(".csv", ".xlsx"),
    read=read,
    check=check_observations,
    store=store_observations,
    is_open=False,
    notes=(
        "A layout of our own, with one row a month, provider and indicator: month, provider code, indicator, observed, "
        "expected, and if known patients. Months such as 2026-04; the indicator by its code, deaths-in-hospital or "
        "never-events; observed in whole events; expected as the risk model gives it, with decimals. No risk model is applied "
        "here. A month with nothing expected and nothing observed says nothing. What is loaded belongs to your organisation "
        "alone. No real file has been seen yet."
    ),
)
