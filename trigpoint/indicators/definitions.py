"""The indicator library: what each indicator is, as the files in `definitions/` say it."""

from __future__ import annotations

import calendar
import datetime as dt
import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from trigpoint.common import definition_files
from trigpoint.common.errors import Problem
from trigpoint.indicators import definition_rules, target_rules
from trigpoint.indicators.errors import DefinitionInvalid, DefinitionUnknown
from trigpoint.indicators.targets import Target, made, wanted_words

DIMENSIONS = {
    "safety": "Safety",
    "effectiveness": "Effectiveness",
    "experience": "Experience",
    "responsiveness": "Responsiveness",
    "well_led": "Well-led",
}
OUTCOMES_DOMAINS = {
    1: "Preventing people from dying prematurely",
    2: "Enhancing quality of life for people with long-term conditions",
    3: "Helping people to recover from episodes of ill health or following injury",
    4: "Ensuring that people have a positive experience of care",
    5: "Treating and caring for people in a safe environment and protecting them from avoidable harm",
}
# How an indicator may be charted over time, in words; docs/methods/charts.md tells of each.
CHARTS = {
    "xmr": "individual values (XmR)",
    "p": "shares by chance (p)",
    "pp": "shares, allowing for more than chance (p′)",
    "u": "rates by chance (u)",
    "up": "rates, allowing for more than chance (u′)",
    "c": "counts by chance (c)",
    "g": "number between rare events (g)",
    "t": "time between rare events (t)",
    "run": "run chart about the median",
    "cusum_poisson": "events added up against those expected (Poisson CUSUM)",
    "cusum_bernoulli": "cases added up against a chance (Bernoulli CUSUM)",
    "vlad": "observed against expected, added up (VLAD with CUSUM)",
    "ewma": "recent figures averaged (EWMA)",
}
OF_SHARES = ("p", "pp")
OF_RATES = ("u", "up")
# What needs `watch`: charts with two levels of alert, of which the chance of a false alarm is stated.
CUSUMS = ("cusum_poisson", "cusum_bernoulli", "vlad")
WATCHING = (*CUSUMS, "ewma")
NOT_CHARTED = "none"
FREQUENCIES = {"month": "Every month", "quarter": "Every quarter", "year": "Every year"}
# Kinds of organisation that are asked what is measured of them, in the order of pages.
PROVIDER_KINDS = (
    *("trust", "ambulance", "practice", "care_home", "social_care"),
    *("independent", "urgent", "dental"),
)
MONTHS = {"month": 1, "quarter": 3, "year": 12}
# Days that a publication may be late before its figures are called stale.
GRACE_DAYS = {"month": 14, "quarter": 30, "year": 60}
NO_FIGURE = "no figure"


@dataclass(frozen=True)
class Source:
    """Where the figures come from."""

    publisher: str
    title: str
    page: str
    licence: str


@dataclass(frozen=True)
class Comparison:
    """Whether providers may be compared, by which funnel (PR, RC or SR), and why or why not."""

    allowed: bool
    kind: str | None
    reason: str


@dataclass(frozen=True)
class Watch:
    """What a CUSUM, VLAD or EWMA looks for, and how rare its false alarms shall be: per cent within so many periods.

    expected: "denominator", "target", or a number (events a period; of cases the chance in per cent); "" for an EWMA.
    """

    expected: str | float = ""
    up: float = 2.0
    down: float | None = 0.5
    weight: float = 0.2
    periods: int = 12
    alert: float = 5.0
    alarm: float = 1.0


@dataclass(frozen=True)
class Question:
    """What to ask the provider. Empty where the case cannot arise."""

    concern: str = ""
    improvement: str = ""
    high: str = ""
    low: str = ""
    outlier: str = ""


@dataclass(frozen=True)
class Definition:
    """One indicator. Values of unit "%" run from 0 to 100."""

    code: str
    title: str
    short: str
    why: str
    numerator: str
    denominator: str
    unit: str
    decimals: int
    improvement: str
    dimension: str
    outcomes_domain: int | None
    source: Source
    frequency: str
    lag_days: int
    rolling_months: int | None
    chart: str
    chart_reason: str
    watch: Watch | None
    compare: Comparison
    targets: tuple[Target, ...]
    question: Question
    caveat: str
    applies_to: tuple[str, ...]
    owner: str
    next_review: dt.date
    notes: tuple[str, ...]
    content_sha256: str
    content: Mapping[str, Any] = field(compare=False, repr=False)

    @property
    def is_charted(self) -> bool:
        """Whether it is charted over time."""
        return self.chart != NOT_CHARTED

    @property
    def dimension_title(self) -> str:
        """The dimension as people write it."""
        return DIMENSIONS[self.dimension]

    def target_on(self, date: dt.date) -> Target | None:
        """The one target that applies on `date`, or None."""
        for target in self.targets:
            if target.from_on <= date and (target.to_on is None or date <= target.to_on):
                return target
        return None

    @property
    def takes_ceiling(self) -> bool:
        """Whether its figures may be added up over a year."""
        return target_rules.takes_ceiling(self.unit, self.frequency, self.rolling_months)

    def wanted(self, target: Target) -> str:
        """What a target asks for, in words."""
        return wanted_words(target, self.show)

    def show(self, value: float | None) -> str:
        """A value as people write it: 76.4%, 1.04, 12,345; "no figure" for none."""
        if value is None or not math.isfinite(value):
            return NO_FIGURE
        rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-self.decimals), ROUND_HALF_UP)
        rounded = abs(rounded) if rounded == 0 else rounded  # never "-0.0"
        return f"{rounded:,f}{'%' if self.unit == '%' else ''}"

    def stale_after(self, period_end: dt.date) -> dt.date:
        """The last day on which figures to `period_end` are the newest to be expected.

        The next period must end and be published; a publication may be late by a few weeks.
        """
        next_end = _months_on(period_end, MONTHS[self.frequency])
        return next_end + dt.timedelta(days=self.lag_days + GRACE_DAYS[self.frequency])

    def ask(self, meaning: str, *, provider: str, period: str, value: float | None, usual: str = "") -> str:
        """The question for a meaning (concern, improvement, high, low, outlier), filled in; "" if none."""
        template = getattr(self.question, meaning)
        return template.format(provider=provider, period=period, value=self.show(value), usual=usual)


