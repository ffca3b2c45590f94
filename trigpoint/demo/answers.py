"""What became of what the training practices told, and who else was listened to. All of it made up."""

from __future__ import annotations

import datetime as dt
from typing import Any

from trigpoint.accounts.models import User
from trigpoint.common import clock
from trigpoint.intelligence.models import Engagement, Item
from trigpoint.intelligence.rules.answers import Answer, Answered
from trigpoint.intelligence.rules.engagement import Entry
from trigpoint.intelligence.services import changes
from trigpoint.intelligence.services.engagement import log_engagement
from trigpoint.organisations.models import Organisation

# Days ago and what the log says of each occasion.
_HEARD: tuple[tuple[int, dict[str, Any]], ...] = (
    (
        14,
        {
            "title": "Carers at a drop-in tea",
            "heard": "Carers are not asked before somebody is sent home, and do not know whom to ring at night.",
            "methods": ("meeting", "voluntary"),
            "groups": ("carers", "dementia"),
            "characteristics": ("age", "disability"),
            "people": 17,
            "place": "Community hall (fictional)",
            "service": "Surgery",
            "providers": ("TRAINING-1",),
            "themes": ("discharge",),
        },
    ),
    (
        47,
        {
            "title": "Parents at a children’s centre",
            "heard": "Appointments at school hours cost a day’s pay. Texts instead of letters would help.",
            "methods": ("outreach",),
            "groups": ("little_english",),
            "characteristics": ("race", "pregnancy", "sex"),
            "people": 23,
            "place": "Children’s centre (fictional)",
        },
    ),
    (
        102,
        {
            "title": "Residents’ survey on care close to home",
            "heard": "District nurses are trusted; nobody knows what time they come.",
            "methods": ("survey", "online"),
            "characteristics": ("age",),
            "people": 214,
            "to_days": 88,
            "service": "District nursing",
            "providers": ("TRAINING-2",),
        },
    ),
    (
        160,
        {
            "title": "Guests of a night shelter",
            "heard": "Without an address no letter arrives, and after two missed appointments one is struck off.",
            "methods": ("outreach", "interview"),
            "groups": ("homeless", "addiction"),
            "people": 9,
            "place": "Night shelter (fictional)",
            "followed": "The shelter’s address is now accepted for letters.",
        },
    ),
    (
        430,
        {
            "title": "People with a learning disability at a day service",
            "heard": "Easy words and pictures in letters, and a quiet room to wait in.",
            "methods": ("focus_group",),
            "groups": ("learning_disability",),
            "characteristics": ("disability",),
            "people": None,
        },
    ),
)


def ensure_answers(*, hospital: Organisation, told: list[Item], by: User) -> None:
    """Entries of the engagement log, a change that everybody reads and one that waits."""
    tea, *_ = [_logged(days, entry, by) for days, entry in _HEARD]
    _letters(hospital, told, by)
    carers = Answer(
        title="Asking carers before somebody goes home",
        heard="Carers are not asked whether they can manage, and do not know whom to ring.",
        answered=Answered(engagements=(tea,)),
        provider=hospital,
        theme="discharge",
    )
    changes.draft_change(answer=carers, by=by)


def _letters(hospital: Organisation, told: list[Item], by: User) -> None:
    """A change from what was heard to the public page."""
    letters = Answer(
        title="Letters after discharge",
        heard="A practice does not hear in time what happened in hospital. Tablets were changed and nobody knew.",
        answered=Answered(items=tuple(told)),
        provider=hospital,
        service="Surgery",
        theme="discharge",
    )
    made = changes.draft_change(answer=letters, by=by)
    changes.decide(
        change=made, text="The hospital sends a letter within two days, by electronic post.", by=by
    )
    changes.say_changed(
        change=made,
        text="The surgical wards write the letter on the day of discharge; a clerk checks at noon what is missing.",
        happened_on=_ago(21),
        by=by,
    )
    changes.measure(
        change=made,
        text="In the first three weeks most letters came within two days; comments on going home have not become better yet.",
        effect="partly",
        by=by,
    )
    changes.publish(
        change=made,
        heard="We were told that it is heard too late what happened in hospital, so that changes of medicines were missed.",
        text="The hospital’s surgical wards (fictional, for training) now write the letter on the day somebody goes home.",
        effect_words="It worked in part. Letters come sooner; going home itself is still told of often. We look again in spring.",
        by=by,
    )


def _logged(days: int, entry: dict[str, Any], by: User) -> Engagement:
    told = dict(entry)
    until = told.pop("to_days", None)
    to_on = _ago(until) if until is not None else None
    return log_engagement(entry=Entry(from_on=_ago(days), to_on=to_on, **told), by=by)


def _ago(days: int) -> dt.date:
    return clock.today() - dt.timedelta(days=days)
