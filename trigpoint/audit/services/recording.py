"""Noting what happens, in the caller's transaction."""

from __future__ import annotations

from typing import Any

from trigpoint.audit.context import whence
from trigpoint.audit.models import Event, Sort
from trigpoint.audit.rules import LONGEST, fit_to_keep, sort_of
from trigpoint.common.references import reference_to


def record(by: Any, name: str, target: Any, *, before: Any = None, after: Any = None, why: str = "") -> Event:
    """Note that `by` did `name` to `target`. Runs inside the caller's transaction, so both stand or neither.

    `by` is a person, None or somebody who has not signed in, or a word such as "system". `target` is a record with a
    public id, or None for what is about no record.
    """
    owner = _owner_of(target) or _owner_of(by)
    told = {"before": fit_to_keep(before), "after": fit_to_keep(after), "why": why}
    return _note(by, name, target, owner=owner, kind=sort_of(name), **told)


def note_read(by: Any, target: Any, why: str) -> Event:
    """Note that `by` opened a restricted record, and for what reason."""
    name = f"{target._meta.app_label}.{target._meta.model_name}_read"
    return _note(by, name, target, owner=_owner_of(target) or _owner_of(by), kind=Sort.READ, why=why)


def note_export(
    by: Any, name: str, target_or_text: Any, count: int | None, *, after: dict[str, Any] | None = None
) -> Event:
    """Note that something left the system as a file: one record, or a list that the text names.

    `name` is past tense as ever ("loads.list_taken"); `count` is how many rows, None where there are no rows; `after`
    what more tells which it was. It belongs to whoever took it, also when the record is somebody else's.
    """
    is_text = isinstance(target_or_text, str)
    what = {"what": target_or_text[:LONGEST]} if is_text else {}
    rows = {} if count is None else {"rows": count}
    return _note(
        by,
        name,
        None if is_text else target_or_text,
        owner=_owner_of(by) or _owner_of(target_or_text),
        kind=Sort.EXPORT,
        after=fit_to_keep({**what, **rows, **(after or {})}) or None,
    )


def note_refusal(by: Any, place: str, why: str) -> Event:
    """Note that `by` was turned away from a page (its name) because of `why`: the deed that they may not do."""
    return _note(by, "access.refused", None, owner=_owner_of(by), kind=Sort.REFUSAL, why=why, place=place)


def _note(by: Any, name: str, target: Any, *, owner: str, kind: str, **told: Any) -> Event:
    origin = whence()
    return Event.objects.create(
        actor=by if isinstance(by, str) else getattr(by, "username", ""),
        owner=owner,
        kind=kind,
        name=name,
        target="" if target is None else reference_to(target),
        is_restricted=kind == Sort.READ or _is_restricted(target),
        **{"address": origin.address, "request": origin.request, "place": origin.place[:100], **told},
    )


def _is_restricted(target: Any) -> bool:
    """Whether a record is of a restricted class, or of a kind that is always kept apart."""
    return bool(getattr(target, "restriction", "") or getattr(target, "is_kept_apart", False))


def _owner_of(thing: Any) -> str:
    """ODS code of the commissioner to whom a record belongs or for whom a person works; "" for neither."""
    if getattr(thing, "_meta", None) is not None and thing._meta.model_name == "commissioner":
        return thing.code
    owner = getattr(thing, "owner", None) or getattr(thing, "commissioner", None)
    return owner.code if owner else ""
