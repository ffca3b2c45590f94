"""Figures of complaints: a provider's quarters, all providers in one quarter, charts, and the same to take away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from trigpoint.common.clock import LONDON
from trigpoint.intelligence.models import ComplaintFigures
from trigpoint.intelligence.presenters.complaint_words import count_words, many, rate_words
from trigpoint.intelligence.rules.complaints_figures import (
    COUNTS,
    Rate,
    quarter_words,
    rates,
    remark_on_subjects,
)
from trigpoint.organisations.models import Organisation
from trigpoint.ui.words import day as full_day

WIDTH, HEIGHT = 620, 150
BAR, LINE = "#aeb7bd", "#005eb8"
MOST_IN_CHART = 12
RATES = {
    "acknowledged": "Acknowledged in time",
    "in_time": "Answered as agreed",
    "upheld": "Upheld, wholly or in part",
}
HEADINGS = (
    "Provider code", "Provider", "Quarter", "Service", "Site", "Version", *COUNTS.values(),
    "Acknowledged in time %", "Answered as agreed %", "Upheld wholly or in part %", "Source", "Written down on",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One set of figures in words. name: the quarter, or the provider; part: service and site."""

    name: str
    address: str
    part: str
    counts: dict[str, str]
    rates: dict[str, str]
    has_figures: bool
    version: str
    said: str


@dataclass(frozen=True)
class SubjectRow:
    """One subject: how many, and how many the quarter before."""

    title: str
    number: str
    before: str


def quarter_rows(found: Sequence[ComplaintFigures], *, address: Any) -> list[Row]:
    """A provider's quarters. address(figures): where it is corrected."""
    return [_row(each, quarter_words(each.quarter), address(each)) for each in found]


def comparison(
    found: Sequence[ComplaintFigures], expected: Sequence[Organisation], *, address: Any
) -> list[Row]:
    """Every provider of which figures are expected; those that sent none say so. address(provider): its page."""
    sent = {each.provider_id: each for each in found}
    names = {each.pk: each for each in expected} | {each.provider_id: each.provider for each in found}
    rows = []
    for provider in sorted(names.values(), key=lambda each: each.name):
        figures = sent.get(provider.pk)
        if figures:
            rows.append(_row(figures, provider.name, address(provider)))
        else:
            rows.append(Row(provider.name, address(provider), "", {}, {}, False, "", ""))
    return rows


def opening_of_quarter(rows: Sequence[Row], quarter: dt.date) -> str:
    """Who has sent figures and who has not."""
    missing = [row.name for row in rows if not row.has_figures]
    sent = len(rows) - len(missing)
    words = quarter_words(quarter)
    if not rows:
        return f"No provider is expected to send figures for {words} yet."
    if not missing:
        return (
            f"All {sent} providers have sent figures for {words}."
            if sent > 1
            else f"The one provider has sent figures for {words}."
        )
    return f"{many(sent, 'provider').capitalize()} sent figures for {words}; {many(len(missing), 'provider')} {'has' if len(missing) == 1 else 'have'} not."


def opening_of_provider(found: Sequence[ComplaintFigures], provider: Organisation) -> str:
    """What the latest quarter says."""
    whole = [each for each in found if not each.service and not each.place]
    if not whole:
        return f"{provider.name} has sent no figures of complaints yet."
    latest = whole[0]
    in_time = rates(latest.counts)["in_time"]
    answered = (
        f"; {100 * in_time.share:.0f}% of those closed were answered within the agreed time"
        if in_time
        else ""
    )
    received = (
        "did not say how many complaints it received"
        if latest.received is None
        else f"received {many(latest.received, 'complaint')}"
    )
    return f"In {quarter_words(latest.quarter)} {provider.name} {received}{answered}."


def subject_rows(found: Sequence[ComplaintFigures], titles: dict[str, str]) -> list[SubjectRow]:
    """The subjects of the latest whole quarter, most first, beside the quarter before it."""
    whole = [each for each in found if not each.service and not each.place]
    if not whole or not whole[0].subjects:
        return []
    before = whole[1].subjects if len(whole) > 1 else {}
    known = sorted(whole[0].subjects.items(), key=lambda each: -each[1])
    return [
        SubjectRow(titles.get(code, code), count_words(number), count_words(before.get(code)))
        for code, number in known
    ]


