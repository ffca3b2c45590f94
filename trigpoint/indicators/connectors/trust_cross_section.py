"""The early-2026 cross-section: one row a trust with the latest figure of some thirty publications."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from trigpoint.indicators.connectors._rows import Measure, Period, Rows, percentage, why_null
from trigpoint.indicators.queries import check_observations
from trigpoint.indicators.services import store_observations
from trigpoint.loads.contract import Connector, Reading, Stored
from trigpoint.loads.files import ROW, Layout, read_table
from trigpoint.loads.models import Load
from trigpoint.organisations.services import store_ratings

YEAR_2025 = (dt.date(2025, 1, 1), dt.date(2025, 12, 31))
MARCH = (dt.date(2026, 3, 1), dt.date(2026, 3, 31))
JANUARY = (dt.date(2026, 1, 1), dt.date(2026, 1, 31))
WEEK_TO_29_MARCH = (dt.date(2026, 3, 23), dt.date(2026, 3, 29))
QUARTER_TO_MARCH = (dt.date(2026, 1, 1), dt.date(2026, 3, 31))
COMPLAINTS_YEAR = (dt.date(2024, 4, 1), dt.date(2025, 3, 31))

# indicator, part of the whole, the whole, period
SHARES = (
    ("diagnostics-6week", "diag_waiting_6wk_plus_latest", "diag_total_waiting_latest", MARCH),
    ("cancer-fds", "fds_within_3m_avg", "fds_total_3m_avg", JANUARY),
    ("rtt-18week", "wlmds_waiting_u18wks", "wlmds_total_waiting", WEEK_TO_29_MARCH),
    ("rtt-52week", "wlmds_waiting_over52", "wlmds_total_waiting", WEEK_TO_29_MARCH),
    ("handover-over-30", "amb_over30_count_latest", "amb_handovers_known_latest", MARCH),
    ("handover-over-60", "amb_over60_count_latest", "amb_handovers_known_latest", MARCH),
    ("cancelled-not-treated-28", "num_not_treated_28_days_latest", "num_cancelled_latest", QUARTER_TO_MARCH),
    ("beds-ga-occupancy", "beds_ganda_occupied_latest", "beds_ganda_available_latest", MARCH),
)
# indicator, column, period: published as they are
FIGURES = (
    ("mrsa-cases", "mrsa_cases_count", YEAR_2025),
    ("cdiff-ratio", "cdiff_infection_rate", YEAR_2025),
    ("ecoli-ratio", "ecoli_bacteraemia_rate", YEAR_2025),
    ("cancelled-operations", "num_cancelled_latest", QUARTER_TO_MARCH),
    ("complaints-new", "comp_total_new", COMPLAINTS_YEAR),
    ("staff-raising-concerns", "pp3_2_raising_concerns", YEAR_2025),
    ("staff-safe-healthy", "pp4_safe_healthy", YEAR_2025),
    ("staff-burnout", "pp4_2_burnout", YEAR_2025),
    ("staff-engagement", "theme_engagement", YEAR_2025),
    ("staff-morale", "theme_morale", YEAR_2025),
    ("staff-compassionate", "pp1_compassionate_inclusive", YEAR_2025),
)
FFT = (
    ("fft-inpatient-positive", "fft_pct_positive_latest"),
    ("fft-inpatient-negative", "fft_pct_negative_latest"),
)
SHMI = ("shmi_value_latest", "observed_deaths_latest", "expected_deaths_latest")
RESPONSES = "fft_total_responses_latest"
UPHELD = "comp_pct_upheld"
BANDS = {"1": "Higher than expected", "2": "As expected", "3": "Lower than expected"}
DOMAINS = {
    "rating_overall": "overall",
    "rating_safe": "safe",
    "rating_effective": "effective",
    "rating_caring": "caring",
    "rating_responsive": "responsive",
    "rating_well-led": "well_led",
}
NUMBERS = list(
    dict.fromkeys(
        [
            *SHMI,
            *[name for _, part, whole, _ in SHARES for name in (part, whole)],
            *[name for _, name, _ in FIGURES],
            *[name for _, name in FFT],
            RESPONSES,
            UPHELD,
        ]
    )
)
TEXTS = ["org_code", "publication_date", "shmi_banding", "shmi_banding_label", *DOMAINS]
LAYOUT = Layout("trust quality cross-section", {name: (name,) for name in [*TEXTS, *NUMBERS]})


def read(path: Path) -> Reading:
    """What the cross-section says of each trust, each figure in its own period, and CQC's ratings."""
    rows = Rows(read_table(path, [LAYOUT]))
    rows.ignore_totals("org_code")
    rows.organisations("org_code")
    rows.numbers(*NUMBERS)
    measures = [_shmi(), *[_share(*share) for share in SHARES], *[_figure(*figure) for figure in FIGURES]]
    measures += [_answered(*answer) for answer in FFT]
    measures.append(_figure("complaints-upheld", UPHELD, COMPLAINTS_YEAR, scale=100))
    return rows.reading(measures, _ratings(rows))


