"""Rules between the fields of a definition, each with the reason why it holds."""

from __future__ import annotations

import itertools
import string
from collections.abc import Iterator
from typing import Any

from trigpoint.common.definition_files import Fault
from trigpoint.indicators import target_rules

UNITS_OF_KIND = {"PR": ("%",), "RC": ("ratio", "rate"), "SR": ("ratio",)}
COUNTED = ("count", "patients")
UNITS_OF_CHART = {
    "p": ("%",),
    "pp": ("%",),
    "u": ("rate", "ratio"),
    "up": ("rate", "ratio"),
    "c": COUNTED,
    "g": COUNTED,
    "cusum_poisson": COUNTED,
    "cusum_bernoulli": ("%",),
    "vlad": ("ratio",),
}
# What each chart that watches needs to be told, and what it may be told to expect.
WATCH_NEEDS = {
    "cusum_poisson": ("expected", "up", "down"),
    "cusum_bernoulli": ("expected", "up", "down"),
    "vlad": ("expected", "up", "down"),
    "ewma": ("weight",),
}
WATCH_MAY_EXPECT = {
    "cusum_poisson": ("denominator", "a number of events a period"),
    "cusum_bernoulli": ("target", "a chance in per cent"),
    "vlad": ("denominator",),
}
OF_EVERY_WATCH = ("periods", "alert", "alarm")
PLACEHOLDERS = ("provider", "period", "value", "usual")


def faults_of(content: dict[str, Any]) -> list[Fault]:
    """Every rule that a definition breaks; `content` has passed the schema."""
    checks = (_chart, _watch, _comparison, _targets, _question_keys, _question_placeholders)
    return [fault for check in checks for fault in check(content)]


def _chart(content: dict[str, Any]) -> Iterator[Fault]:
    chart, unit = content["chart"], content["unit"]
    if content["rolling_months"] and chart != "none":
        yield Fault(
            "rolling_charted",
            "chart",
            "A rolling window cannot be charted over time: neighbouring points share most of their months.",
            "Set chart: none, or rolling_months: null if each period stands alone.",
        )
    suits = UNITS_OF_CHART.get(chart, (unit,))
    if unit not in suits:
        yield Fault(
            "chart_of_another_unit",
            "chart",
            f"A {chart} chart does not suit the unit {unit}.",
            f"It needs the unit {' or '.join(suits)}; xmr suits all.",
        )


def _watch(content: dict[str, Any]) -> Iterator[Fault]:
    chart, watch = content["chart"], content.get("watch")
    if chart not in WATCH_NEEDS:
        if watch is not None:
            message = f"A {chart} chart watches for nothing."
            yield Fault("watch_of_no_use", "watch", message, f"Remove it, or use {', '.join(WATCH_NEEDS)}.")
        return
    needs = WATCH_NEEDS[chart]
    if watch is None:
        message = f"A {chart} chart is not told what to watch for."
        remedy = f"Add watch, with {', '.join((*needs, *OF_EVERY_WATCH))}."
        yield Fault("watch_missing", "watch", message, remedy)
        return
    yield from _keys_of_watch(chart, watch)
    if watch["alarm"] > watch["alert"]:
        message = f"False alarms of {watch['alarm']} % would be more frequent than false alerts of {watch['alert']} %."
        yield Fault("alarm_before_alert", "watch.alarm", message, "Give the alarm the smaller chance.")
    yield from _expectation(content, chart, watch.get("expected"))


def _keys_of_watch(chart: str, watch: dict[str, Any]) -> Iterator[Fault]:
    needs = WATCH_NEEDS[chart]
    for key in needs:
        if key not in watch:
            yield Fault(
                "watch_incomplete", f"watch.{key}", f"A {chart} chart needs {key}.", f"Add it: {key}."
            )
    for key in watch:
        if key not in (*needs, *OF_EVERY_WATCH):
            yield Fault(
                "watch_key_of_no_use", f"watch.{key}", f"A {chart} chart has no {key}.", f"Remove {key}."
            )


