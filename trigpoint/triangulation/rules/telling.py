"""Which streams could tell of a theme at all: where one cannot, that it says nothing is no blind spot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from trigpoint.frameworks.entries import Theme
from trigpoint.frameworks.packs import Pack

# What belongs to a theme, by its kind, reaches us through one stream; figures and comments through several.
STREAM_OF_KIND = {
    "complaint_subject": "complaints",
    "incident_type": "safety_incidents",
    "visit_finding": "visits",
    "key_question": "regulator",
    "safeguarding": "safeguarding",
}


def could_tell(pack: Pack, day: dt.date) -> Mapping[str, frozenset[str]]:
    """Theme -> the streams through which anything that belongs to it could reach us on `day`.

    What is told in confidence by its kind never becomes evidence, so that it makes no stream able to tell.
    """
    heard = frozenset(kind.stream for kind in pack.sources_listened_to(day) if not kind.restriction)
    known = {stream.code for stream in pack.streams_on(day)}
    return {theme.code: frozenset(_streams(pack, theme, day, heard) & known) for theme in pack.themes_on(day)}


def _streams(pack: Pack, theme: Theme, day: dt.date, heard: frozenset[str]) -> set[str]:
    found = {STREAM_OF_KIND[kind] for kind, codes in theme.holds.items() if codes and kind in STREAM_OF_KIND}
    found |= {pack.stream_of(code, day) for code in theme.holds.get("indicator", ())}
    return found | heard if theme.holds.get("comment_theme") else found
