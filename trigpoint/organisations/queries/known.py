"""Finding organisations by any of their codes, for what a file says."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Q

from trigpoint.loads.models import Load
from trigpoint.loads.queries import known_by
from trigpoint.organisations.models import Belonging, Kind, Organisation, Succession
from trigpoint.organisations.rules.belongings import Span, Spans
from trigpoint.organisations.rules.facts import Fact

MANY = 600  # more codes than this are looked up by reading the whole directory once


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


def speaks_for(load: Load | None) -> dt.date:
    """The day for which a file speaks: that of its content, else of its publication, else of its load."""
    if load is None:
        return dt.date.min
    return load.period_to or known_by(load.published_on, load.loaded_at)


def spans_of(children: set[int], hierarchies: set[str]) -> dict[tuple[str, int], Spans]:
    """(hierarchy, child) -> its parents with their dates, as far as they are stored."""
    found: dict[tuple[str, int], Spans] = defaultdict(Spans)
    stored = Belonging.objects.filter(hierarchy__in=hierarchies).select_related("load")
    if len(children) <= MANY:
        stored = stored.filter(child__in=children)
    for row in stored:
        span = Span(row.parent_id, row.from_on, row.to_on, speaks_for(row.load), pk=row.pk)
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
