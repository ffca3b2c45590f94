"""What is asked for when an action is added or taken over, before it is checked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from trigpoint.actions.rules.days import RoughDay
from trigpoint.actions.rules.states import State


@dataclass(frozen=True)
class Draft:
    """A new action. `leads` are names, initials or groups as typed, the first one leads.

    provider and parent are records. `is_sent`: the provider sees it at once. `ref` is given where it is empty.
    """

    text: str
    leads: tuple[str, ...]
    due_on: dt.date | None
    kind: str = "action"
    provider: Any = None
    is_sent: bool = False
    is_agreed: bool = True
    parent: Any = None
    owner_group: str = ""
    plan: str = ""
    ref: str = ""
    source: str = ""
    source_words: str = ""
    restriction: str = ""


@dataclass(frozen=True)
class DueAsPublished:
    """A deadline that stands in a paper, and when it was set, where the paper says so."""

    due_on: dt.date
    set_on: dt.date | None = None
    reason: str = ""


@dataclass(frozen=True)
class EvidenceAsPublished:
    """What a paper names as evidence, and the day it speaks of."""

    text: str
    dated_on: dt.date | None = None


@dataclass(frozen=True)
class Published:
    """An action as a paper of a day states it. Taken over as it stands there, contradictions and all.

    as_it_stood_on: the date of the paper, from which everything counts. `superseded_by` is an action or None.
    """

    draft: Draft
    as_it_stood_on: dt.date
    state: State = State.AGREED
    deadlines: tuple[DueAsPublished, ...] = ()
    started: RoughDay | None = None
    completed: RoughDay | None = None
    superseded_by: Any = None
    position: str = ""
    stated: str = ""
    evidence: tuple[EvidenceAsPublished, ...] = ()
