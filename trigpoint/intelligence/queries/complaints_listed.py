"""Finding complaints: whose, how they stand, in which order; and what of them is due to a person. Never a restricted one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Exists, F, Max, OuterRef, Q, QuerySet, When

from trigpoint.accounts.models import Commissioner, User
from trigpoint.accounts.rules import may, reach
from trigpoint.actions.queries import people_who
from trigpoint.common.references import reference_to
from trigpoint.intelligence.models import Complaint, ComplaintPart, ComplaintPartStep, ComplaintQuerySet
from trigpoint.intelligence.queries.complaints_case import PartKnown, questions_of
from trigpoint.intelligence.rules.complaints import OURS, UNANSWERED
from trigpoint.notifications.rules import Due
from trigpoint.organisations.models import Organisation

OPEN, OVERDUE, MINE, WAITING_FOR_OTHERS, DONE, EVERYTHING = "open", "overdue", "mine", "parts", "done", "all"
SHOWS = (OPEN, OVERDUE, MINE, WAITING_FOR_OTHERS, DONE, EVERYTHING)
SORTS = {"due": ("due_next", "pk"), "number": ("received_on", "pk"), "received": ("received_on", "pk")}
MOST = 500


@dataclass(frozen=True)
class Chosen:
    """What the list is narrowed to. provider: its code. subject: a code of the pack. handler: a public id."""

    show: str = OPEN
    state: str = ""
    provider: str = ""
    subject: str = ""
    handler: str = ""
    severity: str = ""
    sort: str = "due"


@dataclass(frozen=True)
class Counts:
    """How many there are of a kind."""

    open: int
    overdue: int
    mine: int
    total: int


def complaints_of(user: Any) -> ComplaintQuerySet:
    """Complaints of the commissioner for whom a person works, with how they stand."""
    return Complaint.visible_to(user).filter(owner=reach(user).commissioner_id).with_state()


def listed(*, user: Any, chosen: Chosen, today: dt.date) -> QuerySet[Complaint]:
    """Complaints as chosen, in order."""
    found = _shown(complaints_of(user), chosen.show, user, today)
    narrowed = {
        "state": chosen.state,
        "providers__code": chosen.provider,
        "subjects__code": chosen.subject,
        "handler__public_id": chosen.handler,
        "severity": chosen.severity,
    }
    found = found.filter(**{name: value for name, value in narrowed.items() if value})
    key = chosen.sort.removeprefix("-")
    order = [F(name).asc(nulls_last=True) for name in SORTS.get(key, SORTS["due"])]
    if chosen.sort.startswith("-"):
        order = [F(name).desc(nulls_last=True) for name in SORTS.get(key, SORTS["due"])]
    found = found.annotate(due_next=_due_next()).select_related("handler")
    return found.prefetch_related("providers", "subjects").order_by(*order)


def counts(*, user: Any, today: dt.date) -> Counts:
    """How many complaints there are, in one query."""
    late = Q(state__in=OURS) & (Q(is_acknowledged=False, acknowledge_by__lt=today) | Q(reply_by__lt=today))
    told = complaints_of(user).aggregate(
        open=Count("pk", filter=Q(state__in=UNANSWERED)),
        overdue=Count("pk", filter=late),
        mine=Count("pk", filter=Q(state__in=UNANSWERED, handler=user.pk)),
        total=Count("pk"),
    )
    return Counts(**told)


def choices(*, user: Any) -> dict[str, list[tuple[str, str]]]:
    """What the list can be narrowed by: providers and handlers that occur in it."""
    ours = Complaint.visible_to(user).filter(owner=reach(user).commissioner_id)
    providers = Organisation.visible_to(user).filter(pk__in=ours.values("providers")).order_by("name")
    handlers = User.objects.filter(pk__in=ours.values("handler")).order_by("last_name", "username")
    return {
        "provider": [(each.code, each.name) for each in providers],
        "handler": [(each.public_id, str(each)) for each in handlers],
    }


def handlers_of(owner: Commissioner) -> QuerySet[User]:
    """Who may handle complaints of a commissioner."""
    return people_who("complaints.write", owner=owner).order_by("last_name", "username")


def may_handle(person: User, *, owner: Commissioner | None) -> bool:
    """Whether a person may handle complaints of a commissioner."""
    return owner is not None and handlers_of(owner).filter(pk=person.pk).exists()


def due_for(user: Any, today: dt.date) -> list[Due]:
    """What a person has to see to of the complaints they handle: acknowledging, answering; the earliest first."""
    if not may(user, "complaints.write"):
        return []
    found = complaints_of(user).filter(handler=user.pk, state__in=OURS)
    told = [_due(each, today) for each in found.annotate(changed_at=Max("steps__at"))[:MOST]]
    return sorted((due for due in told if due), key=lambda due: due.due_on)


def _due_next() -> Case:
    """The first day that has to be kept, as `_due` says it; needs `with_state`."""
    to_acknowledge = Q(is_acknowledged=False, state__in=OURS)
    return Case(When(to_acknowledge, then=F("acknowledge_by")), default=F("reply_by"))


def _due(complaint: Complaint, today: dt.date) -> Due | None:
    """The first day that has to be kept: acknowledging it, then answering it. None where neither is owed."""
    is_first = not complaint.is_acknowledged
    due_on = complaint.acknowledge_by if is_first else complaint.reply_by
    if due_on is None:
        return None
    return Due(
        reference=reference_to(complaint),
        what=str(complaint),
        title=f"{'Acknowledge' if is_first else 'Answer'} complaint {complaint.number}",
        due_on=due_on,
        address=complaint.get_absolute_url(),
        changed_at=complaint.changed_at or complaint.at,
        is_overdue=due_on < today,
    )


def _shown(found: ComplaintQuerySet, show: str, user: Any, today: dt.date) -> ComplaintQuerySet:
    if show == OVERDUE:
        return found.overdue(today)
    if show == MINE:
        return found.unanswered().filter(handler=user.pk)
    if show == WAITING_FOR_OTHERS:
        return found.filter(state__in=OURS, pk__in=_waiting_for_others(found, user, today))
    if show == DONE:
        return found.exclude(state__in=UNANSWERED)
    return found if show == EVERYTHING else found.unanswered()


def _waiting_for_others(found: ComplaintQuerySet, user: Any, today: dt.date) -> set[int]:
    """Keys of those of which a part is neither here, nor answered in the register, nor given up."""
    ended = ComplaintPartStep.objects.filter(part=OuterRef("pk")).exclude(deed=ComplaintPartStep.Deed.CHASED)
    owed = found.filter(state__in=OURS).values("pk")
    parts = list(ComplaintPart.objects.filter(~Exists(ended), complaint__in=owed))
    asked = questions_of(parts, user=user, today=today)
    return {
        part.complaint_id for part in parts if PartKnown(part, (), asked.get(part.question), today).is_awaited
    }
