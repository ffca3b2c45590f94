"""The demonstration as commands see it: built once, its users written where asked."""

from __future__ import annotations

import json
import os
from pathlib import Path

from django.conf import settings

from trigpoint.accounts.models import User
from trigpoint.accounts.queries import PEOPLE_FILE
from trigpoint.common import clock
from trigpoint.config.sealing import seal_what_was_done
from trigpoint.config.start import CannotStart, tell
from trigpoint.demo import people, services
from trigpoint.indicators.definitions import library
from trigpoint.reports import queries as reports
from trigpoint.reports.presenters.early_warning import early_warning_content
from trigpoint.reports.presenters.paper_content import frozen
from trigpoint.reports.rules.months import fingerprint, start_of
from trigpoint.reports.services import issue_paper


def prepare(*, users_json: str | None) -> None:
    """Build what is missing of the demonstration, and write its users to a file that only its owner reads."""
    users = services.build_demo(by=None, progress=lambda text: tell(step=text))
    issue_first_paper(by=people.quality_lead())
    seal_what_was_done()
    if users_json:
        write_private(
            Path(users_json), json.dumps(services.described(users), indent=1, ensure_ascii=False) + "\n"
        )
    kept = Path(settings.DATA_DIR) / PEOPLE_FILE
    tell(step=f"People to sign in as: {', '.join(user['username'] for user in users)}; passwords in {kept}")


def issue_first_paper(*, by: User) -> None:
    """An early-warning paper for the committee to read, from the figures there are, once."""
    if reports.papers(user=by):
        return
    tell(step="Issuing the early-warning paper of this month")
    today = clock.today()
    records = reports.records_for_early_warning(user=by, month=start_of(today), today=today)
    content = frozen(early_warning_content(records, library(), site=settings.SITE_ADDRESS))
    issue_paper(month=start_of(today), content=content, seen=fingerprint(content), by=by)


def write_private(path: Path, text: str) -> None:
    """Write a file with secrets in it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as problem:
        raise CannotStart(
            f"The demonstration's users cannot be written to {path}: {problem.strerror}.",
            "Name another file: make run USERS_JSON=/tmp/users.json",
        ) from problem
