"""Adding an organisation by hand, for what no published directory holds."""

from __future__ import annotations

import re
from typing import Any

from django.db import transaction

from trigpoint.audit.services import record
from trigpoint.common import clock
from trigpoint.common.errors import DomainError
from trigpoint.organisations.models import Belonging, Hierarchy, Organisation

CODE = re.compile(r"[A-Z0-9-]{3,20}")


class OrganisationRefused(DomainError):
    """The organisation cannot be added; the message says why."""


@transaction.atomic
def add_organisation(*, code: str, name: str, kind: str, by: Any, is_training: bool = False) -> Organisation:
    """An organisation that only the commissioner of `by` sees, placed under that commissioner.

    code: capital letters, digits and hyphens, 3 to 20 of them, not in the directory yet.
    is_training: fictional; pages mark it "Training (fictional)".
    """
    if not CODE.fullmatch(code):
        raise OrganisationRefused(
            f"{code!r} cannot be a code: use 3 to 20 capital letters, digits or hyphens."
        )
    if Organisation.objects.filter(code=code).exists():
        raise OrganisationRefused(f"There is already an organisation with the code {code}.")
    made = Organisation.objects.create(
        code=code, name=name, kind=kind, owner=by.commissioner, is_open=False, is_training=is_training
    )
    board = Organisation.objects.filter(code=by.commissioner.code).first()
    if board is not None:
        Belonging.objects.create(hierarchy=Hierarchy.ICB, child=made, parent=board, from_on=clock.today())
    record(by, "organisations.added", made, after={"code": code, "is_training": is_training})
    return made
