"""Rules for one target of a definition, by its kind, each with the reason why it holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from trigpoint.common.definition_files import Fault

NEEDED = {
    "standard": ("value",),
    "trajectory": ("values",),
    "ceiling": ("value",),
    "reduction": ("baseline_from", "baseline_to", "percent", "by_on"),
}
OWN = tuple(dict.fromkeys(key for keys in NEEDED.values() for key in keys))


def faults_of(target: dict[str, Any], content: dict[str, Any], place: str) -> Iterator[Fault]:
    """What is wrong with one target of a definition; `place` is where it stands."""
    kind = target.get("kind", "standard")
    yield from _keys(target, kind, place)
    yield from _range(target, content, kind, place)
    checks = {"trajectory": _trajectory, "ceiling": _ceiling, "reduction": _reduction}
    if kind in checks and all(key in target for key in NEEDED[kind]):
        yield from checks[kind](target, content, place)


def takes_ceiling(unit: str, frequency: str, rolling_months: int | None) -> bool:
    """Whether figures may be added up over a year: separate counts of something, more often than once a year."""
    return unit == "count" and rolling_months is None and frequency != "year"


def _keys(target: dict[str, Any], kind: str, place: str) -> Iterator[Fault]:
    for key in NEEDED[kind]:
        if key not in target:
            yield Fault(
                "target_incomplete",
                f"{place}.{key}",
                f"A {kind} needs {key}.",
                "Add it, or correct the kind.",
            )
    for key in OWN:
        if key in target and key not in NEEDED[kind]:
            yield Fault(
                "target_of_another_kind",
                f"{place}.{key}",
                f"A {kind} has no {key}.",
                "Remove it, or correct the kind.",
            )


def _range(target: dict[str, Any], content: dict[str, Any], kind: str, place: str) -> Iterator[Fault]:
    told = [target["value"]] if "value" in target else []
    told += [each["value"] for each in target.get("values", ())]
    for value in told:
        if content["unit"] == "%" and kind != "ceiling" and not 0 <= value <= 100:
            yield Fault(
                "target_out_of_range",
                f"{place}.value",
                f"{value} is not a percentage.",
                "Give a number from 0 to 100.",
            )


def _trajectory(target: dict[str, Any], content: dict[str, Any], place: str) -> Iterator[Fault]:
    days = [each["from_on"] for each in target["values"]]
    if days != sorted(set(days)):
        yield Fault(
            "trajectory_out_of_order",
            f"{place}.values",
            "The values do not follow each other day by day.",
            "Put them in order, one for each day.",
        )
    outside = [day for day in days if day < target["from_on"] or (target["to_on"] and day > target["to_on"])]
    for day in outside:
        yield Fault(
            "trajectory_outside",
            f"{place}.values",
            f"A value is wanted from {day}, when the trajectory does not apply.",
            "Correct the day, or from_on and to_on.",
        )


def _ceiling(target: dict[str, Any], content: dict[str, Any], place: str) -> Iterator[Fault]:
    can_add = takes_ceiling(content["unit"], content["frequency"], content["rolling_months"])
    if not can_add or content["improvement"] != "down":
        yield Fault(
            "ceiling_of_no_count",
            f"{place}.kind",
            "A ceiling adds up counts over a year, and these figures cannot be added up, or more of them is better.",
            "Give a standard: the most that each figure may be.",
        )
    if target["to_on"] is None:
        yield Fault(
            "ceiling_without_end",
            f"{place}.to_on",
            "A ceiling has no last day.",
            "Give the last day of its year.",
        )
    if target["value"] < 0:
        yield Fault("target_out_of_range", f"{place}.value", "A ceiling is below 0.", "Counts start at 0.")


def _reduction(target: dict[str, Any], content: dict[str, Any], place: str) -> Iterator[Fault]:
    if target["baseline_to"] < target["baseline_from"]:
        yield Fault(
            "target_backwards",
            f"{place}.baseline_to",
            "The time of the baseline ends before it begins.",
            "Correct the dates.",
        )
    if target["by_on"] <= target["from_on"] or (target["to_on"] and target["by_on"] > target["to_on"]):
        yield Fault(
            "reduction_outside",
            f"{place}.by_on",
            "The reduction is wanted by a day on which it does not apply.",
            "Correct by_on, or from_on and to_on.",
        )
