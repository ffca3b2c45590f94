"""What the worker does for soft intelligence: read and code, count, take files of comments in."""

from __future__ import annotations

from trigpoint.accounts.models import Commissioner, User
from trigpoint.accounts.system import system_person
from trigpoint.common.ids import new_public_id
from trigpoint.intelligence.models import SheetImport
from trigpoint.intelligence.queries.coding import newest_of, waiting_for_model
from trigpoint.intelligence.rules.coding import shipped_version
from trigpoint.intelligence.services.coding import code_items
from trigpoint.intelligence.services.counting import count_again
from trigpoint.intelligence.services.drift import check_drift
from trigpoint.intelligence.services.importing import take_in, try_out
from trigpoint.jobs import queries as jobs_queries
from trigpoint.jobs import services as jobs
from trigpoint.jobs.models import Job

CODING, COUNTING, IMPORTING = "intelligence.code", "intelligence.count", "intelligence.import"


def ask_to_code(*, by: User, owner: Commissioner | None = None) -> Job:
    """Have whatever was taken in be read by the model and counted, once for what there is now.

    owner: whose it is, where that is not the commissioner of `by`, as with what comes by a practice's link.
    """
    owner = owner or by.commissioner
    return _ask(code_and_count, f"{CODING}:{owner.public_id}:{newest_of(owner=owner)}", owner, by)


def ask_to_count(*, by: User) -> Job:
    """Have the counts of the commissioner of `by` made anew, after something was corrected, restricted or taken back."""
    owner = by.commissioner
    return _ask(count_only, f"{COUNTING}:{owner.public_id}:{new_public_id()}", owner, by)


def ask_to_read_again(*, by: User) -> Job:
    """Have what lost its reading be read again, and everything counted."""
    owner = by.commissioner
    return _ask(code_and_count, f"{CODING}:{owner.public_id}:{new_public_id()}", owner, by)


def ask_to_import(*, sheet: SheetImport, by: User, is_trial: bool) -> Job:
    """Have a file of comments tried out or taken in, once."""
    return jobs.enqueue(
        task=try_sheet if is_trial else take_sheet,
        key=key_of_import(sheet=sheet, is_trial=is_trial),
        by=by,
        arguments={"sheet": sheet.pk, "by": by.pk},
    )


def key_of_import(*, sheet: SheetImport, is_trial: bool) -> str:
    """The name of that work: it is a new one each time that columns were named anew."""
    step = "try" if is_trial else "take"
    return f"{IMPORTING}:{sheet.public_id}:{step}-{sheet.result.get('tries', 0)}"


def _ask(task: object, key: str, owner: Commissioner, by: User) -> Job:
    return jobs.enqueue(task=task, key=key, by=by, arguments={"owner": owner.pk, "by": by.pk})


def code_and_count(*, owner: int, by: int) -> None:
    """Read what the model has not read, and count."""
    commissioner, person = Commissioner.objects.get(pk=owner), User.objects.get(pk=by)
    if code_items(owner=commissioner, by=person):
        check_drift(owner=commissioner, by=person)
    _count(commissioner, person)


def count_only(*, owner: int, by: int) -> None:
    """Count again, unless another who asked later waits still: that one sees all that this one would."""
    _count(Commissioner.objects.get(pk=owner), User.objects.get(pk=by))


def _count(owner: Commissioner, by: User) -> None:
    others = jobs_queries.unfinished().filter(worker="", key__startswith=f"{COUNTING}:{owner.public_id}:")
    if not others.exists():
        count_again(owner=owner, by=by)


def code_left_over() -> None:
    """By the timetable: read what came in by ways that did not ask for it, and what a new version of the model has not read."""
    person = system_person()
    version = shipped_version()
    for owner in Commissioner.objects.order_by("pk"):
        if waiting_for_model(owner=owner, version=version).exists():
            code_items(owner=owner, by=person)
            check_drift(owner=owner, by=person)
            count_again(owner=owner, by=person)


def try_sheet(*, sheet: int, by: int) -> None:
    """What would become of a file."""
    person = User.objects.get(pk=by)
    try_out(sheet=SheetImport.objects.get(pk=sheet, owner=person.commissioner), by=person)


def take_sheet(*, sheet: int, by: int) -> None:
    """Take a file in, then have it read."""
    person = User.objects.get(pk=by)
    take_in(sheet=SheetImport.objects.get(pk=sheet, owner=person.commissioner), by=person)
    ask_to_code(by=person)
