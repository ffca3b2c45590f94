"""The personal-data guard: what in a text could tell who somebody is, before it is stored.

`find` looks through a table of texts, `findings` through one; `mask` puts words such as [name] in their place.
What it finds of each kind, and misses, is measured in docs/methods/guard.md.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple

import polars as pl

from trigpoint.analysis.guard.addresses import emails_in, postcodes_in
from trigpoint.analysis.guard.dates import births_in
from trigpoint.analysis.guard.names import names_in
from trigpoint.analysis.guard.numbers import is_nhs_number, numbers_in
from trigpoint.analysis.guard.plain import Plain
from trigpoint.analysis.guard.spans import (
    DOB,
    EMAIL,
    KINDS,
    NAME,
    NHS_NUMBER,
    PHONE,
    POSTCODE,
    Span,
    without_overlap,
)
from trigpoint.analysis.problems import HEADING_ROWS, InputRefused, Problem, column_problems

__all__ = [
    "KINDS",
    "METHOD_VERSION",
    "WORDS",
    "Masked",
    "Span",
    "count",
    "find",
    "findings",
    "is_nhs_number",
    "mask",
    "mask_all",
]

METHOD_VERSION = "guard-1"
# How a person reads each kind; in square brackets, it is what a mask puts in its place.
WORDS = {
    NAME: "name",
    NHS_NUMBER: "NHS number",
    DOB: "date of birth",
    POSTCODE: "postcode",
    PHONE: "phone number",
    EMAIL: "email address",
}
DIGIT = re.compile(r"\d")
MAILING = re.compile(r"@|\((?:at|dot)\)|\[(?:at|dot)\]|\bdot\b|\.(?:net|com|co|org|uk)\b", re.I)
SCHEMA = {"id": pl.String, "kind": pl.String, "start": pl.Int64, "end": pl.Int64}


class Masked(NamedTuple):
    """Texts with the findings masked, in their order, and how many of each kind there were."""

    texts: list[str | None]
    counts: dict[str, int]


def findings(text: str) -> list[Span]:
    """What is found in one text, in its order, without overlap. Offsets are of its characters, the end exclusive.

    >>> findings("Ring Mrs Okafor on 0161 496 0000.")
    [Span(start=5, end=15, kind='name'), Span(start=19, end=32, kind='phone')]
    """
    plain = Plain(text)
    found = names_in(plain.text)
    if DIGIT.search(plain.text):
        found = chain(found, numbers_in(plain.text), postcodes_in(plain.text), births_in(plain.text))
    if MAILING.search(plain.text):
        found = chain(found, emails_in(plain.text))
    return [Span(*plain.span(span.start, span.end), span.kind) for span in without_overlap(found)]


def mask(text: str, found: Sequence[Span] | None = None) -> str:
    """The text with each finding replaced by what it is; all of them, or those in `found`.

    >>> mask("Ring Mrs Okafor on 0161 496 0000.")
    'Ring [name] on [phone number].'
    """
    spans = findings(text) if found is None else sorted(found)
    pieces, at = [], 0
    for span in spans:
        pieces += [text[at : span.start], f"[{WORDS[span.kind]}]"]
        at = span.end
    return "".join([*pieces, text[at:]])


def mask_all(texts: Iterable[str | None]) -> Masked:
    """Every text masked, for what comes in by file, with the counts for its report; a missing text stays missing."""
    masked: list[str | None] = []
    counts: Counter[str] = Counter()
    for text in texts:
        found = findings(text) if text else []
        masked.append(mask(text, found) if text else text)
        counts.update(span.kind for span in found)
    return Masked(masked, {kind: counts[kind] for kind in KINDS if counts[kind]})


def count(found: Iterable[Span]) -> dict[str, int]:
    """How many there are of each kind, in the order of `KINDS`, without those of which there is none.

    >>> count(findings("Write to a.khan@nhs.net or b.lee@nhs.net"))
    {'email': 2}
    """
    counts = Counter(span.kind for span in found)
    return {kind: counts[kind] for kind in KINDS if counts[kind]}


def find(texts: pl.DataFrame) -> pl.DataFrame:
    """What is found in each text.

    In: id (text, each once), text (may be missing). Out: id, kind, start, end, sorted by id and start. Raises InputRefused.
    """
    _refuse(texts)
    keys = texts["id"].cast(pl.String).to_list()
    rows = [
        (key, span.kind, span.start, span.end)
        for key, text in zip(keys, texts["text"].cast(pl.String).to_list(), strict=True)
        if text
        for span in findings(text)
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row").sort("id", "start")


def _refuse(texts: pl.DataFrame) -> None:
    problems = column_problems(texts.columns, required=("id", "text"))
    if problems:
        raise InputRefused(problems)
    keyed = texts.select("id").with_row_index("row", offset=1 + HEADING_ROWS)
    for row in keyed.filter(pl.col("id").is_null())["row"]:
        problems.append(
            Problem("key-empty", f"Row {row} has no id.", "Fill in the id, or take the row out.", "id", row)
        )
    again = keyed.drop_nulls().filter(~pl.col("id").is_first_distinct())
    for row, key in again.iter_rows():
        remedy = "Give each text an id of its own."
        problems.append(
            Problem("id-twice", f"Row {row} has the id “{key}” a second time.", remedy, "id", row)
        )
    if problems:
        raise InputRefused(sorted(problems, key=lambda problem: problem.row or 0))
