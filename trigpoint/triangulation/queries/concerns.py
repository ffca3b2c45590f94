"""Finding concerns: whose, how they stand, in which order. Never a restricted one, but by its door."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from trigpoint.accounts.models import Commissioner, User
from trigpoint.accounts.rules import reach, require
from trigpoint.actions.models import Action
from trigpoint.actions.queries import people_who, standing_on
from trigpoint.actions.rules.states import ASKED
from trigpoint.common import clock
from trigpoint.common.errors import NotAllowed
from trigpoint.frameworks.packs import Pack
from trigpoint.organisations.models import Organisation
from trigpoint.triangulation.models import Concern, ConcernDeed, ConcernQuerySet, ConcernState, ConcernStep
from trigpoint.triangulation.rules.concerns import WRITE
from trigpoint.vault.queries import record_for

OPEN, MINE, LATE, REPLY, DONE, EVERYTHING = "open", "mine", "late", "reply", "done", "all"
SHOWS = (OPEN, MINE, LATE, REPLY, DONE, EVERYTHING)
SORTS = {
    "number": ("raised_on", "pk"),
    "raised": ("raised_on", "pk"),
    "provider": ("provider__name", "pk"),
    "next": ("next_on", "pk"),
}
LEVELS, REASONS = "concern_levels", "closing_reasons"
NOT_YOURS = "This belongs to somebody else."


@dataclass(frozen=True)
class Chosen:
    """What the list is narrowed to. provider: its code. theme, level: codes of the pack. lead: a public id."""

    show: str = OPEN
    level: str = ""
    lead: str = ""
    provider: str = ""
    theme: str = ""
    words: str = ""
    sort: str = "next"


@dataclass(frozen=True)
class Counts:
    """How many there are of a kind."""

    open: int
    mine: int
    late: int
    highest: int
    total: int


def concerns_of(user: Any) -> ConcernQuerySet:
    """Concerns of the commissioner for whom a person works, with how they stand."""
    return Concern.visible_to(user).filter(owner=reach(user).commissioner_id).standing()


def concerns_listed(*, user: Any, chosen: Chosen) -> QuerySet[Concern]:
    """Concerns as chosen, in order, with provider."""
    found = _shown(concerns_of(user), chosen.show, user, clock.today())
    narrowed = {
        "level": chosen.level,
        "provider__code": chosen.provider,
        "theme": chosen.theme,
        "lead_id__in": User.objects.filter(public_id=chosen.lead).values("pk") if chosen.lead else "",
    }
    found = found.filter(**{name: value for name, value in narrowed.items() if value})
    for word in chosen.words.split():
        found = found.filter(
            Q(number__icontains=word)
            | Q(title__icontains=word)
            | Q(words__icontains=word)
            | Q(provider__name__icontains=word)
        )
    names = SORTS.get(chosen.sort.removeprefix("-"), SORTS["next"])
    is_down = chosen.sort.startswith("-")
    order = [F(name).desc(nulls_last=True) if is_down else F(name).asc(nulls_last=True) for name in names]
    return found.select_related("provider").order_by(*order)


def counts(*, user: Any) -> Counts:
    """How many concerns there are, in one query."""
    is_open = Q(state=ConcernState.OPEN)
    told = concerns_of(user).aggregate(
        open=Count("pk", filter=is_open),
        mine=Count("pk", filter=is_open & Q(lead_id=user.pk)),
        late=Count("pk", filter=is_late(clock.today())),
        highest=Count("pk", filter=is_open & Q(level="high")),
        total=Count("pk"),
    )
    return Counts(**told)


def concern_of(*, user: Any, public_id: str) -> Concern | None:
    """One that `user` may see: unrestricted, or restricted and opened at its door not long ago. The door notes the read."""
    found = record_for(user, "concern", public_id)
    is_ours = isinstance(found, Concern) and found.owner_id == reach(user).commissioner_id
    return standing_of(found) if isinstance(found, Concern) and is_ours else None


def standing_of(concern: Concern) -> Concern:
    """The same with how it stands."""
    return Concern.objects.standing().select_related("provider", "owner", "by").get(pk=concern.pk)


def open_concerns_of(*, user: Any, provider: Organisation) -> list[Concern]:
    """Open concerns about a provider, the newest first, with how they stand."""
    found = concerns_of(user).filter(provider=provider, state=ConcernState.OPEN)
    return list(found.select_related("provider").order_by("-raised_on", "-pk"))


def is_late(day: dt.date) -> Q:
    """Whether the day on which it is looked at next, or whether its closing held, is over; needs `standing`."""
    return Q(state=ConcernState.OPEN, next_on__lt=day) | Q(state=ConcernState.CLOSED, check_on__lte=day)


def replies_overdue(user: Any, day: dt.date) -> QuerySet[ConcernStep]:
    """Steps by which providers were asked for a reply that was due before a day and has not come."""
    late = standing_on(day, user=user).filter(kind=Action.Kind.QUESTION, state__in=ASKED, due__lt=day)
    about = [f"action:{public_id}" for public_id in late.order_by().values_list("public_id", flat=True)]
    return ConcernStep.objects.filter(deed=ConcernDeed.ASKED, about__in=about)


def choices(*, user: Any) -> dict[str, list[tuple[str, str]]]:
    """What the list can be narrowed by: providers and leads that occur in it."""
    ours = concerns_of(user)
    providers = Organisation.visible_to(user).filter(pk__in=ours.order_by().values("provider"))
    leads = User.objects.filter(pk__in=ours.order_by().values("lead_id")).order_by("last_name", "username")
    return {
        "provider": [(each.code, each.name) for each in providers.order_by("name")],
        "lead": [(each.public_id, str(each)) for each in leads],
    }


def leads_of(owner: Commissioner) -> QuerySet[User]:
    """Who may answer for concerns of a commissioner."""
    return people_who(WRITE, owner=owner).order_by("last_name", "username")


def may_lead(person: User, *, owner: Commissioner | None) -> bool:
    """Whether a person may answer for concerns of a commissioner."""
    return owner is not None and leads_of(owner).filter(pk=person.pk).exists()


def levels_of(pack: Pack) -> dict[str, str]:
    """Levels of a pack, by code."""
    return {word.code: word.title for word in pack.vocabulary(LEVELS).words}


def reasons_of(pack: Pack) -> dict[str, str]:
    """Why a concern may be closed, by code. Being told with another has a deed of its own."""
    return {word.code: word.title for word in pack.vocabulary(REASONS).words if word.code != "merged"}


def themes_of(pack: Pack, day: dt.date) -> dict[str, str]:
    """Themes of a pack on a day, by code."""
    return {theme.code: theme.title for theme in pack.themes_on(day)}


def locked_concern(concern: Concern) -> Concern:
    """The concern, held until the transaction ends, so that two who work on it wait for each other; with how it stands."""
    Concern.objects.select_for_update().get(pk=concern.pk)
    return standing_of(concern)


def hold(*concerns: Concern) -> None:
    """Hold several at once until the transaction ends, in one order, so that two who hold the same never block each other."""
    keys = sorted(each.pk for each in concerns)
    list(Concern.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))


def must_be_open_to(concern: Concern, by: User, deed: str) -> None:
    """Refuse unless `by` may do a deed and sees the concern, as one of its commissioner's people."""
    require(by, deed)
    seen = record_for(by, "concern", concern.public_id)
    if seen is None or not reach(by).is_staff or seen.owner_id != reach(by).commissioner_id:
        raise NotAllowed(NOT_YOURS)


def people_called(keys: Iterable[int | None]) -> dict[int, str]:
    """Names of people by key, asked at once."""
    found = User.objects.filter(pk__in={key for key in keys if key})
    return {person.pk: str(person) for person in found}


def _shown(found: ConcernQuerySet, show: str, user: Any, today: dt.date) -> ConcernQuerySet:
    if show == MINE:
        return found.filter(state=ConcernState.OPEN, lead_id=user.pk)
    if show == LATE:
        return found.filter(is_late(today))
    if show == REPLY:
        late = list(replies_overdue(user, today).values_list("concern", flat=True))
        return found.filter(state=ConcernState.OPEN, pk__in=late)
    if show == DONE:
        return found.exclude(state=ConcernState.OPEN)
    return found if show == EVERYTHING else found.filter(state=ConcernState.OPEN)
