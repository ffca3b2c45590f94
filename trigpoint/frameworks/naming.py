"""What people call things that a pack names by a code and other areas keep: figures, themes of comments. `config` says who knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping

Titles = Callable[[], Mapping[str, str]]
_titles: dict[str, Titles] = {}


def use_titles(kind: str, titles: Titles) -> None:
    """Say what gives the codes of a kind their titles, such as those of indicators; called once by the wiring."""
    _titles[kind] = titles


def titles_of(kind: str) -> Mapping[str, str]:
    """Title by code; empty where nobody was named, and then the codes are shown."""
    return _titles[kind]() if kind in _titles else {}