def _shmi() -> Measure:
    """As published; the expected deaths are rounded to the nearest five, so they give it back only nearly."""
    value, observed, expected = SHMI
    number = pl.col("shmi_banding").str.replace(r"\.0+$", "")
    band = pl.coalesce(pl.col("shmi_banding_label"), number.replace_strict(BANDS, default=None), pl.lit(""))
    return Measure(
        "shmi",
        pl.col(value),
        pl.col(observed),
        pl.col(expected),
        why_not=why_null(value),
        when=_is_given(value, observed),
        band=band,
        period=YEAR_2025,
    )


def _share(indicator: str, part: str, whole: str, period: Period) -> Measure:
    measure = percentage(indicator, pl.col(part), pl.col(whole), why_null(part, whole))
    return replace(measure, when=measure.when & _is_given(part, whole), period=period)


def _figure(indicator: str, name: str, period: Period, scale: int = 1) -> Measure:
    return Measure(
        indicator, scale * pl.col(name), why_not=why_null(name), when=_is_given(name), period=period
    )


def _answered(indicator: str, fraction: str) -> Measure:
    """The share of answers, whose number the published fraction gives back exactly."""
    answers = (pl.col(fraction) * pl.col(RESPONSES)).round(0)
    measure = percentage(indicator, answers, pl.col(RESPONSES), why_null(fraction, RESPONSES))
    return replace(measure, when=measure.when & _is_given(fraction, RESPONSES), period=MARCH)


def _is_given(*names: str) -> pl.Expr:
    """Something is written in one of the cells; a trust of another kind has no such figure at all."""
    return pl.any_horizontal(pl.col(f"{name}:why") != "not reported" for name in names)


def _ratings(rows: Rows) -> pl.DataFrame:
    """CQC's ratings, one row a trust and key question, all with the date of the overall rating."""
    rated = rows.left.with_columns(
        pl.col("publication_date").str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False).alias("reported_on")
    )
    return (
        rated.unpivot(list(DOMAINS), index=[ROW, "organisation", "reported_on"], variable_name="domain")
        .filter(pl.col("value").is_not_null())
        .select(
            ROW,
            "organisation",
            pl.col("domain").replace_strict(DOMAINS),
            pl.lit("").alias("service"),
            pl.col("value").alias("rating"),
            "reported_on",
            pl.lit(True).alias("is_current"),
            pl.lit("").alias("framework"),
        )
        .sort(ROW, "domain")
    )


def check(reading: Reading, today: dt.date) -> Reading:
    """The rules for observations; a row they reject takes its ratings with it."""
    checked = check_observations(reading, today)
    bad = [problem.row for problem in checked.rejected]
    return replace(checked, ratings=reading.ratings.filter(~pl.col(ROW).is_in(bad)))


def store(*, load: Load, reading: Reading, by: Any) -> Stored:
    """The observations, then the ratings of the same rows."""
    stored = store_observations(load=load, reading=reading, by=by)
    ratings = store_ratings(load=load, ratings=reading.ratings, by=by)
    return Stored(
        new=stored.new + ratings.new,
        superseded=stored.superseded + ratings.superseded,
        unchanged=stored.unchanged + ratings.unchanged,
    )


CONNECTOR = Connector(
    name="trust-cross-section",
    title="Quality of trusts in early 2026, one row a trust from some thirty publications",
    publisher="NHS England, NHS Digital and CQC, joined by a third party",
    publication_page="https://github.com/larsen-analyst/trustpulse",
    licence="Open Government Licence v3.0",
    seen_on_real_files=True,
    suffixes=(".csv",),
    read=read,
    check=check,
    store=store,
    notes=(
        "Periods: SHMI January to December 2025; FFT, diagnostics, handovers and beds March 2026; waiting lists week "
        "to 29 March 2026; cancelled operations the quarter to March 2026 and faster diagnosis January 2026 (both "
        "inferred); infections the twelve months to December 2025 (Oversight Framework Q3 2025/26, inferred); "
        "complaints 2024/25; staff survey 2025. Ratings were joined to trusts by the third party."
    ),
)
