"""The page on which a person says how they want to be told."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from trigpoint.accounts.models import User
from trigpoint.common.clock import LONDON
from trigpoint.notifications.models import CalendarKey, Sending
from trigpoint.ui.words import day


@dataclass(frozen=True)
class PreferenceWords:
    """What the page says above its form and about the calendar address."""

    opening: str
    is_sent: bool
    last: str
    calendar: str
    has_calendar: bool


def preference_words(person: User, *, last: Sending | None, key: CalendarKey | None) -> PreferenceWords:
    """Whether e-mails come at all, where to, when the last one went, and whether a calendar address is in use."""
    return PreferenceWords(
        opening=_opening(person),
        is_sent=is_sent_to(person),
        last=_last(last),
        calendar=f"You made a calendar address on {day(key.made_at.astimezone(LONDON).date())}."
        if key
        else "",
        has_calendar=key is not None,
    )


def is_sent_to(person: User) -> bool:
    """Whether e-mails reach this person."""
    return settings.EMAIL_IS_CONFIGURED and bool(settings.SITE_ADDRESS and person.email)


def _opening(person: User) -> str:
    if not settings.EMAIL_IS_CONFIGURED or not settings.SITE_ADDRESS:
        return "No e-mails are sent, because this installation has no mail server. Your news is on the page News."
    if not person.email:
        return "No e-mails are sent to you, because nobody has entered an e-mail address for you. Ask your administrator."
    return f"A summary goes to {person.email} from half past seven in the morning, on working days only."


def _last(sending: Sending | None) -> str:
    return f"The last one was sent on {day(sending.day)}." if sending else "None has been sent yet."
