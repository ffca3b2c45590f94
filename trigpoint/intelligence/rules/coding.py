"""What holds of coding, pure: which kinds of text the model was measured on, and from what the model reads to a record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from trigpoint.analysis.themes import SHIPPED, Model, load
from trigpoint.analysis.themes.files import manifest_of
from trigpoint.analysis.themes.taxonomy import NOT_POSSIBLE, SENTIMENT
from trigpoint.intelligence.rules.themes import codes

MEASURED = frozenset({"fft"})  # comments of the kind that it was trained and measured on
ALIKE = frozenset(
    {"survey", "nhs_website", "care_opinion", "social_post", "compliment"}
)  # patients' own words
MOST_SUGGESTED = 5
NOT_MEASURED = "It was not measured on this kind of text, so a person checks it."
ONLY_ALIKE = "It was measured on comments of the Friends and Family Test only; these are like them."
NO_THEME = "No theme reached its threshold."
NO_SENTIMENT = "The sentiment did not reach its threshold."


@dataclass(frozen=True)
class Coded:
    """How the model reads one item: themes above their threshold by code, and those it would suggest to a person."""

    item: int
    themes: tuple[tuple[str, float], ...]
    suggested: tuple[tuple[str, float], ...]
    sentiment: str
    sentiment_probability: float
    highest: float | None
    is_unsure: bool
    is_empty: bool


@lru_cache(maxsize=1)
def shipped_model() -> Model:
    """The model that reads here, checked and unpacked once a process."""
    return load()


@lru_cache(maxsize=1)
def shipped_version() -> str:
    """Its version, without unpacking it."""
    return str(manifest_of(SHIPPED)["version"])


def is_left_to_people(source: str) -> bool:
    """Whether a person checks every item of this kind of source, since the model was never tried on such texts."""
    return source not in MEASURED | ALIKE


def why_unsure(*, source: str, themes: Iterable[str], sentiment_probability: float | None) -> tuple[str, ...]:
    """The reasons for which a person codes it, in sentences."""
    told = []
    if is_left_to_people(source):
        told.append(NOT_MEASURED)
    if not list(themes):
        told.append(NO_THEME)
    if sentiment_probability is not None and sentiment_probability < 0.5:
        told.append(NO_SENTIMENT)
    return tuple(told)


def caution_about(source: str) -> str:
    """What to bear in mind of the model's reading of this kind of source; "" where it was measured on it."""
    if source in MEASURED:
        return ""
    return ONLY_ALIKE if source in ALIKE else NOT_MEASURED


def coded_from(read: pl.DataFrame, *, sources: dict[int, str], model: Model) -> list[Coded]:
    """Each item as `analysis.themes.classify` tells it; `sources` is the kind of source by item."""
    suggest = dict(zip(model.themes, model.thresholds.suggest.tolist(), strict=True))
    by_title = codes()
    found = []
    for (item,), rows in read.group_by("id", maintain_order=True):
        told = {
            label: (chance, given)
            for label, chance, given in rows.select("label", "probability", "assigned").iter_rows()
        }
        found.append(_coded(int(item), told, suggest, by_title, sources[int(item)]))
    return found


def _coded(
    item: int,
    told: dict[str, tuple[float, bool]],
    suggest: dict[str, float],
    by_title: dict[str, str],
    source: str,
) -> Coded:
    sentiment = next(label for label in told if label.startswith(SENTIMENT))
    chance, is_sure = told[sentiment]
    is_empty = told[NOT_POSSIBLE][1]
    themes = [(by_title[title], told[title][0]) for title in suggest if told[title][1]]
    others = [
        (by_title[title], told[title][0])
        for title, least in suggest.items()
        if not told[title][1] and told[title][0] >= least and not is_empty
    ]
    others.sort(key=lambda one: -one[1])
    return Coded(
        item=item,
        themes=tuple(themes),
        suggested=tuple(others[:MOST_SUGGESTED]),
        sentiment="" if is_empty else sentiment.removeprefix(SENTIMENT),
        sentiment_probability=chance,
        highest=None if is_empty else max(told[title][0] for title in suggest),
        is_unsure=not is_empty and (not themes or not is_sure or is_left_to_people(source)),
        is_empty=is_empty,
    )