def _expectation(content: dict[str, Any], chart: str, expected: Any) -> Iterator[Fault]:
    """What is expected has to suit the chart, and to be there."""
    if expected is None:
        return
    allowed = WATCH_MAY_EXPECT.get(chart, ())
    fits = expected in allowed or (not isinstance(expected, str) and any("a " in each for each in allowed))
    if allowed and not fits:
        message = f"A {chart} chart cannot expect {expected}."
        yield Fault("expectation_unsuited", "watch.expected", message, f"Give {' or '.join(allowed)}.")
    elif expected == "target" and not content["targets"]:
        message = "The target is to be expected, and there is none."
        yield Fault(
            "expectation_without_target", "watch.expected", message, "Add a target, or give a chance."
        )
    elif chart == "cusum_bernoulli" and not isinstance(expected, str) and expected >= 100:
        message = f"A chance of {expected} % leaves nothing to watch."
        yield Fault("chance_impossible", "watch.expected", message, "Give per cent below 100.")


def _comparison(content: dict[str, Any]) -> Iterator[Fault]:
    allowed, kind = content["compare"]["allowed"], content["compare"]["kind"]
    if allowed and kind is None:
        yield Fault(
            "comparison_without_kind",
            "compare.kind",
            "Providers are compared but no kind of funnel is given.",
            "Give PR, RC or SR, or set allowed: false.",
        )
    elif kind and not allowed:
        yield Fault(
            "kind_without_comparison",
            "compare.kind",
            f"A kind of funnel, {kind}, is given but providers are not compared.",
            "Set kind: null, or allowed: true.",
        )
    elif kind and content["unit"] not in UNITS_OF_KIND[kind]:
        yield Fault(
            "kind_of_another_unit",
            "compare.kind",
            f"A {kind} funnel does not suit the unit {content['unit']}.",
            f"{kind} needs the unit {' or '.join(UNITS_OF_KIND[kind])}.",
        )


def _targets(content: dict[str, Any]) -> Iterator[Fault]:
    targets = content["targets"]
    if targets and content["improvement"] == "neither":
        yield Fault(
            "target_without_direction",
            "targets",
            "There is a target although neither way is better.",
            "Remove the target, or say which way is better: improvement up or down.",
        )
    for place, target in enumerate(targets, start=1):
        if target["to_on"] and target["to_on"] < target["from_on"]:
            yield Fault(
                "target_backwards",
                f"targets[{place}].to_on",
                f"{target['name']} ends on {target['to_on']}, before it begins on {target['from_on']}.",
                "Correct the dates.",
            )
        yield from target_rules.faults_of(target, content, f"targets[{place}]")
    yield from _overlaps(targets)


def _overlaps(targets: list[dict[str, Any]]) -> Iterator[Fault]:
    ordered = sorted(enumerate(targets, start=1), key=lambda pair: pair[1]["from_on"])
    for (_, earlier), (place, later) in itertools.pairwise(ordered):
        if earlier["to_on"] is None or earlier["to_on"] >= later["from_on"]:
            yield Fault(
                "targets_overlap",
                f"targets[{place}].from_on",
                f"{later['name']} begins on {later['from_on']}, while {earlier['name']} still applies.",
                f"End {earlier['name']} the day before (to_on), so that one target applies on any day.",
            )


def _question_keys(content: dict[str, Any]) -> Iterator[Fault]:
    wanted = ["high", "low"] if content["improvement"] == "neither" else ["concern", "improvement"]
    wanted += ["outlier"] if content["compare"]["allowed"] else []
    why = f"improvement is {content['improvement']} and compare.allowed is {str(content['compare']['allowed']).lower()}"
    for key in wanted:
        if key not in content["question"]:
            yield Fault(
                "question_missing", f"question.{key}", f"The question {key} is missing.", f"Add it: {why}."
            )
    for key in content["question"]:
        if key not in wanted:
            yield Fault(
                "question_never_asked",
                f"question.{key}",
                f"The question {key} would never be asked.",
                f"Remove it: {why}.",
            )


def _question_placeholders(content: dict[str, Any]) -> Iterator[Fault]:
    for key, text in content["question"].items():
        known = [name for name in PLACEHOLDERS if name != "usual" or _has_usual(content, key)]
        for name in _placeholders(text):
            if name not in known:
                yield Fault(
                    "placeholder_unknown",
                    f"question.{key}",
                    f"{{{name}}} cannot be filled in here.",
                    f"Use only {', '.join('{' + each + '}' for each in known)}.",
                )


def _has_usual(content: dict[str, Any], key: str) -> bool:
    """A usual range comes from the chart; an outlier is told by the others, not by its own past."""
    return content["chart"] not in ("none", "run", *WATCH_NEEDS) and key != "outlier"


def _placeholders(text: str) -> list[str]:
    try:
        return [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
    except ValueError:  # a brace without its partner
        return ["…"]
