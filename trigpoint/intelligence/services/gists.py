"""The gist of something told in confidence: an ordinary item that can be shared, from which no way leads back."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from trigpoint.accounts.models import User
from trigpoint.intelligence.errors import ItemImpossible, NothingTold
from trigpoint.intelligence.models import Item
from trigpoint.intelligence.rules.drafts import GIST, Draft
from trigpoint.intelligence.services.moving import gist_written
from trigpoint.intelligence.services.receiving import receive


@transaction.atomic
def write_gist(
    *, item: Item, words: str, provider: Any, by: User, tone: str = "", worry: int | None = None
) -> Item:
    """Write the gist of a restricted item. It is received today, by whoever writes it, and holds nothing of the other.

    That it is the gist of something stands with the restricted item alone, for the roles that are named for it.
    """
    if not item.restriction:
        raise ItemImpossible("Only what is restricted needs a gist. This can be shared as it is.")
    if not words.strip():
        raise NothingTold("Write the gist.")
    draft = Draft(source=GIST, words=words, provider=provider, tone=tone, worry=worry)
    gist = receive(draft=draft, by=by)
    gist_written(item=item, gist=gist, by=by)
    return gist
