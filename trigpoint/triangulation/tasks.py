"""What the worker does for triangulation: gather evidence, then see where it agrees."""

from __future__ import annotations

from trigpoint.accounts.models import Commissioner, User
from trigpoint.accounts.system import system_person
from trigpoint.common import clock
from trigpoint.jobs import services as jobs
from trigpoint.triangulation.queries.told import mark_of_evidence
from trigpoint.triangulation.services.gathering import gather
from trigpoint.triangulation.services.proposing import propose

GATHERING = "triangulation.gather"


def ask_to_gather(*, by: User, owner: Commissioner) -> None:
    """Have evidence gathered for a commissioner, once for all that sources know now."""
    mark = mark_of_evidence(owner=owner, day=clock.today())
    jobs.enqueue(
        task=gather_evidence,
        key=f"{GATHERING}:{owner.public_id}:{mark}",
        by=by,
        arguments={"owner": owner.pk, "by": by.pk},
    )


def gather_evidence(*, owner: int, by: int) -> None:
    """Ask every source, then bring proposals in line."""
    commissioner, person = Commissioner.objects.get(pk=owner), User.objects.get(pk=by)
    gather(owner=commissioner, by=person)
    propose(owner=commissioner, by=person)


def look_for_evidence() -> None:
    """By the timetable: whatever moved since, in any area, is gathered; and every day, since what was said grows old."""
    for owner in Commissioner.objects.order_by("pk"):
        ask_to_gather(by=system_person(), owner=owner)
