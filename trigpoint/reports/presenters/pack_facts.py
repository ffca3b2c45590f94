"""What the surveillance-group pack says of the evidence behind each concern, and where nobody can see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from trigpoint.organisations.models import Organisation
from trigpoint.reports.presenters.worries import together
from trigpoint.triangulation.models import Evidence
from trigpoint.triangulation.queries.concerns_case import Case
from trigpoint.triangulation.queries.grid import CONCERN, GOOD, Cell, Grid
from trigpoint.ui.words import day

FACTS_SHOWN = 6
POINTS_NOWHERE = "No evidence that we hold points to a concern now."
RESTS_ON_WORDS = "No evidence that we hold supports it now: it rests on what people said."
RESTS_ON_LINKS = "No evidence that counts today supports it: it rests on {links} that people tied to it."
NOTHING_AGAINST = "Nothing that we hold speaks against it."
NOTHING_GOOD = "Nothing that we hold speaks of what goes well."


@dataclass(frozen=True)
class FactTold:
    """One fact, its kind of evidence, where it comes from. title: the kind, behind the concern where there are several."""

    title: str
    says: str
    address: str


@dataclass(frozen=True)
class Group:
    """Concerns of one theme, and what each kind of evidence says of it. name: their numbers, "" where no others are told.

    linked: how many records that people may see here were tied to them as support.
    """

    name: str
    cells: Mapping[str, Sequence[Cell]]
    linked: int
    has_concern: bool
    address: str

    @property
    def nothing_for(self) -> str:
        """What it means that no fact supports them."""
        if not self.has_concern:
            return POINTS_NOWHERE
        links = f"{self.linked} {'record' if self.linked == 1 else 'records'}"
        return RESTS_ON_LINKS.format(links=links) if self.linked else RESTS_ON_WORDS

    @property
    def nothing_against(self) -> str:
        """What it means that no fact speaks against them."""
        return NOTHING_AGAINST if self.has_concern else NOTHING_GOOD

    def nothing(self, state: str) -> str:
        """The same by what is looked for."""
        return {CONCERN: self.nothing_for, GOOD: self.nothing_against}.get(state, "")

    @property
    def blind(self) -> list[str]:
        """Titles of the kinds of evidence that could tell and say nothing recent."""
        return [
            title
            for title, held in self.cells.items()
            if any(each.is_blind for each in held) and _silent(held)
        ]

    def facts(self, state: str) -> list[tuple[str, Evidence]]:
        """Facts of a state with their kind, the newest first; what two services say in the same words once."""
        found = {
            (title, fact.says): (title, fact)
            for title, held in self.cells.items()
            for cell in held
            for fact in cell.facts
            if fact.state == state
        }
        return sorted(found.values(), key=lambda each: (each[1].known_on, each[1].pk), reverse=True)


def groups(
    seen: Grid | None, provider: Organisation, cases: Sequence[Case], linked: Mapping[int, int]
) -> list[Group]:
    """Open concerns of a provider by theme; one of no theme looks at all, as a provider without a concern does."""
    if seen is None:
        return []
    by_theme: dict[str, list[Case]] = {}
    for case in cases:
        by_theme.setdefault(case.concern.theme, []).append(case)
    held = by_theme or {"": []}
    return [
        Group(
            name=together([each.concern.number for each in found]) if len(held) > 1 else "",
            cells=_cells(seen, provider, theme),
            linked=sum(linked.get(each.concern.pk, 0) for each in found),
            has_concern=bool(found),
            address=found[0].concern.get_absolute_url() if found else _profile(provider),
        )
        for theme, found in held.items()
    ]


def facts_told(held: Sequence[Group], state: str, provider: Organisation) -> tuple[FactTold, ...]:
    """The newest facts of a state, concern by concern, and how many more there are."""
    lines: list[FactTold] = []
    for group in held:
        found = group.facts(state)
        before = f"{group.name}, " if group.name else ""
        lines += [
            FactTold(
                title=f"{before}{title}",
                says=f"{fact.says} ({fact.origin}, known since {day(fact.known_on)})",
                address=_profile(provider),
            )
            for title, fact in found[:FACTS_SHOWN]
        ]
        if len(found) > FACTS_SHOWN:
            more = f"{before}and {len(found) - FACTS_SHOWN} more"
            lines.append(
                FactTold(f"{more[:1].upper()}{more[1:]}", "all stand in its profile.", _profile(provider))
            )
        if group.name and not found and group.nothing(state):
            lines.append(FactTold(group.name, group.nothing(state), group.address))
    return tuple(lines)


def blind_words(held: Sequence[Group]) -> str:
    """Where nobody can see, concern by concern."""
    said = []
    for group in held:
        words = (
            f"nothing recent from {together(group.blind)}"
            if group.blind
            else "no kind of evidence that could tell is blind"
        )
        said.append(f"{group.name}: {words}." if group.name else f"{words[:1].upper()}{words[1:]}.")
    return " ".join(said)


def blind_anywhere(held: Sequence[Group]) -> list[str]:
    """The kinds that are blind for any of the concerns, each once."""
    return list(dict.fromkeys(title for group in held for title in group.blind))


def _profile(provider: Organisation) -> str:
    return reverse("triangulation:profile", args=[provider.code])


def _cells(seen: Grid, provider: Organisation, theme: str) -> dict[str, list[Cell]]:
    """Cells of a theme, or of all, by the title of their stream."""
    shown = [each.code for each in seen.themes if theme in ("", each.code)]
    return {
        stream.title.lower(): [seen.cell(provider.pk, each, stream.code) for each in shown]
        for stream in seen.shown
    }


def _silent(held: Iterable[Cell]) -> bool:
    """Whether none of the cells says anything."""
    return all(each.is_blind or not each.can_tell for each in held)
