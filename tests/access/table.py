"""Reading the access table: what a person of a role gets at an address, as written by hand in table.csv.

The role cell names roles, and groups of roles from groups.csv, separated by spaces. Scopes: `own`, a record of
the person's own commissioner; `other`, of its neighbour; `restricted`, a restricted record of their own.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

FOLDER = Path(__file__).parent
COLUMNS = ["method", "url_name", "role", "scope", "expected"]
METHODS = ("GET", "POST")


@dataclass(frozen=True)
class Row:
    """One expectation for one role."""

    method: str
    url_name: str
    role: str
    scope: str
    expected: frozenset[str]

    def __str__(self) -> str:
        return f"{self.method} {self.url_name} as {self.role} ({self.scope})"


def groups() -> dict[str, list[str]]:
    """Names for roles that go together."""
    return {row["group"]: row["roles"].split() for row in _read("groups.csv")}


def rows() -> list[Row]:
    """The table with every group written out."""
    named = groups()
    return [
        Row(row["method"], row["url_name"], role, row["scope"], frozenset(row["expected"].split("|")))
        for row in _read("table.csv")
        for cell in row["role"].split()
        for role in named.get(cell, [cell])
    ]


def addresses(resolver: URLResolver | None = None, namespace: str = ""):
    """The name of every address of the service."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, f"{pattern.namespace}:" if pattern.namespace else namespace)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"


def _read(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
