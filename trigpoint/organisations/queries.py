"""Reading the directory."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from trigpoint.common import clock
from trigpoint.loads.queries import known_by
from trigpoint.organisations.models import Belonging, Hierarchy, Kind, Organisation, Rating, Succession
from trigpoint.organisations.rules.belongings import Span, Spans
from trigpoint.organisations.rules.facts import Fact

MANY = 600  # more codes than this are looked up by reading the whole directory once
MOST_GENERATIONS = 20
DOMAINS = {
    "overall": "Overall",
    "safe": "Safe",
    "effective": "Effective",
    "caring": "Caring",
    "responsive": "Responsive",
    "well_led": "Well-led",
}


@dataclass
class Known:
    """Organisations at hand, found by ODS code, CQC id or ONS code; ICBs also by name, since their ONS codes change."""

    by_code: dict[str, Organisation] = field(default_factory=dict)
    by_cqc_id: dict[str, Organisation] = field(default_factory=dict)
    by_ons_code: dict[str, Organisation] = field(default_factory=dict)
    by_name: dict[str, Organisation] = field(default_factory=dict)

    def add(self, organisation: Organisation) -> None:
        """Make one findable."""
        self.by_code[organisation.code] = organisation
        if organisation.cqc_id:
            self.by_cqc_id[organisation.cqc_id] = organisation
        if organisation.ons_code:
            self.by_ons_code[organisation.ons_code] = organisation
        if organisation.kind == Kind.ICB:
            self.by_name[organisation.name.casefold()] = organisation

    def find(self, code: str) -> Organisation | None:
        """The organisation that any of its codes, or an ICB's whole name, names."""
        held = self.by_code.get(code) or self.by_cqc_id.get(code) or self.by_ons_code.get(code)
        return held or self.by_name.get(code.casefold())

    def organisation(self, fact: Fact) -> Organisation | None:
        """The organisation that a fact is about: its code decides, then the regulator's id."""
        return self.by_code.get(fact.code) or (self.by_cqc_id.get(fact.cqc_id) if fact.cqc_id else None)


def known_among(codes: set[str]) -> Known:
    """Those organisations that bear one of these codes."""
    wanted = Organisation.objects.select_related("load")
    if len(codes) <= MANY:
        by_code = Q(code__in=codes) | Q(cqc_id__in=codes) | Q(ons_code__in=codes)
        wanted = wanted.filter(by_code | Q(kind=Kind.ICB) if any(" " in code for code in codes) else by_code)
    known = Known()
    for organisation in wanted:
        known.add(organisation)
    return known


def known_codes() -> set[str]:
    """Every code that the directory holds, open or closed."""
    return set(Organisation.objects.values_list("code", flat=True))


def spans_of(children: set[int], hierarchies: set[str]) -> dict[tuple[str, int], Spans]:
    """(hierarchy, child) -> its parents with their dates, as far as they are stored."""
    found: dict[tuple[str, int], Spans] = defaultdict(Spans)
    stored = Belonging.objects.filter(hierarchy__in=hierarchies).select_related("load")
    if len(children) <= MANY:
        stored = stored.filter(child__in=children)
    for row in stored:
        known_at = known_by(row.load.published_on, row.load.loaded_at) if row.load else dt.date.min
        span = Span(row.parent_id, row.from_on, row.to_on, known_at, pk=row.pk)
        found[row.hierarchy, row.child_id].spans.append(span)
    return found


def successions_of(predecessors: set[int]) -> dict[tuple[int, int], set[dt.date]]:
    """(predecessor, successor) -> the dates on which one took over from the other."""
    found: dict[tuple[int, int], set[dt.date]] = defaultdict(set)
    stored = Succession.objects.all()
    if len(predecessors) <= MANY:
        stored = stored.filter(predecessor__in=predecessors)
    for old, new, day in stored.values_list("predecessor", "successor", "on"):
        found[old, new].add(day)
    return found


def on_day(day: dt.date) -> Q:
    """Belongings that hold on that day; an unknown end counts as open."""
    begun = Q(from_on__isnull=True) | Q(from_on__lte=day)
    return begun & (Q(to_on__isnull=True) | Q(to_on__gte=day))


def members_of(parent_code: str, hierarchy: str, *, on: dt.date | None = None) -> QuerySet[Organisation]:
    """Organisations directly under a parent in one hierarchy on a day (today), by name."""
    day = on or clock.today()
    held = Belonging.objects.filter(on_day(day), parent__code=parent_code, hierarchy=hierarchy)
    is_open = Q(closed_on__isnull=True) | Q(closed_on__gte=day)
    return Organisation.objects.filter(is_open, pk__in=held.values("child")).order_by("name", "code")


