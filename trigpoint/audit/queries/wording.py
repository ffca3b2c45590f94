"""Looking for words of reasons, be they rare or in every third reason.

The index of words knows which events have a word but not in which order they happened. Of few events it tells the numbers.
Where there are many, events are looked at in their order instead, from the last that has the words on: a page is soon full.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import nullcontext

from django.db import connection, transaction
from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL

from trigpoint.audit.models import Event

MOST_WORDS = 10
FEW = 5_000  # events whose numbers are quickly gathered, sorted and fetched
LATELY = 2_000  # events among which a frequent word is expected
# As the index of migration 0004 has it. Every run of letters and digits is a word.
PUNCTUATION = "!\"#$%&''()*+,-./:;<=>?@[\\]^_`{|}~‘’“”–—…"
VECTOR = f"to_tsvector('simple', translate(why, '{PUNCTUATION}', '{' ' * len(PUNCTUATION)}'))"
MATCHES = f"why <> '' AND {VECTOR.replace('%', '%%')} @@ to_tsquery('simple', %s)"


def with_words(events: QuerySet[Event], text: str) -> tuple[QuerySet[Event], bool]:
    """Those whose reason has a word that begins with each of the words of `text`; and whether it goes by numbers."""
    words = re.findall(r"[^\W_]+", text.lower())[:MOST_WORDS]
    if not words:
        return events, False
    look = _on_sqlite if connection.vendor == "sqlite" else _on_postgresql
    numbers, frequent = look(words)
    return (events.filter(pk__in=numbers), True) if frequent is None else (events.filter(frequent), False)


def _on_sqlite(words: Sequence[str]) -> tuple[list[int], Q | None]:
    asked = " ".join(f'"{word}"*' for word in words)
    found = "SELECT rowid FROM audit_words WHERE audit_words MATCH %s"
    numbers = _numbers(f"{found} LIMIT {FEW + 1}", asked)
    if len(numbers) <= FEW:
        return numbers, None
    [newest] = _numbers(f"{found} ORDER BY rowid DESC LIMIT 1", asked)
    frequent = Q(pk__lte=newest) & ~Q(why="")
    for word in words:
        frequent &= Q(why__iregex=rf"(?<![^\W_]){word}")
    return [], frequent


def _on_postgresql(words: Sequence[str]) -> tuple[list[int], Q | None]:
    asked = " & ".join(f"{word}:*" for word in words)
    matching = f"SELECT id FROM audit_event WHERE {MATCHES}"
    numbers = _numbers(f"{matching} LIMIT {FEW + 1}", asked)
    if len(numbers) <= FEW:
        return numbers, None
    lately = f"SELECT id FROM (SELECT id, why FROM audit_event ORDER BY id DESC LIMIT {LATELY}) AS newest WHERE {MATCHES} LIMIT 1"
    if not _numbers(lately, asked):
        [newest] = _numbers(f"SELECT max(id + 0) FROM audit_event WHERE {MATCHES}", asked)
        return [], Q(RawSQL(f"({MATCHES})", [asked], output_field=BooleanField()), pk__lte=newest)
    return [], Q(RawSQL(f"({MATCHES})", [asked], output_field=BooleanField()))


def _numbers(sql: str, asked: str) -> list[int]:
    """What a question to the index of words gives. On PostgreSQL it goes by that index, however likely a word is thought."""
    is_postgresql = connection.vendor == "postgresql"
    with transaction.atomic() if is_postgresql else nullcontext(), connection.cursor() as cursor:
        if is_postgresql:
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(sql, [asked])
        return [number for (number,) in cursor.fetchall()]
