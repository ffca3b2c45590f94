"""The rows of a table on their way to records: each is ignored, rejected or recorded, and exactly once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import polars as pl

from trigpoint.common.errors import Problem
from trigpoint.indicators.connectors import _periods
from trigpoint.loads.contract import Reading
from trigpoint.loads.files import OVERFLOW, ROW, Table, blank_rows

NUMBER = r"^-?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.[0-9]*)?([eE][-+]?[0-9]{1,2})?%?$|^-?\.[0-9]+%?$"
SUPPRESSED = ["*", "**", "***", "[c]", "c"]
NOT_APPLICABLE = ["-", "–", "n/a", "na", "nan", "null", "none", ".", "[x]", "[z]", "z", "#n/a", "#div/0!"]
# A code of the NHS, or one with hyphens that a commissioner wrote into the directory itself.
CODE = r"^(?:[A-Za-z0-9]{3,10}|[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)+)$"
TOTALS = ["total", "totals", "grand total", "england", "eng", "-", "all"]
SEND_BACK = "Ask the publisher, or correct the row in a copy of the file and load that."
RECORD = {
    ROW: pl.Int64,
    "indicator": pl.String,
    "organisation": pl.String,
    "period_start": pl.Date,
    "period_end": pl.Date,
    "value": pl.Float64,
    "numerator": pl.Float64,
    "denominator": pl.Float64,
    "band": pl.String,
    "note": pl.String,
}
Period = tuple[dt.date, dt.date]
NOTHING = pl.lit(None, pl.Float64)
NO_WORDS = pl.lit("")
ALWAYS = pl.col(ROW).is_not_null()  # not a literal: its length would have to fit every chunk of a frame


@dataclass(frozen=True)
class Fault:
    """Why a row is rejected; `message` may name columns in braces: their text is put in."""

    code: str
    message: str
    column: str | None = None
    remedy: str = SEND_BACK


@dataclass(frozen=True)
class Measure:
    """How one indicator is made from a row: expressions over the row's columns.

    why_not: a reason for which there is no usable figure ("" where there is one).
    when: rows that have this measure at all.
    period: first and last day, where the row's own period_start and period_end are not meant.
    """

    indicator: str
    value: pl.Expr
    numerator: pl.Expr = NOTHING
    denominator: pl.Expr = NOTHING
    why_not: pl.Expr = NO_WORDS
    when: pl.Expr = ALWAYS
    band: pl.Expr = NO_WORDS
    note: pl.Expr = NO_WORDS
    period: Period | None = None


def percentage(
    indicator: str, numerator: pl.Expr, denominator: pl.Expr, why_not: pl.Expr = NO_WORDS
) -> Measure:
    """A share of a count, 0 to 100; there is none where the count is nought."""
    return Measure(
        indicator,
        100 * numerator / denominator,
        numerator,
        denominator,
        why_not=why_not,
        when=(denominator > 0) | denominator.is_null(),
    )


def why_null(*names: str) -> pl.Expr:
    """The first reason for which one of these number columns holds no figure; "" if all do."""
    reasons = [pl.when(pl.col(f"{name}:why") != "").then(pl.col(f"{name}:why")) for name in names]
    return pl.coalesce([*reasons, pl.lit("")])


class Rows:
    """A table's rows, and which of them have left and why."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.ignored: dict[int, str] = {}
        self.rejected: dict[int, Problem] = {}
        self.gathered: dict[int, int] = {}
        self.left = table.cells()
        self.ignore(pl.col(ROW).is_in(blank_rows(table.raw).implode()), "a blank line")
        self._reject_overfull()

    def ignore(self, when: pl.Expr, reason: str) -> None:
        """Leave these rows out on purpose."""
        gone = self.left.filter(when).get_column(ROW)
        if len(gone):
            self.ignored.update(dict.fromkeys(gone.to_list(), reason))
            self.left = self.left.filter(~when.fill_null(False))

    def gather(self, stands_at: str) -> None:
        """Keep one row of each group, the one whose number is in `stands_at`; the others went into it."""
        others = self.left.filter(pl.col(ROW) != pl.col(stands_at))
        self.gathered.update(others.select(ROW, stands_at).iter_rows())
        self.left = self.left.filter(pl.col(ROW) == pl.col(stands_at))

    def reject(self, when: pl.Expr, fault: Fault) -> None:
        """Leave these rows out because they cannot be understood."""
        bad = self.left.filter(when)
        if bad.is_empty():
            return
        contents = self._contents(bad.get_column(ROW))
        heading = self.table.columns.get(fault.column or "", fault.column)
        for cells in bad.iter_rows(named=True):
            row = cells[ROW]
            shown = {name: _shown(cell) for name, cell in cells.items()}
            self.rejected[row] = Problem(
                fault.code,
                fault.message.format(heading=heading, cell=shown.get(fault.column or "", ""), **shown),
                fault.remedy,
                file=self.table.path.name,
                row=row,
                column=heading,
                content=contents.get(row, ""),
            )
        self.left = self.left.filter(~when.fill_null(False))

    def ignore_totals(self, *names: str) -> None:
        """Leave out the England total, which stands among the providers."""
        total = pl.any_horizontal(pl.col(name).str.to_lowercase().is_in(TOTALS) for name in names)
        self.ignore(total, "a total of England, not an organisation")

    def organisations(self, name: str) -> None:
        """The code in `name`, in capitals, becomes `organisation`; a row without one is rejected."""
        self.reject(
            pl.col(name).is_null(), Fault("organisation_missing", "The row names no organisation.", name)
        )
        self.reject(
            ~pl.col(name).str.contains(CODE),
            Fault("organisation_unreadable", "'{cell}' is not an organisation code.", name),
        )
        self.left = self.left.with_columns(pl.col(name).str.to_uppercase().alias("organisation"))

    def months(self, name: str) -> None:
        """period_start and period_end from the month named in the column."""
        self.left = _periods.with_month(self.left, name)
        self.reject(
            pl.col("period_start").is_null(),
            Fault("period_unreadable", "'{cell}' under '{heading}' names no month.", name),
        )

    def days(self, name: str, new: str) -> None:
        """The Date column `new` from the day written in the column."""
        self.left = _periods.with_day(self.left, name, new)
        self.reject(
            pl.col(new).is_null(), Fault("date_unreadable", "'{cell}' under '{heading}' is not a date.", name)
        )

    def numbers(self, *names: str) -> None:
        """These columns as numbers; "name:why" says why there is none. What is no number is rejected."""
        for name in names:
            self._number(name)

    def _number(self, name: str) -> None:
        plain = pl.col(name).cast(pl.Float64, strict=False)
        is_plain = pl.col(name).is_null() | (plain.is_finite() & (plain >= 0))
        if self.left.select(is_plain.fill_null(False).all()).item():
            why = pl.when(pl.col(name).is_null()).then(pl.lit("not reported")).otherwise(NO_WORDS)
            self.left = self.left.with_columns(plain.alias(name), why.alias(f"{name}:why"))
        else:
            self._written_number(name)

    def _written_number(self, name: str) -> None:
        """A column with commas, percent signs, marks instead of figures, or faults."""
        text = pl.col(name).str.to_lowercase()
        is_number = pl.col(name).str.contains(NUMBER)
        why = (
            pl.when(is_number)
            .then(pl.lit(""))
            .when(pl.col(name).is_null())
            .then(pl.lit("not reported"))
            .when(text.is_in(SUPPRESSED))
            .then(pl.lit("suppressed"))
            .when(text.is_in(NOT_APPLICABLE))
            .then(pl.lit("not applicable"))
        )
        self.left = self.left.with_columns(why.alias(f"{name}:why"))
        self.reject(
            pl.col(f"{name}:why").is_null() & pl.col(name).str.contains(r"^[=+@]"),
            Fault(
                "formula_cell",
                "'{cell}' under '{heading}' is a formula; formulas are never worked out here.",
                name,
                "Save the sheet with its values and load it again.",
            ),
        )
        self.reject(
            pl.col(f"{name}:why").is_null(),
            Fault("not_a_number", "'{cell}' under '{heading}' is not a number.", name),
        )
        plain = pl.col(name).str.replace_all(",", "").str.strip_suffix("%")
        number = pl.when(pl.col(f"{name}:why") == "").then(plain).cast(pl.Float64)
        self.reject(number < 0, Fault("negative", "'{cell}' under '{heading}' is below nought.", name))
        self.left = self.left.with_columns(number.alias(name))

    def _contents(self, rows: pl.Series) -> dict[int, str]:
        """The rows as published, cells apart by commas, for the person who has to mend them."""
        raw = self.table.raw.filter(pl.col(ROW).is_in(rows.implode()))
        return {cells[0]: ",".join(cell or "" for cell in cells[1:]) for cells in raw.iter_rows()}

    def _reject_overfull(self) -> None:
        raw = self.table.raw
        if OVERFLOW not in raw.columns:
            return
        wide = raw.filter(pl.col(OVERFLOW).fill_null("").str.strip_chars() != "").get_column(ROW)
        self.reject(
            pl.col(ROW).is_in(wide.implode()),
            Fault(
                "too_many_cells",
                "The row has more cells than there are headings, so its figures may stand under wrong headings.",
                OVERFLOW,
                "A comma inside a name that is not in quotation marks is the usual cause; put the name in quotes.",
            ),
        )

    def reading(self, measures: list[Measure], ratings: pl.DataFrame | None = None) -> Reading:
        """What is left, as records. A row that makes none is ignored."""
        records = pl.concat([_records(self.left, measure) for measure in measures])
        made = records.get_column(ROW)
        if ratings is not None:
            made = pl.concat([made, ratings.get_column(ROW)])
        self.ignore(~pl.col(ROW).is_in(made.unique().implode()), "no figure for this organisation")
        return Reading(
            raw=self.table.raw,
            records=records.sort(ROW, maintain_order=True),
            rejected=tuple(self.rejected[row] for row in sorted(self.rejected)),
            ignored=dict(sorted(self.ignored.items())),
            ratings=ratings,
            gathered=self.gathered,
        )


def _shown(cell: object) -> object:
    """A cell as a message shows it."""
    if cell is None:
        return "nothing"
    return f"{cell:.10g}" if isinstance(cell, float) else cell


def _records(frame: pl.DataFrame, measure: Measure) -> pl.DataFrame:
    known = measure.why_not == ""
    start, end = pl.col("period_start"), pl.col("period_end")
    if measure.period is not None:
        start, end = (pl.lit(day, pl.Date) for day in measure.period)
    return frame.filter(measure.when.fill_null(True)).select(
        pl.col(ROW),
        pl.lit(measure.indicator).alias("indicator"),
        pl.col("organisation"),
        start.alias("period_start"),
        end.alias("period_end"),
        pl.when(known).then(measure.value).cast(pl.Float64).alias("value"),
        pl.when(known).then(measure.numerator).cast(pl.Float64).alias("numerator"),
        pl.when(known).then(measure.denominator).cast(pl.Float64).alias("denominator"),
        measure.band.cast(pl.String).alias("band"),
        pl.when(known).then(measure.note).otherwise(measure.why_not).alias("note"),
    )
