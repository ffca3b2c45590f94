"""Silence as pages and files say it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from trigpoint.intelligence.queries.silence import Quiet

HEAD = ("Who", "Code", "Service", "Last word", "Told in 12 months", "Silent for whole months")


def opening(counts: Mapping[str, int], quiet: Sequence[Quiet], months: int) -> str:
    """The first sentence: how many practices are silent, and of how many providers and services nothing comes."""
    return " ".join(filter(None, (_of_practices(counts), _of_providers(quiet, months))))


def _of_practices(counts: Mapping[str, int]) -> str:
    if not counts["all"]:
        return "No practice is known in this place."
    if not counts["silent"]:
        return f"Every one of {counts['all']} practices has told us something in the last 12 months."
    have = "has" if counts["silent"] == 1 else "have"
    return (
        f"{counts['silent']} of {counts['all']} practices {have} told us nothing in the last 12 months; "
        f"{counts['never']} never did."
    )


def _of_providers(quiet: Sequence[Quiet], months: int) -> str:
    services = sum(1 for each in quiet if each.service)
    parts = [
        f"{number} {word}{'s' if number != 1 else ''}"
        for number, word in ((len(quiet) - services, "provider"), (services, "service"))
        if number
    ]
    return f"Nothing was told of {' and '.join(parts)} for {months} months or longer." if parts else ""


def table(practices: Iterable[Any], quiet: Iterable[Quiet]) -> list[tuple[object, ...]]:
    """Rows of a file, with their head."""
    rows: list[tuple[object, ...]] = [HEAD]
    rows += [(each.name, each.code, "", each.last_on or "never", each.in_year, None) for each in practices]
    rows += [
        (each.provider.name, each.provider.code, each.service, each.last or "never", None, each.months)
        for each in quiet
    ]
    return rows
