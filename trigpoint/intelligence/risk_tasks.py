"""What the worker does while somebody may be at risk now: tell the next, and send word at once."""

from __future__ import annotations

from trigpoint.accounts.models import User
from trigpoint.accounts.system import system_person
from trigpoint.common.ids import new_public_id
from trigpoint.intelligence.models import RiskTelling
from trigpoint.intelligence.queries import risk
from trigpoint.intelligence.services import risk_mail
from trigpoint.intelligence.services.risk_telling import tell_again
from trigpoint.jobs import services as jobs
from trigpoint.notifications import at_once
from trigpoint.notifications.queries import at_desk

WHY = "You get this because you are on duty for what does not wait."


def ask_to_mail(*, by: User) -> None:
    """Have whoever was told just now hear by e-mail at once, without keeping the sender waiting."""
    jobs.enqueue(task=mail, key=f"intelligence.risk:{new_public_id()}", by=by)


def watch() -> None:
    """Tell the next where nobody has read it, and send what has not gone out: an entry of the timetable."""
    tell_again(by=system_person())
    mail()


def mail() -> None:
    """Send word to those who were told."""
    waiting = risk.mails_to_send()
    if not waiting:
        return
    with at_once.line() as connection:
        for telling in waiting:
            _send(telling, connection)


def _send(telling: RiskTelling, connection: object) -> None:
    system = system_person()
    if not risk_mail.begin(telling=telling, by=system):
        return
    person = at_desk(telling.person, telling.item.owner)
    if not at_once.reaches(person):
        risk_mail.end(telling=telling, mail=RiskTelling.Mail.NONE, by=system)
        return
    number = f"{new_public_id()}.{telling.tries}"
    outcome = at_once.send(person, why=WHY, number=number, connection=connection)
    risk_mail.end(telling=telling, mail=outcome.state, by=system)
