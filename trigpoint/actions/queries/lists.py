"""Finding actions: whose, how they stand, in which order; and how many of each there are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from trigpoint.accounts.rules import reach
from trigpoint.actions.models import Action, ActionQuerySet, Deadline, Lead
from trigpoint.actions.rules.states import ALIVE, FINISHED, OPEN, State

MINE, OURS, OVERDUE, TO_VERIFY, ANSWERED, TIME, PROVIDERS, DONE, EVERYTHING = (
    "mine",
    "open",
    "overdue",
    "verify",
    "answered",
    "time",
    "provider",
    "done",
    "all",
)
SHOWS = (OURS, MINE, OVERDUE, TO_VERIFY, ANSWERED, TIME, PROVIDERS, DONE, EVERYTHING)
UNVERIFIED = Q(state=State.CLAIMED, kind=Action.Kind.ACTION)
SORTS = {
    "due": ("due",),
    "number": ("plan", "place"),
    "provider": ("provider__name",),
    "state": ("state",),
    "raised": ("raised_on",),
}
GROUPS = {"provider": "provider__name", "group": "owner_group", "plan": "plan"}


@dataclass(frozen=True)
class Chosen:
    """What a list is narrowed to. `provider` is a code; `as_at` a day to look back to."""

    show: str = OURS
    words: str = ""
    state: str = ""
    letter: str = ""
    provider: str = ""
    group: str = ""
    plan: str = ""
    grouped: str = ""
    sort: str = "due"
    as_at: dt.date | None = None


@dataclass(frozen=True)
class Counts:
    """How many actions there are of a kind, parts counted and headings not."""

    open: int
    mine: int
    overdue: int
    overdue_mine: int
    to_verify: int
    time: int
    total: int


def standing_on(day: dt.date, *, user: Any) -> ActionQuerySet:
    """What `user` may see, with how it stood on a day."""
    return Action.visible_to(user).with_standing(day)


def listed(*, user: Any, chosen: Chosen, day: dt.date) -> QuerySet[Action]:
    """Actions as chosen, in order, with provider and parent."""
    found = standing_on(day, user=user)
    found = found.filter(_shown(found, chosen.show, user, day), *_narrowed(chosen, user))
    return found.select_related("provider", "owner", "parent", "by").order_by(*_order(chosen))


def counts(*, user: Any, day: dt.date) -> Counts:
    """How many there are, in one query."""
    found = standing_on(day, user=user)
    is_open = Q(state__in=OPEN, is_heading=False)
    mine = found.leads_of(user)
    told = found.annotate(is_mine=mine, is_time=_time_asked(day)).aggregate(
        open=Count("pk", filter=is_open),
        mine=Count("pk", filter=is_open & Q(is_mine=True)),
        overdue=Count("pk", filter=Q(letter="R")),
        overdue_mine=Count("pk", filter=Q(letter="R", is_mine=True)),
        to_verify=Count("pk", filter=UNVERIFIED),
        time=Count("pk", filter=Q(state__in=ALIVE, is_time=True)),
        total=Count("pk"),
    )
    return Counts(**told)


def choices(*, user: Any) -> dict[str, list[tuple[str, str]]]:
    """What the register can be narrowed to: providers (code, name), groups and plans that occur in it."""
    seen = Action.visible_to(user).order_by()
    providers = seen.filter(provider__isnull=False).values_list("provider__code", "provider__name").distinct()
    found = {"provider": sorted(providers, key=lambda each: each[1].lower())}
    if reach(user).is_staff:
        for name, field in (("group", "owner_group"), ("plan", "plan")):
            known = seen.exclude(**{field: ""}).values_list(field, flat=True).distinct()
            found[name] = [(each, each) for each in sorted(known, key=str.lower)]
    return found


def _shown(found: ActionQuerySet, show: str, user: Any, day: dt.date) -> Q:
    """The condition of one view of the register."""
    is_open = Q(state__in=OPEN)
    conditions = {
        OURS: is_open,
        MINE: is_open & found.leads_of(user),
        OVERDUE: Q(letter="R"),
        TO_VERIFY: UNVERIFIED,
        ANSWERED: Q(state=State.CLAIMED, kind=Action.Kind.QUESTION),
        TIME: Q(_time_asked(day), state__in=ALIVE),
        PROVIDERS: is_open & Q(provider__isnull=False),
        DONE: Q(state__in=FINISHED),
        EVERYTHING: Q(),
    }
    return conditions[show]


def _time_asked(day: dt.date) -> Exists:
    """Whether more time was asked for, and not decided about by a day."""
    asked = Deadline.objects.filter(action=OuterRef("pk"), on__lte=day)
    return Exists(asked.filter(Q(decision__isnull=True) | Q(decision__on__gt=day)))


def _narrowed(chosen: Chosen, user: Any) -> list[Q]:
    exact = {
        "state": chosen.state,
        "letter": chosen.letter,
        "provider__code": chosen.provider,
        "owner_group": chosen.group,
        "plan": chosen.plan,
    }
    conditions = [Q(**{field: value}) for field, value in exact.items() if value]
    return [*conditions, *(_says(word, user) for word in chosen.words.split())]


def _says(word: str, user: Any) -> Q:
    """Whether an action holds a word; people outside search only in what they see."""
    led = Lead.objects.filter(action=OuterRef("pk"), turn=OuterRef("lead_turn"), words__icontains=word)
    found = Q(text__icontains=word) | Q(ref__istartswith=word) | Q(provider__name__icontains=word)
    found |= Q(Exists(led))
    if reach(user).is_staff:
        found |= Q(plan__icontains=word) | Q(owner_group__icontains=word) | Q(source_words__icontains=word)
    return found


def _order(chosen: Chosen) -> list[Any]:
    fields = SORTS.get(chosen.sort.removeprefix("-"), SORTS["due"])
    is_falling = chosen.sort.startswith("-")
    order = [F(name).desc(nulls_last=True) if is_falling else F(name).asc(nulls_last=True) for name in fields]
    grouped = GROUPS.get(chosen.grouped)
    first = [F(grouped).asc(nulls_last=True)] if grouped else []
    return [*first, *order, "plan", "place", "pk"]
