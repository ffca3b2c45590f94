"""Concerns about the training providers: one that is worked on, one that was closed and looked at again. All of it made up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from trigpoint.accounts.models import User
from trigpoint.actions import services as register
from trigpoint.actions.rules.days import RoughDay
from trigpoint.actions.rules.drafts import Draft
from trigpoint.common import clock
from trigpoint.common.references import reference_to
from trigpoint.demo import queries
from trigpoint.demo.people import person_named
from trigpoint.organisations.models import Organisation
from trigpoint.triangulation.models import Concern, Held
from trigpoint.triangulation.rules.drafts import ConcernDraft
from trigpoint.triangulation.services import concern_replies, concern_steps
from trigpoint.triangulation.services.concerns import raise_concern
from trigpoint.triangulation.services.enquiries import draft_enquiries

COMMITTEE = "Quality committee"


def ensure_concerns(*, hospital: Organisation, community: Organisation, by: User) -> None:
    """Both concerns with everything that became of them; nothing when they are there already."""
    if queries.has_concerns(hospital):
        return
    _worked_on(hospital, by)
    _closed(community, by)


@contextmanager
def _ago(days: int) -> Iterator[dt.date]:
    """So many days ago, as if it were done then."""
    day = clock.today() - dt.timedelta(days=days)
    with clock.replaying(day):
        yield day


def _worked_on(hospital: Organisation, by: User) -> Concern:
    manager, theirs = person_named("quality.manager"), person_named("provider")
    with _ago(52):
        made = raise_concern(draft=_late_letters(hospital, manager), by=by)
    with _ago(50):
        concern_replies.ask_provider(concern=made, text=_ASKED, by=manager)
    question = queries.question_of(made)
    with _ago(43) as day:
        register.claim_done(action=question, completed=RoughDay(day), text=_REPLIED, by=theirs)
    with _ago(38):
        concern_steps.decide(
            concern=made,
            where=COMMITTEE,
            text="We follow it until three months in a row hold. The trust sends us its figures with each monthly return.",
            exit_criteria="Nine letters in ten reach the practice within two days, three months in a row, and no practice tells us of a late one.",
            next_on=clock.today() + dt.timedelta(days=45),
            by=by,
        )
        register.add_action(draft=_send_letters(hospital, made), by=manager)
    draft_enquiries(provider=hospital, theme="discharge", concern=made, by=manager)
    return made


_ASKED = (
    "How long do discharge letters of the surgical wards take to reach practices, and what makes them late?"
)
_REPLIED = "Eleven days on average in August. Two of four ward clerks' posts were vacant; both are filled since September."


def _late_letters(hospital: Organisation, lead: User) -> ConcernDraft:
    return ConcernDraft(
        provider=hospital,
        theme="discharge",
        service="Surgery",
        title="Discharge letters from the surgical wards come too late",
        words="Practices learn of changed tablets from the pharmacy, weeks after their patients came home.",
        level="moderate",
        lead=lead,
    )


def _send_letters(hospital: Organisation, concern: Concern) -> Draft:
    return Draft(
        text="Send practices the letter from the ward on the day of discharge, and tell the commissioner each month how many were late",
        leads=("Medical director",),
        due_on=clock.today() + dt.timedelta(days=60),
        provider=hospital,
        is_sent=True,
        source=reference_to(concern),
    )


def _closed(community: Organisation, by: User) -> Concern:
    manager = person_named("quality.manager")
    with _ago(240):
        made = raise_concern(draft=_missed_visits(community, manager), by=manager)
    with _ago(233):
        concern_replies.write_reply(
            concern=made,
            text="By telephone: the evening rota had a gap since two nurses left. Bank staff fill it from Monday.",
            by=manager,
        )
    with _ago(226):
        concern_steps.decide(
            concern=made,
            where=COMMITTEE,
            text="Nothing further while bank staff fill the rota; the provider recruits two nurses.",
            exit_criteria="No missed evening visit in three months.",
            next_on=clock.today() + dt.timedelta(days=90),
            by=by,
        )
    with _ago(130):
        concern_steps.close(
            concern=made,
            reason="resolved",
            text="Both posts are filled and no visit was missed since spring.",
            check_on=clock.today() + dt.timedelta(days=92),
            by=by,
        )
    with _ago(36):
        concern_steps.check(
            concern=made,
            held=Held.HELD,
            text="The practice and both homes say that visits come as planned.",
            by=manager,
        )
    return made


def _missed_visits(community: Organisation, lead: User) -> ConcernDraft:
    return ConcernDraft(
        provider=community,
        theme="access",
        service="District nursing",
        title="Evening visits of district nurses are missed",
        words="Two care homes and a practice told us within a week that nobody came in the evening.",
        level="moderate",
        lead=lead,
    )
