"""What was told over time, as pages and files say it. Good and critical always stand side by side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from trigpoint.frameworks.queries import pack_on
from trigpoint.intelligence.queries.themes_over_time import Sent
from trigpoint.intelligence.rules.themes import category_of, is_of_safety, titles
from trigpoint.intelligence.rules.themes_over_time import NOTHING, RECENT, Praise, Told, total
from trigpoint.organisations.models import Organisation
from trigpoint.ui.words import month

SILENCE = "Nothing was told"
LATELY = "in the last three months"
HEAD = ("Told", "Good", "Good, %", "Good, from %", "Good, to %", "Critical", "Critical, %", "Critical, from %",
        "Critical, to %", "Different people, critical")  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One line of a table of counts. code: of an organisation or theme, for its link."""

    title: str
    told: Told
    code: str = ""
    organisation: Organisation | None = None
    about: str = ""


def source_titles(today: dt.date) -> dict[str, str]:
    """What kinds of source are called today."""
    return {each.code: each.title for each in pack_on(today).sources_listened_to(today)}


def opening(
    recent: Mapping[tuple[int, str], Told], key: tuple[int, str] | None, name: str, everything: Told
) -> str:
    """The first sentence of the overview: what is told of most, and where."""
    if everything.is_silence:
        return f"Nothing was told {LATELY}. That is silence, and no good sign by itself."
    if key is None:
        return f"Nothing critical was told {LATELY}: {everything.positive} of {everything.items} were good."
    told = recent[key]
    return f"{titles()[key[1]]} is told of most at {name}: {told.critical} critical of {told.items} {LATELY}."


def about_one(recent: Told, by_theme: Mapping[str, Told], last: dt.date | None) -> str:
    """The first sentence on one provider."""
    if recent.is_silence:
        before = f" The last came for {month(last)}." if last else ""
        return f"Nothing was told of it {LATELY}. That is silence, and no good sign by itself.{before}"
    worst = max(by_theme, key=lambda code: (by_theme[code].critical, code), default="")
    most = ""
    if worst and by_theme[worst].critical:
        told = by_theme[worst]
        most = f" {titles()[worst]} comes first: {told.critical} critical of {told.items}."
    return (
        f"Of {recent.items} told {LATELY}, {recent.positive} were good and {recent.critical} critical.{most}"
    )


def of_theme(code: str, recent: Told, worst: Organisation | None, told: Told) -> str:
    """The first sentence on one theme."""
    title = titles()[code]
    if recent.is_silence:
        return f"Nothing was told of {title.lower()} {LATELY}."
    where = (
        f" Most at {worst.name}: {told.critical} critical of {told.items}." if worst and told.critical else ""
    )
    return f"{title} was told of {_times(recent.items)} {LATELY}: {recent.positive} good, {recent.critical} critical.{where}"


def of_practice(sent: Mapping[dt.date, Sent]) -> str:
    """The first sentence on what one practice told."""
    all_of_it = sum(sent.values(), Sent())
    if not all_of_it.all:
        return "It told us nothing in these months. That is silence, and no good sign by itself."
    return (
        f"It told us something {_times(all_of_it.all)}: {all_of_it.good} good, {all_of_it.bad} bad. "
        f"{all_of_it.answered} of {all_of_it.all} have their answer."
    )


def month_lines(told: Mapping[dt.date, Told], months: Sequence[dt.date]) -> list[Line]:
    """A line a month, the latest first; silence has its line."""
    found = [Line(month(each), told.get(each, NOTHING)) for each in reversed(months)]
    return [replace(found[0], title=f"{found[0].title}, so far"), *found[1:]]


def theme_lines(told: Mapping[str, Told], category: str = "") -> list[Line]:
    """A line a theme, most critical first."""
    found = [
        Line(titles()[code], each, code=code, about="may be about harm" if is_of_safety(code) else "")
        for code, each in told.items()
        if code in titles() and category in ("", category_of(code))
    ]
    return _most_first(found)


