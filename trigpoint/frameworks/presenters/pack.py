"""Packs in plain words: the list, and every part of one with the ground that it stands on."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from trigpoint.common.clock import LONDON
from trigpoint.common.errors import DomainError
from trigpoint.frameworks import deadlines
from trigpoint.frameworks.entries import DeadlineRule, Regime
from trigpoint.frameworks.packs import PARTS, Pack
from trigpoint.frameworks.presenters.lining_up import evidence_parts
from trigpoint.frameworks.presenters.parts import Line, Part, ground_of, readable
from trigpoint.frameworks.presenters.words import (
    amount,
    date,
    groups_of,
    handling,
    privacy,
    rhythm,
    signals_of,
    span,
    time_of,
)
from trigpoint.ui.words import day

NOON = dt.time(12)


@dataclass(frozen=True)
class PackRow:
    """One line of the list."""

    name: str
    title: str
    dates: str
    is_now: bool
    follows: str
    owner: str
    review_on: dt.date
    review_is_due: bool
    to_confirm: int


def rows(packs: Sequence[Pack], today: dt.date) -> list[PackRow]:
    """The list, the newest first."""
    titles = {pack.name: pack.title for pack in packs}
    return [
        PackRow(
            name=pack.name,
            title=pack.title,
            dates=span(pack.effective_from, pack.effective_to),
            is_now=pack.is_in_force_on(today),
            follows=titles.get(pack.successor_of or "", ""),
            owner=pack.owner,
            review_on=pack.review_on,
            review_is_due=pack.review_on <= today,
            to_confirm=len(pack.local_defaults()),
        )
        for pack in reversed(packs)
    ]


def list_sentence(packs: Sequence[Pack], today: dt.date) -> str:
    """Which is in force, since when, after which."""
    for pack in packs:
        if pack.is_in_force_on(today):
            before = [each.title for each in packs if each.name == pack.successor_of]
            after = f", after “{before[0]}”" if before else ""
            return f"The pack “{pack.title}” is in force since {date(pack.effective_from)}{after}."
    return "No pack is in force today."


def pack_sentence(pack: Pack, today: dt.date) -> str:
    """Whether it is in force, and how much of it is to be confirmed."""
    when = span(pack.effective_from, pack.effective_to)
    state = "In force" if pack.is_in_force_on(today) else "Not in force today"
    told = f"{state}: {when[:1].lower()}{when[1:]}."
    count = len(pack.local_defaults())
    if not count:
        return f"{told} Every entry has its source."
    whole = sum(len(pack.entries(part)) for part in PARTS if part != "vocabularies")
    whole += sum(len(vocabulary.words) for vocabulary in pack.vocabularies.values())
    return f"{told} {count} of its {whole} entries are local defaults: confirm or change them before you rely on them."


def parts(pack: Pack, today: dt.date, *, only_to_confirm: bool = False) -> list[Part]:
    """Every part of a pack, one table each; only what is to be confirmed if that is wanted."""
    made = [*_words(pack), *_groups(pack), *_lists(pack), *_rules(pack, today)]
    if only_to_confirm:
        made = [_to_confirm(part) for part in made]
    return [part for part in made if part.lines]


def left_out(pack: Pack) -> list[tuple[str, str]]:
    """What another pack has and this one has not: name and reason."""
    return [(readable(each.code), each.reason) for each in pack.without]


def _to_confirm(part: Part) -> Part:
    return replace(part, lines=tuple(line for line in part.lines if line.ground.is_default))


def _words(pack: Pack) -> Iterable[Part]:
    yield Part(
        "words",
        "Words",
        "What pages call things while this pack is in force.",
        ("Several", "Short", "Meaning"),
        tuple(
            Line(term.one, (term.many, term.short, term.meaning), ground_of(pack, term))
            for term in pack.terms.values()
        ),
    )
    yield Part(
        "roles",
        "Titles of roles",
        "Where a role is called otherwise than elsewhere in the system.",
        ("Called",),
        tuple(
            Line(readable(role.code), (role.title,), ground_of(pack, role)) for role in pack.roles.values()
        ),
    )


def _groups(pack: Pack) -> Iterable[Part]:
    lines = []
    for group in pack.groups.values():
        about = [group.about]
        about += [f"Chaired by {group.chaired_by}."] if group.chaired_by else []
        about += [f"Also called {', '.join(group.also_called)}."] if group.also_called else []
        name = f"{group.title} ({group.short})" if group.short else group.title
        reports_to = groups_of(pack, group.reports_to) or "Nobody above it here"
        cells = (rhythm(group.meets, group.one_for_each), " ".join(about), reports_to)
        lines.append(Line(name, cells, ground_of(pack, group)))
    yield Part(
        "groups",
        "Groups and committees",
        "Who looks at quality together, how often, and to whom they report. A template: an organisation has its own.",
        ("Meets", "What it does", "Reports to"),
        tuple(lines),
    )
    yield Part(
        "recurring",
        "What comes round",
        "Reports, visits and reviews, and the groups that receive them. A template, too.",
        ("How often", "Goes to"),
        tuple(
            Line(each.title, (rhythm(each.every), groups_of(pack, each.to)), ground_of(pack, each))
            for each in pack.recurring.values()
        ),
    )


def _lists(pack: Pack) -> Iterable[Part]:
    for vocabulary in pack.vocabularies.values():
        yield Part(
            vocabulary.code.replace("_", "-"),
            vocabulary.title,
            "",
            ("Meaning",),
            tuple(
                Line(word.title, (word.meaning,), ground_of(pack, word), letter=word.letter)
                for word in vocabulary.words
            ),
        )


def _rules(pack: Pack, today: dt.date) -> Iterable[Part]:
    yield Part(
        "deadlines",
        "Deadlines",
        "How long things may take. The example begins today, or on the last day of the rule.",
        ("Time", "Holds"),
        tuple(_deadline(pack, rule, today) for rule in pack.deadlines),
        has_examples=True,
    )
    yield Part(
        "sentinels",
        "Clocks on signals",
        "Which signals of the early warning start a clock by themselves. On all others only a person sets one.",
        ("Time", "What is asked", "On which signals", "Holds"),
        tuple(
            Line(
                rule.title,
                (time_of(rule), rule.asks, signals_of(rule), span(rule.from_on, rule.to_on)),
                ground_of(pack, rule),
            )
            for rule in pack.sentinels
        ),
    )
    yield _listening(pack)
    yield from evidence_parts(pack)
    yield Part(
        "numbers",
        "Numbers",
        "Thresholds and shares.",
        ("Value", "Holds"),
        tuple(
            Line(number.title, (amount(number), span(number.from_on, number.to_on)), ground_of(pack, number))
            for number in pack.numbers
        ),
    )
    yield _frameworks(pack)


def _frameworks(pack: Pack) -> Part:
    return Part(
        "regimes",
        "National frameworks",
        "Which version rules what, and when. A record keeps the version of its day.",
        ("Version", "Holds"),
        tuple(_regimes(pack)),
    )


def _listening(pack: Pack) -> Part:
    return Part(
        "listening",
        "What people tell us",
        "Kinds of source of soft intelligence, and what happens to what comes from each.",
        ("What comes", "What happens to it", "Who may see it", "Holds"),
        tuple(
            Line(
                each.title,
                (each.meaning, handling(each), privacy(each), span(each.from_on, each.to_on)),
                ground_of(pack, each),
            )
            for each in pack.listening
        ),
    )


def _regimes(pack: Pack) -> Iterable[Line]:
    ordered: Iterable[Regime] = sorted(pack.regimes, key=lambda regime: regime.about)
    for about, versions in itertools.groupby(ordered, key=lambda regime: regime.about):
        for version in versions:
            cells = (version.title, span(version.from_on, version.to_on))
            yield Line(about, cells, ground_of(pack, version))


def _deadline(pack: Pack, rule: DeadlineRule, today: dt.date) -> Line:
    """A rule with an example; beyond the calendar the problem in words."""
    ends = [last for last in (rule.to_on, pack.effective_to, today) if last]
    anchor: dt.date = min(ends)
    if rule.unit == "hours":
        anchor = dt.datetime.combine(anchor, NOON, tzinfo=LONDON)
    cells = (time_of(rule), span(rule.from_on, rule.to_on))
    ground = ground_of(pack, rule)
    try:
        example = deadlines.by_rule(rule, anchor, ground=pack.sources.get(rule.source, ""))
    except DomainError as refused:
        return Line(rule.title, cells, ground, anchor=day(anchor), problem=str(refused))
    return Line(rule.title, cells, ground, anchor=day(anchor), example=example)
