"""What the evidence on a theme at a provider gives us to ask, in the words of the pack; nothing is kept by asking."""

from __future__ import annotations

import datetime as dt

from trigpoint.accounts.models import User
from trigpoint.actions.queries import meeting_after
from trigpoint.common import clock
from trigpoint.frameworks.queries import pack_on
from trigpoint.organisations.models import Organisation
from trigpoint.triangulation.queries.sides import sides
from trigpoint.triangulation.rules.enquiring import Drafted, Matter, drafts


def drafts_for(*, user: User, provider: Organisation, theme: str) -> list[Drafted]:
    """Questions that what is known today of a theme gives rise to; over all of care where `theme` is empty."""
    today = clock.today()
    pack = pack_on(today)
    told = sides(user=user, provider=provider, theme=theme, day=today)
    matter = Matter(
        provider=provider.name,
        theme=next((each for each in pack.themes_on(today) if each.code == theme), None),
        streams={each.code: each.title for each in pack.streams_on(today)},
        supports=told.supports,
        contradicts=told.against,
        blind=tuple(each.stream for each in told.blind),
    )
    return drafts(pack.enquiries_on(today), matter)


def meeting_ahead(*, user: User, provider: Organisation) -> dt.date | None:
    """The next meeting with a provider in the diary, today's included."""
    return meeting_after(user, provider, clock.today() - dt.timedelta(days=1))
