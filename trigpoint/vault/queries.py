"""Finding what is restricted or sealed, for those who are named."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.apps import apps
from django.urls import reverse

from trigpoint.accounts.models import ConfidentialRecord
from trigpoint.accounts.rules import reach
from trigpoint.common import clock
from trigpoint.common.references import reference_to
from trigpoint.vault.models import OWN_REASON, Opening, Sealed

LASTS = dt.timedelta(minutes=15)
MOST = 200


def confidential_models() -> dict[str, type[ConfidentialRecord]]:
    """Every model of which some records may be restricted, by the kind that references use."""
    return {
        model._meta.model_name: model
        for model in apps.get_models()
        if issubclass(model, ConfidentialRecord) and not model._meta.abstract
    }


def restricted_records(user: Any) -> list[ConfidentialRecord]:
    """The restricted records that a role of `user` names, newest first, at most MOST of each kind."""
    found = [
        record
        for model in confidential_models().values()
        for record in model.restricted_to(user).order_by("-pk")[:MOST]
    ]
    return sorted(found, key=lambda record: (record._meta.model_name, -record.pk))


def restricted_record(user: Any, kind: str, public_id: str) -> ConfidentialRecord | None:
    """One restricted record that a role of `user` names."""
    model = confidential_models().get(kind)
    return model.restricted_to(user).filter(public_id=public_id).first() if model else None


def opened_lately(user: Any, reference: str) -> Opening | None:
    """The latest opening of a record by `user` that still counts."""
    fresh = Opening.objects.filter(by=user, about=reference, at__gt=clock.now() - LASTS)
    return fresh.first()


def record_for(user: Any, kind: str, public_id: str) -> ConfidentialRecord | None:
    """A record of a confidential kind that `user` sees: unrestricted, or restricted and opened lately."""
    model = confidential_models().get(kind)
    if model is None:
        return None
    seen = model.visible_to(user).filter(public_id=public_id).first()
    if seen is not None:
        return seen
    record = model.restricted_to(user).filter(public_id=public_id).first()
    return record if record and opened_lately(user, reference_to(record)) else None


def door_to(user: Any, kind: str, public_id: str) -> str:
    """The address where `user` says why before reading a restricted record; "" where there is nothing to ask."""
    record = restricted_record(user, kind, public_id)
    if record is None or opened_lately(user, reference_to(record)):
        return ""
    return reverse("vault:open", args=[kind, public_id])


def sealed_about(user: Any, record: ConfidentialRecord) -> list[Sealed]:
    """What is sealed about a record of the person's own commissioner, without what it says."""
    if not reach(user).is_staff or record.owner_id != reach(user).commissioner_id:
        return []
    return list(Sealed.objects.filter(owner=record.owner, about=reference_to(record)).select_related("by"))


def may_learn_reporter(user: Any, record: ConfidentialRecord) -> bool:
    """Whether a role of `user` is named for learning who reported this."""
    seen_from = reach(user)
    is_ours = seen_from.is_staff and record.owner_id == seen_from.commissioner_id
    return is_ours and bool(seen_from.classes & {OWN_REASON, record.restriction or OWN_REASON})


def for_my_organisation(user: Any) -> list[Sealed]:
    """Patient references that the organisation of `user` may open."""
    return list(Sealed.objects.meant_for(user).select_related("owner"))


def is_ours(user: Any, record: ConfidentialRecord) -> bool:
    """Whether a record belongs to the commissioner that `user` works for, as one of its own people."""
    return reach(user).is_staff and record.owner_id == reach(user).commissioner_id


def is_there_for(user: Any, public_id: str) -> bool:
    """Whether something sealed can be opened by `user`, given a reason."""
    if Sealed.objects.meant_for(user).filter(public_id=public_id).exists():
        return True
    found = Sealed.objects.filter(
        public_id=public_id, kind=Sealed.Kind.REPORTER, erased_at__isnull=True
    ).first()
    record = record_for(user, *found.about.split(":", 1)) if found else None
    return record is not None and may_learn_reporter(user, record)


def record_of_sealed(user: Any, public_id: str) -> ConfidentialRecord | None:
    """The record that something sealed is about, if `user` sees it and it is their commissioner's."""
    found = Sealed.objects.filter(public_id=public_id).first()
    record = record_for(user, *found.about.split(":", 1)) if found else None
    return record if record and is_ours(user, record) else None
