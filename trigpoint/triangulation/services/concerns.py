"""Raising a concern: a person may, at any time, on one worry alone."""

from __future__ import annotations

from django.db import transaction

from trigpoint.accounts.models import Commissioner, User
from trigpoint.accounts.rules import may, reach, require
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.common.errors import NotAllowed
from trigpoint.common.references import reference_to
from trigpoint.frameworks.packs import Pack
from trigpoint.frameworks.queries import pack_on
from trigpoint.notifications import services as notifications
from trigpoint.triangulation.errors import ConcernImpossible
from trigpoint.triangulation.models import Concern, ConcernDeed, ConcernState, ConcernStep, Proposal
from trigpoint.triangulation.queries.concerns import levels_of, may_lead, themes_of
from trigpoint.triangulation.rules.concerns import DECIDE, HIGHEST, WRITE
from trigpoint.triangulation.rules.drafts import LONGEST_TITLE, ConcernDraft, numbered, title_of
from trigpoint.triangulation.services.answering import answered_by
from trigpoint.triangulation.services.concern_links import add_links
from trigpoint.ui.vocabulary import term
from trigpoint.vault import services as vault

OPEN_NUMBERS, RESTRICTED_NUMBERS = "C", "R"
JUST_RAISED = "Raised just now: whoever raised it sees it at once."
ONLY_DECIDERS = (
    "The highest level is set by those who decide. Raise it one lower and say why it should be higher."
)


@transaction.atomic
def raise_concern(*, draft: ConcernDraft, by: User) -> Concern:
    """Write a concern down with its number, its level, who leads it, and what bears on it as it stands now."""
    require(by, WRITE)
    if not reach(by).is_staff or by.commissioner is None:
        raise NotAllowed(f"Only people of the {term('commissioner')} raise concerns.")
    today = clock.today()
    pack = pack_on(today)
    lead = draft.lead or by
    _check(draft, lead, pack, by)
    concern = Concern.objects.create(
        owner=by.commissioner,
        restriction=draft.restriction,
        number=_number(draft, by.commissioner),
        provider=draft.provider,
        service=draft.service.strip(),
        place=draft.place.strip(),
        theme=draft.theme,
        title=(draft.title.strip() or title_of(draft.words))[:LONGEST_TITLE],
        words=draft.words.strip(),
        pack=pack.name,
        raised_on=today,
        by=by,
    )
    ConcernStep.objects.create(
        concern=concern,
        deed=ConcernDeed.RAISED,
        state=ConcernState.OPEN,
        level=draft.level,
        lead=lead,
        next_on=draft.next_on,
        by=by,
    )
    told = {"provider": draft.provider.code, "level": draft.level, "theme": draft.theme}
    audit.record(by, "concerns.raised", concern, after=told)
    if draft.restriction:  # then nobody sees it who has not opened it
        vault.open_restricted(kind="concern", public_id=concern.public_id, reason=JUST_RAISED, by=by)
    add_links(concern=concern, links=draft.links, by=by)
    if lead != by:
        words = "You lead it now"
        notifications.tell(person=lead, kind="given", reference=reference_to(concern), words=words, by=by)
    return concern


@transaction.atomic
def raise_of(*, draft: ConcernDraft, proposal: Proposal | None, by: User) -> Concern:
    """Raise a concern of a proposal, or of none; where the proposal refuses, no concern is left."""
    concern = raise_concern(draft=draft, by=by)
    if proposal is not None:
        answered_by(proposal=proposal, concern=concern, by=by)
    return concern


def _check(draft: ConcernDraft, lead: User, pack: Pack, by: User) -> None:
    """Raises ConcernImpossible with the first thing that cannot be so."""
    day = clock.today()
    faults = [
        (draft.provider is None, "Say which provider it is about."),
        (not draft.words.strip(), "Write what worries you."),
        (bool(draft.level) and draft.level not in levels_of(pack), "Choose how serious it is from the list."),
        (draft.level == HIGHEST and not may(by, DECIDE), ONLY_DECIDERS),
        (bool(draft.theme) and draft.theme not in themes_of(pack, day), "Choose the theme from the list."),
        (
            bool(draft.restriction) and draft.restriction not in reach(by).classes,
            "Your role is not named for this, so that you could not open it again.",
        ),
        (not may_lead(lead, owner=by.commissioner), "Choose somebody who answers for concerns here."),
        (
            bool(draft.restriction) and draft.restriction not in reach(lead).classes,
            "The role of whoever leads it is not named for this, so that they could not open it.",
        ),
        (
            bool(draft.next_on and draft.next_on < day),
            "The day on which it is looked at next lies in the past.",
        ),
    ]
    for is_so, words in faults:
        if is_so:
            raise ConcernImpossible(words)


def _number(draft: ConcernDraft, owner: Commissioner) -> str:
    """Restricted ones have numbers of their own, so that a gap in others gives none away. Two at once wait for each other."""
    Commissioner.objects.select_for_update().get(pk=owner.pk)
    taken = list(Concern.objects.filter(owner=owner).values_list("number", flat=True))
    prefix = RESTRICTED_NUMBERS if draft.restriction else OPEN_NUMBERS
    return numbered(taken, year=clock.today().year, prefix=prefix)
