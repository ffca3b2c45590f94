"""Reading what papers tell of concerns, of key lines of enquiry and of evidence that lines up: never what is restricted."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q

from trigpoint.accounts.models import User
from trigpoint.accounts.rules import may
from trigpoint.actions.models import Action
from trigpoint.actions.queries import Known as Question
from trigpoint.actions.queries import known_among
from trigpoint.common.references import reference_to
from trigpoint.organisations.models import Organisation
from trigpoint.triangulation.models import Concern, ConcernDeed, ConcernState, ConcernStep, GoodPractice
from trigpoint.triangulation.queries.concerns import concerns_of
from trigpoint.triangulation.queries.concerns_case import Asking, Case
from trigpoint.triangulation.queries.enquiries import Known as Enquiry
from trigpoint.triangulation.queries.enquiries import enquiries_at
from trigpoint.triangulation.queries.good_practice import good_at
from trigpoint.triangulation.queries.grid import Grid, grid

READ = "concerns.read"


@dataclass(frozen=True)
class Worries:
    """What is known of some providers, by the provider's key: concerns, questions to ask, what goes well, and the grid.

    cases: concerns that are open, or of which something was said since a moment, in the order in which they were raised.
    grid: None for somebody who does not read concerns.
    """

    cases: Mapping[int, Sequence[Case]] = field(default_factory=dict)
    enquiries: Mapping[int, Sequence[Enquiry]] = field(default_factory=dict)
    good: Mapping[int, Sequence[GoodPractice]] = field(default_factory=dict)
    grid: Grid | None = None

    def open_at(self, provider: int) -> list[Case]:
        """Open concerns about one."""
        return [each for each in self.cases.get(provider, ()) if each.state == ConcernState.OPEN]


NONE = Worries()


def worries(
    *, user: User, providers: Iterable[Organisation], day: dt.date, since: dt.datetime | None = None
) -> Worries:
    """What `user` may see of these providers on `day`, in some ten queries however many they are."""
    if not may(user, READ):
        return Worries()
    held = list(providers)
    return Worries(
        cases=cases(user=user, day=day, since=since, providers=held),
        enquiries=enquiries_at(user=user, providers=held),
        good=good_at(user=user, providers=held),
        grid=grid(user=user, providers=held, day=day),
    )


def cases(
    *,
    user: User,
    day: dt.date,
    since: dt.datetime | None = None,
    providers: Sequence[Organisation] | None = None,
) -> dict[int, list[Case]]:
    """Concerns with their steps and what providers replied, by the provider's key; of all providers where none is named."""
    is_told = Q(state=ConcernState.OPEN)
    if since is not None:
        is_told |= Q(Exists(ConcernStep.objects.filter(concern=OuterRef("pk"), at__gte=since)))
    found = concerns_of(user).filter(is_told)
    if providers is not None:
        found = found.filter(provider__in=providers)
    concerns = list(found.select_related("provider", "owner").order_by("raised_on", "pk"))
    steps: defaultdict[int, list[ConcernStep]] = defaultdict(list)
    told = ConcernStep.objects.filter(concern__in=concerns).select_related("by", "lead", "other")
    for step in told.order_by("at", "pk"):
        steps[step.concern_id].append(step)
    questions = _questions(user, [step for each in steps.values() for step in each], day)
    by_provider: defaultdict[int, list[Case]] = defaultdict(list)
    for concern in concerns:
        by_provider[concern.provider_id].append(_case(concern, tuple(steps[concern.pk]), questions, day))
    return dict(by_provider)


def _case(
    concern: Concern, steps: tuple[ConcernStep, ...], questions: Mapping[str, Question], day: dt.date
) -> Case:
    asked = [step for step in steps if step.deed == ConcernDeed.ASKED]
    askings = tuple(Asking(step, questions.get(step.about), day) for step in asked)
    return Case(concern, steps, askings, day)


def _questions(user: User, steps: Iterable[ConcernStep], day: dt.date) -> dict[str, Question]:
    ids = [step.about.partition(":")[2] for step in steps if step.deed == ConcernDeed.ASKED and step.about]
    if not ids:
        return {}
    found = Action.visible_to(user).filter(public_id__in=ids)
    found = found.select_related("provider", "owner", "parent", "by")
    return {reference_to(each.action): each for each in known_among(found, day=day, user=user)}