def remark(found: Sequence[ComplaintFigures]) -> str:
    """What to know of the sum of the latest quarter's subjects."""
    whole = [each for each in found if not each.service and not each.place]
    return remark_on_subjects(whole[0].received, whole[0].subjects) if whole else ""


def table(found: Sequence[ComplaintFigures]) -> list[tuple[object, ...]]:
    """The same to take away; an empty cell means that none was sent."""
    return [HEADINGS, *(_line(each) for each in found)]


def received_spec(found: Sequence[ComplaintFigures]) -> dict[str, Any]:
    """Bars: complaints received in each quarter. A quarter without figures has a place and no bar."""
    values = [{"quarter": quarter_words(each.quarter), "number": each.received} for each in _whole(found)]
    return _spec(
        values,
        "Complaints received by quarter",
        "Complaints received",
        [
            {
                "mark": {"type": "bar", "color": BAR, "invalid": "filter", "width": {"band": 0.5}},
                "encoding": {"y": {"field": "number"}},
            }
        ],
    )


def in_time_spec(found: Sequence[ComplaintFigures]) -> dict[str, Any]:
    """Points with 95 % intervals: the share answered within the agreed time."""
    values = []
    for each in _whole(found):
        rate = rates(each.counts)["in_time"]
        values.append({"quarter": quarter_words(each.quarter), **_percent(rate)})
    interval = {
        "mark": {"type": "rule", "color": LINE, "strokeWidth": 2},
        "encoding": {"y": {"field": "low"}, "y2": {"field": "high"}},
    }
    point = {
        "mark": {"type": "point", "color": LINE, "filled": True, "size": 70, "invalid": "filter"},
        "encoding": {"y": {"field": "share"}},
    }
    spec = _spec(
        values, "Share answered within the agreed time, with 95 % intervals", "Per cent", [interval, point]
    )
    spec["encoding"]["y"]["scale"] = {"domain": [0, 100]}
    return spec


def describe(found: Sequence[ComplaintFigures], name: str) -> str:
    """What a chart shows, in words."""
    told = []
    for each in _whole(found):
        rate = rates(each.counts)[name] if name in RATES else None
        words = rate_words(rate) if name in RATES else count_words(each.received)
        told.append(f"{quarter_words(each.quarter)}: {words}")
    return "; ".join(told) + "."


def _whole(found: Sequence[ComplaintFigures]) -> list[ComplaintFigures]:
    """Whole organisations, the earliest of those in the chart first."""
    return [each for each in found if not each.service and not each.place][:MOST_IN_CHART][::-1]


def _percent(rate: Rate | None) -> dict[str, float | None]:
    if rate is None:
        return {"share": None, "low": None, "high": None}
    return {
        "share": round(100 * rate.share, 1),
        "low": round(100 * rate.low, 1),
        "high": round(100 * rate.high, 1),
    }


def _spec(
    values: list[dict[str, Any]], title: str, axis: str, layers: list[dict[str, Any]]
) -> dict[str, Any]:
    names = [value["quarter"] for value in values]
    across = {
        "field": "quarter",
        "type": "ordinal",
        "sort": None,
        "scale": {"domain": names},
        "title": None,
        "axis": {"labelAngle": -40 if len(names) > 6 else 0},
    }
    return {
        "description": title,
        "width": WIDTH,
        "height": HEIGHT,
        "data": {"values": values},
        "encoding": {"x": across, "y": {"type": "quantitative", "scale": {"zero": True}, "title": axis}},
        "layer": layers,
    }


def _row(each: ComplaintFigures, name: str, address: str) -> Row:
    found = rates(each.counts)
    return Row(
        name=name,
        address=address,
        part=", ".join(part for part in (each.service, each.place) if part),
        counts={key: count_words(number) for key, number in each.counts.items()},
        rates={key: rate_words(found[key]) for key in RATES},
        has_figures=True,
        version=f"Version {each.version}" if each.version > 1 else "",
        said=f"{each.source + ', ' if each.source else ''}{each.by}, {full_day(each.at.astimezone(LONDON).date())}",
    )


def _line(each: ComplaintFigures) -> tuple[object, ...]:
    found = rates(each.counts)
    shares = [round(100 * rate.share, 1) if (rate := found[name]) else None for name in RATES]
    where = (each.provider.code, each.provider.name, quarter_words(each.quarter), each.service, each.place)
    return (
        *where,
        each.version,
        *each.counts.values(),
        *shares,
        each.source,
        each.at.astimezone(LONDON).date(),
    )
