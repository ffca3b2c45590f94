"""What belongs to which theme, and what belongs to none: nothing is dropped silently."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Count

from trigpoint.accounts.models import User
from trigpoint.frameworks.entries import Theme
from trigpoint.frameworks.packs import Pack
from trigpoint.frameworks.queries import pack_on
from trigpoint.indicators.definitions import library
from trigpoint.intelligence.rules.themes import titles as comment_themes
from trigpoint.triangulation.models import Coverage, Evidence
from trigpoint.triangulation.queries.grid import abouts_of

# Kinds of evidence whose words are a list of the pack.
LISTS = {
    "complaint_subject": "complaint_subjects",
    "incident_type": "incident_types",
    "visit_finding": "visit_headings",
    "key_question": "key_questions",
    "safeguarding": "safeguarding_kinds",
}
KINDS = {
    "indicator": "Indicators",
    "comment_theme": "Themes of comments",
    "complaint_subject": "Subjects of complaints",
    "incident_type": "Types of incident",
    "visit_finding": "Findings of visits",
    "key_question": "Questions of the regulator",
    "safeguarding": "Kinds of safeguarding",
    "listening": "Kinds of source",
}


@dataclass(frozen=True)
class Loose:
    """Something that belongs to no theme (or no stream), and how many facts and things looked at hang on it.

    stream: of something told under it, a stream that the pack does not have; "" else.
    """

    about: str
    title: str
    facts: int
    looked: int
    stream: str = ""

    @property
    def kind(self) -> str:
        """The kind of evidence that it is of, in words."""
        code = self.about.partition(":")[0]
        return KINDS.get(code, code)


@dataclass(frozen=True)
class Mapped:
    """A theme with everything that belongs to it: kind in words -> titles."""

    theme: Theme
    held: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Reviewed:
    """The mapping of a day, as the pack in force has it, and what it leaves out."""

    pack: Pack
    themes: tuple[Mapped, ...]
    without_theme: tuple[Loose, ...]
    without_stream: tuple[Loose, ...]


def reviewed(*, user: User, day: dt.date) -> Reviewed:
    """The whole mapping on `day`, and what belongs to no theme or stream, with what stands today and hangs on it."""
    pack = pack_on(day)
    known = known_of(pack)
    facts, looked = _hanging(user)
    themes = pack.themes_on(day)
    mapped = abouts_of(themes)
    told = {about for about, _ in (*facts, *looked)}
    loose = [about for about in (*known, *sorted(told - set(known))) if about not in mapped]
    return Reviewed(
        pack=pack,
        themes=tuple(Mapped(theme, tuple(_held(theme, known))) for theme in themes),
        without_theme=tuple(
            Loose(about, title_of(about, pack), _sum(facts, about), _sum(looked, about)) for about in loose
        ),
        without_stream=tuple(_streamless(pack, day, facts, looked)),
    )


def known_of(pack: Pack) -> dict[str, str]:
    """Everything that could be told of: kind:code -> title."""
    lists = {each.code: each.words for each in pack.vocabularies.values()}
    words = {
        f"{kind}:{word.code}": word.title for kind, name in LISTS.items() for word in lists.get(name, ())
    }
    indicators = {f"indicator:{code}": each.title for code, each in library().items()}
    return indicators | {f"comment_theme:{code}": title for code, title in comment_themes().items()} | words


def title_of(about: str, pack: Pack) -> str:
    """What something is called on pages; its code where nobody has a name for it."""
    return known_of(pack).get(about) or about.partition(":")[2]


def _held(theme: Theme, known: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for kind, codes in theme.holds.items():
        if codes:
            yield KINDS.get(kind, kind), tuple(known.get(f"{kind}:{code}", code) for code in codes)


def _hanging(user: User) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    """How many facts, and how many things looked at, stand by what they are about and their stream."""
    found = []
    for model in (Evidence, Coverage):
        rows = model.visible_to(user).standing().order_by().values("about", "stream")
        found.append(
            Counter({(r["about"], r["stream"]): r["number"] for r in rows.annotate(number=Count("pk"))})
        )
    return found[0], found[1]


def _sum(counted: Counter[tuple[str, str]], about: str) -> int:
    return sum(number for (told, _), number in counted.items() if told == about)


def _streamless(
    pack: Pack, day: dt.date, facts: Counter[tuple[str, str]], looked: Counter[tuple[str, str]]
) -> Iterator[Loose]:
    """Indicators and kinds of source whose stream nobody said, and what was told under one that the pack does not have."""
    streams = {stream.code for stream in pack.streams_on(day)}
    for code, each in library().items():
        if not pack.stream_of(code, day):
            about = f"indicator:{code}"
            yield Loose(about, each.title, _sum(facts, about), _sum(looked, about))
    for kind in pack.sources_listened_to(day):
        if kind.stream not in streams:
            yield Loose(f"listening:{kind.code}", kind.title, 0, 0, kind.stream)
    for about, stream in sorted({*facts, *looked}):
        if stream not in streams:
            pair = (about, stream)
            yield Loose(about, title_of(about, pack), facts[pair], looked[pair], stream)
