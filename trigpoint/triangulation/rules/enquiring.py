"""Key lines of enquiry drafted from evidence: templates of the pack, filled with what the evidence says and nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from trigpoint.frameworks.entries import Enquiry, Theme

CONCERN, CONTRADICTION, BLIND, GOOD = "concern", "contradiction", "blind", "good"
MOST = 6  # more questions than that are no agenda
QUOTED = 2  # so many sentences of one stream stand in a question; the rest is counted
ALL_OF_CARE = "the quality of care"


class Spoken(Protocol):
    """What drafting must know of a fact: a row of evidence has it, and what an area tells has it."""

    @property
    def stream(self) -> str: ...

    @property
    def says(self) -> str: ...

    @property
    def origin(self) -> str: ...

    @property
    def known_on(self) -> dt.date: ...


@dataclass(frozen=True)
class Matter:
    """What is asked about. provider: its name. theme: None for all of care. streams: code -> title, of the pack.

    supports, contradicts: facts, the most telling first. blind: codes of streams that could tell and do not.
    direction: concern, or good where good practice is looked into; then what contradicts is not asked about.
    """

    provider: str
    theme: Theme | None
    streams: Mapping[str, str]
    supports: Sequence[Spoken] = ()
    contradicts: Sequence[Spoken] = ()
    blind: Sequence[str] = ()
    direction: str = CONCERN


@dataclass(frozen=True)
class Drafted:
    """A question that people may take, change or leave. code: its template. because: the evidence it comes from."""

    text: str
    code: str
    stream: str
    because: str
    when: str = CONCERN


@dataclass
class _Asked:
    """What has been asked so far: a template is used again only where no other fits."""

    texts: set[str] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)


def drafts(enquiries: Iterable[Enquiry], matter: Matter, *, limit: int = MOST) -> list[Drafted]:
    """Questions on what is of concern, then on what says otherwise, then on what nobody sees; one for each stream.

    The most specific template wins that was not used yet: for theme and stream, for the theme, for the stream, for
    any. Where a stream is silent its own template goes before the theme's.
    """
    templates, asked, found = tuple(enquiries), _Asked(), []
    for when, stream, facts in _cases(matter):
        drafted = _draft(templates, matter, (when, stream, facts), asked)
        if drafted is not None:
            found.append(drafted)
    return found[:limit]


Case = tuple[str, str, list[Spoken]]


def _cases(matter: Matter) -> Iterator[Case]:
    """What there is to ask about, in the order in which it is asked."""
    is_good = matter.direction == GOOD
    for stream, facts in _by_stream(matter.supports):
        yield GOOD if is_good else CONCERN, stream, facts
    for stream, facts in _by_stream(() if is_good else matter.contradicts):
        yield CONTRADICTION, stream, facts
    for stream in dict.fromkeys(matter.blind):
        yield BLIND, stream, []


def _by_stream(facts: Iterable[Spoken]) -> Iterable[tuple[str, list[Spoken]]]:
    found: dict[str, list[Spoken]] = {}
    for fact in facts:
        found.setdefault(fact.stream, []).append(fact)
    return found.items()


def _draft(templates: Sequence[Enquiry], matter: Matter, case: Case, asked: _Asked) -> Drafted | None:
    """The question on one case; None where no template fits, or the same has been asked."""
    when, stream, facts = case
    fitting = _fitting(templates, when, matter.theme.code if matter.theme else "", stream)
    template = next((each for each in fitting if each.code not in asked.codes), None) or next(
        iter(fitting), None
    )
    if template is None:
        return None
    title = matter.streams.get(stream, stream.replace("_", " "))
    text = template.question.format(
        provider=matter.provider,
        theme=_inside(matter.theme.title) if matter.theme else ALL_OF_CARE,
        stream=_inside(title),
        says=_quoted(facts),
    )
    if text in asked.texts:
        return None
    asked.texts.add(text)
    asked.codes.add(template.code)
    because = "\n".join(map(_with_origin, facts)) or f"Nothing recent is known from {_inside(title)}."
    return Drafted(text, template.code, stream, because, when)


def _fitting(templates: Iterable[Enquiry], when: str, theme: str, stream: str) -> list[Enquiry]:
    """The templates for a case, the most specific first."""
    by_theme, by_stream = (1, 2) if when == BLIND else (2, 1)
    fitting = [
        each
        for each in templates
        if each.when == when and each.theme in ("", theme) and each.stream in ("", stream)
    ]
    return sorted(fitting, key=lambda each: -(by_theme * bool(each.theme) + by_stream * bool(each.stream)))


def _quoted(facts: Sequence[Spoken]) -> str:
    """What the facts say, as sentences; beyond the first few only how many there are."""
    sentences = list(dict.fromkeys(_sentence(each.says) for each in facts))
    rest = len(sentences) - QUOTED
    told = sentences[:QUOTED]
    if rest > 0:
        told.append("1 more thing says so." if rest == 1 else f"{rest} more things say so.")
    return " ".join(told)


def _with_origin(fact: Spoken) -> str:
    """One line of evidence: the sentence, where it comes from, since when it is known."""
    return f"{_sentence(fact.says)} ({fact.origin}, {fact.known_on.day} {fact.known_on:%B %Y})"


def _sentence(says: str) -> str:
    """Closed with a full stop where nothing closes it.

    >>> _sentence(" 71% were seen in time "), _sentence("Why?")
    ('71% were seen in time.', 'Why?')
    """
    said = says.strip()
    return said if said.endswith((".", "?", "!", "”")) else f"{said}."


def _inside(title: str) -> str:
    """A title as it stands inside a sentence; an abbreviation stays as it is.

    >>> _inside("Deaths and outcomes"), _inside("A&E"), _inside("SHMI by trust")
    ('deaths and outcomes', 'A&E', 'SHMI by trust')
    """
    first = title.split(" ", 1)[0]
    return title if len(first) > 1 and first != first.capitalize() else title[:1].lower() + title[1:]
