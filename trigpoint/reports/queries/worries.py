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
    questions: what was put to providers in the register, by its reference. grid: None for somebody who does not read
    concerns.
    """

    cases: Mapping[int, Sequence[Case]] = field(default_factory=dict)
    enquiries: Mapping[int, Sequence[Enquiry]] = field(default_factory=dict)
    questions: Mapping[str, Question] = field(default_factory=dict)
    good: Mapping[int, Sequence[GoodPractice]] = field(default_factory=dict)
    grid: Grid | None = None

    def open_at(self, provider: int) -> list[Case]:
        """Open concerns about one."""
        return [each for each in self.cases.get(provider, ()) if each.state == ConcernState.OPEN]


NONE = Worries()


@dataclass(frozen=True)
class Held:
    """Concerns that are open, or of which something was said since a moment, and the steps of each by its key."""

    concerns: Sequence[Concern]
    steps: Mapping[int, Sequence[ConcernStep]]

    def worried(self) -> set[int]:
        """Keys of the providers about which one is open."""
        return {each.provider_id for each in self.concerns if each.state == ConcernState.OPEN}


NOTHING = Held((), {})


def concerns_held(
    *, user: User, since: dt.datetime | None = None, providers: Sequence[Organisation] | None = None
) -> Held:
    """Concerns with their steps, in two queries; of all providers where none is named."""
    if not may(user, READ):
        return NOTHING
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
    return Held(concerns, steps)


def worries(
    *,
    user: User,
    providers: Iterable[Organisation],
    day: dt.date,
    held: Held | None = None,
    known: Iterable[Question] = (),
) -> Worries:
    """What `user` may see of these providers on `day`, in some twenty queries however many they are.

    held: concerns that were read already, which may be of other providers too. known: questions that were.
    """
    if not may(user, READ):
        return Worries()
    wanted = list(providers)
    told = held or concerns_held(user=user, providers=wanted)
    enquiries = enquiries_at(user=user, providers=wanted)
    put = [each.put_about for found in enquiries.values() for each in found]
    questions = _questions(user, [*_asked(told), *put], day, known)
    return Worries(
        cases=_cases(told, questions, day),
        enquiries=enquiries,
        questions=questions,
        good=good_at(user=user, providers=wanted),
        grid=grid(user=user, providers=wanted, day=day),
    )


def worries_for_paper(
    *, user: User, providers: Iterable[Organisation], day: dt.date, held: Held, known: Iterable[Question]
) -> Worries:
    """The concerns and the grid alone. known: questions that were read already."""
    if not may(user, READ):
        return Worries()
    questions = _questions(user, _asked(held), day, known)
    return Worries(
        cases=_cases(held, questions, day), grid=grid(user=user, providers=list(providers), day=day)
    )


def _cases(held: Held, questions: Mapping[str, Question], day: dt.date) -> dict[int, list[Case]]:
    by_provider: defaultdict[int, list[Case]] = defaultdict(list)
    for concern in held.concerns:
        steps = tuple(held.steps.get(concern.pk, ()))
        by_provider[concern.provider_id].append(_case(concern, steps, questions, day))
    return dict(by_provider)


def _asked(held: Held) -> list[str]:
    """References of the questions by which providers were asked for their side."""
    steps = (step for found in held.steps.values() for step in found)
    return [step.about for step in steps if step.deed == ConcernDeed.ASKED]


def _case(
    concern: Concern, steps: tuple[ConcernStep, ...], questions: Mapping[str, Question], day: dt.date
) -> Case:
    asked = [step for step in steps if step.deed == ConcernDeed.ASKED]
    askings = tuple(Asking(step, questions.get(step.about), day) for step in asked)
    return Case(concern, steps, askings, day)


def _questions(
    user: User, abouts: Iterable[str], day: dt.date, known: Iterable[Question]
) -> dict[str, Question]:
    """Questions by reference. Only those are asked for that are not among `known`."""
    held = {reference_to(each.action): each for each in known}
    wanted = {about for about in abouts if about}
    ids = sorted(about.partition(":")[2] for about in wanted - held.keys())
    if ids:
        found = Action.visible_to(user).filter(public_id__in=ids)
        found = found.select_related("provider", "owner", "parent", "by")
        held |= {reference_to(each.action): each for each in known_among(found, day=day, user=user)}
    return {about: held[about] for about in wanted if about in held}