@dataclass(frozen=True)
class BlindSpot:
    """Something that matters of a dimension, of which no indicator here speaks."""

    dimension: str
    applies_to: tuple[str, ...]
    missing: str


@lru_cache(maxsize=1)
def library() -> dict[str, Definition]:
    """Every definition by its code, by dimension and title. Raises DefinitionInvalid if any file is faulty."""
    return load_folder(settings.DEFINITIONS_DIR / "indicators")


def definition(code: str) -> Definition:
    """The definition with this code, or DefinitionUnknown with the nearest one."""
    known = library()
    if code not in known:
        raise DefinitionUnknown(code, known)
    return known[code]


def load_folder(folder: Path) -> dict[str, Definition]:
    """The definitions in a folder of YAML files; every fault of every file at once."""
    problems: list[Problem] = []
    contents: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.glob("*.yaml")):
        content, faults = definition_files.read(path, _schema("indicator"))
        if not faults:  # the rules speak of whole contents only
            faults = [*definition_rules.faults_of(content), *_clashes(path, content, contents)]
            contents[path.name] = content
        problems += [fault.in_file(path.name) for fault in faults]
    if problems:
        raise DefinitionInvalid(problems)
    order = list(DIMENSIONS)
    made = sorted(
        (_made(content) for content in contents.values()),
        key=lambda each: (order.index(each.dimension), each.title),
    )
    return {each.code: each for each in made}


@lru_cache(maxsize=1)
def blind_spots() -> tuple[BlindSpot, ...]:
    """What is not measured, from `definitions/blind_spots.yaml`, in its order."""
    path = settings.DEFINITIONS_DIR / "blind_spots.yaml"
    content, faults = definition_files.read(path, _schema("blind_spots"))
    if faults:
        raise DefinitionInvalid([fault.in_file(path.name) for fault in faults])
    return tuple(BlindSpot(each["dimension"], tuple(each["applies_to"]), each["missing"]) for each in content)


def blind_spots_of(kind: str, dimension: str) -> tuple[str, ...]:
    """What is not measured of a dimension for a kind of organisation, in words."""
    return tuple(
        spot.missing for spot in blind_spots() if spot.dimension == dimension and kind in spot.applies_to
    )


def indicators_of(kind: str, dimension: str) -> tuple[Definition, ...]:
    """What is measured of a dimension for a kind of organisation."""
    return tuple(
        each for each in library().values() if each.dimension == dimension and kind in each.applies_to
    )


def _schema(name: str) -> Path:
    return Path(settings.DEFINITIONS_DIR / f"{name}.schema.json")


def _clashes(
    path: Path, content: dict[str, Any], others: dict[str, dict[str, Any]]
) -> list[definition_files.Fault]:
    """What is wrong with a definition beside its file name and the files read before it."""
    faults = []
    if path.stem != content["code"]:
        message = f"The code is {content['code']}, but the file is named {path.name}."
        remedy = f"Rename the file {content['code']}.yaml, or correct the code."
        faults.append(definition_files.Fault("file_name", "code", message, remedy))
    for key in ("code", "short"):
        for name, other in others.items():
            if other[key] == content[key]:
                message = f"{name} has the same {key}: {content[key]}."
                faults.append(definition_files.Fault("twice", key, message, "Give each indicator its own."))
    return faults


def _made(content: dict[str, Any]) -> Definition:
    nested = {
        "source": Source(**content["source"]),
        "compare": Comparison(**content["compare"]),
        "targets": tuple(made(each) for each in content["targets"]),
        "question": Question(**content["question"]),
        "watch": Watch(**content["watch"]) if "watch" in content else None,
        "applies_to": tuple(content["applies_to"]),
        "next_review": dt.date.fromisoformat(content["next_review"]),
        "notes": tuple(content["notes"]),
    }
    told = json.dumps(content, sort_keys=True, ensure_ascii=False)
    sha256 = hashlib.sha256(told.encode()).hexdigest()
    return Definition(**{**content, **nested}, content_sha256=sha256, content=content)


def _months_on(date: dt.date, months: int) -> dt.date:
    """So many months later; the last day of a month stays the last day."""
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    was_last = date.day == calendar.monthrange(date.year, date.month)[1]
    return dt.date(year, month + 1, last if was_last else min(date.day, last))
