"""Targets: what is wanted of an indicator, from when to when, and how that is said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

DATES = ("from_on", "to_on", "baseline_from", "baseline_to", "by_on")
Show = Callable[[float | None], str]

KINDS = {
    "standard": "Standard",
    "trajectory": "Trajectory",
    "ceiling": "Ceiling for a year",
    "reduction": "Reduction",
}


@dataclass(frozen=True)
class Target:
    """What is wanted and the days on which it applies. A "local default" is for the reader to confirm.

    value: of a standard, or the most that a ceiling allows from its first to its last day. values: of a trajectory,
    what is wanted from which day on. A reduction is so many per cent of a baseline, a figure or the time that it is
    worked out from, by a day. docs/methods/targets.md has the rules of each kind.
    """

    name: str
    status: str
    from_on: dt.date
    to_on: dt.date | None
    source: str
    kind: str = "standard"
    value: float | None = None
    values: tuple[tuple[dt.date, float], ...] = ()
    baseline: float | None = None
    baseline_from: dt.date | None = None
    baseline_to: dt.date | None = None
    percent: float | None = None
    by_on: dt.date | None = None


def made(content: dict[str, Any]) -> Target:
    """The target that a definition file tells of; it has passed the rules."""
    dates = {
        key: dt.date.fromisoformat(told) if told else None for key, told in content.items() if key in DATES
    }
    values = tuple(
        (dt.date.fromisoformat(each["from_on"]), each["value"]) for each in content.get("values", ())
    )
    return Target(**{**content, **dates, "values": values})


def wanted_words(target: Target, show: Show) -> str:
    """What is wanted: "85.0%", "at most 24 from 1 Apr 2026 to 31 Mar 2027", "25% less than in Apr 2024 to Mar 2025, by Mar 2027"."""
    if target.kind == "trajectory":
        return _steps(target, show)
    if target.kind == "ceiling":
        return f"at most {show(target.value)} from {_day(target.from_on)} to {_day(target.to_on)}"
    if target.kind == "reduction":
        return _reduction(target, show)
    return show(target.value)


def _steps(target: Target, show: Show) -> str:
    first, last = target.values[0], target.values[-1]
    if len(target.values) == 1:
        return f"{show(first[1])} from {first[0]:%b %Y}"
    told = f"{show(first[1])} from {first[0]:%b %Y} to {show(last[1])} from {last[0]:%b %Y}"
    return f"{told}, in {len(target.values)} steps"


def _reduction(target: Target, show: Show) -> str:
    percent = target.percent or 0
    told = f"{abs(percent):g}% {'less' if percent >= 0 else 'more'} than"
    if target.baseline is not None:
        told = f"{told} {show(target.baseline)}"
        then = f" ({_span(target)})" if target.baseline_from else ""
    else:
        then = f" in {_span(target)}"
    return f"{told}{then}, by {target.by_on:%b %Y}"


def _span(target: Target) -> str:
    return f"{target.baseline_from:%b %Y} to {target.baseline_to:%b %Y}"


def _day(day: dt.date | None) -> str:
    return f"{day.day} {day:%b %Y}" if day else ""
