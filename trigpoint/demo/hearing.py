"""What people tell of the training providers, and what became of it. Everything here is made up, and about nobody who exists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import transaction

from trigpoint.accounts.models import User
from trigpoint.accounts.system import system_person
from trigpoint.common import clock
from trigpoint.demo import queries
from trigpoint.demo.answers import ensure_answers
from trigpoint.demo.comments import comments
from trigpoint.demo.people import person_named
from trigpoint.intelligence.models import Item
from trigpoint.intelligence.rules.drafts import Draft
from trigpoint.intelligence.services import consents, moving
from trigpoint.intelligence.services.coding import code_items, confirm
from trigpoint.intelligence.services.counting import count_again
from trigpoint.intelligence.services.practice_links import give_link
from trigpoint.intelligence.services.receiving import receive
from trigpoint.organisations.models import Kind, Organisation
from trigpoint.organisations.services import add_organisation
from trigpoint.surveillance.services import hear

COMMUNITY = ("TRAINING-2", "Training (fictional) Community Services", Kind.TRUST)
PRACTICES = (
    ("TRAINING-GP1", "Training (fictional) Mill Lane Surgery", Kind.PRACTICE),
    ("TRAINING-GP2", "Training (fictional) Canal Street Practice", Kind.PRACTICE),
    ("TRAINING-GP3", "Training (fictional) Hilltop Practice", Kind.PRACTICE),
)
CONFIRMED = (
    20  # comments on discharge that a person looked at: the model alone is not sure enough of that theme
)
Progress = Callable[[str], None]


@transaction.atomic
def ensure_hearing(*, hospital: Organisation, by: User, progress: Progress) -> None:
    """Comments, alerts, a story, a concern of staff, and what became of some; nothing when it is there already.

    All of it or nothing, so that a run that was broken off is done anew.
    """
    if queries.has_heard(hospital):
        return
    progress("Writing what people tell of the training providers")
    community = _organisation(COMMUNITY, by)
    practices = [_organisation(each, by) for each in PRACTICES]
    providers = {each.code: each for each in (hospital, community)}
    for draft in comments(providers, clock.today()):
        receive(draft=draft, by=by)
    told = _alerts(hospital, community, practices, by)
    _others(hospital, community, by)
    ensure_answers(hospital=hospital, told=told, by=by)
    progress("Reading themes in it")
    code_items(owner=by.commissioner, by=by)
    for item in queries.told_of(hospital, "discharge")[:CONFIRMED]:
        confirm(item=item, seen=item.coding.at.isoformat(), by=by)
    count_again(owner=by.commissioner, by=by)
    hear(owner=by.commissioner, by=by)


def community() -> Organisation:
    """The training provider of community services."""
    return _organisation(COMMUNITY, person_named("quality.lead"))


def _organisation(told: tuple[str, str, str], by: User) -> Organisation:
    code, name, kind = told
    known = Organisation.objects.filter(code=code).first()
    return known or add_organisation(code=code, name=name, kind=kind, by=by, is_training=True)


# Days ago and what the first practice tells, of the hospital and of the community services.
_OF_HOSPITAL: tuple[tuple[int, dict[str, Any]], ...] = (
    (
        90,
        {
            "words": "Discharge letters from the surgical wards reach us two to three weeks late. Twice this month we found out from the pharmacy that tablets had been changed.",
            "service": "Surgery",
            "worry": 4,
        },
    ),
    (
        48,
        {
            "words": "Another letter came after the patient had been back to us. Nobody here knew that the blood thinner was stopped.",
            "service": "Surgery",
            "worry": 4,
        },
    ),
    (
        2,
        {
            "words": "Two patients this week were sent home from the emergency department late in the evening, without a plan and without a lift.",
            "service": "Emergency department",
            "worry": 3,
        },
    ),
)
_OF_COMMUNITY = {
    "words": "The district nurses rang us the same day about a wound that was going wrong. Please tell them that it made the difference.",
    "service": "District nursing",
}
_BY_LINK = "Results of scans are sent to a fax machine that we gave up a year ago."


def _alerts(
    hospital: Organisation, community: Organisation, practices: list[Organisation], by: User
) -> list[Item]:
    """What the practices told, one of them by its link; the third stays silent. Gives those that have their answer."""
    first, second, _ = practices
    gp = person_named("gp")
    alert = {"source": "practice_alert", "sent_for": first, "told_by": "gp", "wants_reply": True}
    letters, again, _ = (
        _received(gp, days, provider=hospital, tone="bad", **told, **alert) for days, told in _OF_HOSPITAL
    )
    praise = _received(gp, 31, provider=community, tone="good", **_OF_COMMUNITY, **alert)
    give_link(organisation=first, by=by)
    link = give_link(organisation=second, by=by)
    by_link = {"source": "practice_alert", "sent_for": second, "told_by": "nurse", "tone": "bad", "worry": 2}
    draft = Draft(
        words=_BY_LINK, provider=hospital, received_on=clock.today() - dt.timedelta(days=1), **by_link
    )
    receive(draft=draft, by=system_person(), link=link)
    moving.look_at(item=letters, by=by)
    moving.merge(item=again, into=letters, by=by, text="The same wards, the same letters.")
    sooner = "Thank you. The hospital now sends these letters within two days; we look at it again in three months."
    moving.close(item=letters, reply=sooner, by=by)
    moving.close(item=praise, reply="Thank you. We have passed your words on to the team.", by=by)
    return [letters, again]


def _others(hospital: Organisation, community: Organisation, by: User) -> None:
    """Word of mouth, a letter, a visit, a story with consent, and a concern that only named roles may open."""
    manager = person_named("quality.manager")
    _received(
        manager, 4, source="niggle", provider=hospital, service="Surgery", tone="bad", worry=3,
        words="At the network meeting two ward managers said that agency nurses do not know where the crash trolley stands.",
    )  # fmt: skip
    _received(
        manager, 12, source="councillor_letter", provider=hospital, tone="bad",
        words="A ward councillor writes that residents wait for hours for transport home from the hospital.",
    )  # fmt: skip
    _received(
        manager, 20, source="visit_note", provider=community, service="Podiatry", tone="good",
        words="The waiting room was calm, the board told the wait, and staff asked each patient how they had got there.",
    )  # fmt: skip
    story = _received(
        by, 26, source="patient_story", provider=hospital, service="Surgery", told_by="carer",
        words="I cared for my husband after his operation. Nobody had asked whether I could. The ward was kind, the letter came late, and on the third night I rang for an ambulance because I did not know what was normal. What I would have needed was one page and one telephone number.",
    )  # fmt: skip
    consents.give(
        item=story,
        uses=["provider", "meeting"],
        how="written",
        on=clock.today() - dt.timedelta(days=26),
        by=by,
    )
    _received(
        by, 6, source="staff_concern", provider=hospital, told_by="staff", worry=5,
        words="Night staffing on one ward is written up as safe when it is not. Those who say so are moved.",
    )  # fmt: skip


def _received(by: User, days_ago: int, **told: object) -> Item:
    return receive(draft=Draft(received_on=clock.today() - dt.timedelta(days=days_ago), **told), by=by)
