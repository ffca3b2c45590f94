"""Labelled comments: what a model is trained on, from the published files and from people's corrections."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from trigpoint.analysis.problems import HEADING_ROWS, InputRefused, Problem, column_problems
from trigpoint.analysis.themes.taxonomy import (
    LEVELS,
    MIDDLE,
    MIXED,
    NEGATIVE,
    NEUTRAL,
    NOT_POSSIBLE,
    POSITIVE,
    SIDES,
    themes,
)
from trigpoint.analysis.themes.wording import is_no_answer

WORDS_OF_SIDE = {POSITIVE: POSITIVE, NEGATIVE: NEGATIVE, NEUTRAL: MIDDLE, MIXED: MIDDLE}
CORRECTED = ("text", "themes", "sentiment")
WEIGHT = 2.0  # of a correction: somebody looked twice


@dataclass(frozen=True)
class Comment:
    """One comment, what people said of it, and the group whose members are the same or nearly so."""

    text: str
    question: str | None
    themes: frozenset[str]
    side: str | None
    group: str
    weight: float = 1.0
    times: int = 1

    def flags(self) -> list[bool]:
        """Whether it has each theme, and then whether it stands on each side."""
        return [theme in self.themes for theme in themes()] + [side == self.side for side in SIDES]


def published(path: Path) -> list[Comment]:
    """The comments of the published file that say something, as they came. Raises InputRefused."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        wanted = ("text", "question", "sentiment", "group", NOT_POSSIBLE, *themes())
        _refuse_missing(wanted, reader.fieldnames or ())
        return [_published(row) for row in reader if not is_no_answer(row["text"])]


def _published(row: Mapping[str, str]) -> Comment:
    has = frozenset(theme for theme in themes() if row[theme] == "1")
    return Comment(row["text"], row["question"] or None, has, LEVELS.get(row["sentiment"]), row["group"])


def collapsed(comments: Iterable[Comment]) -> list[Comment]:
    """The same text in answer to the same question once, with the labels that at least half of them have."""
    same: dict[tuple[str, str], list[Comment]] = {}
    for comment in comments:
        same.setdefault((comment.text, comment.question or ""), []).append(comment)
    return [_one(same[key]) for key in sorted(same)]


def _one(same: Sequence[Comment]) -> Comment:
    has = frozenset(
        theme for theme in themes() if 2 * sum(theme in comment.themes for comment in same) >= len(same)
    )
    sides = sorted(comment.side for comment in same if comment.side)
    side = max(sides, key=sides.count) if sides else None
    group = min(comment.group for comment in same)
    return replace(same[0], themes=has, side=side, group=group, times=len(same))


def corrections(path: Path) -> list[Comment]:
    """What people corrected: text, themes (all that are right, with | between them), sentiment; also question, weight.

    Raises InputRefused.
    """
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        _refuse_missing(CORRECTED, reader.fieldnames or ())
        rows = list(reader)
    problems = [
        problem for at, row in enumerate(rows, start=1 + HEADING_ROWS) for problem in _faults(at, row)
    ]
    if problems:
        raise InputRefused(problems)
    return [_corrected(at, row) for at, row in enumerate(rows) if not is_no_answer(row["text"])]


def _refuse_missing(wanted: Sequence[str], present: Sequence[str]) -> None:
    problems = column_problems(present, required=tuple(wanted))
    if any(problem.code == "column-missing" for problem in problems):
        raise InputRefused(problems)


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split("|") if part.strip()]


def _faults(at: int, row: Mapping[str, str]) -> list[Problem]:
    found = []
    if any(theme not in themes() for theme in _split(row["themes"] or "")):
        remedy = "Write the themes as the framework does, with | between them."
        found.append(Problem("theme-unknown", f"Row {at} has a theme that is none.", remedy, "themes", at))
    if row["sentiment"] and row["sentiment"] not in WORDS_OF_SIDE:
        remedy = f"Write one of {', '.join(WORDS_OF_SIDE)}, or leave it empty."
        said = f"Row {at} has a sentiment that is none."
        found.append(Problem("sentiment-unknown", said, remedy, "sentiment", at))
    if not _is_weight(row.get("weight") or str(WEIGHT)):
        said = f"Row {at} has a weight that is no number from 0.1 to 10."
        found.append(
            Problem("weight-malformed", said, "Write such a number, or leave it empty.", "weight", at)
        )
    return found


def _is_weight(text: str) -> bool:
    try:
        return 0.1 <= float(text) <= 10
    except ValueError:
        return False


def _corrected(at: int, row: Mapping[str, str]) -> Comment:
    return Comment(
        text=row["text"],
        question=row.get("question") or None,
        themes=frozenset(_split(row["themes"] or "")),
        side=WORDS_OF_SIDE.get(row["sentiment"] or ""),
        group=f"corrected {at}",
        weight=float(row.get("weight") or WEIGHT),
    )


def with_corrections(comments: Iterable[Comment], corrected: Iterable[Comment]) -> list[Comment]:
    """All of them; where a comment was corrected, the correction stands in its place and in its group."""
    given = {(each.text, each.question or ""): each for each in corrected}
    kept = []
    for comment in comments:
        mended = given.pop((comment.text, comment.question or ""), None)
        kept.append(replace(mended, group=comment.group) if mended else comment)
    return sorted([*kept, *given.values()], key=lambda each: (each.text, each.question or ""))
