"""One concern with everything that happened to it: steps, what bears on it, the provider's reply, its actions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.db.models import Q

from trigpoint.accounts.models import User
from trigpoint.actions.models import Action
from trigpoint.actions.queries import Known, known_among
from trigpoint.actions.rules.states import ASKED, COMPLETED
from trigpoint.common import clock, references
from trigpoint.common.clock import LONDON
from trigpoint.common.references import Shown, reference_to
from trigpoint.frameworks import calendar
from trigpoint.frameworks.deadlines import Deadline
from trigpoint.frameworks.packs import Pack
from trigpoint.frameworks.queries import deadline, pack_named
from trigpoint.triangulation.models import (
    Concern,
    ConcernDeed,
    ConcernLink,
    ConcernState,
    ConcernStep,
    Enquiry,
    Evidence,
)
from trigpoint.triangulation.queries.sides import Sides, sides
from trigpoint.triangulation.queries.told_now import counts_today, fact_of, told_now
from trigpoint.triangulation.queries.withheld import WITHHELD, lines_withheld, withheld
from trigpoint.triangulation.rules.concerns import Looked

RIGHT_OF_REPLY, CHECKED_AFTER, AGREE = "right_of_reply", "months_until_checked", "streams_that_agree"
EVIDENCE = "evidence"


@dataclass(frozen=True)
class Asking:
    """The provider was asked for its side. question: as it stands in the register, None where `user` does not see it."""

    step: ConcernStep
    question: Known | None
    today: dt.date

    @property
    def asked_on(self) -> dt.date:
        """The day it was asked."""
        return self.step.at.astimezone(LONDON).date()

    @property
    def is_answered(self) -> bool:
        """Whether the provider answered in the register."""
        return self.question is not None and self.question.state in COMPLETED

    @property
    def is_awaited(self) -> bool:
        """Whether an answer is waited for."""
        return self.question is not None and self.question.state in ASKED

    @property
    def due_on(self) -> dt.date | None:
        """By when."""
        return self.question.due_on if self.question else None

    @property
    def is_overdue(self) -> bool:
        """Strictly after its day."""
        return self.is_awaited and self.due_on is not None and self.due_on < self.today

    @property
    def answer(self) -> str:
        """What the provider answered, in its words."""
        if self.question is None or not self.is_answered:
            return ""
        given = self.question.evidence
        claim = self.question.claim
        return given[-1].text if given else claim.text if claim else ""

    @property
    def answered_on(self) -> dt.date | None:
        """The day it was answered."""
        claim = self.question.claim if self.question else None
        return (claim.happened_on or claim.on) if claim else None

    @property
    def why(self) -> Deadline | None:
        """Why it is due then, where the pack's rule set the day."""
        given = self.question.deadlines if self.question else ()
        set_on = next((each.set_on for each in reversed(given) if each.due_on == self.due_on), None)
        rule = deadline(RIGHT_OF_REPLY, set_on or self.asked_on)
        return rule if rule.due_on == self.due_on else None


@dataclass(frozen=True)
class Linked:
    """What bears on the concern, and where it leads, as far as the person may see it.

    evidence: the fact as it was told when it was linked. now: the same fact as its source tells it today, if it does.
    counts: whether that is recent enough to count today.
    """

    link: ConcernLink
    shown: Shown | None
    evidence: Evidence | None = None
    now: Evidence | None = None
    counts: bool = False

    @property
    def kind(self) -> str:
        """The kind of record."""
        return self.link.about.partition(":")[0]

    @property
    def fact(self) -> tuple[str, str] | None:
        """What makes a fact the same however often it is told anew: its source and what that calls it."""
        return fact_of(self.evidence) if self.evidence else None

    @property
    def words(self) -> str:
        """What it said when it was linked, and what became of that at its source."""
        said = self.link.says
        if self.evidence is None:
            return said
        if self.now is None:
            gone = self.evidence.gone_at
            return f"{said} (taken back at its source{f' on {_day_words(gone)}' if gone else ''})"
        if self.now.says != said:
            said = f"When linked: {said} Now: {self.now.says}"
        last = self.now.last_on
        return said if self.counts else f"{said} (last so on {last:%-d %B %Y}, too long ago to count today)"


