"""The installation's secret: given by SECRET_KEY, or made once and kept beside the data."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path


def secret_key(data_dir: Path) -> str:
    """The secret of this installation. Made on first use, readable by its owner only."""
    given = os.environ.get("SECRET_KEY")
    if given:
        return given
    kept = data_dir / "secret-key"
    if not kept.exists():
        draft = data_dir / f"secret-key.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48), encoding="utf-8")
        with contextlib.suppress(FileExistsError):
            os.link(draft, kept)  # first one wins when two processes start together
        draft.unlink()
    return kept.read_text(encoding="utf-8")
