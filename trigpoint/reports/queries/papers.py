"""Papers that were issued."""

from __future__ import annotations

import datetime as dt

from trigpoint.accounts.models import User
from trigpoint.reports.models import Paper


def papers(*, user: User) -> list[Paper]:
    """Every version of every paper, the latest month first; without their content."""
    found = Paper.visible_to(user).defer("content").select_related("issued_by", "replacement")
    return list(found.order_by("-month", "-version"))


def paper_of(*, user: User, public_id: str) -> Paper | None:
    """One paper that `user` may see, with what it replaces and what replaced it."""
    found = Paper.visible_to(user).select_related("issued_by", "replaces", "replacement", "owner")
    return found.filter(public_id=public_id).first()


def latest_paper(*, user: User, month: dt.date, kind: str = Paper.Sort.EARLY_WARNING) -> Paper | None:
    """The version that stands of a month's paper of a kind of the user's commissioner."""
    found = Paper.visible_to(user).filter(owner=user.commissioner, kind=kind, month=month)
    return found.order_by("-version").first()
