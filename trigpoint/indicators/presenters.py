"""The library in plain words: the list, one indicator, and what is not measured."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trigpoint.indicators.definitions import (
    DIMENSIONS,
    FREQUENCIES,
    GRACE_DAYS,
    OUTCOMES_DOMAINS,
    Definition,
    Target,
    blind_spots_of,
    indicators_of,
)
from trigpoint.indicators.models import DefinitionVersion
from trigpoint.indicators.queries import Held
from trigpoint.organisations.models import Kind
from trigpoint.ui.words import count, day, month

COUNTED = ("count", "beds", "patients")
BETTER = {"up": "Higher is better", "down": "Lower is better", "neither": "Neither way is better"}
UNITS = {
    "%": "percentage",
    "count": "count",
    "ratio": "ratio",
    "rate": "rate",
    "score": "score from 0 to 10",
    "beds": "number of beds",
    "patients": "number of patients",
}
CHART_NAMES = {
    "xmr": "XmR",
    "p": "p",
    "pp": "p′",
    "u": "u",
    "up": "u′",
    "c": "c",
    "g": "g",
    "t": "t",
    "run": "run",
    "cusum_poisson": "CUSUM",
    "cusum_bernoulli": "CUSUM",
    "vlad": "VLAD",
    "ewma": "EWMA",
}
FUNNELS = {
    "PR": "Yes, as proportions, in a funnel",
    "RC": "Yes, as ratios of counts, in a funnel",
    "SR": "Yes, as observed against expected, in a funnel",
}
ASKED_WHEN = {
    "concern": "When it worsens",
    "improvement": "When it improves",
    "high": "When it rises",
    "low": "When it falls",
    "outlier": "When it is out of line with other providers",
}
STOOD_FOR = {
    "provider": "[provider]",
    "period": "[period]",
    "value": "[figure]",
    "usual": "[usual range]",
}


@dataclass(frozen=True)
class Freshness:
    """How fresh the figures are: level current, late, stale or none, and its words."""

    level: str
    words: str


@dataclass(frozen=True)
class Row:
    """One line of the list."""

    definition: Definition
    better: str
    frequency: str
    charted: str
    compared: str
    freshness: Freshness


@dataclass(frozen=True)
class Group:
    """The indicators of one dimension."""

    code: str
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class TargetRow:
    """A target as the history shows it."""

    name: str
    value: str
    dates: str
    status: str
    source: str


@dataclass(frozen=True)
class VersionRow:
    """A version of a definition: since when, and which of its parts changed then."""

    since: dt.datetime
    fingerprint: str
    changed: str


@dataclass(frozen=True)
class Covered:
    """One dimension for one kind of provider: what is measured, and what is not."""

    dimension: str
    measured: tuple[Definition, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Coverage:
    """One kind of provider in the five dimensions."""

    kind: str
    title: str
    sentence: str
    dimensions: tuple[Covered, ...]


def groups(
    definitions: Iterable[Definition], held: Mapping[str, Held], chosen: Mapping[str, str], today: dt.date
) -> list[Group]:
    """The indicators that fit what was chosen (q, dimension, frequency), by dimension; empty groups left out."""
    fitting = [each for each in definitions if _fits(each, chosen)]
    made = [
        Group(code, title, tuple(_row(each, held, today) for each in fitting if each.dimension == code))
        for code, title in DIMENSIONS.items()
    ]
    return [group for group in made if group.rows]


def list_sentence(shown: Sequence[Group], total: int) -> str:
    """What the list holds, in one sentence."""
    rows = [row for group in shown for row in group.rows]
    charted = sum(row.definition.is_charted for row in rows)
    compared = sum(row.definition.compare.allowed for row in rows)
    figures = sum(row.freshness.level != "none" for row in rows)
    which = f"{total}" if len(rows) == total else f"{len(rows)} of {total}"
    return (
        f"{which} indicators, {figures} of them with figures; {charted} are charted over time and "
        f"{compared} may be compared between providers."
    )


def indicator_sentence(definition: Definition, held: Held | None) -> str:
    """What the indicator is and how far its figures go, in one sentence."""
    frequency = FREQUENCIES[definition.frequency].lower()
    start = f"A {UNITS[definition.unit]} published {frequency}; {BETTER[definition.improvement].lower()}; "
    if held is None:
        return f"{start}no figures have been loaded yet."
    number = "1 organisation" if held.organisations == 1 else f"{count(held.organisations)} organisations"
    return f"{start}figures are held to {month(held.newest)}, for {number}."


def freshness(definition: Definition, held: Held | None, today: dt.date) -> Freshness:
    """Current, late (a publication is due), stale (it is overdue) or none."""
    if held is None:
        return Freshness("none", "No data")
    stale_after = definition.stale_after(held.newest)
    due = stale_after - dt.timedelta(days=GRACE_DAYS[definition.frequency])
    if today > stale_after:
        return Freshness("stale", f"Stale since {day(stale_after)}: to {month(held.newest)}")
    return Freshness("late" if today > due else "current", f"To {month(held.newest)}")


def facts(definition: Definition) -> list[tuple[str, str]]:
    """The definition line by line."""
    domain = definition.outcomes_domain
    rolling = definition.rolling_months
    return [
        ("What is counted", definition.numerator),
        ("Out of what", definition.denominator),
        (
            "Shown as",
            f"A {UNITS[definition.unit]}, such as {definition.show(1234.5678 if definition.unit in COUNTED else 7.6543)}",
        ),
        ("Better", BETTER[definition.improvement]),
        ("Dimension of quality", definition.dimension_title),
        (
            "NHS Outcomes Framework",
            f"{domain}: {OUTCOMES_DOMAINS[domain]}" if domain else "In none of its five domains",
        ),
        ("How often", FREQUENCIES[definition.frequency]),
        ("Each figure covers", f"A rolling {rolling} months" if rolling else f"One {definition.frequency}"),
        ("Usually published", f"{definition.lag_days} days after the period ends"),
        ("For", ", ".join(Kind(kind).label for kind in definition.applies_to)),
    ]


def target_rows(targets: Sequence[Target], definition: Definition) -> list[TargetRow]:
    """Targets, the newest first."""
    ordered = sorted(targets, key=lambda target: target.from_on, reverse=True)
    return [
        TargetRow(
            name=target.name,
            value=definition.wanted(target),
            dates=f"{day(target.from_on)} to {day(target.to_on)}"
            if target.to_on
            else f"From {day(target.from_on)}",
            status="National" if target.status == "national" else "Local default: confirm it",
            source=target.source,
        )
        for target in ordered
    ]


def watched(definition: Definition) -> str:
    """What a chart with two levels of alert looks for, and how rare its false alarms shall be; "" for all others."""
    watch = definition.watch
    if watch is None:
        return ""
    every = {"month": "months", "quarter": "quarters", "year": "years"}[definition.frequency]
    within = f"{watch.periods} {every}"
    rare = f"A false signal of the first level comes to at most {watch.alert:g}% of charts within {within}, a false alarm to {watch.alarm:g}%."
    if definition.chart == "ewma":
        return f"The newest figure weighs {watch.weight:g} in the average. {rare}"
    named = {"denominator": "the number expected, which the file gives", "target": "the standard"}
    unit = "%" if definition.chart == "cusum_bernoulli" else f" a {definition.frequency}"
    expected = named.get(str(watch.expected), f"{watch.expected}{unit}")
    down = "fewer are not looked for" if watch.down is None else f"and {watch.down:g} times"
    return f"Looks for {watch.up:g} times what is expected, {down}. Expected is {expected}. {rare}"


def questions(definition: Definition) -> list[tuple[str, str]]:
    """Each question with when it is asked; what is filled in stands in square brackets."""
    asked = [(when, getattr(definition.question, key)) for key, when in ASKED_WHEN.items()]
    return [(when, text.format(**STOOD_FOR)) for when, text in asked if text]


def version_rows(versions: Sequence[DefinitionVersion]) -> list[VersionRow]:
    """Versions, newest first as given, each with the parts in which it differs from the one before."""
    return [
        VersionRow(version.recorded_at, version.sha256[:8], _changed(version, before))
        for version, before in itertools.zip_longest(versions, versions[1:])
    ]


def coverage(kinds: Iterable[str]) -> list[Coverage]:
    """What is and what is not measured of each kind of provider."""
    return [_covered(kind) for kind in kinds]


def _fits(definition: Definition, chosen: Mapping[str, str]) -> bool:
    for key in ("dimension", "frequency"):
        if chosen.get(key) and getattr(definition, key) != chosen[key]:
            return False
    source = definition.source
    said = [definition.code, definition.title, definition.short, definition.why, definition.numerator]
    said += [source.title, source.publisher, *definition.notes]
    words = " ".join(said).casefold()
    return all(word in words for word in chosen.get("q", "").casefold().split())


def _row(definition: Definition, held: Mapping[str, Held], today: dt.date) -> Row:
    return Row(
        definition=definition,
        better=BETTER[definition.improvement],
        frequency=FREQUENCIES[definition.frequency],
        charted="Yes" if definition.is_charted else "No",
        compared="Yes" if definition.compare.allowed else "No",
        freshness=freshness(definition, held.get(definition.code), today),
    )


def _changed(version: DefinitionVersion, before: DefinitionVersion | None) -> str:
    if before is None:
        return "First version held"
    keys = [*version.content, *(key for key in before.content if key not in version.content)]
    changed = [_part(key) for key in keys if _value(version, key) != _value(before, key)]
    return f"Changed: {', '.join(changed)}" if changed else "No part changed"


def _value(version: DefinitionVersion, key: str) -> Any:
    return version.content.get(key)


def _part(key: str) -> str:
    return key.replace("_", " ")


def _covered(kind: str) -> Coverage:
    dimensions = tuple(
        Covered(title, indicators_of(kind, code), blind_spots_of(kind, code))
        for code, title in DIMENSIONS.items()
    )
    return Coverage(kind, Kind(kind).label, _coverage_sentence(dimensions), dimensions)


def _coverage_sentence(dimensions: Sequence[Covered]) -> str:
    measured = sum(len(each.measured) for each in dimensions)
    if not measured:
        return "Nothing is measured here yet: silence says nothing about these providers."
    number = "1 indicator" if measured == 1 else f"{measured} indicators"
    blind = [each.dimension.lower() for each in dimensions if not each.measured]
    if blind:
        return f"{number}; nothing at all on {_listed(blind)}."
    return f"{number}, some in every dimension; each dimension has gaps."


def _listed(words: Sequence[str]) -> str:
    """safety, effectiveness and experience."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
