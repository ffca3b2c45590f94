"""The parts of a pack by which evidence is lined up, as tables: streams, themes, doors, key lines of enquiry."""

from __future__ import annotations

from collections.abc import Iterator

from trigpoint.frameworks.packs import Pack
from trigpoint.frameworks.presenters.parts import Line, Part, ground_of
from trigpoint.frameworks.presenters.words import (
    asked_about,
    figures_of,
    held_by,
    opened_by,
    span,
    stays_fresh,
)


def evidence_parts(pack: Pack) -> Iterator[Part]:
    """Streams, themes, doors and key lines of enquiry."""
    yield _streams(pack)
    yield _themes(pack)
    yield _doors(pack)
    yield _enquiries(pack)


def _streams(pack: Pack) -> Part:
    return Part(
        "streams",
        "Streams of evidence",
        "Independent kinds of evidence. Two things of one stream never count as two that agree.",
        ("What it tells", "Counts for", "Figures", "Holds"),
        tuple(
            Line(
                each.title,
                (each.meaning, stays_fresh(each), figures_of(each), span(each.from_on, each.to_on)),
                ground_of(pack, each),
            )
            for each in pack.streams
        ),
    )


def _themes(pack: Pack) -> Part:
    return Part(
        "themes",
        "Themes",
        "Subjects onto which every kind of evidence maps. One thing may belong to several.",
        ("What it is about", "What belongs to it", "Holds"),
        tuple(
            Line(
                each.title,
                (each.meaning, held_by(pack, each), span(each.from_on, each.to_on)),
                ground_of(pack, each),
            )
            for each in pack.themes
        ),
    )


def _doors(pack: Pack) -> Part:
    return Part(
        "doors",
        "Doors",
        "Triggers that need no second stream: each alone is put before people.",
        ("When", "What can tell of it", "Holds"),
        tuple(
            Line(
                each.title,
                (each.meaning, opened_by(pack, each), span(each.from_on, each.to_on)),
                ground_of(pack, each),
            )
            for each in pack.doors
        ),
    )


def _enquiries(pack: Pack) -> Part:
    return Part(
        "enquiries",
        "Key lines of enquiry",
        "Questions that are drafted from evidence. What stands in braces is filled in, and people edit every draft.",
        ("Question", "Holds"),
        tuple(
            Line(
                asked_about(pack, each),
                (each.question, span(each.from_on, each.to_on)),
                ground_of(pack, each),
            )
            for each in pack.enquiries
        ),
    )
