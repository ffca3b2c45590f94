"""How well the model reads: what was measured when it was made, how often people put it right, and whether it still fits."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings

from trigpoint.analysis.themes import drift
from trigpoint.analysis.themes.drift import Checked, Share
from trigpoint.common.clock import LONDON
from trigpoint.intelligence.models import DriftCheck
from trigpoint.intelligence.presenters.inbox import theme_title
from trigpoint.intelligence.queries.drift import Settled
from trigpoint.intelligence.rules.themes import CRITICAL, is_of_safety, titles
from trigpoint.ui.words import count, day

CARD = ("docs", "models", "themes.json")
MEASURED = (
    ("Themes, each case counting the same", "micro"),
    ("Themes, each theme counting the same", "macro"),
    ("Categories, each case counting the same", "majors_micro"),
    ("All themes of a comment right", "exact"),
)


@dataclass(frozen=True)
class Figure:
    """A figure with its 95% interval, in words."""

    name: str
    value: str
    interval: str


@dataclass(frozen=True)
class ThemeChange:
    """How people changed one theme. removed: "3 of 10, 30% (11% to 60%)"; empty where the model never had it."""

    title: str
    removed: str
    added: int


@dataclass(frozen=True)
class Moved:
    """A theme whose share is no longer what it was in training."""

    title: str
    before: str
    now: str
    interval: str
    is_moved: bool


@lru_cache(maxsize=1)
def card() -> dict[str, Any]:
    """What was measured when the model was made; nothing where the card is not installed beside the service."""
    path = settings.BASE_DIR.joinpath(*CARD)
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def measured() -> list[Figure]:
    """How right it was on comments held back."""
    overall = card().get("overall", {})
    return [
        Figure(
            name, f"{overall[key]['value']:.2f}", f"{overall[key]['low']:.2f} to {overall[key]['high']:.2f}"
        )
        for name, key in MEASURED
        if key in overall
    ]


def false_reassurance_measured() -> str:
    """Of negative comments that bear on safety, how many it called positive or neutral when it was made."""
    told = card().get("false_reassurance")
    if not told:
        return ""
    missed = told["not_called_negative_or_mixed"]
    return f"{missed['count']} of {told['comments']} ({missed['value']:.0%}, {missed['low']:.0%} to {missed['high']:.0%})"


def share_words(share: Share | None) -> str:
    """ "3 of 10, 30% (11% to 60%)"."""
    if share is None:
        return ""
    return (
        f"{count(share.hits)} of {count(share.of)}, {share.share:.0%} ({share.low:.0%} to {share.high:.0%})"
    )


def sentence(settled: Sequence[Settled], check: DriftCheck | None) -> str:
    """The first line of the page."""
    of_themes = drift.corrected(_checked(settled))
    if of_themes is None:
        said = "People have not checked its coding here yet"
    else:
        said = f"People changed its themes in {share_words(of_themes)} of the comments that they checked here".replace(
            " of the comments", ", of the comments"
        )
    return f"{said}; {_fit(check)}."


def _fit(check: DriftCheck | None) -> str:
    if check is None or check.shift is None:
        return "whether it fits what comes in is not known yet"
    if check.shift < drift.STABLE:
        return "what comes in is of the kind that it knows"
    if check.shift < drift.PLAIN:
        return "what comes in has moved somewhat from what it knows"
    return "what comes in is of another kind than it knows, so check more of it"


def changes(settled: Sequence[Settled]) -> list[ThemeChange]:
    """Theme by theme what people took away and added, the most changed first; only what was changed or had."""
    found = drift.disagreements(_checked(settled), titles())
    return [
        ThemeChange(theme_title(each.theme), share_words(each.removed), each.added)
        for each in found
        if each.removed or each.added
    ]


def changed_sentiment(settled: Sequence[Settled]) -> str:
    """How often people changed the sentiment."""
    return share_words(
        drift.share(sum(each.sentiment != each.sentiment_before for each in settled), len(settled))
    )


def false_reassurance_here(settled: Iterable[Settled]) -> str:
    """Of those that people found critical and about safety, how many the model had called positive or neutral."""
    of_safety = [
        each
        for each in settled
        if each.sentiment in CRITICAL and any(is_of_safety(code) for code in each.themes)
    ]
    return share_words(
        drift.share(sum(each.sentiment_before not in CRITICAL for each in of_safety), len(of_safety))
    )


def moved(check: DriftCheck | None) -> list[Moved]:
    """Shares of themes now and in training, those that moved first."""
    rows = [
        Moved(title, f"{before:.1%}", f"{now:.1%}", f"{low:.1%} to {high:.1%}", is_moved)
        for title, before, now, low, high, is_moved in (check.shares if check else [])
    ]
    return sorted(rows, key=lambda each: (not each.is_moved, each.title))


def checked_on(check: DriftCheck | None) -> str:
    """What the look rests on."""
    if check is None:
        return ""
    index = "" if check.shift is None else f"; index {check.shift:.2f}"
    return f"The latest {count(check.items)} comments that it read, looked at on {day(check.at.astimezone(LONDON).date())}{index}."


def corrections_rows(settled: Iterable[Settled]) -> Iterable[Sequence[str]]:
    """In the form that training takes: text, themes, sentiment, question."""
    named = titles()
    yield ("text", "themes", "sentiment", "question")
    for each in settled:
        themes = "|".join(title for code, title in named.items() if code in each.themes)
        yield (each.words, themes, each.sentiment, each.question)


def _checked(settled: Iterable[Settled]) -> list[Checked]:
    return [Checked(each.themes_before, each.themes) for each in settled]
