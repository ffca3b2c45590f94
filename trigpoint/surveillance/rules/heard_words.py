"""Signals of what people say, in one plain sentence and a few more: pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from trigpoint.intelligence.rules.changes import SMALL, at_least_five
from trigpoint.intelligence.rules.themes import titles
from trigpoint.surveillance.models import Signal
from trigpoint.ui.words import count, month

NOT_HARM = "It says that people speak of this more often than before, not that care is worse."


def theme_title(code: str) -> str:
    """The name of a theme; its code where the framework no longer has it."""
    return titles().get(code, code)


def heard(signal: Signal, *, may_leave: bool = False) -> str:
    """What was told, by how many, where how many were expected: "14 critical comments from 13 people in October 2026, where about 5 were expected".

    may_leave: it stands in a paper or a question that others may read, so numbers below five are not told.
    """
    said = _at_least_five if may_leave else count
    told = _while_on(signal)
    if not told:
        return "Nothing of it is counted any more"
    latest = told[-1]
    when = month(dt.date.fromisoformat(latest["month"]))
    people = f"from {_people(latest['people'], said)}"
    if len(told) == 1:
        return f"{_comments(latest['critical'], said)} {people} in {when}, where {expected_words(_expected(told))}"
    since = month(dt.date.fromisoformat(told[0]["month"]))
    whole = (
        f"{_comments(_sum(told, 'critical'), said)} since {since}, where {expected_words(_expected(told))}"
    )
    return f"{whole}; in {when} {said(latest['critical'])} {people}"


def how_sure(signal: Signal) -> str:
    """How many times as many is likely, whether it stands out, and how often the codes are right."""
    facts = signal.heard
    told = []
    if facts.low is not None and facts.high is not None:
        told.append(
            f"In its latest month, {facts.low:.1f} to {facts.high:.1f} times as many as expected is likely."
        )
    told.append(
        "It stands out among all providers and themes of the month."
        if facts.stands_out
        else "Looked at among all providers and themes, that month by itself may be chance."
    )
    told.append(f"Of ten comments coded with this theme about {10 * facts.precision:.0f} are right.")
    return " ".join(told)


def expected_words(number: float) -> str:
    """How many were expected, as people say it.

    >>> expected_words(5.2), expected_words(0.4), expected_words(1.1)
    ('about 5 were expected', 'fewer than 1 was expected', 'about 1 was expected')
    """
    if number < 0.95:
        return "fewer than 1 was expected"
    return "about 1 was expected" if number < 1.5 else f"about {count(round(number))} were expected"


def _while_on(signal: Signal) -> list[Mapping[str, Any]]:
    """The months in which it went on, the latest last."""
    first, last = signal.first_period.isoformat(), signal.last_period.isoformat()
    return [each for each in signal.heard.months if first <= each["month"] <= last]


def _expected(told: Sequence[Mapping[str, Any]]) -> float:
    return float(sum(each["expected"] or 0 for each in told))


def _sum(told: Sequence[Mapping[str, Any]], name: str) -> int:
    return int(sum(each[name] for each in told))


def _at_least_five(number: int) -> str:
    return at_least_five(number) if number < SMALL else count(number)


def _comments(number: int, said: Callable[[int], str]) -> str:
    told = said(number)
    return f"{told} critical comment" if told == "1" else f"{told} critical comments"


def _people(number: int, said: Callable[[int], str]) -> str:
    told = said(number)
    return "1 person" if told == "1" else f"{told} people"
