"""The demonstration as commands see it: built once, its users written where asked."""

from __future__ import annotations

import json
import os
from pathlib import Path

from django.conf import settings

from trigpoint.accounts.queries import PEOPLE_FILE
from trigpoint.config.sealing import seal_what_was_done
from trigpoint.config.start import CannotStart, tell
from trigpoint.demo import services


def prepare(*, users_json: str | None) -> None:
    """Build what is missing of the demonstration, and write its users to a file that only its owner reads."""
    users = services.build_demo(by=None, progress=lambda text: tell(step=text))
    seal_what_was_done()
    if users_json:
        write_private(
            Path(users_json), json.dumps(services.described(users), indent=1, ensure_ascii=False) + "\n"
        )
    kept = Path(settings.DATA_DIR) / PEOPLE_FILE
    tell(step=f"People to sign in as: {', '.join(user['username'] for user in users)}; passwords in {kept}")


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
