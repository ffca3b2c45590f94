"""Writing down who was listened to. Nothing is changed afterwards: a correction is a further version, with its reason."""

from __future__ import annotations

from django.db import transaction

from trigpoint.accounts.models import User
from trigpoint.accounts.rules import REFUSED, reach, require
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.common.errors import NotAllowed
from trigpoint.frameworks.queries import pack_on
from trigpoint.intelligence.errors import CodesImpossible, EngagementImpossible, WordsMissing
from trigpoint.intelligence.models import Engagement, EngagementMark, EngagementVersion
from trigpoint.intelligence.queries import engagement as queries
from trigpoint.intelligence.rules.engagement import COVERED, Entry
from trigpoint.intelligence.rules.themes import titles
from trigpoint.organisations.models import Organisation


@transaction.atomic
def log_engagement(*, entry: Entry, by: User) -> Engagement:
    """Write down an occasion on which people were listened to."""
    require(by, "engagement.write")
    if by.commissioner is None:
        raise NotAllowed(REFUSED)
    _check(entry, by)
    made = Engagement.objects.create(owner=by.commissioner, by=by)
    _write(made, entry, 1, by)
    audit.record(by, "engagement.logged", made, after=_told(entry))
    return made


@transaction.atomic
def correct_engagement(*, engagement: Engagement, entry: Entry, why: str, by: User) -> Engagement:
    """Write an entry anew; what stood there before stays, with the reason why it does not count."""
    latest = _latest(engagement, why, by)
    if latest.is_withdrawn:
        raise EngagementImpossible("It does not count any more. Write it down anew.")
    _check(entry, by)
    _write(engagement, entry, latest.number + 1, by, why=why.strip())
    audit.record(by, "engagement.corrected", engagement, after=_told(entry))
    return engagement


@transaction.atomic
def withdraw_engagement(*, engagement: Engagement, why: str, by: User) -> Engagement:
    """Say that an entry does not count, such as one that was written twice. It stays on record."""
    latest = _latest(engagement, why, by)
    if latest.is_withdrawn:
        raise EngagementImpossible("It does not count already.")
    marks = list(latest.marks.values_list("kind", "code"))
    latest.pk, latest.number, latest.is_withdrawn = None, latest.number + 1, True
    latest.why, latest.by, latest.at = why.strip(), by, clock.now()
    latest.save(force_insert=True)
    EngagementMark.objects.bulk_create(
        EngagementMark(version=latest, kind=kind, code=code) for kind, code in marks
    )
    audit.record(by, "engagement.withdrawn", engagement)
    return engagement


def _latest(engagement: Engagement, why: str, by: User) -> EngagementVersion:
    """The version that counts now, held until the transaction ends."""
    require(by, "engagement.write")
    if engagement.owner_id != reach(by).commissioner_id:
        raise NotAllowed(REFUSED)
    if not why.strip():
        raise WordsMissing("Say why it is corrected.")
    return queries.latest_version(engagement)


def _write(engagement: Engagement, entry: Entry, number: int, by: User, why: str = "") -> None:
    version = EngagementVersion.objects.create(
        engagement=engagement,
        number=number,
        title=entry.title.strip(),
        from_on=entry.from_on,
        to_on=entry.last_on,
        people=entry.people,
        place=entry.place.strip(),
        service=entry.service.strip(),
        heard=entry.heard.strip(),
        followed=entry.followed.strip(),
        why=why,
        by=by,
    )
    EngagementMark.objects.bulk_create(
        EngagementMark(version=version, kind=kind, code=code) for kind, code in entry.marks()
    )


def _check(entry: Entry, by: User) -> None:
    if not entry.title.strip() or not entry.heard.strip():
        raise WordsMissing("Say who was listened to, and what was heard.")
    if not entry.methods:
        raise EngagementImpossible("Choose how they were listened to.")
    if entry.last_on < entry.from_on:
        raise EngagementImpossible("The last day cannot lie before the first.")
    if entry.from_on > clock.today():
        raise EngagementImpossible("It cannot have begun on a day that is still ahead.")
    pack = pack_on(entry.from_on)
    lists = {"method": "engagement_methods", **COVERED}
    known = {kind: {word.code for word in pack.vocabulary(name).words} for kind, name in lists.items()}
    known["theme"] = set(titles())
    named = Organisation.visible_to(by).filter(code__in=entry.providers)
    known["provider"] = set(named.values_list("code", flat=True))
    for kind, code in entry.marks():
        if code not in known[kind]:
            raise CodesImpossible(f"{code} is on no list. Choose from the list.")


def _told(entry: Entry) -> dict[str, object]:
    """What the audit keeps: numbers and codes, no words."""
    return {
        "from_on": entry.from_on.isoformat(),
        "people": entry.people,
        "covered": [code for kind, code in entry.marks() if kind in COVERED],
    }
