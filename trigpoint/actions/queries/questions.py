"""Questions to providers, for the papers and pages that other areas make. Never a restricted one."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import F, Q

from trigpoint.accounts.rules import reach
from trigpoint.actions.models import Action, ActionQuerySet, Step
from trigpoint.actions.queries.known import Known, known_among
from trigpoint.actions.queries.lists import standing_on
from trigpoint.actions.rules.states import ASKED, OPEN, Deed
from trigpoint.organisations.models import Organisation


def questions_to(
    provider: Organisation, *, user: Any, day: dt.date, closed_since: dt.date | None = None
) -> list[Known]:
    """Questions to a provider that are open, or were closed on a day or after it, soonest due first."""
    return questions_about([provider], user=user, day=day, closed_since=closed_since)


def questions_about(
    providers: Iterable[Organisation], *, user: Any, day: dt.date, closed_since: dt.date | None = None
) -> list[Known]:
    """The same of several providers, asked at once."""
    kept = Q(state__in=OPEN)
    if closed_since:
        closed = Step.objects.filter(deed=Deed.CLOSED, on__gte=closed_since, on__lte=day)
        kept |= Q(state=Deed.CLOSED, pk__in=closed.values("action"))
    return _whole(_ours(user, day).filter(kept, provider__in=list(providers)), user, day)


def questions_waiting(*, user: Any, providers: Iterable[Organisation], day: dt.date) -> Counter[int]:
    """How many questions wait for an answer, by key of the provider."""
    found = _ours(user, day).filter(state__in=ASKED, provider__in=list(providers))
    return Counter(found.order_by().values_list("provider_id", flat=True))


class Brief(NamedTuple):
    """A question in the few words of a list."""

    text: str
    provider: str
    address: str
    state: str
    due: dt.date | None


@dataclass(frozen=True)
class InShort:
    """How many questions are overdue and how many are a person's, and the first of each.

    waiting: how many wait for an answer at some providers, by key of the provider.
    """

    overdue: int
    promised: int
    first_overdue: tuple[Brief, ...]
    first_promised: tuple[Brief, ...]
    waiting: Counter[int]


def questions_in_short(
    *, user: Any, day: dt.date, first: int, providers: Iterable[Organisation] = ()
) -> InShort:
    """Questions whose answer was due before a day and has not come, and open ones that a person asked or has to answer.

    Counted, with the first few of each, soonest due first, in short: one query.
    """
    found, near = _ours(user, day), {each.pk for each in providers}
    either = found.annotate(is_mine=Q(by=user.pk) | found.leads_of(user)).filter(
        Q(state__in=ASKED, due__lt=day)
        | Q(state__in=OPEN, is_mine=True)
        | Q(state__in=ASKED, provider__in=near)
    )
    late, mine, waiting = [], [], Counter()
    for key, text, name, public_id, state, due, is_mine in _soonest_first(either).values_list(
        "provider", "text", "provider__name", "public_id", "state", "due", "is_mine"
    ):
        told = (text, name, public_id, state, due)
        if state in ASKED and due is not None and due < day:
            late.append(told)
        if is_mine and state in OPEN:
            mine.append(told)
        if state in ASKED and key in near:
            waiting[key] += 1
    return InShort(len(late), len(mine), _in_short(late[:first]), _in_short(mine[:first]), waiting)


def _in_short(rows: Iterable[tuple[str, str, str, str, dt.date | None]]) -> tuple[Brief, ...]:
    return tuple(
        Brief(text, name, Action(public_id=public_id).get_absolute_url(), state, due)
        for text, name, public_id, state, due in rows
    )


def _ours(user: Any, day: dt.date) -> ActionQuerySet:
    """Questions of the commissioner for whom a person works, with how they stood."""
    ours = standing_on(day, user=user)
    return ours.filter(kind=Action.Kind.QUESTION, owner=reach(user).commissioner_id)


def _whole(found: ActionQuerySet, user: Any, day: dt.date) -> list[Known]:
    return known_among(
        _soonest_first(found).select_related("provider", "owner", "parent", "by"), day=day, user=user
    )


def _soonest_first(found: ActionQuerySet) -> ActionQuerySet:
    return found.order_by(F("due").asc(nulls_last=True), "pk")
