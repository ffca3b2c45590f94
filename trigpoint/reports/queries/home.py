"""Reading what the Monday page and the list of briefs are made from."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, Max, QuerySet

from trigpoint.accounts.models import User
from trigpoint.actions.queries import InShort, questions_in_short
from trigpoint.common.clock import LONDON
from trigpoint.indicators.definitions import library
from trigpoint.loads.models import Load
from trigpoint.organisations import queries as directory
from trigpoint.organisations.models import Hierarchy, Organisation
from trigpoint.reports.models import MeetingStep
from trigpoint.reports.queries.once import once
from trigpoint.surveillance import queries as surveillance
from trigpoint.surveillance.models import SeriesStatus
from trigpoint.surveillance.rules import tone


@dataclass(frozen=True)
class Freshness:
    """How new one publication is here. `indicators`: latest period end by indicator."""

    connector: str
    period_to: dt.date | None
    loaded_at: dt.datetime
    indicators: dict[str, dt.date]


class Unusual(NamedTuple):
    """One unusual status in short: there may be thousands, of which a page tells a few."""

    key: int
    rank: int
    is_new: bool


@dataclass(frozen=True)
class UnusualInShort:
    """How much is new and how much is for the worse, with the keys of the first of each; `worse` without those new."""

    new: int
    worse: int
    first_new: tuple[int, ...]
    first_worse: tuple[int, ...]


@dataclass(frozen=True)
class HomeRecords:
    """Everything that the Monday page of one person is made from.

    unusual: what is unusual now at our providers; told: the statuses of the first of it, by key; since: when the person last marked the page as seen; sittings: signals that nobody has
    looked at, and at how many providers.
    """

    user: User
    today: dt.date
    since: dt.datetime | None
    is_empty: bool
    own: dict[str, int]
    unusual: UnusualInShort
    told: dict[int, SeriesStatus]
    questions: InShort
    meetings: tuple[tuple[dt.date, Organisation], ...]
    freshness: tuple[Freshness, ...]
    sittings: tuple[int, int]


AHEAD = dt.timedelta(days=14)
QUESTIONS = 5  # that are overdue, and that bear the person's name
FEW = 3  # of what is new, and of what is unusual for the worse
WORSE_FIRST = {"concern": 0, "high": 1, "low": 1, "improvement": 2}


def records_for_home(*, user: User, today: dt.date) -> HomeRecords:
    """What `user` needs to know on a Monday."""
    own = own_providers(user=user, today=today)
    meetings = meetings_ahead(user=user, today=today, within=AHEAD)
    mark = f"{surveillance.mark_of_dashboard(user=user)}|{today}"
    found = once(
        f"unusual|{mark}|{user.looked_at}",
        lambda: unusual_in_short(user=user, providers=own, since=user.looked_at),
    )
    return HomeRecords(
        user=user,
        today=today,
        since=user.looked_at,
        is_empty=not has_anything(user=user),
        own=once(f"kinds|{mark}", lambda: own_kinds(user=user, today=today)),
        unusual=found,
        told=_told(user, {*found.first_new, *found.first_worse}),
        questions=questions_in_short(
            user=user, day=today, first=QUESTIONS, providers=[provider for _, provider in meetings]
        ),
        meetings=tuple(meetings),
        freshness=tuple(once(f"freshness|{mark}", lambda: freshness(user=user))),
        sittings=once(
            f"sittings|{mark}|{surveillance.mark_of_signals(user=user)}",
            lambda: surveillance.waiting_in_short(user=user, today=today),
        ),
    )


def own_kinds(*, user: User, today: dt.date) -> dict[str, int]:
    """How many organisations of each kind are ours."""
    counted = own_providers(user=user, today=today).order_by("kind").values_list("kind")
    return dict(counted.annotate(Count("pk")))


def own_providers(*, user: User, today: dt.date, kinds: Iterable[str] = ()) -> QuerySet[Organisation]:
    """Organisations that belong to the commissioner for whom `user` works; all kinds, or only some."""
    if user.commissioner_id is None:
        return Organisation.objects.none()
    found = directory.members_of(user.commissioner.code, Hierarchy.ICB, on=today)
    found = found.filter(pk__in=Organisation.visible_to(user).values("pk"))
    return found.filter(kind__in=list(kinds)) if kinds else found


def freshness(*, user: User) -> list[Freshness]:
    """For each publication that was loaded: its latest period, when it was loaded, and what stands on it."""
    ends: defaultdict[str, dict[str, dt.date]] = defaultdict(dict)
    latest = SeriesStatus.visible_to(user).filter(last_end__isnull=False, load__isnull=False)
    for connector, indicator, end in (
        latest.values_list("load__connector", "indicator").annotate(end=Max("last_end")).order_by()
    ):
        ends[connector][indicator] = end
    loads = Load.visible_to(user).values("connector").annotate(Max("period_to"), Max("loaded_at"))
    return [
        Freshness(each["connector"], each["period_to__max"], each["loaded_at__max"], ends[each["connector"]])
        for each in loads.order_by("connector")
    ]


def unusual(*, user: User, providers: list[Organisation]) -> Counter[tuple[int, dt.date]]:
    """How many figures of some providers are unusual, by key of the provider and the day on which they last changed."""
    found = SeriesStatus.visible_to(user).filter(surveillance.UNUSUAL, organisation__in=providers)
    rows = found.order_by().values_list("organisation_id", "changed_at")
    return Counter((provider, changed_at.astimezone(LONDON).date()) for provider, changed_at in rows)


@dataclass(frozen=True)
class ListRecords:
    """What the list of briefs is made from. known: keys of the providers of which a figure is known."""

    providers: list[Organisation]
    unusual: Counter[tuple[int, dt.date]]
    known: set[int]
    own: dict[str, int]


def records_for_list(*, user: User, today: dt.date, kinds: Iterable[str]) -> ListRecords:
    """Our providers of some kinds, and what their figures say in short."""
    providers = list(own_providers(user=user, today=today, kinds=kinds))
    mark = f"{surveillance.mark_of_dashboard(user=user)}|{today}"
    shown = f"{mark}|{'|'.join(sorted(kinds))}"
    return ListRecords(
        providers=providers,
        unusual=once(f"list|{shown}", lambda: unusual(user=user, providers=providers)),
        known=once(f"known|{shown}", lambda: providers_with_figures(user=user, providers=providers)),
        own=once(f"kinds|{mark}", lambda: own_kinds(user=user, today=today)),
    )


def unusual_in_short(
    *, user: User, providers: QuerySet[Organisation], since: dt.datetime | None
) -> UnusualInShort:
    """What is unusual at some providers: worse before better, new before old, then by provider.

    New is what changed after `since`, or, for somebody who never looked, what the latest figures made unusual.
    """
    definitions = library()
    found = SeriesStatus.visible_to(user).filter(surveillance.UNUSUAL, organisation__in=providers.order_by())
    ordered = []
    for key, indicator, variation, outlier, is_new, changed_at, provider in found.order_by().values_list(
        "pk", "indicator", "variation", "funnel_outlier", "is_new", "changed_at", "organisation__name"
    ):
        if indicator in definitions:
            rank = WORSE_FIRST.get(tone(variation, outlier, definitions[indicator]), 3)
            news = changed_at > since if since else is_new
            ordered.append(((rank, not is_new, provider, key), Unusual(key, rank, news)))
    ordered.sort()
    found = [each for _, each in ordered]
    new = [each.key for each in found if each.is_new]
    worse = [each.key for each in found if each.rank == 0]
    more = [key for key in worse if key not in new[:FEW]]
    return UnusualInShort(len(new), len(worse), tuple(new[:FEW]), tuple(more[:FEW]))


def _told(user: User, keys: set[int]) -> dict[int, SeriesStatus]:
    return SeriesStatus.visible_to(user).select_related("organisation", "series").in_bulk(keys)


def providers_with_figures(*, user: User, providers: list[Organisation]) -> set[int]:
    """Keys of the providers of which at least one figure is known."""
    found = SeriesStatus.visible_to(user).filter(organisation__in=providers, last_value__isnull=False)
    return set(found.values_list("organisation_id", flat=True).distinct())


def meetings_ahead(*, user: User, today: dt.date, within: dt.timedelta) -> list[tuple[dt.date, Organisation]]:
    """Meetings in the diary from today on, soonest first."""
    steps = MeetingStep.visible_to(user).filter(held_on__gte=today, held_on__lte=today + within)
    latest = {(step.provider_id, step.held_on): step for step in steps.select_related("provider")}
    standing = [step for step in latest.values() if step.deed == MeetingStep.Deed.SET]
    return sorted(((s.held_on, s.provider) for s in standing), key=lambda pair: (pair[0], pair[1].name))


def has_anything(*, user: User) -> bool:
    """Whether any file has been loaded that `user` may see."""
    return Load.visible_to(user).exists()
