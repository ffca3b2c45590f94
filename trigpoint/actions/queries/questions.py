"""Questions to providers, for the papers and pages that other areas make. Never a restricted one."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any

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


def questions_overdue(*, user: Any, day: dt.date) -> list[Known]:
    """Questions whose answer was due before a day and has not come, longest overdue first."""
    return _whole(_ours(user, day).filter(state__in=ASKED, due__lt=day), user, day)


def questions_of(user: Any, *, day: dt.date) -> list[Known]:
    """Open questions that a person asked or has to answer, soonest due first."""
    found = _ours(user, day)
    return _whole(found.filter(Q(by=user.pk) | found.leads_of(user), state__in=OPEN), user, day)


def _ours(user: Any, day: dt.date) -> ActionQuerySet:
    """Questions of the commissioner for whom a person works, with how they stood."""
    ours = standing_on(day, user=user)
    return ours.filter(kind=Action.Kind.QUESTION, owner=reach(user).commissioner_id)


def _whole(found: ActionQuerySet, user: Any, day: dt.date) -> list[Known]:
    ordered = found.select_related("provider", "owner", "parent", "by").order_by(
        F("due").asc(nulls_last=True), "pk"
    )
    return known_among(ordered, day=day, user=user)
