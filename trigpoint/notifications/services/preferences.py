"""How a person wants to be told."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from trigpoint.accounts.models import User
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.notifications import queries, registry
from trigpoint.notifications.errors import PreferenceRefused
from trigpoint.notifications.models import Cadence, Preference


@transaction.atomic
def choose(*, cadence: str, left_out: Collection[str], by: User) -> Preference:
    """A person says how often they want a summary by e-mail, and which kinds of news are not to be in it."""
    known = {kind.name for kind in registry.kinds()}
    if cadence not in Cadence.values or not known.issuperset(left_out):
        raise PreferenceRefused("Choose one of the choices of the page.")
    before = queries.preference_of(by)
    chosen, _ = Preference.objects.update_or_create(
        person=by, defaults={"cadence": cadence, "left_out": sorted(left_out), "at": clock.now()}
    )
    audit.record(by, "notifications.chosen", by, before=_told(before), after=_told(chosen))
    return chosen


def _told(preference: Preference) -> dict[str, object]:
    return {"cadence": str(preference.cadence), "left_out": preference.left_out}