@dataclass(frozen=True)
class Case:
    """A concern as it stands today."""

    concern: Concern
    steps: tuple[ConcernStep, ...]
    askings: tuple[Asking, ...]
    today: dt.date
    actions: tuple[Known, ...] = ()

    @cached_property
    def pack(self) -> Pack:
        """The framework pack in force when it was raised."""
        return pack_named(self.concern.pack)

    @cached_property
    def state(self) -> str:
        """Where it stands."""
        return next((step.state for step in reversed(self.steps) if step.state), ConcernState.OPEN.value)

    @property
    def level(self) -> str:
        """Its level, a code of the pack."""
        return next((step.level for step in reversed(self.steps) if step.level), "")

    @property
    def lead(self) -> User | None:
        """Who leads it."""
        return next((step.lead for step in reversed(self.steps) if step.lead), None)

    @property
    def exit_criteria(self) -> str:
        """What must hold before it may be closed."""
        return next((step.exit_criteria for step in reversed(self.steps) if step.exit_criteria), "")

    @property
    def next_on(self) -> dt.date | None:
        """When it is looked at next."""
        said = self.last("raised", "led", "levelled", "decided", "reopened")
        return said.next_on if said and self.state == ConcernState.OPEN else None

    @property
    def closing(self) -> ConcernStep | None:
        """The closing that counts."""
        return self.last(ConcernDeed.CLOSED) if self.state == ConcernState.CLOSED else None

    @property
    def checking(self) -> ConcernStep | None:
        """What was found when it was looked at again since it was closed."""
        last = self.last(ConcernDeed.CHECKED, ConcernDeed.CLOSED)
        return last if last and last.deed == ConcernDeed.CHECKED and self.closing else None

    @property
    def check_on(self) -> dt.date | None:
        """When it is looked at again whether the closing held."""
        said = self.checking or self.closing
        return said.check_on if said else None

    @property
    def decisions(self) -> list[ConcernStep]:
        """What was decided, the latest first."""
        return [step for step in reversed(self.steps) if step.deed == ConcernDeed.DECIDED]

    @property
    def replies(self) -> list[ConcernStep]:
        """Replies that came another way than the register."""
        return [step for step in self.steps if step.deed == ConcernDeed.REPLIED]

    @property
    def awaited(self) -> Asking | None:
        """The latest question that waits for an answer."""
        return next((each for each in reversed(self.askings) if each.is_awaited), None)

    @property
    def is_asked(self) -> bool:
        """Whether the provider was asked for its side."""
        return bool(self.askings or self.replies)

    @property
    def is_answered(self) -> bool:
        """Whether the provider's side is here and nothing more of it is waited for."""
        is_here = bool(self.replies) or any(each.is_answered for each in self.askings)
        return is_here and self.awaited is None

    def last(self, *deeds: str) -> ConcernStep | None:
        """The latest step of a kind."""
        return next((step for step in reversed(self.steps) if step.deed in deeds), None)

    def looked(self, known: Sides, linked: Sequence[Linked]) -> Looked:
        """What warnings look at."""
        streams = {each.stream for each in known.supports}
        streams |= {
            each.now.stream for each in linked if each.now and each.counts and each.link.side == "for"
        }
        return Looked(
            state=self.state,
            streams=tuple(sorted(streams)),
            needed=int(self.pack.number(AGREE, self.concern.raised_on).value),
            stale=tuple(each.title for each in known.blind if each.state == "stale"),
            asked=self.is_asked,
            answered=self.is_answered,
            has_lead=self.lead is not None,
            next_on=self.next_on,
            today=self.today,
        )


