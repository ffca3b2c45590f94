"""Everything the register knows of some actions up to a day, read at once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from trigpoint.accounts.rules import reach
from trigpoint.actions.models import Action, Deadline, Evidence, Lead, Position, Step
from trigpoint.actions.rules.contradictions import Contradiction, contradictions
from trigpoint.actions.rules.days import RoughDay
from trigpoint.actions.rules.rag import Due, Facts, Outcome, Rag, Verdict, due_on, rag
from trigpoint.actions.rules.standing import Situation, Standing, standing
from trigpoint.actions.rules.states import COMPLETED, WAITING, Deed, State, state_words
from trigpoint.common import clock

QUIET = dt.timedelta(days=28)
# What is told of actions, with what is read along.
TOLD: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    ("steps", Step, ("by", "superseded_by")),
    ("deadlines", Deadline, ("by", "decision__by")),
    ("leads", Lead, ("person", "by")),
    ("positions", Position, ("by",)),
    ("evidence", Evidence, ("by",)),
)


@dataclass(frozen=True)
class Known:
    """One action with all that was told of it by the end of `day`."""

    action: Action
    day: dt.date
    steps: tuple[Step, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    leads: tuple[Lead, ...] = ()
    positions: tuple[Position, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    has_parts: bool = False
    is_held: bool = False  # only what was written down here by then
    earlier_leads: tuple[Lead, ...] = field(default=())

    @cached_property
    def state(self) -> State:
        """Where it stands."""
        return State(next(step.state for step in reversed(self.steps) if step.state))

    @property
    def is_question(self) -> bool:
        """Whether it is a question that a provider has to answer."""
        return self.action.kind == Action.Kind.QUESTION

    @property
    def state_words(self) -> str:
        """Where it stands, in the words of its kind."""
        return state_words(self.state, is_question=self.is_question)

    @cached_property
    def is_sent(self) -> bool:
        """Whether the provider sees it."""
        last = self._last(Deed.SENT, Deed.RECALLED)
        return last is not None and last.deed == Deed.SENT

    @cached_property
    def claim(self) -> Step | None:
        """The claim that counts: none once it was sent back or opened again."""
        return self._last(Deed.CLAIMED) if self.state in COMPLETED else None

    @cached_property
    def started(self) -> RoughDay | None:
        """When it was begun, where somebody said so."""
        last = self._last(Deed.STARTED)
        return last.happened if last else None

    @cached_property
    def request(self) -> Deadline | None:
        """More time that somebody asked for and nobody has decided about."""
        return next(
            (each for each in reversed(self.deadlines) if self._verdict(each) == Verdict.PROPOSED), None
        )

    @cached_property
    def stated(self) -> Position | None:
        """The latest letter that a paper stated."""
        return next((each for each in reversed(self.positions) if each.stated), None)

    @cached_property
    def facts(self) -> Facts:
        """What the rules ask."""
        last = self.steps[-1] if self.steps else None
        ended = last if last and self.state in (State.SUPERSEDED, State.WITHDRAWN) else None
        ended = self._last(Deed.SUPERSEDED, Deed.WITHDRAWN) if ended else None
        return Facts(
            deadlines=tuple(self._due(each) for each in self._in_force_order()),
            is_started=self.state not in WAITING,
            completed=self.claim.happened if self.claim else None,
            outcome=Outcome(ended.deed) if ended else Outcome.NONE,
            has_successor=bool(ended and ended.superseded_by_id),
            has_lead=bool(self.leads),
            has_parts=self.has_parts,
            stated=self.stated.stated if self.stated else "",
            evidence_on=tuple(each.dated_on for each in self.evidence if each.dated_on),
            is_question=self.is_question,
        )

    @cached_property
    def rag(self) -> Rag:
        """Letter and word on the day."""
        return rag(self.facts, self.day)

    @cached_property
    def due_on(self) -> dt.date | None:
        """The deadline that counts on the day."""
        return due_on(self.facts, self.day)

    @cached_property
    def contradictions(self) -> tuple[Contradiction, ...]:
        """What does not fit together; a stated letter is held against the day of the paper that states it."""
        stated = self.stated
        when_stated = self.as_at(stated.on).rag if stated and stated.on < self.day else None
        return contradictions(self.facts, self.day, when_stated=when_stated)

    @property
    def superseded_by(self) -> Action | None:
        """The action that took its place."""
        last = self._last(Deed.SUPERSEDED)
        return last.superseded_by if last and self.state == State.SUPERSEDED else None

    def as_at(self, day: dt.date) -> Known:
        """What was known on an earlier day."""
        return replace(
            self,
            day=day,
            **{
                name: tuple(row for row in getattr(self, name) if row.on <= day)
                for name in ("steps", "deadlines", "positions", "evidence")
            },
        )

    def standing_of(self, user: Any) -> Standing:
        """What a person is to this action."""
        code = self.action.provider.code if self.action.provider else ""
        who = standing(reach(user), owner=self.action.owner_id, provider=code, is_sent=self.is_sent)
        return replace(
            who,
            is_claimer=bool(self.claim and self.claim.by_id == user.pk),
            is_asker=bool(self.request and self.request.by_id == user.pk),
        )

    @cached_property
    def situation(self) -> Situation:
        """How it stands, as far as it decides what comes next."""
        lately = self.day - QUIET
        return Situation(
            state=self.state,
            is_question=self.is_question,
            has_provider=self.action.provider_id is not None,
            is_sent=self.is_sent,
            has_deadline=self.due_on is not None,
            is_time_asked=self.request is not None,
            is_heading=self.has_parts and self.due_on is None,
            is_quiet=not any(each.on > lately for each in (*self.positions, *self.steps)),
        )

    def _last(self, *deeds: str) -> Step | None:
        return next((step for step in reversed(self.steps) if step.deed in deeds), None)

    def _in_force_order(self) -> list[Deadline]:
        """Decided ones in the order of their decisions, then those that wait."""
        return sorted(
            self.deadlines,
            key=lambda each: (
                (0, decision.on, decision.pk)
                if (decision := getattr(each, "decision", None))
                else (1, each.on, each.pk)
            ),
        )

    def _verdict(self, deadline: Deadline) -> Verdict:
        decision = getattr(deadline, "decision", None)
        if decision is None or self._counts_from(decision) > self.day:
            return Verdict.PROPOSED
        return Verdict.APPROVED if decision.is_approved else Verdict.REFUSED

    def _counts_from(self, row: Any) -> dt.date:
        written = row.at.astimezone(clock.LONDON).date()
        return max(row.on, written) if self.is_held else row.on

    def _due(self, deadline: Deadline) -> Due:
        decision = getattr(deadline, "decision", None)
        return Due(
            due_on=deadline.due_on,
            verdict=self._verdict(deadline),
            set_on=deadline.set_on,
            decided_on=decision.on if decision else None,
            is_met=self.is_question and self._was_answered_by(deadline.due_on),
        )

    def _was_answered_by(self, day: dt.date) -> bool:
        """Whether the question stood answered at the end of a day, by the days on which answers were given."""
        moved = [step for step in self.steps if step.state and _when(step) <= day]
        return bool(moved) and moved[-1].state in COMPLETED


def _when(step: Step) -> dt.date:
    """The day of a step: of an answer the day on which it was given."""
    return step.happened.last if step.deed == Deed.CLAIMED and step.happened else step.on


def known_among(actions: Iterable[Action], *, day: dt.date, user: Any, is_held: bool = False) -> list[Known]:
    """What `user` may know of some visible actions at the end of a day, in their order; a query for each kind of row.

    People outside the commissioner do not get what is marked internal. is_held: only what had been written down
    here by then, not what counts from an earlier day.
    """
    wanted = list(actions)
    until = _midnight_after(day) if is_held else None
    rows = {name: _rows(model, wanted, day, until, related) for name, model, related in TOLD}
    parts = Action.objects.filter(parent__in=wanted, raised_on__lte=day, restriction="")
    headings = set(parts.values_list("parent", flat=True))
    is_inside = reach(user).is_staff
    return [
        Known(
            action=action,
            day=day,
            has_parts=action.pk in headings,
            is_held=is_held,
            **_told({name: found[action.pk] for name, found in rows.items()}, is_inside=is_inside),
        )
        for action in wanted
    ]


def _told(rows: dict[str, list], *, is_inside: bool) -> dict[str, tuple]:
    """The rows of one action as a person may know them; those who led before apart from those who lead."""
    leads = sorted(rows["leads"], key=lambda lead: (lead.turn, lead.place))
    turn = max((lead.turn for lead in leads), default=0)
    return {
        **{name: tuple(found) for name, found in rows.items()},
        "leads": tuple(lead for lead in leads if lead.turn == turn),
        "earlier_leads": tuple(lead for lead in leads if lead.turn != turn),
        "positions": tuple(each for each in rows["positions"] if is_inside or not each.is_internal),
    }


def _midnight_after(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), tzinfo=clock.LONDON)


def _rows(
    model: Any, actions: Sequence[Action], day: dt.date, until: dt.datetime | None, related: tuple[str, ...]
) -> dict[int, list]:
    found: dict[int, list] = defaultdict(list)
    rows = model.objects.filter(action__in=actions, on__lte=day).order_by("on", "pk")
    if until:
        rows = rows.filter(at__lt=until)
    for row in rows.select_related(*related):
        found[row.action_id].append(row)
    return found
