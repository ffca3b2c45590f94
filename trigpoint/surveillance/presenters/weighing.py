"""How much was looked at, and what chance alone would raise: one sentence, and how it is worked out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from trigpoint.analysis import chances
from trigpoint.surveillance.models import Refresh
from trigpoint.surveillance.queries.dashboard import TestsMade
from trigpoint.surveillance.rules.weighing import WORDS, weight

EVERYWHERE = "Of all providers that we hold figures of, in this place and elsewhere,"
RULES = {
    "outside": "The latest figure beyond the limits of its chart",
    "funnel": "A provider beyond the 99.8% limits of its like",
}


@dataclass(frozen=True)
class Weight:
    """What is said of one status: `code` as in `rules.weighing`, empty where nothing is unusual; `words` in full."""

    code: str
    words: str


@dataclass(frozen=True)
class Line:
    """One rule in the table."""

    rule: str
    tests: str
    expected: str
    alarms: str
    stand_out: str


@dataclass(frozen=True)
class Weighing:
    """All tests together, wherever the providers are."""

    sentence: str
    runs: str
    share: str
    lines: tuple[Line, ...]


def weight_of(status: Any) -> Weight:
    """Whether a status stands out, or chance may explain it."""
    code = weight(
        variation=status.variation,
        rules=status.rules,
        outlier=status.funnel_outlier,
        stands_out=status.stands_out,
    )
    return Weight(code, WORDS.get(code, ""))


def weighing(refresh: Refresh | None) -> Weighing | None:
    """What the latest making of statuses found; None where there is none, or from before tests were weighed."""
    if refresh is None or "tests" not in refresh.grid:
        return None
    grid = refresh.grid
    lines = tuple(_line(each) for each in grid["rules"])
    return Weighing(_sentence(grid), _runs(grid), f"{grid['q_threshold']:.0%}", lines)


def tests_here(made: TestsMade) -> str:
    """How much was looked at of the providers of a table, in one sentence or two; empty where nothing could be tested."""
    tests, alarms = made.charts + made.compared, made.outside + made.beyond
    if not tests:
        return ""
    expected = about(made.charts * chances.OUTSIDE + made.compared * chances.BEYOND)
    counted = "In this table " + ("1 test was" if tests == 1 else f"{tests:,} tests were") + " made"
    if not alarms:
        return f"{counted} and no alarm was raised; chance alone would raise {expected}."
    raised = "1 alarm was" if alarms == 1 else f"{alarms:,} alarms were"
    figures = {0: "No figure stands", 1: "1 figure stands"}.get(
        made.stand_out, f"{made.stand_out:,} figures stand"
    )
    return (
        f"{counted} and {raised} raised; chance alone would raise {expected}. "
        f"{figures} out after allowing for all that was looked at, here and elsewhere."
    )


def _sentence(grid: Mapping[str, Any]) -> str:
    tests, alarms = grid["tests"], grid["alarms"]
    if not tests:
        return "No figure could be tested yet: each needs 12 periods, or 5 providers to compare."
    of_these = "none of them stands out" if not _standing(grid) else f"{_standing(grid):,} of them stand out"
    if not alarms:
        return (
            f"{EVERYWHERE} {tests:,} tests were made and no alarm was raised; "
            f"chance alone would raise {about(grid['expected'])}."
        )
    if alarms == _standing(grid):
        of_these = "it stands out" if alarms == 1 else "all of them stand out"
    raised = "1 alarm was" if alarms == 1 else f"{alarms:,} alarms were"
    return (
        f"{EVERYWHERE} {tests:,} tests were made and {raised} raised; chance alone would raise {about(grid['expected'])}, "
        f"and {of_these} after allowing for how much was looked at."
    )


def _runs(grid: Mapping[str, Any]) -> str:
    """Runs and drifts are counted by themselves: they have no chance of their own."""
    runs = grid["runs"]
    found = "no chart is" if not runs else "1 chart is" if runs == 1 else f"{runs:,} charts are"
    return f"By runs and drifts alone {found} unusual; chance alone would make {about(grid['expected_runs'])} so."


def about(number: float) -> str:
    """An expected number, without false precision."""
    if number < 0.95:
        return "fewer than 1"
    return f"about {number:,.0f}"


def _standing(grid: Mapping[str, Any]) -> int:
    return sum(min(each["told"], each["alarms"]) for each in grid["rules"])


def _line(rule: Mapping[str, Any]) -> Line:
    return Line(
        rule=RULES[rule["rule"]],
        tests=f"{rule['tests']:,}",
        expected=about(rule["expected"]),
        alarms=f"{rule['alarms']:,}",
        stand_out=f"{min(rule['told'], rule['alarms']):,}",
    )
