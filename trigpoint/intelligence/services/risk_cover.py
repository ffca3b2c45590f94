"""Setting who is told when somebody may be at risk now."""

from __future__ import annotations

from django.db import transaction

from trigpoint.accounts.models import User
from trigpoint.accounts.rules import REFUSED, require
from trigpoint.audit import services as audit
from trigpoint.common.errors import NotAllowed
from trigpoint.intelligence.errors import CoverImpossible
from trigpoint.intelligence.models import RiskCover
from trigpoint.intelligence.queries import risk
from trigpoint.intelligence.rules.covering import CoverTerms


@transaction.atomic
def set_cover(*, terms: CoverTerms, by: User) -> RiskCover:
    """Set who is told, in which order and when, and what senders are told to ring. What was before stays on record."""
    require(by, "intelligence.cover")
    if by.commissioner is None:
        raise NotAllowed(REFUSED)
    if not terms.turns:
        raise CoverImpossible("Choose at least one person or role.")
    if terms.begins >= terms.ends:
        raise CoverImpossible("Working hours must end after they begin.")
    people = {person.public_id: person for person in risk.triagers(by.commissioner)}
    before = risk.cover_of(by.commissioner)
    cover = RiskCover.objects.create(
        owner=by.commissioner,
        numbers=[list(each) for each in terms.numbers],
        begins=terms.begins,
        ends=terms.ends,
        by=by,
    )
    for place, turn in enumerate(terms.turns):
        person = people.get(turn.person)
        if person is None and turn.role not in risk.roles_that_triage():
            raise CoverImpossible("Choose people and roles that may look at what was told.")
        known = {"person_id": person.pk} if person else {"role": turn.role}
        cover.turns.create(place=place, hours=turn.hours, **known)
    audit.record(by, "intelligence.risk_cover_set", cover, before=_told(before), after=_told(cover))
    return cover


def _told(cover: RiskCover | None) -> dict[str, object]:
    if cover is None:
        return {}
    turns = [
        f"{turn.role or turn.person.public_id} {turn.hours}" for turn in cover.turns.select_related("person")
    ]
    return {
        "turns": turns,
        "numbers": len(cover.numbers),
        "hours": f"{cover.begins:%H:%M} to {cover.ends:%H:%M}",
    }
