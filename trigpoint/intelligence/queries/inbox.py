"""Finding pieces of soft intelligence that people handle: how they stand, in which order, and how many there are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from trigpoint.accounts.rules import reach
from trigpoint.common.errors import DomainError
from trigpoint.frameworks.deadlines import Deadline
from trigpoint.frameworks.queries import deadline
from trigpoint.intelligence.models import Item, ItemQuerySet, ItemTheme
from trigpoint.intelligence.rules.states import FINISHED, OPEN, WAITING

WAIT, OPENED, CLOSED, EVERYTHING, LATE = "waiting", "open", "closed", "all", "overdue"
SHOWS = (WAIT, LATE, OPENED, CLOSED, EVERYTHING)
STATES_OF = {WAIT: WAITING, LATE: WAITING, OPENED: OPEN, CLOSED: FINISHED}
CLOCK = "soft_intelligence_triage"
ANSWER = "further_information"
LONGEST_CLOCK = 60  # days back that a first look can still be in time
SORTS = {
    "due": ("received_on",),
    "received": ("received_on", "at"),
    "provider": ("provider__name", "about_words"),
    "worry": ("worry",),
    "state": ("state",),
}
KEPT = {"due": "-is_at_risk_now"}  # whoever may be in danger stands first


@dataclass(frozen=True)
class Chosen:
    """What the inbox is narrowed to. provider and practice are codes; theme a code of the framework."""

    show: str = WAIT
    words: str = ""
    source: str = ""
    provider: str = ""
    practice: str = ""
    theme: str = ""
    tone: str = ""
    at_risk: bool = False
    sort: str = "due"

    @property
    def is_narrowed(self) -> bool:
        """Whether any filter but the view is set."""
        return any(
            (self.words, self.source, self.provider, self.practice, self.theme, self.tone, self.at_risk)
        )


@dataclass(frozen=True)
class Counts:
    """How many there are, restricted ones never."""

    waiting: int
    overdue: int
    at_risk: int
    open: int
    total: int


@lru_cache(maxsize=512)
def look_by(received_on: dt.date) -> Deadline | None:
    """By when a person looks at what came on a day, and why then; None for a time of which nothing is known."""
    try:
        return deadline(CLOCK, received_on)
    except DomainError:
        return None


def answer_by(asked_on: dt.date) -> dt.date:
    """By when a provider answers what it is asked on a day, by the pack."""
    return deadline(ANSWER, asked_on).due_on


def late_since(today: dt.date) -> dt.date:
    """What came on this day or before it, and nobody has looked at, is overdue today."""
    for back in range(LONGEST_CLOCK):
        day = today - dt.timedelta(days=back)
        due = look_by(day)
        if due is not None and due.due_on < today:
            return day
    return today - dt.timedelta(days=LONGEST_CLOCK)


def handled(*, user: Any) -> ItemQuerySet:
    """What people of the person's own commissioner handle one by one, with `state`. Never a restricted one."""
    ours = Item.visible_to(user).filter(owner=reach(user).commissioner_id)
    return ours.with_people().with_state()


def listed(*, user: Any, chosen: Chosen, today: dt.date) -> QuerySet[Item]:
    """Items as chosen, in order, with whom they are about and who sent them."""
    found = handled(user=user).filter(_shown(chosen.show, today), *_narrowed(chosen))
    found = found.select_related("provider", "sent_for", "by").prefetch_related("themes")
    return found.order_by(*_order(chosen))


def counts(*, user: Any, today: dt.date) -> Counts:
    """How many wait, are late, may be urgent, are open, and are there at all: one query."""
    waits = Q(state__in=WAITING)
    told = handled(user=user).aggregate(
        waiting=Count("pk", filter=waits),
        overdue=Count("pk", filter=waits & Q(received_on__lte=late_since(today))),
        at_risk=Count("pk", filter=waits & Q(is_at_risk_now=True)),
        open=Count("pk", filter=Q(state__in=OPEN)),
        total=Count("pk"),
    )
    return Counts(**told)


def choices(*, user: Any) -> dict[str, list[tuple[str, str]]]:
    """What the inbox can be narrowed to: providers and practices (code, name), sources and themes that occur in it."""
    ours = handled(user=user).order_by()
    found: dict[str, list[tuple[str, str]]] = {}
    for name, field in (("provider", "provider"), ("practice", "sent_for")):
        pairs = ours.filter(**{f"{field}__isnull": False}).values_list(f"{field}__code", f"{field}__name")
        found[name] = sorted(pairs.distinct(), key=lambda each: each[1].lower())
    found["source"] = [(code, code) for code in ours.values_list("source", flat=True).distinct()]
    themes = ItemTheme.objects.filter(item__in=ours.values("pk")).order_by()
    found["theme"] = [(code, code) for code in themes.values_list("theme", flat=True).distinct()]
    return found


def _shown(show: str, today: dt.date) -> Q:
    states = STATES_OF.get(show)
    condition = Q(state__in=states) if states else Q()
    return condition & Q(received_on__lte=late_since(today)) if show == LATE else condition


def _narrowed(chosen: Chosen) -> list[Q]:
    exact = {
        "source": chosen.source,
        "provider__code": chosen.provider,
        "sent_for__code": chosen.practice,
        "tone": chosen.tone,
        "is_at_risk_now": chosen.at_risk,
    }
    conditions = [Q(**{field: value}) for field, value in exact.items() if value]
    if chosen.theme:
        conditions.append(Q(pk__in=ItemTheme.objects.filter(theme=chosen.theme).values("item")))
    return [*conditions, *(says(word) for word in chosen.words.split())]


def says(word: str) -> Q:
    """Whether an item holds a word, or is about something called so."""
    return (
        Q(words__icontains=word)
        | Q(provider__name__icontains=word)
        | Q(about_words__icontains=word)
        | Q(service__icontains=word)
        | Q(place__icontains=word)
        | Q(ref__iexact=word)
    )


def _order(chosen: Chosen) -> list[Any]:
    name = chosen.sort.removeprefix("-")
    fields = SORTS.get(name, SORTS["due"])
    is_falling = chosen.sort.startswith("-")
    order = [F(each).desc(nulls_last=True) if is_falling else F(each).asc(nulls_last=True) for each in fields]
    return [*([KEPT[name]] if name in KEPT else []), *order, "pk"]
