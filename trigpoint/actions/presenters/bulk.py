"""What one change would do to each of many actions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from trigpoint.actions.models import Action
from trigpoint.actions.presenters.listing import shortened
from trigpoint.actions.queries import Known
from trigpoint.actions.rules.standing import ASK_TIME, offered
from trigpoint.actions.rules.states import TRANSITIONS, Deed, refusal
from trigpoint.actions.services.bulk import Outcome
from trigpoint.ui.vocabulary import term


@dataclass(frozen=True)
class PlannedLine:
    """One action: what it is, how it stands, and why it cannot be changed ("" where it can)."""

    action: Action
    name: str
    text: str
    address: str
    state: str
    obstacle: str


@dataclass(frozen=True)
class Planned:
    """All of them, those that can be changed apart."""

    actions: tuple[PlannedLine, ...]

    @property
    def possible(self) -> tuple[PlannedLine, ...]:
        """Those that can be changed."""
        return tuple(line for line in self.actions if not line.obstacle)

    @property
    def sentence(self) -> str:
        """The answer first."""
        number, all_ = len(self.possible), len(self.actions)
        if number == all_:
            return f"{_many(number)} would be changed."
        rest = all_ - number
        return f"{_many(number)} would be changed; {rest} cannot be and would be left as {'it is' if rest == 1 else 'they are'}."


def planned(known: Iterable[Known], deed: str, user: Any) -> Planned:
    """What would become of each."""
    return Planned(tuple(_line(each, deed, user) for each in known))


def _line(known: Known, deed: str, user: Any) -> PlannedLine:
    return PlannedLine(
        action=known.action,
        name=known.action.name,
        text=shortened(known.action.text, 100),
        address=known.action.get_absolute_url(),
        state=known.state_words,
        obstacle=_obstacle(known, deed, user),
    )


def _obstacle(known: Known, deed: str, user: Any) -> str:
    """Why an action cannot be changed in this way."""
    who = known.standing_of(user)
    if deed in offered(known.situation, who):
        return ""
    if not who.may_write:
        return f"It belongs to another {term('commissioner')}."
    if deed in TRANSITIONS:
        return refusal(known.state, Deed(deed), is_question=known.is_question)
    if deed == ASK_TIME and known.is_question:
        return "A question is carried forward on its own page."
    if deed == ASK_TIME and known.request:
        return "Somebody has asked for more time already; that has to be decided first."
    return "It is finished."


def told(outcome: Outcome) -> str:
    """What was done, in one sentence."""
    return f"{_many(len(outcome.done))} {'was' if len(outcome.done) == 1 else 'were'} changed."


def _many(number: int) -> str:
    return f"{number or 'No'} action{'s' if number != 1 else ''}"