def providers_of_place(place_code: str, *, on: dt.date | None = None) -> QuerySet[Organisation]:
    """Those that give care in a place: what belongs to it, except the bodies that only group others."""
    grouping = (Kind.PCN, Kind.PLACE, Kind.ICB, Kind.REGION, Kind.CQC_PROVIDER)
    return members_of(place_code, Hierarchy.PLACE, on=on).exclude(kind__in=grouping)


def parents_of(organisation: Organisation, *, on: dt.date | None = None) -> dict[str, Organisation]:
    """Hierarchy -> the parent on a day (today); of a closed organisation, on its last day at the latest."""
    day = min(on or clock.today(), organisation.closed_on or dt.date.max)
    held = organisation.belongings.filter(on_day(day)).select_related("parent")
    return {belonging.hierarchy: belonging.parent for belonging in held}


def belongings_of(organisation: Organisation) -> list[Belonging]:
    """Every parent it has or had, latest first within each hierarchy."""
    held = organisation.belongings.select_related("parent", "load")
    return sorted(held, key=lambda b: (b.hierarchy, -(b.to_on or dt.date.max).toordinal()))


@dataclass(frozen=True)
class Step:
    """One succession seen from an organisation: `generation` 1 is its own, 2 that of those before or after."""

    organisation: Organisation
    other: Organisation
    on: dt.date
    generation: int


@dataclass(frozen=True)
class History:
    """Whom an organisation took over from, and who took over from it, to the beginning and the end."""

    predecessors: tuple[Step, ...]
    successors: tuple[Step, ...]

    @property
    def next(self) -> tuple[Step, ...]:
        """Its own successors."""
        return tuple(step for step in self.successors if step.generation == 1)


def history_of(organisation: Organisation) -> History:
    """Predecessors and successors with dates, generation by generation."""
    return History(
        predecessors=tuple(_walk(organisation, "successor", "predecessor")),
        successors=tuple(_walk(organisation, "predecessor", "successor")),
    )


def _walk(organisation: Organisation, this: str, other: str) -> Iterable[Step]:
    """One query a generation; a circle of codes ends the walk."""
    seen, current = {organisation.pk}, {organisation.pk}
    for generation in range(1, MOST_GENERATIONS + 1):
        steps = Succession.objects.filter(**{f"{this}__in": current}).select_related(this, other)
        found = [step for step in steps if getattr(step, other).pk not in seen]
        if not found:
            return
        for step in sorted(found, key=lambda s: s.on):
            yield Step(getattr(step, this), getattr(step, other), step.on, generation)
        current = {getattr(step, other).pk for step in found}
        seen |= current


@dataclass(frozen=True)
class Ratings:
    """What the regulator says now by domain, of services now, and what it said before."""

    current: dict[str, Rating]
    services: dict[str, dict[str, Rating]]
    history: tuple[Rating, ...]


def ratings_of(organisation: Organisation) -> Ratings:
    """Current ratings by domain; those of single services; and all earlier ones, latest first."""
    current: dict[str, Rating] = {}
    services: dict[str, dict[str, Rating]] = defaultdict(dict)
    history = []
    for rating in organisation.ratings.select_related("load"):
        if not rating.is_current:
            history.append(rating)
        elif rating.service:
            services[rating.service][rating.domain] = rating
        else:
            current[rating.domain] = rating
    order = list(DOMAINS)
    current = {domain: current[domain] for domain in order if domain in current}
    history.sort(key=lambda r: (-(r.reported_on or dt.date.min).toordinal(), r.service))
    return Ratings(current, dict(sorted(services.items())), tuple(history))


def search(user: Any, text: str = "", kind: str = "") -> QuerySet[Organisation]:
    """What `user` may see whose name holds every word of `text`, or whose code or postcode begins with it."""
    found = Organisation.visible_to(user)
    text = " ".join(text.split())
    if kind:
        found = found.filter(kind=kind)
    if not text:
        return found
    in_name = Q()
    for word in text.split(" "):
        in_name &= Q(name__icontains=word)
    begins = Q(code__istartswith=text) | Q(cqc_id__istartswith=text) | Q(postcode__istartswith=text)
    return found.filter(in_name | begins)
