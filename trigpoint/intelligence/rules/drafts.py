"""What somebody tells, before it is a record."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass

from trigpoint.organisations.models import Organisation

GIST = "shared_gist"  # the kind of source of a gist of what was told in confidence


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A piece of soft intelligence as told. Texts have been through the guard. See `models.Item` for each field.

    sender: what tells senders apart (an account, a link, a respondent's number); only its digest is kept.
    received_on: None for today.
    """

    source: str
    words: str
    provider: Organisation | None = None
    about_words: str = ""
    question: str = ""
    service: str = ""
    place: str = ""
    tone: str = ""
    worry: int | None = None
    score: int | None = None
    is_at_risk_now: bool = False
    happened_on: dt.date | None = None
    received_on: dt.date | None = None
    told_by: str = ""
    sent_for: Organisation | None = None
    sender: str = ""
    may_share_identity: bool = False
    wants_reply: bool = False
    ref: str = ""
    restriction: str = ""


def digest(*parts: object) -> str:
    """32 characters that stand for the parts and do not tell them; "" where all of them are empty."""
    told = "\x1f".join(str(part) for part in parts)
    return hashlib.sha256(told.encode()).hexdigest()[:32] if told.strip("\x1f ") else ""


def same_telling(*, source: str, provider: str, day: dt.date | None, words: str) -> str:
    """A digest by which the same telling is known when it comes again: capitals, spaces and stops do not count."""
    plain = " ".join(re.findall(r"\w+", words.casefold()))
    return digest(source, provider, day or "", plain)