def case_of(concern: Concern, *, user: Any, today: dt.date | None = None) -> Case:
    """Everything about one concern that its steps and the register hold."""
    day = today or clock.today()
    steps = tuple(concern.steps.select_related("by", "lead", "other").order_by("at", "pk"))
    kept = [step for step in steps if step.evidence]
    for step, lines in zip(
        kept, lines_withheld([each.evidence for each in kept], within=concern.restriction), strict=True
    ):
        step.evidence = lines
    asked = [step for step in steps if step.deed == ConcernDeed.ASKED]
    actions = actions_of(concern, user=user, today=day, also=[step.about for step in asked])
    known = {reference_to(each.action): each for each in actions}
    askings = tuple(Asking(step, known.get(step.about), day) for step in asked)
    return Case(concern, steps, askings, day, tuple(actions))


def links_of(concern: Concern, *, user: Any, ended: bool = False) -> list[Linked]:
    """What bears on it now, or what did once, the oldest first."""
    found = list(
        concern.links.filter(ended_at__isnull=not ended).select_related("by", "ended_by").order_by("at", "pk")
    )
    hidden = withheld([each.about for each in found], within=concern.restriction)
    for each in found:
        if each.about in hidden:
            each.says, each.why = WITHHELD, ""
    told = {each.about for each in found if each.about.startswith(f"{EVIDENCE}:")} - hidden
    ids = [about.partition(":")[2] for about in told]
    facts = {
        f"{EVIDENCE}:{each.public_id}": each for each in Evidence.visible_to(user).filter(public_id__in=ids)
    }
    records = {each.record for each in facts.values() if each.record}
    shown = references.show_all([*(each.about for each in found), *records], user=user)
    now = told_now(facts.values(), user=user)
    return [_as_told_now(_linked(each, shown, facts, user), now) for each in found]


def sides_for(concern: Concern, *, user: Any, day: dt.date) -> Sides:
    """What is known of the concern's provider and theme on a day; of all themes where it has none."""
    return sides(user=user, provider=concern.provider, theme=concern.theme, day=day)


def actions_of(concern: Concern, *, user: Any, today: dt.date, also: Sequence[str] = ()) -> list[Known]:
    """Actions and questions that come from a concern, the oldest first. also: references of some that came to it."""
    ids = [about.partition(":")[2] for about in also]
    found = Action.visible_to(user).filter(Q(source=reference_to(concern)) | Q(public_id__in=ids))
    found = found.select_related("provider", "owner", "parent", "by").order_by("raised_on", "pk")
    return known_among(found, day=today, user=user)


def enquiries_of(concern: Concern, *, user: Any) -> list[Enquiry]:
    """Key lines of enquiry of a concern, with their questions; of a restricted concern those that share its class."""
    if concern.restriction:
        found = Enquiry.restricted_to(user).filter(restriction=concern.restriction)
    else:
        found = Enquiry.visible_to(user)
    return list(found.filter(concern=concern).standing().order_by("at", "pk"))


def check_after(concern: Concern, day: dt.date) -> dt.date:
    """The day on which a closing is looked at again, by the concern's pack."""
    months = pack_named(concern.pack).number(CHECKED_AFTER, concern.raised_on).value
    return calendar.add_months(day, int(months))


def reply_by(day: dt.date) -> dt.date:
    """By when a provider answers that is asked on a day."""
    return deadline(RIGHT_OF_REPLY, day).due_on


def _linked(link: ConcernLink, shown: dict[str, Shown], facts: dict[str, Evidence], user: Any) -> Linked:
    fact = facts.get(link.about)
    if fact is not None:
        door = shown.get(fact.record)
        return Linked(link, Shown(fact.says, door.address) if door else None, fact)
    found = shown.get(link.about)
    if found is None and link.concern.restriction:
        record = references.find_restricted(link.about, user=user)
        found = references.as_shown(record) if record else None
    return Linked(link, found)


def _as_told_now(linked: Linked, told: Mapping[tuple[str, str], Evidence]) -> Linked:
    now = told.get(linked.fact) if linked.fact else None
    return replace(linked, now=now, counts=counts_today(now)) if now else linked


def _day_words(moment: dt.datetime) -> str:
    return f"{moment.astimezone(LONDON):%-d %B %Y}"
