"""The page of one series: sentence, chart, table, phases, notes, peers, source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.urls import get_script_prefix, reverse

from trigpoint.indicators.definitions import Definition
from trigpoint.loads.models import Load
from trigpoint.surveillance.charts.marks import word_of
from trigpoint.surveillance.models import RebaseStep, SeriesStatus
from trigpoint.surveillance.rules import watch_words
from trigpoint.surveillance.rules.signal_words import FIRST_LEVEL
from trigpoint.ui.words import count, period

LONG_PHASE = 24  # with fewer figures the range is still forming
SHORT_RULES = {
    "outside": "outside the range",
    "trend": "seven moves one way",
    "two_of_three": "two of three near the edge",
    "shift": "{run} on one side",
    "crossings": "crosses its median too seldom",
    **watch_words.SHORT_RULES,
}


@dataclass(frozen=True)
class PointRow:
    """One period in the table beneath the chart."""

    period: str
    figure: str
    of: str
    usual: str
    says: str
    why: str
    tone: str
    note: str
    source: str
    source_word: str


@dataclass(frozen=True)
class Phase:
    """A phase that somebody began, with its whole story."""

    starts_on: dt.date
    is_in_force: bool
    steps: tuple[RebaseStep, ...]


def rows(
    points: Sequence[Mapping[str, Any]],
    definition: Definition,
    loads: Mapping[int, Load],
    *,
    run: str = "seven",
) -> list[PointRow]:
    """The table, newest period first. run: how many periods on one side make a signal, in words."""
    return [_row(point, definition, loads, run) for point in reversed(points)]


def _row(point: Mapping[str, Any], definition: Definition, loads: Mapping[int, Load], run: str) -> PointRow:
    load = loads.get(point["load"] or 0)
    fired = [SHORT_RULES[rule].format(run=run) for rule in _told_rules(point["rules"] or "")]
    figure = definition.show(point["value"])
    return PointRow(
        period=period(point["period_start"], point["period_end"]),
        figure=figure if point["value"] is not None else point["note"] or "no figure published",
        of=_fraction(point),
        usual=_watched(point, definition) or _usual(point, definition),
        says=word_of(point["meaning"]) if point["value"] is not None and point["centre"] is not None else "",
        why=", ".join(fired),
        tone=point["meaning"] or "none",
        note=point["note"] or "" if point["value"] is not None else "",
        source=_address_of_row(get_script_prefix(), load.public_id, point["row"]) if load else "",
        source_word=f"{load.file_name}, row {point['row']}" if load else "",
    )


@lru_cache(maxsize=20_000)
def _address_of_row(prefix: str, load: str, row: int) -> str:
    """Kept, since a page leads to as many as it has figures; `prefix` is where the service lives."""
    return reverse("loads:row", args=[load, row])


def _told_rules(rules: str) -> list[str]:
    """The rules of a point; of an alarm not the level that it has passed on its way."""
    names = [rule for rule in rules.split(";") if rule]
    return [name for name in names if name not in {FIRST_LEVEL.get(each) for each in names}]


def _fraction(point: Mapping[str, Any]) -> str:
    if point["numerator"] is None or point["denominator"] is None:
        return ""
    return f"{count(point['numerator'])} of {count(point['denominator'])}"


def _usual(point: Mapping[str, Any], definition: Definition) -> str:
    if point["lower"] is None or point["upper"] is None:
        return ""
    return f"{definition.show(point['lower'])} to {definition.show(point['upper'])}"


def _watched(point: Mapping[str, Any], definition: Definition) -> str:
    """What is added up or averaged, and its levels, of charts that have any."""
    if point.get("average") is not None:
        low, high = (definition.show(point[name]) for name in ("alert_down", "alert_up"))
        return f"Average {definition.show(point['average'])}; first level {low} and {high}"
    if point.get("up") is None and point.get("down") is None:
        return ""
    sides = (("more", point["up"], point["alarm_up"]), ("fewer", point["down"], point["alarm_down"]))
    told = [
        f"{word} {now:.2f} ({'no alarm possible' if alarm is None else f'alarm {alarm:.2f}'})"
        for word, now, alarm in sides
        if now is not None
    ]
    if all(alarm is None for _, _, alarm in sides):
        return "Nothing was expected in this phase, so there is nothing to watch"
    return f"Expected {_expected(point)}; {', '.join(told)}"


def _expected(point: Mapping[str, Any]) -> str:
    return "not known" if point["expected"] is None else f"{point['expected']:.1f}"


def phases(steps: Iterable[RebaseStep]) -> list[Phase]:
    """Phases by their start, latest first; each with every step, oldest first."""
    by_start: dict[dt.date, list[RebaseStep]] = {}
    for step in steps:
        by_start.setdefault(step.starts_on, []).append(step)
    return [
        Phase(starts_on, told[-1].deed == RebaseStep.Deed.BEGUN, tuple(told))
        for starts_on, told in sorted(by_start.items(), reverse=True)
    ]


def flagged(points: Sequence[Mapping[str, Any]]) -> str:
    """How many figures a chart calls unusual: "3 of 24 figures unusual"."""
    known = [point for point in points if point["value"] is not None]
    unusual = sum(1 for point in known if (point["meaning"] or "common") != "common")
    return f"{unusual} of {len(known)} figures unusual"


def alternative(status: SeriesStatus, definition: Definition, points: Sequence[Mapping[str, Any]]) -> str:
    """What the picture shows, for whoever does not see it."""
    known = [point for point in points if point["value"] is not None]
    if not known:
        return f"{definition.title} at {status.organisation.name}: no figures."
    flagged = sum(1 for point in known if (point["meaning"] or "common") != "common")
    watched = _picture_of(status, known)
    first = period(known[0]["period_start"], known[0]["period_end"])
    last = period(known[-1]["period_start"], known[-1]["period_end"])
    return (
        f"Chart of {definition.title} at {status.organisation.name}, {first} to {last}: "
        f"{len(known)} figures, {flagged} of them unusual. {watched}The table below holds every figure."
    )


def _picture_of(status: SeriesStatus, known: Sequence[Mapping[str, Any]]) -> str:
    """What else stands in the picture of a chart with two levels of alert, and where it stands now."""
    last = known[-1]
    reach = f"Now it is {last['reach']:.0%} of the way to an alarm. " if last.get("reach") is not None else ""
    if last.get("average") is not None:
        return f"A line of the recent average, between two pairs of broken lines for the first level and an alarm. {reach}"
    if last.get("up") is None and last.get("down") is None:
        return ""
    above = "what was observed against what was expected"
    above = f"{above}, added up (VLAD)" if last.get("vlad") is not None else above
    return f"Above, {above}; beneath, the CUSUM with broken lines for the first level and an alarm. {reach}"


def allowed_for(status: SeriesStatus) -> str:
    """What the chart allows for, so that it does not cry wolf: seasons, and neighbours that are alike."""
    said = []
    if "season" in status.allowed_for.split(";"):
        said.append("A season was found: each figure is judged against what is usual for its time of year.")
    if status.likeness is not None:
        said.append(
            f"Neighbouring figures are alike (likeness {status.likeness:.1f} on a scale to 1), so the limits are wider, "
            "and more periods on one side make a signal."
        )
    return " ".join(said)


def outgrown(points: Sequence[Mapping[str, Any]]) -> str:
    """A hint where most figures of the latest phase are unusual: its range no longer describes the service."""
    known = [point for point in points if point["value"] is not None]
    latest = [point for point in known if point["phase"] == known[-1]["phase"]]
    unusual = sum(1 for point in latest if (point["meaning"] or "common") != "common")
    if len(latest) < LONG_PHASE or unusual * 2 <= len(latest):
        return ""
    return (
        f"{unusual} of the {len(latest)} figures since {latest[0]['period_start']:%b %Y} are unusual, so one range no "
        "longer describes them. If you know what changed and when, begin a new phase there."
    )
