"""Comments as people read them: the words, about whom, and how they are coded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from trigpoint.intelligence.models import Coding, Item
from trigpoint.intelligence.presenters.inbox import source_titles, theme_title
from trigpoint.intelligence.queries.comments import BY_PERSON, EMPTY, UNSURE, Chosen
from trigpoint.intelligence.rules.coding import caution_about, why_unsure
from trigpoint.ui.words import count, month

SENTIMENT_WORDS = {
    "positive": "Positive",
    "neutral": "Neutral",
    "negative": "Negative",
    "mixed": "Mixed",
    "": "Nobody can say",
}
STATES = (
    (UNSURE, "A person is needed"),
    (BY_PERSON, "Coded by a person"),
    (EMPTY, "Nothing was said"),
)
CSV_HEADINGS = (
    "month",
    "happened_on",
    "provider_code",
    "provider",
    "service",
    "place",
    "source",
    "question",
    "words",
    "themes",
    "sentiment",
    "sentiment_probability",
    "coded_by",
    "person_needed",
)


@dataclass(frozen=True)
class ThemeLine:
    """A theme of a comment. confidence: "87%", empty where a person said it."""

    code: str
    title: str
    confidence: str


@dataclass(frozen=True)
class CodingLine:
    """How a comment is coded, and why a person is needed."""

    themes: tuple[ThemeLine, ...]
    sentiment: str
    sentiment_words: str
    sentiment_confidence: str
    is_by_person: bool
    is_unsure: bool
    is_empty: bool
    whys: tuple[str, ...]
    caution: str


@dataclass(frozen=True)
class Line:
    """One comment of a list."""

    public_id: str
    words: str
    question: str
    about: str
    where: str
    source: str
    when: str
    is_training: bool
    coding: CodingLine


def coding_line(item: Item, coding: Coding, themes: Iterable[tuple[str, float | None]]) -> CodingLine:
    """How it is coded, the likeliest theme first."""
    told = sorted(themes, key=lambda one: -(one[1] or 1))
    whys = why_unsure(
        source=item.source,
        themes=[code for code, _ in told],
        sentiment_probability=coding.sentiment_probability,
    )
    return CodingLine(
        themes=tuple(ThemeLine(code, theme_title(code), percent(chance)) for code, chance in told),
        sentiment=coding.sentiment,
        sentiment_words=SENTIMENT_WORDS[coding.sentiment],
        sentiment_confidence=percent(coding.sentiment_probability),
        is_by_person=coding.is_by_person,
        is_unsure=coding.is_unsure,
        is_empty=coding.is_empty,
        whys=whys if coding.is_unsure else (),
        caution="" if coding.is_by_person else caution_about(item.source),
    )


def percent(chance: float | None) -> str:
    """A probability as people read it; never 0% or 100%, which nobody can know."""
    return "" if chance is None else f"{min(99, max(1, round(100 * chance)))}%"


def lines(items: Iterable[Item]) -> list[Line]:
    """Comments with what was fetched beside them."""
    sources = source_titles()
    return [line(item, sources) for item in items]


def line(item: Item, sources: dict[str, str]) -> Line:
    """One comment."""
    return Line(
        public_id=item.public_id,
        words=item.words,
        question=item.question,
        about=item.about,
        where=", ".join(part for part in (item.service, item.place) if part),
        source=sources.get(item.source, item.source),
        when=month(item.month),
        is_training=bool(item.provider and item.provider.is_training),
        coding=coding_line(item, item.coding, [(each.theme, each.probability) for each in item.themes.all()]),
    )


def sentence(number: int, *, is_all: bool, chosen: Chosen) -> str:
    """The first line of the page."""
    some = count(number) if is_all else f"More than {count(number)}"
    noun = "comment" if number == 1 and is_all else "comments"
    if chosen.is_everything:
        return f"{some} {noun} {'is' if number == 1 else 'are'} coded and counted."
    if chosen.unknown:
        return f"No provider is known by “{chosen.unknown}”, so no comment is shown."
    return f"{some} {noun} fit{'s' if number == 1 and is_all else ''} what you asked for."


def unread(number: int) -> str:
    """What waits for the model where nothing is coded yet."""
    if not number:
        return ""
    said = "1 comment waits" if number == 1 else f"{count(number)} comments wait"
    return f"{said} to be read by the model, which begins within minutes."


def chips(chosen: Chosen, asked: dict[str, str]) -> list[dict[str, str]]:
    """What the view is narrowed to."""
    told = {
        "provider": chosen.provider.name if chosen.provider else chosen.unknown,
        "service": chosen.service,
        "source": source_titles().get(chosen.source, chosen.source),
        "theme": theme_title(chosen.theme) if chosen.theme else "",
        "sentiment": SENTIMENT_WORDS[chosen.sentiment] if chosen.sentiment else "",
        "since": f"From {month(chosen.since)}" if chosen.since else "",
        "until": f"To {month(chosen.until)}" if chosen.until else "",
        "state": dict(STATES).get(chosen.state, ""),
        "words": f"“{chosen.words}”" if chosen.words else "",
    }
    return [{"key": key, "value": asked.get(key, ""), "text": text} for key, text in told.items() if text]


def csv_rows(items: Iterable[Item]) -> Iterator[Sequence[object]]:
    """What is seen, as a table; the texts are those that are stored, without personal data."""
    yield CSV_HEADINGS
    sources = source_titles()
    for item in items:
        told = line(item, sources)
        day: dt.date | None = item.happened_on
        yield (
            item.month,
            day,
            item.provider.code if item.provider else "",
            item.about,
            item.service,
            item.place,
            told.source,
            item.question,
            item.words,
            "; ".join(each.title for each in told.coding.themes),
            item.coding.sentiment,
            item.coding.sentiment_probability,
            "person" if item.coding.is_by_person else "model",
            "yes" if item.coding.is_unsure else "no",
        )
