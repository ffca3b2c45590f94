"""What is known where a concern is raised: evidence, concerns that are open, intelligence that was marked; and what became of figures."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from trigpoint.accounts.rules import may, reach
from trigpoint.common import references
from trigpoint.common.references import Shown
from trigpoint.frameworks.packs import Pack
from trigpoint.indicators.definitions import library
from trigpoint.indicators.models import Series
from trigpoint.intelligence.models import Item
from trigpoint.intelligence.queries.inbox import handled
from trigpoint.intelligence.rules.states import State
from trigpoint.organisations.models import Organisation
from trigpoint.surveillance.models import Signal
from trigpoint.surveillance.queries.signals import statuses_of_series
from trigpoint.surveillance.queries.statuses import fetch_charts, points_of
from trigpoint.triangulation.models import Concern, ConcernLink, Evidence
from trigpoint.triangulation.queries.concerns import open_concerns_of
from trigpoint.triangulation.queries.concerns_case import Linked
from trigpoint.triangulation.queries.sides import Sides, sides

ID = re.compile(r"[A-Za-z0-9]{6,16}")
MOST_MARKED = 50
MOST_FIGURES = 12
NOT_LINKED = frozenset({"user", "question", "load", "organisation"})  # of which every concern is about one


@dataclass(frozen=True)
class KnownAlready:
    """What is known of a provider and theme before a concern is raised."""

    provider: Organisation
    sides: Sides
    concerns: tuple[Concern, ...]
    has_figures: bool


@dataclass(frozen=True)
class Figure:
    """What a chart said on a day and says now, as values with their period and whether they were unusual."""

    title: str
    address: str
    then: dict[str, Any] | None
    now: dict[str, Any] | None
    show: Any


def known_already(*, user: Any, provider: Organisation, theme: str, day: dt.date, pack: Pack) -> KnownAlready:
    """The sides and the open concerns, and whether any figures are among what supports it."""
    found = sides(user=user, provider=provider, theme=theme, day=day)
    hard = {stream.code for stream in pack.streams_on(day) if stream.indicators}
    same = [each for each in open_concerns_of(user=user, provider=provider) if theme in ("", each.theme)]
    return KnownAlready(provider, found, tuple(same), any(each.stream in hard for each in found.supports))


def marked_items(*, user: Any) -> list[Item]:
    """Soft intelligence that was marked for a concern and stands in none yet, the longest waiting first."""
    if not may(user, "intelligence.read"):
        return []
    found = (
        handled(user=user).filter(state=State.CASE).select_related("provider").order_by("received_on", "pk")
    )
    taken = ConcernLink.objects.filter(
        concern__owner=reach(user).commissioner_id, about__startswith="item:", ended_at__isnull=True
    )
    ids = [about.partition(":")[2] for about in taken.values_list("about", flat=True)]
    return list(found.exclude(public_id__in=ids)[:MOST_MARKED])


def concerns_naming(reference: str, *, user: Any) -> list[Shown]:
    """Concerns to which a record is linked, as far as `user` may see them: for the record's own page."""
    if not may(user, "concerns.read"):
        return []
    linked = ConcernLink.objects.filter(about=reference, ended_at__isnull=True)
    found = Concern.visible_to(user).filter(pk__in=linked.values("concern")).order_by("pk")
    return [Shown(f"Concern {each}", each.get_absolute_url()) for each in found]


def record_at(address: str, *, user: Any) -> str:
    """The reference (kind:public_id) of the record that an address of ours leads to, if `user` may see it; else ""."""
    parts = address.split("?")[0].split("#")[0].split("/")
    for part in reversed([each for each in parts if ID.fullmatch(each)]):
        for kind in references.kinds():
            reference = f"{kind}:{part}"
            if kind not in NOT_LINKED and references.find(reference, user=user) is not None:
                return reference
    return ""


def figures_since(linked: Iterable[Linked], *, user: Any, day: dt.date) -> list[Figure]:
    """What the charts that bear on a concern said on a day, and what they say now."""
    abouts = [each.evidence.record if each.evidence else each.link.about for each in linked]
    keys = _series(abouts, user)
    statuses = list(statuses_of_series(user=user, series=keys[:MOST_FIGURES]).values())
    fetch_charts(statuses)
    found = []
    for status in statuses:
        known = library().get(status.indicator)
        points = points_of(status)
        before = [point for point in points if point["period_end"] <= day]
        found.append(
            Figure(
                title=known.title if known else status.indicator,
                address=status.series.get_absolute_url(),
                then=before[-1] if before else None,
                now=points[-1] if points else None,
                show=known.show if known else str,
            )
        )
    return found


def addresses_of(facts: Iterable[Evidence], *, user: Any) -> dict[str, str]:
    """Where the records of facts lead, by reference, as far as `user` may see them; all at once."""
    shown = references.show_all([each.record for each in facts if each.record], user=user)
    return {reference: each.address for reference, each in shown.items()}


def _series(abouts: Iterable[str], user: Any) -> list[int]:
    told: dict[str, set[str]] = {"series": set(), "signal": set()}
    for about in abouts:
        kind, _, public_id = about.partition(":")
        if kind in told:
            told[kind].add(public_id)
    keys = set(Series.visible_to(user).filter(public_id__in=told["series"]).values_list("pk", flat=True))
    signals = Signal.visible_to(user).filter(public_id__in=told["signal"], series__isnull=False)
    return sorted(keys | set(signals.values_list("series", flat=True)))
