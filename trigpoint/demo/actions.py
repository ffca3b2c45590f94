"""Actions of the training provider: one of each kind that a register holds, overdue and late ones among them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from trigpoint.accounts.models import Share, User
from trigpoint.accounts.services import share
from trigpoint.actions import services
from trigpoint.actions.models import Action
from trigpoint.actions.rules.days import RoughDay
from trigpoint.actions.rules.drafts import Draft, DueAsPublished, EvidenceAsPublished, Published
from trigpoint.actions.rules.states import State
from trigpoint.common import clock
from trigpoint.demo import queries
from trigpoint.demo.people import person_named
from trigpoint.organisations.models import Organisation

PLAN = "Training improvement plan (fictional)"
GROUP = "Quality and Safety Committee"
HEALTHWATCH = "HW-TRAINING"


def ensure_actions(*, provider: Organisation, by: User) -> None:
    """The plan as a paper of two months ago states it, and what has happened since."""
    if queries.has_actions(provider):
        return
    made = {ref: _taken_over(ref, provider, by) for ref in _PAPER}
    _taken_over_heading(provider, by)
    _since(provider, made, by)
    _told_in_confidence(provider, by)


def _day(days: int) -> dt.date:
    return clock.today() + dt.timedelta(days=days)


# Number, then what the paper of two months ago says of it; days are counted from today.
_PAPER: dict[str, dict[str, Any]] = {
    "1": {
        "text": "Agree a rota for the second triage nurse in the emergency department",
        "leads": ("Amina Hussain", "Director of Nursing"),
        "due": (-12,),
        "state": State.IN_PROGRESS,
        "position": "Rota drafted; two of six posts are filled.",
        "stated": "A",
    },
    "2": {
        "text": "Write a policy for patients who wait on trolleys",
        "leads": ("Grace Mensah",),
        "due": (-90,),
        "state": State.CLOSED,
        "completed": -75,
        "stated": "G",
        "evidence": ("Policy, approved by the trust's board", -76),
    },
    "3": {
        "text": "Ask each ward to name a lead for falls",
        "leads": ("DN",),
        "due": (35,),
        "state": State.IN_PROGRESS,
        "position": "Wards 1 to 4: yes. Wards 5 to 8: yes.",
        "stated": "G",
    },
    "5": {
        "text": "Hold a day of listening to families who complained",
        "leads": ("Director of Nursing", "All matrons"),
        "due": (-100, 20),
        "state": State.IN_PROGRESS,
        "stated": "A",
    },
    "6": {
        "text": "Review how patients are handed over between ambulance and department",
        "leads": ("Medical director",),
        "due": (25,),
        "state": State.AGREED,
    },
}


def _taken_over(ref: str, provider: Organisation, by: User, parent: Action | None = None) -> Action:
    said = _PAPER.get(ref, {})
    return services.take_over(published=_published(ref, said, provider, parent), by=by)


def _published(ref: str, said: dict[str, Any], provider: Organisation, parent: Action | None) -> Published:
    completed, evidence = said.get("completed"), said.get("evidence")
    return Published(
        draft=Draft(
            text=said["text"],
            leads=said.get("leads", ()),
            due_on=None,
            plan=PLAN,
            ref=ref,
            parent=parent,
            provider=provider,
            owner_group=GROUP,
            source_words="Report to the board (fictional)",
        ),
        as_it_stood_on=_day(-60),
        state=said.get("state", State.AGREED),
        deadlines=tuple(DueAsPublished(_day(days)) for days in said.get("due", ())),
        completed=RoughDay(_day(completed)) if completed else None,
        position=said.get("position", ""),
        stated=said.get("stated", ""),
        evidence=(EvidenceAsPublished(evidence[0], _day(evidence[1])),) if evidence else (),
    )


def _taken_over_heading(provider: Organisation, by: User) -> None:
    """An action that is done in parts."""
    heading = services.take_over(
        published=_published("4", {"text": "Food and drink on every ward"}, provider, None), by=by
    )
    for ref, said in {
        "4.1": {
            "text": "Measure weight within a day of admission",
            "leads": ("Lead dietitian",),
            "due": (-70,),
            "state": State.VERIFIED,
            "completed": -72,
            "stated": "G",
        },
        "4.2": {
            "text": "Train volunteers to help at mealtimes",
            "leads": ("Lead dietitian", "Volunteers' manager"),
            "due": (30,),
            "state": State.IN_PROGRESS,
            "stated": "A",
        },
    }.items():
        services.take_over(published=_published(ref, said, provider, heading), by=by)


def _since(provider: Organisation, made: dict[str, Action], by: User) -> None:
    """What people of both sides did since: asked for time, claimed, answered nothing yet, proposed."""
    nadia = person_named("provider")
    for ref in ("1", "5", "6"):
        services.send(action=made[ref], by=by)
    services.ask_for_time(
        action=made["6"], due_on=_day(60), reason="The ambulance service joins in January.", by=nadia
    )
    done = services.add_action(
        draft=_draft("Check that call bells work on every ward", provider, "Estates manager", 12), by=by
    )
    services.start(action=done, started=RoughDay(clock.today()), by=nadia)
    services.say_position(action=done, text="Half the wards are checked; two bells replaced.", by=nadia)
    services.claim_done(
        action=done,
        completed=RoughDay(clock.today()),
        text="List of the wards with date of the check",
        dated_on=clock.today(),
        by=nadia,
    )
    question = _draft(
        "How many shifts had fewer nurses than planned last month, and on which wards?",
        provider,
        "Director of Nursing",
        9,
    )
    services.add_action(draft=Draft(**{**question.__dict__, "kind": Action.Kind.QUESTION}), by=by)
    proposed = _draft("Visit the discharge lounge together", provider, "me", 40)
    services.add_action(draft=Draft(**{**proposed.__dict__, "is_sent": False, "is_agreed": False}), by=by)
    share(
        record=made["5"],
        whom=HEALTHWATCH,
        basis=Share.Basis.DEED,
        why="Healthwatch takes part in the day (fictional).",
        by=by,
    )


def _told_in_confidence(provider: Organisation, by: User) -> None:
    """An action that only those named for safeguarding can open, with a reason."""
    services.add_action(
        draft=Draft(
            text="Talk with the two members of staff who wrote about night shifts (training, fictional)",
            leads=("me",),
            due_on=_day(14),
            provider=provider,
            restriction="safeguarding",
        ),
        by=by,
    )


def _draft(text: str, provider: Organisation, lead: str, days: int) -> Draft:
    return Draft(
        text=text, leads=(lead,), due_on=_day(days), provider=provider, is_sent=True, owner_group=GROUP
    )
