"""What the surveillance-group pack says: one page a provider, the one content of page, Word and PDF, kept when it is issued."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from trigpoint.organisations.models import Organisation
from trigpoint.reports.presenters.brief import counted
from trigpoint.reports.presenters.paper_concerns import concerns_of
from trigpoint.reports.presenters.paper_content import ConcernTold
from trigpoint.reports.presenters.worries import enquiry_lines, good_words, together
from trigpoint.reports.queries.group_pack import PackRecords
from trigpoint.triangulation.models import ConcernState, Evidence
from trigpoint.triangulation.queries.grid import CONCERN, GOOD, WATCH, Cell, Grid
from trigpoint.ui.words import day, month

KIND, LAYOUT = "surveillance-group", 1
FACTS_SHOWN = 6
PROMISE = (
    "For each provider: how serious we take our concerns to be, what changed, what speaks for them, what against, and where we are "
    "blind. Levels are those of concerns and were set by people. What was told in confidence never enters a pack."
)
NOTHING_CHANGED = "Nothing of its concerns changed."
NO_CONCERN = "No concern is open; it was chosen for this pack."
NOTHING_FOR = "No evidence that we hold supports it now: it rests on what people said."
NOTHING_AGAINST = "Nothing that we hold speaks against it."
NOTHING_ASKED = "No question was asked on what the evidence says."
SEES_SAME = "Do you see the same at {name}, and what do you know that we do not?"
BLIND_TOO = "What do you know of {name} from {streams}? Nothing recent reaches us."


@dataclass(frozen=True)
class FactTold:
    """One fact, its kind of evidence, where it comes from. title: the kind."""

    title: str
    says: str
    address: str


@dataclass(frozen=True)
class Answered:
    """What we asked and what they answered."""

    title: str
    answer: str
    address: str


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
    cases = known.cases.get(provider.pk, ())
    told = concerns_of(known, provider, since=records.since, today=records.today)
    is_open = [each for each in cases if each.state == ConcernState.OPEN]
    cells = _cells(known.grid, provider, [each.concern.theme for each in is_open]) if known.grid else {}
    blind = [title for title, held in cells.items() if any(each.is_blind for each in held) and _silent(held)]
    return PackPart(
        name=name,
        code=provider.code,
        kind=provider.get_kind_display(),
        is_training=provider.is_training,
        address=reverse("triangulation:profile", args=[provider.code]),
        level=_level(told),
        changed=_changed(told),
        concerns=told,
        supports=_facts(cells, CONCERN, provider),
        against=_facts(cells, GOOD, provider),
        watching=_facts(cells, WATCH, provider),
        blind=f"Nothing recent from {together(blind)}."
        if blind
        else "No kind of evidence that could tell is blind.",
        asked=tuple(
            Answered(each.question, each.answer or "No answer yet.", each.address)
            for each in enquiry_lines(known.enquiries.get(provider.pk, ()), None, records.since.date())
        ),
        good=good_words(known.good.get(provider.pk, ())),
        partners=_partners(name, blind),
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


def _cells(seen: Grid, provider: Organisation, themes: Iterable[str]) -> dict[str, list[Cell]]:
    """Cells of the themes of the concerns, by the title of their stream; of all themes where one has none."""
    wanted = set(themes)
    shown = [each.code for each in seen.themes if not wanted or "" in wanted or each.code in wanted]
    return {
        stream.title.lower(): [seen.cell(provider.pk, theme, stream.code) for theme in shown]
        for stream in seen.shown
    }


def _silent(held: Iterable[Cell]) -> bool:
    """Whether none of the cells says anything."""
    return all(each.is_blind or not each.can_tell for each in held)


def _facts(cells: Mapping[str, Sequence[Cell]], state: str, provider: Organisation) -> tuple[FactTold, ...]:
    """The newest facts of a state; what two services say in the same words once."""
    found: dict[tuple[str, str], tuple[str, Evidence]] = {
        (title, fact.says): (title, fact)
        for title, held in cells.items()
        for cell in held
        for fact in cell.facts
        if fact.state == state
    }
    newest = sorted(found.values(), key=lambda each: (each[1].known_on, each[1].pk), reverse=True)
    address = reverse("triangulation:profile", args=[provider.code])
    return tuple(
        FactTold(
            title=title,
            says=f"{fact.says} ({fact.origin}, known since {day(fact.known_on)})",
            address=address,
        )
        for title, fact in newest[:FACTS_SHOWN]
    )
