"""Writing down consent to a story, and that it was taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction

from trigpoint.accounts.models import User
from trigpoint.accounts.rules import reach, require
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.common.errors import NotAllowed
from trigpoint.frameworks.queries import pack_on
from trigpoint.intelligence import queries
from trigpoint.intelligence.errors import DateImpossible, WordsMissing
from trigpoint.intelligence.models import Consent, Item
from trigpoint.intelligence.rules.consents import VOCABULARY, ConsentDeed, How
from trigpoint.vault.queries import record_for


def give(*, item: Item, uses: Collection[str], how: str, on: dt.date, by: User, note: str = "") -> Consent:
    """Write down that whoever told the story consents to these uses, and to no others."""
    known = [word.code for word in pack_on(clock.today()).vocabulary(VOCABULARY).words]
    if not uses or not set(uses) <= set(known):
        raise WordsMissing("Choose what the story may be used for.")
    if how not in How.values:
        raise WordsMissing("Say how consent was given.")
    chosen = [code for code in known if code in uses]
    return _write(item, by, deed=ConsentDeed.GIVEN, uses=chosen, how=how, on=on, note=note.strip())


def withdraw(*, item: Item, on: dt.date, by: User, note: str = "") -> Consent:
    """Write down that consent was taken back. From now on the story is used for nothing more."""
    return _write(item, by, deed=ConsentDeed.WITHDRAWN, uses=[], on=on, note=note.strip())


def _write(item: Item, by: User, *, on: dt.date, **said: object) -> Consent:
    require(by, "intelligence.triage")
    if on > clock.today():
        raise DateImpossible("Consent cannot be of a day that is still ahead.")
    with transaction.atomic():
        held = queries.locked(item)
        if held.owner_id != reach(by).commissioner_id or record_for(by, "item", held.public_id) is None:
            raise NotAllowed("This belongs to somebody else.")
        made = Consent.objects.create(item=held, on=on, by=by, **said)
        name = "withdrawn" if made.deed == ConsentDeed.WITHDRAWN else "given"
        audit.record(
            by, f"intelligence.consent_{name}", held, after={"uses": made.uses, "on": on.isoformat()}
        )
    return made
