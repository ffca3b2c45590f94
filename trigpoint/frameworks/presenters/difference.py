"""What two packs say differently, entry by entry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from trigpoint.frameworks.entries import (
    Dated,
    DeadlineRule,
    Door,
    Enquiry,
    Entry,
    EvidenceStream,
    Group,
    Listening,
    Number,
    Recurring,
    Regime,
    RoleTitle,
    SentinelRule,
    Term,
    Theme,
    Word,
)
from trigpoint.frameworks.packs import Pack
from trigpoint.frameworks.presenters.words import (
    amount,
    asked_about,
    figures_of,
    groups_of,
    handling,
    held_by,
    opened_by,
    privacy,
    rhythm,
    signals_of,
    span,
    stays_fresh,
    time_of,
)

PARTS = {
    "terms": "Words",
    "roles": "Titles of roles",
    "groups": "Groups and committees",
    "recurring": "What comes round",
    "deadlines": "Deadlines",
    "sentinels": "Clocks on signals",
    "listening": "What people tell us",
    "streams": "Streams of evidence",
    "themes": "Themes",
    "doors": "Doors",
    "enquiries": "Key lines of enquiry",
    "numbers": "Numbers",
    "regimes": "National frameworks",
}


# Why something may be missing where a pack need not say so.
TITLED = DeadlineRule | SentinelRule | EvidenceStream | Theme | Door | Number
OTHERWISE = {"roles": "The usual title holds."}


@dataclass(frozen=True)
class Change:
    """One thing on both sides, each side in lines; an empty side does not have it, and `reason` may say why."""

    name: str
    first: tuple[str, ...]
    second: tuple[str, ...]
    reason: str = ""


@dataclass(frozen=True)
class Difference:
    """The changes of one part."""

    id: str
    title: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class _Line:
    """What is said, and what is meant by it: two lines that mean the same are no difference."""

    text: str
    meant: str


def differences(first: Pack, second: Pack) -> list[Difference]:
    """Part by part, what the two packs do not say alike; parts that are alike are left out."""
    found = [
        _difference(part, title, (first, first.entries(part)), (second, second.entries(part)))
        for part, title in PARTS.items()
    ]
    codes = dict.fromkeys([*first.vocabularies, *second.vocabularies])
    for code in codes:
        sides = [(pack, _list_of(pack, code)) for pack in (first, second)]
        title = next(pack.vocabulary(code).title for pack in (first, second) if code in pack.vocabularies)
        found.append(_difference(code, title, *sides))
    return [difference for difference in found if difference.changes]


def sentence(first: Pack, second: Pack, found: list[Difference]) -> str:
    """How much differs."""
    if first.name == second.name:
        return "These are the same pack. Choose two that differ."
    count = sum(len(difference.changes) for difference in found)
    if not count:
        return f"{first.title} and {second.title} say everything alike."
    things = "1 thing differs" if count == 1 else f"{count} things differ"
    return f"{things} between {first.title} and {second.title}."


Side = tuple[Pack, tuple[Entry, ...]]


def _difference(part: str, title: str, first: Side, second: Side) -> Difference:
    told = [_told(*side) for side in (first, second)]
    without = {
        each.code: each.reason for pack, _ in (first, second) for each in pack.without if each.part == part
    }
    changes = []
    for code in dict.fromkeys([*told[0], *told[1]]):
        before, after = (side.get(code, []) for side in told)
        if [line.meant for line in before] != [line.meant for line in after]:
            reason = "" if before and after else without.get(code, OTHERWISE.get(part, ""))
            name = _name(code, (*first[1], *second[1]))
            changes.append(Change(name, _shown(before, after), _shown(after, before), reason))
    return Difference(part.replace("_", "-"), title, tuple(changes))


def _shown(lines: list[_Line], others: list[_Line]) -> tuple[str, ...]:
    """What is said on one side and not on the other; the first line always, so that one knows what it is about."""
    same = {line.meant for line in others}
    kept = [line.text for place, line in enumerate(lines) if place == 0 or line.meant not in same]
    return tuple(text for text in kept if text)


def _list_of(pack: Pack, code: str) -> tuple[Word, ...]:
    return pack.vocabularies[code].words if code in pack.vocabularies else ()


def _told(pack: Pack, entries: Iterable[Entry]) -> dict[str, list[_Line]]:
    """What a pack says of each code, in lines; several versions one after the other."""
    told: dict[str, list[_Line]] = {}
    for entry in entries:
        told.setdefault(entry.code, []).extend(_lines(pack, entry))
    return told


def _lines(pack: Pack, entry: Entry) -> list[_Line]:
    """What a pack says by one entry."""
    if isinstance(entry, Dated):
        return _lines_of_dated(pack, entry)
    match entry:
        case Term():
            words = f"{entry.one}, {entry.many}" + (f" ({entry.short})" if entry.short else "")
            return [_line(words), _line(entry.meaning)]
        case Group():
            return [
                _line(f"{entry.title} ({entry.short})" if entry.short else entry.title),
                _line(rhythm(entry.meets, entry.one_for_each)),
                _line(entry.about),
                _to("Reports to ", pack, entry.reports_to),
            ]
        case Recurring():
            return [_line(entry.title), _line(rhythm(entry.every)), _to("Goes to ", pack, entry.to)]
        case Word():
            return [_line(entry.title), _line(entry.meaning)]
    assert isinstance(entry, RoleTitle)
    return [_line(entry.title)]


def _lines_of_dated(pack: Pack, entry: Dated) -> list[_Line]:
    """What it says in short, with its days, and then the rest of it."""
    match entry:
        case SentinelRule():
            rest: tuple[str, ...] = (entry.asks, signals_of(entry))
        case Listening():
            rest = (entry.meaning, handling(entry), privacy(entry))
        case EvidenceStream():
            rest = (entry.meaning, stays_fresh(entry), figures_of(entry))
        case Theme():
            rest = (entry.meaning, *held_by(pack, entry))
        case Door():
            rest = (entry.meaning, opened_by(pack, entry))
        case Enquiry():
            rest = (asked_about(pack, entry),)
        case _:
            rest = ()
    return [_line(_dated(entry)), *map(_line, rest)]


def _line(text: str) -> _Line:
    return _Line(text, text.casefold())


def _to(words: str, pack: Pack, codes: tuple[str, ...]) -> _Line:
    """Groups are the same when their codes are, whatever each pack calls them."""
    return _Line(f"{words}{groups_of(pack, codes)}" if codes else "", f"{words}{' '.join(codes)}")


def _dated(entry: Dated) -> str:
    """One version: 20 days from the day the report was received (since 1 April 2015)."""
    said = _in_short(entry)
    when = span(entry.from_on, entry.to_on)
    return f"{said} ({when[:1].lower()}{when[1:]})" if entry.from_on or entry.to_on else said


def _in_short(entry: Dated) -> str:
    match entry:
        case DeadlineRule() | SentinelRule():
            return time_of(entry)
        case Number():
            return amount(entry)
        case Enquiry():
            return entry.question
    assert isinstance(entry, Listening | EvidenceStream | Theme | Door | Regime)
    return entry.title


def _name(code: str, entries: tuple[Entry, ...]) -> str:
    """What to call a row: a rule or a number by its own words, else by its code made readable."""
    for entry in entries:
        if entry.code == code and isinstance(entry, TITLED):
            return entry.title
        if entry.code == code and isinstance(entry, Regime):
            return entry.about
    return code.replace("_", " ").capitalize()
