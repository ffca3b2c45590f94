"""What bears on a concern: linked with what it said, and ended, never taken out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from trigpoint.accounts.models import User
from trigpoint.audit import services as audit
from trigpoint.common import clock, references
from trigpoint.triangulation.errors import ConcernImpossible
from trigpoint.triangulation.models import Concern, ConcernLink, ConcernState, Evidence, Side
from trigpoint.triangulation.queries.concerns import locked_concern, must_be_open_to
from trigpoint.triangulation.rules.concerns import STANDS, WRITE
from trigpoint.triangulation.rules.drafts import Link

EVIDENCE = "evidence:"
NOT_FOUND = "What it is linked to was not found. Paste its address once more."
LONGEST = 400


@transaction.atomic
def link(*, concern: Concern, links: Iterable[Link], by: User) -> Concern:
    """Say what else bears on it, and on which side."""
    must_be_open_to(concern, by, WRITE)
    held = _held(concern)
    wanted = tuple(links)
    if not wanted:
        raise ConcernImpossible("Choose what bears on it, or paste an address.")
    add_links(concern=held, links=wanted, by=by)
    return held


@transaction.atomic
def end_link(*, concern: Concern, link: str, by: User) -> Concern:
    """Say that it does not bear on the concern any more. link: its public id. That it did stays on record."""
    must_be_open_to(concern, by, WRITE)
    held = _held(concern)
    found = held.links.filter(public_id=link, ended_at__isnull=True).first()
    if found is None:
        raise ConcernImpossible("It is not linked any more.")
    found.ended_by, found.ended_at = by, clock.now()
    found.save(update_fields=["ended_by", "ended_at"])
    audit.record(by, "concerns.link_ended", held, before={"about": found.about, "side": found.side})
    return held


def add_links(*, concern: Concern, links: Iterable[Link], by: User) -> None:
    """Write links down within a deed to a concern that `by` may write on. Those that stand already are left as they are."""
    standing = set(concern.links.filter(ended_at__isnull=True).values_list("about", flat=True))
    for each in links:
        if each.side not in Side.values:
            raise ConcernImpossible(
                "Choose whether it supports the concern, speaks against it or belongs to it."
            )
        says = _says(concern, each, by)
        if each.about in standing:
            continue
        standing.add(each.about)
        ConcernLink.objects.create(
            concern=concern,
            about=each.about,
            side=each.side,
            says=says[:LONGEST],
            why=each.why.strip(),
            by=by,
        )
        audit.record(by, "concerns.linked", concern, after={"about": each.about, "side": each.side})


def _held(concern: Concern) -> Concern:
    """The concern, held. Raises ConcernImpossible where it is not open: what bore on it then stays as it was."""
    held = locked_concern(concern)
    if held.state != ConcernState.OPEN:
        raise ConcernImpossible(
            f"It is {STANDS[held.state]}. Open it again before you change what bears on it."
        )
    return held


def _says(concern: Concern, wanted: Link, by: User) -> str:
    """What it says now. Raises ConcernImpossible where `by` cannot see it, or where it would leak."""
    if wanted.about.startswith(EVIDENCE):
        seen = Evidence.visible_to(by).filter(public_id=wanted.about.removeprefix(EVIDENCE)).first()
        if seen is None:
            raise ConcernImpossible(NOT_FOUND)
        return wanted.says or seen.says
    record = references.find(wanted.about, user=by) or references.find_opened(wanted.about, user=by)
    if record is None or record == concern:
        raise ConcernImpossible(NOT_FOUND)
    _refuse_leak(concern, record)
    return wanted.says or references.as_shown(record).label


def _refuse_leak(concern: Concern, record: Any) -> None:
    restriction = getattr(record, "restriction", "")
    if restriction and restriction != concern.restriction:
        raise ConcernImpossible(
            "This is restricted and the concern is not. Raise a restricted concern about it, or write a gist and link that."
        )
