"""Silence as pages and files say it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from trigpoint.intelligence.queries.silence import Quiet

HEAD = ("Who", "Code", "Service", "Last word", "Told in 12 months", "Silent for whole months")


def opening(counts: Mapping[str, int], quiet: Sequence[Quiet]) -> str:
    """The first sentence: how many practices are silent, and of how many providers nothing comes."""
    providers = len({each.provider.pk for each in quiet})
    of_them = (
        f"Of {providers} provider{'s' if providers != 1 else ''} nothing is told, or not of every service."
    )
    if not counts["all"]:
        return f"No practice is known in this place. {of_them if quiet else ''}".strip()
    if not counts["silent"]:
        first = f"Every one of {counts['all']} practices has told us something in the last 12 months."
    else:
        first = (
            f"{counts['silent']} of {counts['all']} practices {_have(counts['silent'])} told us nothing in the last 12 months; "
            f"{counts['never']} never did."
        )
    return f"{first} {of_them}" if quiet else first


def table(practices: Iterable[Any], quiet: Iterable[Quiet]) -> list[tuple[object, ...]]:
    """Rows of a file, with their head."""
    rows: list[tuple[object, ...]] = [HEAD]
    rows += [(each.name, each.code, "", each.last_on or "never", each.in_year, None) for each in practices]
    rows += [
        (each.provider.name, each.provider.code, each.service, each.last or "never", None, each.months)
        for each in quiet
    ]
    return rows


def _have(number: int) -> str:
    return "has" if number == 1 else "have"