def organisation_lines(told: Mapping[int, Told], known: Mapping[int, Organisation]) -> list[Line]:
    """A line an organisation, most critical first."""
    return _most_first(
        Line(known[key].name, each, code=known[key].code, organisation=known[key])
        for key, each in told.items()
        if key in known
    )


def named_lines(told: Mapping[str, Told], names: Mapping[str, str], otherwise: str = "") -> list[Line]:
    """A line a kind of source or a service, most first."""
    found = [Line(names.get(code, code) or otherwise, each, code=code) for code, each in told.items()]
    return sorted(found, key=lambda line: -line.told.items)


def lately(told: Mapping[dt.date, Told], months: Sequence[dt.date]) -> Told:
    """The last three whole months and the one in progress together."""
    return total(told.get(each, NOTHING) for each in months[-RECENT:])


def last_month(told: Mapping[dt.date, Told]) -> dt.date | None:
    """The last month of which anything was told."""
    return max((each for each, count in told.items() if not count.is_silence), default=None)


def described(told: Mapping[dt.date, Told], months: Sequence[dt.date], what: str) -> str:
    """A chart in words. The month in progress is no part of it: it would look like a fall."""
    months, so_far = months[:-1], months[-1]
    silent = sum(1 for each in months if told.get(each, NOTHING).is_silence)
    all_of_it = total(told.get(each, NOTHING) for each in months)
    words = f"{what}, {month(months[0])} to {month(months[-1])}: {all_of_it.positive} good, {all_of_it.critical} critical of {all_of_it.items} told."
    if silent:
        words += f" In {silent} of {len(months)} months nothing was told (a cross); the lines break there."
    return f"{words} {month(so_far)} is not over yet and stands in the table alone."


def praises(found: Iterable[Praise], known: Mapping[int, Organisation], limit: int) -> list[dict[str, Any]]:
    """Whom people praise more than others, for the page."""
    return [
        {
            "organisation": known[each.provider],
            "theme": titles()[each.theme],
            "here": each.here,
            "elsewhere": each.elsewhere,
        }
        for each in found
        if each.provider in known
    ][:limit]


def table(first: str, lines: Iterable[Line]) -> list[tuple[object, ...]]:
    """Rows of a file, with their head."""
    return [(first, "Code", *HEAD), *((line.title, line.code, *_numbers(line.told)) for line in lines)]


def long_table(told: Mapping[tuple[Any, ...], Told], head: Sequence[str]) -> list[tuple[object, ...]]:
    """Rows of a file with several keys each, in their order."""
    return [(*head, *HEAD), *((*key, *_numbers(told[key])) for key in sorted(told))]


def _numbers(told: Told) -> tuple[object, ...]:
    good, bad = told.positive_share, told.critical_share
    if good is None or bad is None:
        return (0, *[None] * (len(HEAD) - 1))
    parts = [
        (each.hits, *(round(100 * part, 1) for part in (each.hits / each.of, each.low, each.high)))
        for each in (good, bad)
    ]
    return (told.items, *parts[0], *parts[1], told.people)


def _most_first(lines: Iterable[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (-line.told.critical, -line.told.items, line.title))


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


@dataclass(frozen=True)
class SenderLine:
    """What one practice told over all months asked for."""

    organisation: Organisation
    sent: Sent


def sender_lines(
    sent: Mapping[tuple[int, dt.date], Sent], known: Mapping[int, Organisation]
) -> list[SenderLine]:
    """A line a practice that told anything, the most first."""
    found: dict[int, Sent] = {}
    for (key, _), each in sent.items():
        if key in known:
            found[key] = found.get(key, Sent()) + each
    lines = [SenderLine(known[key], each) for key, each in found.items()]
    return sorted(lines, key=lambda line: (-line.sent.all, line.organisation.name))
