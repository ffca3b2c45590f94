"""Finding key lines of enquiry: whose, how they stand, for which meeting. Never a restricted one, but by its door."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from trigpoint.accounts.models import User
from trigpoint.accounts.rules import reach, require
from trigpoint.actions.models import Action
from trigpoint.actions.queries import known as question_known
from trigpoint.actions.rules.states import ASKED
from trigpoint.common.errors import NotAllowed
from trigpoint.organisations.models import Organisation
from trigpoint.triangulation.models import Concern, Enquiry, EnquiryDeed, EnquiryState, EnquiryStep
from trigpoint.vault.queries import record_for

OPEN, EVERYTHING = "open", "all"
NOT_YOURS = "This belongs to somebody else."


@dataclass(frozen=True)
class Chosen:
    """What the list is narrowed to. provider: its code. state: of EnquiryState, or "all". held_on: day of a meeting.

    concern: the public id of a concern.
    """

    provider: str = ""
    state: str = OPEN
    held_on: dt.date | None = None
    concern: str = ""


@dataclass(frozen=True)
class Counts:
    """How many there are: open, those of them with no meeting or visit to go to, answered, and altogether."""

    open: int
    nowhere: int
    answered: int
    total: int


@dataclass(frozen=True)
class Known:
    """A line of enquiry with what its steps say. where: meeting or visit; put_about: the question in the register.

    answer: the latest, with who wrote it down and when.
    """

    enquiry: Enquiry
    where: str
    held_on: dt.date | None
    put_about: str
    answer: EnquiryStep | None

    @property
    def state(self) -> str:
        """Open, answered or withdrawn."""
        return self.enquiry.state

    @property
    def question(self) -> str:
        """Its latest words."""
        return self.enquiry.question


def enquiries_of(user: Any) -> QuerySet[Enquiry]:
    """Lines of enquiry of the commissioner for whom a person works, with how they stand."""
    return Enquiry.visible_to(user).filter(owner=reach(user).commissioner_id).standing()


def enquiries_listed(*, user: Any, chosen: Chosen) -> QuerySet[Enquiry]:
    """Lines of enquiry as chosen: those of the soonest meeting first, those for none last."""
    found = enquiries_of(user)
    narrowed = {
        "provider__code": chosen.provider,
        "state": "" if chosen.state == EVERYTHING else chosen.state,
        "carried_on": chosen.held_on,
        "concern__public_id": chosen.concern,
    }
    found = found.filter(**{name: value for name, value in narrowed.items() if value})
    order = (F("carried_on").asc(nulls_last=True), "provider__name", "at", "pk")
    return found.select_related("provider", "concern").order_by(*order)


def counts(*, user: Any) -> Counts:
    """How many lines of enquiry there are, in one query."""
    is_open = Q(state=EnquiryState.OPEN)
    told = enquiries_of(user).aggregate(
        open=Count("pk", filter=is_open),
        nowhere=Count("pk", filter=is_open & Q(carried_on__isnull=True)),
        answered=Count("pk", filter=Q(state=EnquiryState.ANSWERED)),
        total=Count("pk"),
    )
    return Counts(**told)


def known(enquiries: Iterable[Enquiry]) -> list[Known]:
    """Each with what its steps say, in one query. Give it lines of enquiry that the reader may see."""
    held = list(enquiries)
    steps: dict[int, dict[str, EnquiryStep]] = {}
    for step in EnquiryStep.objects.filter(enquiry__in=held).select_related("by").order_by("at", "pk"):
        latest = steps.setdefault(step.enquiry_id, {})
        if step.deed == EnquiryDeed.REOPENED:
            latest.pop(EnquiryDeed.PUT, None)  # what was asked in the register was answered
        latest[step.deed] = step
    return [_known(each, steps.get(each.pk, {})) for each in held]


def _known(enquiry: Enquiry, steps: dict[str, EnquiryStep]) -> Known:
    carried, put = steps.get(EnquiryDeed.CARRIED), steps.get(EnquiryDeed.PUT)
    return Known(
        enquiry=enquiry,
        where=carried.where if carried else "",
        held_on=carried.held_on if carried else None,
        put_about=put.about if put else "",
        answer=steps.get(EnquiryDeed.ANSWERED),
    )


def enquiry_of(*, user: Any, public_id: str) -> Enquiry | None:
    """One that `user` may see: unrestricted, or restricted and opened at its door not long ago."""
    found = record_for(user, "enquiry", public_id)
    is_ours = isinstance(found, Enquiry) and found.owner_id == reach(user).commissioner_id
    return standing_of(found) if isinstance(found, Enquiry) and is_ours else None


def standing_of(enquiry: Enquiry) -> Enquiry:
    """The same with how it stands."""
    return Enquiry.objects.standing().select_related("provider", "concern", "owner", "by").get(pk=enquiry.pk)


def steps_of(enquiry: Enquiry) -> list[EnquiryStep]:
    """Everything that became of one, the newest first."""
    return list(enquiry.steps.select_related("by").order_by("-at", "-pk"))


def enquiries_about(concern: Concern) -> list[Known]:
    """Lines of enquiry of a concern in hand, the oldest first; of a restricted one those that are restricted as it is."""
    found = concern.enquiries.filter(restriction=concern.restriction).standing()
    return known(found.select_related("provider", "concern").order_by("at", "pk"))


def enquiries_at(*, user: Any, providers: Iterable[Organisation]) -> dict[int, list[Known]]:
    """Lines of enquiry of several providers that nobody withdrew, by the provider's key, in the order of the list."""
    chosen = enquiries_listed(user=user, chosen=Chosen(state=EVERYTHING))
    found = chosen.filter(provider__in=list(providers)).exclude(state=EnquiryState.WITHDRAWN)
    by_provider: dict[int, list[Known]] = {}
    for each in known(found):
        by_provider.setdefault(each.enquiry.provider_id, []).append(each)
    return by_provider


def choices(*, user: Any) -> dict[str, list[tuple[str, str]]]:
    """What the list can be narrowed by: providers and days of meetings that occur in it."""
    ours = enquiries_of(user)
    providers = Organisation.visible_to(user).filter(pk__in=ours.order_by().values("provider"))
    days = sorted({day for day in ours.order_by().values_list("carried_on", flat=True) if day}, reverse=True)
    return {
        "provider": [(each.code, each.name) for each in providers.order_by("name")],
        "held_on": [(day.isoformat(), f"{day:%a} {day.day} {day:%b %Y}") for day in days],
    }


def locked_enquiry(enquiry: Enquiry) -> Enquiry:
    """Held until the transaction ends, so that two who work on it wait for each other; with how it stands."""
    Enquiry.objects.select_for_update().get(pk=enquiry.pk)
    return standing_of(enquiry)


def is_awaited(enquiry: Enquiry, *, user: Any) -> bool:
    """Whether it was put to the provider and the answer is waited for; so it is taken to be where `user` cannot see."""
    about = known([enquiry])[0].put_about
    if not about:
        return False
    question = Action.visible_to(user).filter(public_id=about.partition(":")[2]).first()
    return question is None or question_known(question, user=user).state in ASKED


def must_be_open_to(enquiry: Enquiry, by: User, deed: str) -> None:
    """Refuse unless `by` may do a deed and sees it, as one of its commissioner's people."""
    require(by, deed)
    seen = record_for(by, "enquiry", enquiry.public_id)
    if seen is None or not reach(by).is_staff or seen.owner_id != reach(by).commissioner_id:
        raise NotAllowed(NOT_YOURS)
