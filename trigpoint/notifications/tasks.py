"""What the timetable runs: reminders, summaries, and summaries that did not go out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend

from trigpoint.accounts.models import User
from trigpoint.accounts.rules import reach
from trigpoint.accounts.system import system_person
from trigpoint.common import clock
from trigpoint.notifications import presenters, queries, registry, rules, services
from trigpoint.notifications.models import Cadence, Notice, Sending
from trigpoint.notifications.post import mail_server, post


def remind() -> None:
    """Remind everybody of what is due to them. Each stage is said once, however often this runs."""
    system = system_person()
    for person in queries.desks():
        services.remind(person=person, today=clock.today(), ahead=settings.REMIND_DAYS, by=system)


def send_summaries() -> None:
    """Send a summary to everybody who wants one today and for whom there is something new."""
    now = clock.now()
    if not settings.EMAIL_IS_CONFIGURED or not rules.may_send(now, registry.is_working_day):
        return
    system, today = system_person(), clock.today()
    for person in queries.desks():
        if _wants_one(person, today) and _fresh(person):
            services.prepare(person=person, day=today, by=system)
    send_again()


def send_again() -> None:
    """Try today's summaries that have not gone out."""
    if not settings.EMAIL_IS_CONFIGURED:
        return
    _send(queries.unsent(clock.today()))


def _send(sendings: Iterable[Sending]) -> None:
    system = system_person()
    with mail_server() as connection:
        for sending in sendings:
            if services.begin(sending=sending, by=system):
                _send_one(sending, connection, system)


def _send_one(sending: Sending, connection: BaseEmailBackend, system: User) -> None:
    person = queries.at_desk(sending.person, sending.owner)
    fresh = _fresh(person)
    if not fresh or not _can_have_one(person):
        services.end(sending=sending, state=Sending.State.DROPPED, problem="", by=system)
        return
    preference, today = queries.preference_of(person), clock.today()
    dues = [] if registry.DUE.name in preference.left_out else queries.dues(person, today)
    letter = presenters.letter(person=person, cadence=preference.cadence, dues=dues, fresh=fresh, today=today)
    outcome = post(letter, number=f"{sending.public_id}.{sending.tries}", connection=connection)
    services.end(sending=sending, state=outcome.state, problem=outcome.problem, by=system)


def _wants_one(person: User, today: dt.date) -> bool:
    last = queries.last_sent(person)
    cadence = queries.preference_of(person).cadence
    return _can_have_one(person) and rules.is_due_again(cadence, today, last.day if last else None)


def _can_have_one(person: User) -> bool:
    """Whether messages reach the person, they want any, and they may still come in."""
    is_wanted = queries.preference_of(person).cadence != Cadence.NEVER
    return is_wanted and presenters.is_sent_to(person) and person.is_active and not reach(person).is_nowhere


def _fresh(person: User) -> list[Notice]:
    last = queries.last_sent(person)
    left_out = queries.preference_of(person).left_out
    return list(queries.fresh_news(person, since=last.tried_at if last else None, left_out=left_out))
