"""Words and tables for the pages about loads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from trigpoint.common.clock import LONDON
from trigpoint.loads import queries, registry
from trigpoint.loads.models import LeftOutRow, Load
from trigpoint.loads.services import FileReport
from trigpoint.ui.words import count, day, period

UNKNOWN = "not known"


@dataclass(frozen=True)
class Revision:
    """One figure that changed."""

    title: str
    organisation: str
    period: str
    old: str
    new: str
    address: str


@dataclass(frozen=True)
class Figure:
    """One record that a row became."""

    title: str
    organisation: str
    period: str
    value: str
    standing: str
    address: str


@dataclass(frozen=True)
class Fresh:
    """How far one publication reaches."""

    title: str
    connector: str
    reaches: str
    loaded: str
    number: int


def opening_of_list(number: int, rejected: int, fresh: Sequence[Fresh]) -> str:
    """The first sentence of the list."""
    if not fresh:
        return "No files have been loaded yet."
    files = f"{number:,} file{'s' if number != 1 else ''}"
    left = "none with rejected rows" if not rejected else f"{rejected:,} with rejected rows to look at"
    return f"{files} loaded from {len(fresh)} publication{'s' if len(fresh) != 1 else ''}, {left}."


def freshness(found: Iterable[dict[str, Any]]) -> list[Fresh]:
    """How far each publication reaches, in words."""
    return [
        Fresh(
            title=title_of_connector(each["connector"]),
            connector=each["connector"],
            reaches=day(each["period_to"]) or "no period",
            loaded=day(each["loaded_at"].astimezone(LONDON).date()),
            number=each["number"],
        )
        for each in found
    ]


def title_of_connector(name: str) -> str:
    """The publication's name, or the connector's where it is no longer there."""
    connector = registry.all_connectors().get(name)
    return connector.title if connector else name


def account(load: Load) -> str:
    """read = accepted + rejected + ignored, in one sentence."""
    return (
        f"{load.rows_read:,} rows were read: {load.rows_accepted:,} accepted, "
        f"{load.rows_rejected:,} rejected and {load.rows_ignored:,} ignored."
    )


def change(load: Load) -> str:
    """What the accepted rows changed, in one sentence."""
    return (
        f"They made {load.new:,} new record{'s' if load.new != 1 else ''}, changed {load.superseded:,} "
        f"and left {load.unchanged:,} as before."
    )


def facts(load: Load) -> list[tuple[str, str, str]]:
    """Label, text and address ("" for none) of what is known about a load."""
    return [
        ("Publication", title_of_connector(load.connector), load.publication_page),
        ("Publisher", load.publisher, ""),
        ("Licence", load.licence, ""),
        ("Period", period(load.period_from, load.period_to) or "does not have one", ""),
        ("Published", day(load.published_on) or UNKNOWN, ""),
        ("Loaded", f"{moment(load.loaded_at)} by {load.loaded_by}", ""),
        ("File", f"{load.file_name}, {load.size:,} bytes", ""),
        ("Fingerprint (sha256)", load.sha256, ""),
        *_reading_again(load),
    ]


def _reading_again(load: Load) -> list[tuple[str, str, str]]:
    if load.reading_number == 1:
        return []
    said = f"Number {load.reading_number} of this file: rows that were rejected before could be accepted."
    return [("Reading", f"{said} See the first reading.", queries.first_reading_of(load).get_absolute_url())]


def moment(at: dt.datetime) -> str:
    """Tue 24 Nov 2026 at 09:30, in England."""
    local = at.astimezone(LONDON)
    return f"{day(local.date())} at {local:%H:%M}"


def revisions(load: Load, old: Sequence[Any]) -> list[Revision]:
    """Old and new figures side by side."""
    new = queries.in_place_of(load, old)
    return [
        Revision(
            title=registry.title_of(each.series.indicator),
            organisation=each.series.organisation.name,
            period=period(each.period_start, each.period_end),
            old=shown(each),
            new=shown(new.get(queries.period_key(each))),
            address=each.series.get_absolute_url(),
        )
        for each in old
    ]


def figures(load: Load, observations: Iterable[Any]) -> list[Figure]:
    """What a row became."""
    return [
        Figure(
            title=registry.title_of(each.series.indicator),
            organisation=each.series.organisation.name,
            period=period(each.period_start, each.period_end),
            value=shown(each),
            standing=_standing(load, each),
            address=each.series.get_absolute_url(),
        )
        for each in observations
    ]


def shown(observation: Any) -> str:
    """A figure with its parts: 75.5% (151 of 200); or why there is none."""
    if observation is None:
        return "no figure"
    if observation.value is None:
        return f"no figure{f' ({observation.note})' if observation.note else ''}"
    parts = ""
    if observation.numerator is not None and observation.denominator is not None:
        parts = f" ({count(observation.numerator)} of {count(observation.denominator)})"
    banding = f", {observation.band}" if observation.band else ""
    sign = "%" if registry.unit_of(observation.series.indicator) == "%" else ""
    return f"{observation.value:,.6g}{sign}{parts}{banding}"


def outcome(report: FileReport) -> dict[str, Any]:
    """What a trial found of one file, as it waits to be confirmed."""
    return {
        "file": report.file,
        **{
            name: getattr(report, name)
            for name in (
                "read",
                "accepted",
                "rejected",
                "ignored",
                "new",
                "superseded",
                "unchanged",
                "is_repeat",
            )
        },
        "period": period(report.period_from, report.period_to),
        "problems": [
            {"row": p.row, "message": p.message, "remedy": p.remedy, "content": p.content}
            for p in report.problems[:20]
        ],
        "left_aside": [list(each) for each in report.left_aside],
    }


def listed(loads: Iterable[Load]) -> pl.DataFrame:
    """The list of loads as a table to take away."""
    names = (
        *("connector", "file_name", "sha256", "publisher", "period_from", "period_to", "published_on"),
        *("rows_read", "rows_accepted", "rows_rejected", "rows_ignored", "new", "superseded", "unchanged"),
    )
    rows = [
        {**{name: getattr(load, name) for name in names}, "loaded_at": load.loaded_at.isoformat()}
        | {"loaded_by": str(load.loaded_by), "load": load.public_id}
        for load in loads
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def rejects(rows: Iterable[LeftOutRow]) -> pl.DataFrame:
    """Rejected rows as a table to take away."""
    names = ("row", "column", "code", "message", "remedy", "content")
    types = {name: pl.Int64 if name == "row" else pl.String for name in names}
    return pl.DataFrame([{name: getattr(row, name) for name in names} for row in rows], schema=types)


def revision_table(found: Sequence[Revision]) -> pl.DataFrame:
    """Revised figures as a table to take away."""
    names = ("title", "organisation", "period", "old", "new")
    rows = [{name: getattr(each, name) for name in names} for each in found]
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String))


def _standing(load: Load, observation: Any) -> str:
    newer = observation.superseded_by
    if newer is None:
        return "in force"
    if newer.pk < load.pk:
        return "kept beside a newer publication"
    return f"superseded {day(newer.loaded_at.astimezone(LONDON).date())}"
