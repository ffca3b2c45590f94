"""What people corrected, and how the latest comments compare with those the model knew."""

from __future__ import annotations

from typing import Any, NamedTuple

from trigpoint.accounts.rules import reach
from trigpoint.intelligence.models import Correction, DriftCheck, Item


class Settled(NamedTuple):
    """One comment as the model had read it and as people left it."""

    themes_before: frozenset[str]
    sentiment_before: str
    themes: frozenset[str]
    sentiment: str
    words: str
    question: str


def settled(*, user: Any) -> list[Settled]:
    """Every comment that people looked at, once: how the model had read it, and what the latest correction says."""
    mine = Item.visible_to(user).filter(owner=reach(user).commissioner_id)
    found: dict[int, Settled] = {}
    rows = (
        Correction.objects.in_force()
        .filter(item__in=mine)
        .order_by("at", "pk")
        .values_list(
            "item",
            "themes_before",
            "sentiment_before",
            "themes",
            "sentiment",
            "item__words",
            "item__question",
        )
    )
    for item, before, feeling_before, themes, feeling, words, question in rows:
        first = found.get(item)
        found[item] = Settled(
            first.themes_before if first else frozenset(before),
            first.sentiment_before if first else feeling_before,
            frozenset(themes),
            feeling,
            words,
            question,
        )
    return list(found.values())


def latest_check(*, user: Any) -> DriftCheck | None:
    """The last look at whether the model still fits."""
    return DriftCheck.visible_to(user).filter(owner=reach(user).commissioner_id).first()
