"""What may stand in the audit, and what kind of thing an event is."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings

from trigpoint.audit.models import Sort

LONGEST = 100  # characters of one value
MOST = 100  # values of one list
PLAIN = (bool, int, float, type(None))
SIGN_INS = ("accounts.signed_", "accounts.sign_", "accounts.locked_", "accounts.second_factor_")

logger = logging.getLogger("trigpoint.audit")


class NotForTheAudit(TypeError):
    """A value is not of the kind that may stand in `before` and `after`: a mistake of ours."""


def sort_of(name: str) -> str:
    """The kind of thing that an event of this name is, when nobody says."""
    return Sort.SIGN_IN if name.startswith(SIGN_INS) else Sort.CHANGE


def fit_to_keep(told: Any) -> Any:
    """`before` or `after` as kept: a code, number, date or short value; a list of these; a mapping of names to these.

    Nothing that a person wrote at length. In tests and for developers (AUDIT_IS_STRICT) such a value is an error. In
    service the deed counts more: the value is left out, with its length, and the log says so.
    """
    if isinstance(told, Mapping):
        return {str(key): _listed(value, str(key)) for key, value in told.items()}
    return _listed(told, "")


def _listed(told: Any, key: str) -> Any:
    if not isinstance(told, list | tuple | set | frozenset):
        return _short(told, key)
    kept = sorted(told, key=str) if isinstance(told, set | frozenset) else list(told)
    shown = [_short(value, key) for value in kept[:MOST]]
    return [*shown, f"and {len(kept) - MOST} more"] if len(kept) > MOST else shown


def _short(told: Any, key: str) -> Any:
    if isinstance(told, PLAIN):
        return told
    if isinstance(told, dt.date | dt.time):
        return told.isoformat()
    if isinstance(told, Decimal | UUID):
        return str(told)
    if isinstance(told, str) and len(told) <= LONGEST and len(told.splitlines()) <= 1:
        return str(told)
    return _left_out(told, key)


def _left_out(told: Any, key: str) -> str:
    what = f"text of {len(told)} characters" if isinstance(told, str) else type(told).__name__
    problem = f"{what} in {key or 'a value'}: the audit keeps codes, numbers, dates and short values only"
    if settings.AUDIT_IS_STRICT:
        raise NotForTheAudit(problem)
    logger.error(problem)
    return f"({what}, left out)"
