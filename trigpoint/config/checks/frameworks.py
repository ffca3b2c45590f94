"""Framework packs, and the calendar by which working days are counted."""

from __future__ import annotations

from trigpoint.common import clock
from trigpoint.common.errors import DomainError
from trigpoint.config.finding import Finding
from trigpoint.frameworks import queries
from trigpoint.frameworks.calendar import add_months, england

MONTHS_AHEAD = 12
MORE_YEARS = (
    "Add the bank holidays of the years to come to calendars/england.yaml in DATA_DIR, and start again."
)


def packs() -> Finding:
    """Are the packs sound, is one in force today, and are they looked at when they should be."""
    today = clock.today()
    try:
        known, now = queries.packs(), queries.pack_on(today)
    except DomainError as problem:
        return Finding("packs", "fail", str(problem), "Correct the file it names in definitions/packs/.")
    due = [pack.name for pack in known if pack.review_on <= today]
    told = f"{len(known)} framework packs are sound; {now.name} is in force."
    if due:
        means = f"{told} The review of {', '.join(due)} is due."
        return Finding("packs", "warn", means, "Look through it, and set its next review_on.")
    return Finding("packs", "ok", told)


def working_days() -> Finding:
    """Is the calendar sound, and does it reach a year ahead, as far as most deadlines do."""
    today = clock.today()
    try:
        reach = england().last_day_covered(today)
    except DomainError as problem:
        return Finding("working days", "fail", str(problem), "Correct the file it names.")
    if reach is None:
        means = f"No bank holidays are loaded for {today.year}, so no working days can be counted (CAL-001)."
        return Finding("working days", "fail", means, MORE_YEARS)
    told = f"Working days can be counted until {reach:%d %B %Y}."
    if reach < add_months(today, MONTHS_AHEAD):
        means = f"{told} Dates beyond are refused (CAL-001)."
        return Finding("working days", "warn", means, MORE_YEARS)
    to_confirm = [str(year.year) for year in england().years.values() if year.local_default]
    unconfirmed = f" Still to be checked: {', '.join(to_confirm)}." if to_confirm else ""
    return Finding("working days", "ok", told + unconfirmed)
