"""A complaint as somebody writes it in, before it is a record."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from trigpoint.accounts.models import User
from trigpoint.organisations.models import Organisation


@dataclass(frozen=True, kw_only=True)
class ComplaintDraft:
    """See `models.Complaint` for each. Texts have been through the guard; `name` and `contact` go to the vault alone.

    handler: None for whoever writes it in. subjects: codes of the pack.
    """

    received_on: dt.date
    way: str
    words: str
    wanted: str = ""
    providers: tuple[Organisation, ...] = ()
    is_about_us: bool = False
    service: str = ""
    happened_on: dt.date | None = None
    authority: str = ""
    severity: str = "moderate"
    subjects: tuple[str, ...] = ()
    handler: User | None = None
    restriction: str = ""
    name: str = ""
    contact: str = ""
