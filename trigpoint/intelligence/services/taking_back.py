"""Taking back what a file of comments brought, but for what people have worked on since."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from trigpoint.accounts.models import User
from trigpoint.accounts.rules import require
from trigpoint.audit import services as audit
from trigpoint.common import staging
from trigpoint.intelligence.errors import SheetImpossible
from trigpoint.intelligence.models import Item, ItemStep, SheetImport
from trigpoint.intelligence.rules.states import Deed

AT_ONCE = 2_000  # items deleted in one go
Stage = SheetImport.Stage


def take_back(*, sheet: SheetImport, by: User) -> int:
    """Take back what a file brought, but for what people have worked on since; gives how many items went.

    How many stayed is told as one number: which of them are restricted is nobody's to know.
    """
    require(by, "intelligence.add")
    with transaction.atomic():
        staging.take_turn()
        held = SheetImport.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
        if held.owner_id != by.commissioner_id or held.stage != Stage.TAKEN:
            raise SheetImpossible("This file is no longer where that can be done. Look at the page again.")
        if SheetImport.objects.filter(load=held.load, stage=Stage.TAKEN).exclude(pk=held.pk).exists():
            raise SheetImpossible(
                "The same file was taken in twice, so it cannot be said which of the two brought its comments."
            )
        brought = Item.objects.filter(load=held.load, owner=by.commissioner)
        going = _untouched(held)
        kept, number = brought.count() - len(going), len(going)
        for at in range(0, number, AT_ONCE):
            Item.objects.filter(pk__in=going[at : at + AT_ONCE]).delete()
        sheet.stage, sheet.result = Stage.UNDONE, held.result | {"taken_back": number, "kept": kept}
        sheet.save(update_fields=["stage", "result"])
        audit.record(by, "intelligence.sheet_undone", sheet, after={"taken_back": number})
    return number


def _untouched(sheet: SheetImport) -> list[int]:
    """What the file brought and nobody corrected, answered, named, took up, restricted or gave consent to."""
    brought = Item.objects.filter(load=sheet.load, owner=sheet.owner)
    worked_on = Q(restriction__gt="")
    for name in ("corrections", "answers", "named_in", "consents"):
        worked_on |= Q(pk__in=brought.filter(**{f"{name}__isnull": False}).values("pk"))
    moved = ItemStep.objects.filter(item__in=brought).exclude(deed=Deed.RECEIVED)
    worked_on |= Q(pk__in=moved.values("item"))
    return list(brought.exclude(worked_on).order_by("pk").values_list("pk", flat=True))
