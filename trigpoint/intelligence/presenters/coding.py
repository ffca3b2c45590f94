"""One comment on its page: what is chosen, what is suggested, and who corrected it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from trigpoint.common.clock import LONDON
from trigpoint.intelligence.forms.comments import CodingForm
from trigpoint.intelligence.models import Coding, Item
from trigpoint.intelligence.presenters.comments import (
    SENTIMENT_WORDS,
    CodingLine,
    ThemeLine,
    coding_line,
    percent,
)
from trigpoint.intelligence.presenters.inbox import source_titles, theme_title
from trigpoint.ui.words import day, month


@dataclass(frozen=True)
class Told:
    """A comment and how it is coded; coding is None where nobody has read it yet. seen: the moment of that coding."""

    public_id: str
    words: str
    question: str
    about: str
    where: str
    source: str
    when: str
    sentence: str
    coding: CodingLine | None
    suggested: tuple[ThemeLine, ...]
    seen: str


@dataclass(frozen=True)
class Past:
    """One correction, or that it was taken back."""

    text: str
    signed: str


def coding_of(item: Item) -> Coding | None:
    """How an item is coded, if it is."""
    try:
        return item.coding
    except ObjectDoesNotExist:
        return None


def told(item: Item) -> Told:
    """The comment, with what was fetched beside it."""
    coding = coding_of(item)
    themes = [(each.theme, each.probability) for each in item.themes.all()]
    line = coding_line(item, coding, themes) if coding else None
    suggested = coding.suggested if coding else []
    return Told(
        public_id=item.public_id,
        words=item.words,
        question=item.question,
        about=item.about,
        where=", ".join(part for part in (item.service, item.place) if part),
        source=source_titles().get(item.source, item.source),
        when=day(item.happened_on) if item.happened_on else month(item.month),
        sentence=_sentence(line),
        coding=line,
        suggested=tuple(ThemeLine(code, theme_title(code), percent(chance)) for code, chance in suggested),
        seen=coding.at.isoformat() if coding else "",
    )


def _sentence(line: CodingLine | None) -> str:
    if line is None:
        return "The model has not read this yet: it does so within minutes."
    if line.is_by_person:
        return "A person coded this."
    if line.is_empty:
        return "Nothing was said, so there is nothing to code."
    return (
        "A person is needed to code this."
        if line.is_unsure
        else "The model coded this; nobody has checked it."
    )


def initial(item: Item) -> dict[str, Any]:
    """What the form holds at first: how it is coded now."""
    coding = coding_of(item)
    return {
        "themes": [each.theme for each in item.themes.all()],
        "sentiment": coding.sentiment if coding else "",
        "is_empty": bool(coding and coding.is_empty),
    }


def first(item: Item) -> list[str]:
    """Codes of the themes that the model read or suggests, which stand before all others."""
    coding = coding_of(item)
    read = sorted(item.themes.all(), key=lambda each: -(each.probability or 1))
    return [*(each.theme for each in read), *(code for code, _ in (coding.suggested if coding else []))]


def picked(form: CodingForm) -> list[str]:
    """Codes of the themes that are ticked."""
    return [str(code) for code in form["themes"].value() or []]


def history(item: Item) -> list[Past]:
    """Who corrected it, the latest first."""
    found = []
    for each in sorted(item.corrections.all(), key=lambda one: (one.at, one.pk), reverse=True):
        said = ", ".join(theme_title(code) for code in each.themes) or "no theme"
        feeling = SENTIMENT_WORDS[each.sentiment].lower()
        is_right = each.themes == each.themes_before and each.sentiment == each.sentiment_before
        verb = "Taken back to" if each.undoes_id else "Right as it was" if is_right else "Corrected to"
        found.append(
            Past(f"{verb}: {said}; {feeling}", f"{each.by}, {day(each.at.astimezone(LONDON).date())}")
        )
    return found
