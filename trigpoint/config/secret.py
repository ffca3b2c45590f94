"""The installation's secrets: given by the environment, or made once and kept beside the data."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path


def secret_key(data_dir: Path) -> str:
    """The secret of this installation. Made on first use, readable by its owner only."""
    return os.environ.get("SECRET_KEY") or _kept(data_dir / "secret-key")


def vault_keys(data_dir: Path) -> list[str]:
    """The keys of the vault, the newest first: from VAULT_KEYS, or one made on first use and kept beside the data."""
    given = [key.strip() for key in os.environ.get("VAULT_KEYS", "").split(",") if key.strip()]
    return given or [_kept(data_dir / "vault-key")]


def _kept(place: Path) -> str:
    """The secret in a file, made when it is not there; the first wins when two processes start together."""
    if not place.exists():
        draft = place.with_name(f"{place.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48), encoding="utf-8")
        with contextlib.suppress(FileExistsError):
            os.link(draft, place)
        draft.unlink()
    return place.read_text(encoding="utf-8")
