"""What the surveillance-group pack says: one page a provider, the one content of page, Word and PDF, kept when it is issued."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from trigpoint.common.clock import LONDON
from trigpoint.organisations.models import Organisation
from trigpoint.reports.presenters.brief import counted
from trigpoint.reports.presenters.pack_asked import Answered, enquiries_told, sides_asked
from trigpoint.reports.presenters.pack_facts import FactTold, blind_anywhere, blind_words, facts_told, groups
from trigpoint.reports.presenters.paper_concerns import concerns_of
from trigpoint.reports.presenters.paper_content import ConcernTold
from trigpoint.reports.presenters.worries import good_words, together
from trigpoint.reports.queries.group_pack import PackRecords
from trigpoint.triangulation.queries.grid import CONCERN, GOOD, WATCH
from trigpoint.ui.words import day, month

KIND, LAYOUT = (
    "surveillance-group",
    2,
)  # 2: what went to the provider apart from what did not; facts by concern
PROMISE = (
    "For each provider: how serious we take our concerns to be, what changed, what speaks for them, what against, and where we are "
    "blind. Levels are those of concerns and were set by people. What was told in confidence never enters a pack."
)
NOTHING_CHANGED = "Nothing of its concerns changed."
NO_CONCERN = "No concern is open; it was chosen for this pack."
NOT_READ = "What the evidence says was not read for this pack."
SEES_SAME = "Do you see the same at {name}, and what do you know that we do not?"
BLIND_TOO = "What do you know of {name} from {streams}? Nothing recent reaches us."


@dataclass(frozen=True)
class PackPart:
    """One page: one provider."""

    name: str
    code: str
    kind: str
    is_training: bool
    address: str
    level: str
    changed: str
    concerns: tuple[ConcernTold, ...]
    supports: tuple[FactTold, ...]
    against: tuple[FactTold, ...]
    watching: tuple[FactTold, ...]
    blind: str
    asked: tuple[Answered, ...]
    good: str
    partners: tuple[str, ...]
    nothing_for: str = ""
    nothing_against: str = ""
    mean: tuple[Answered, ...] = ()


@dataclass(frozen=True)
class PackHeadings:
    """The sections, named once for page, Word and PDF."""

    changed: str
    concerns: str = "Concerns"
    supports: str = "What speaks for it"
    against: str = "What speaks against it"
    watching: str = "To be watched"
    blind: str = "Where we are blind"
    asked: str = "What we asked, and what they answered"
    mean: str = "We mean to ask"
    partners: str = "What we ask of partners"


@dataclass(frozen=True)
class PackContent:
    """A surveillance-group pack as it stands on a day."""

    kind: str
    layout: int
    title: str
    commissioner: str
    month: str
    month_words: str
    as_at: str
    as_at_words: str
    site: str
    first_line: str
    promise: str
    headings: PackHeadings
    parts: tuple[PackPart, ...]
    nothing: str


def pack_content(records: PackRecords, *, site: str) -> PackContent:
    """The pack of `records.month` as it stands on `records.today`. site: where pages are, for links in files."""
    words = month(records.month)
    since = f"since the last pack, {day(records.since.date())}" if records.has_before else "in the last month"
    parts = tuple(_part(each, records) for each in records.providers)
    return PackContent(
        kind=KIND,
        layout=LAYOUT,
        title=f"Surveillance-group pack, {words}",
        commissioner=records.commissioner,
        month=f"{records.month:%Y-%m}",
        month_words=words,
        as_at=records.today.isoformat(),
        as_at_words=day(records.today),
        site=site.rstrip("/"),
        first_line=_first_line(parts),
        promise=PROMISE,
        headings=PackHeadings(changed=f"What changed {since}"),
        parts=parts,
        nothing="No concern is open, so that there is nothing to lay before partners. That is not assurance.",
    )


def _first_line(parts: Sequence[PackPart]) -> str:
    if not parts:
        return "No provider is laid before partners this month."
    number = sum(len(each.concerns) for each in parts)
    changed = sum(1 for each in parts if each.changed != NOTHING_CHANGED)
    providers = counted(len(parts), "provider", "providers")
    return (
        f"{counted(number, 'concern', 'concerns')} at {providers}; something changed at {changed or 'none'}."
    ).capitalize()


def _part(provider: Organisation, records: PackRecords) -> PackPart:
    known, name = records.worries, provider.name
    told = concerns_of(known, provider, since=records.since, today=records.today)
    held = groups(known.grid, provider, known.open_at(provider.pk), records.linked)
    only = held[0] if len(held) == 1 else None
    went, mean = enquiries_told(
        known.enquiries.get(provider.pk, ()),
        known.questions,
        since=records.since.astimezone(LONDON).date(),
        today=records.today,
    )
    return PackPart(
        name=name,
        code=provider.code,
        kind=provider.get_kind_display(),
        is_training=provider.is_training,
        address=reverse("triangulation:profile", args=[provider.code]),
        level=_level(told),
        changed=_changed(told),
        concerns=told,
        supports=facts_told(held, CONCERN, provider),
        against=facts_told(held, GOOD, provider),
        watching=facts_told(held, WATCH, provider),
        blind=blind_words(held),
        asked=(*sides_asked(known.cases.get(provider.pk, ())), *went),
        good=good_words(known.good.get(provider.pk, ())),
        partners=_partners(name, blind_anywhere(held)),
        nothing_for=only.nothing_for if only else NOT_READ,
        nothing_against=only.nothing_against if only else NOT_READ,
        mean=tuple(mean),
    )


def _level(told: Sequence[ConcernTold]) -> str:
    """The levels of the open concerns, as people set them."""
    if not told:
        return NO_CONCERN
    return f"{together([f'{each.number} {each.level.lower()}' for each in told])}."


def _changed(told: Sequence[ConcernTold]) -> str:
    news = [f"{each.number}: {each.news.lower()}" for each in told if each.news]
    return f"{'; '.join(news)}." if news else NOTHING_CHANGED


def _partners(name: str, blind: Sequence[str]) -> tuple[str, ...]:
    asks = [SEES_SAME.format(name=name)]
    if blind:
        asks.append(BLIND_TOO.format(name=name, streams=together(blind)))
    return tuple(asks)
