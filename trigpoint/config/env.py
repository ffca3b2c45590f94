"""Reading the environment, with the remedy when something is missing."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit


class SettingMissing(Exception):
    """A setting has no value; the message says how to give one."""


def env(name: str, default: str | None = None) -> str:
    """The setting `name`, or `default`; without either, an error that says what to do."""
    value = os.environ.get(name, default)
    if value is None:
        raise SettingMissing(f"{name} is not set. Add it to .env (see dotenv-sample) or to the environment.")
    return value


def env_list(name: str, default: str) -> list[str]:
    """A setting that holds several values, separated by commas."""
    return [part.strip() for part in env(name, default).split(",") if part.strip()]


def env_bool(name: str, *, default: bool) -> bool:
    """A setting that is yes or no."""
    return env(name, "yes" if default else "no").lower() in {"1", "yes", "true", "on"}


def read_dotenv(path: Path) -> None:
    """Take settings from a .env file; the environment wins."""
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        name, separator, value = line.partition("=")
        if separator and not name.lstrip().startswith("#"):
            os.environ.setdefault(name.strip(), value.strip().strip("\"'"))


def database(url: str) -> dict[str, object]:
    """Django's settings for `sqlite:///path` or `postgresql://user:password@host:port/name`."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": url.removeprefix("sqlite:///"),
            "OPTIONS": {
                "timeout": 30,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA recursive_triggers=ON;",
            },
        }
    if parts.scheme not in {"postgres", "postgresql"}:
        raise SettingMissing(f"DATABASE_URL begins with {parts.scheme!r}; use sqlite:/// or postgresql://.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
    }
