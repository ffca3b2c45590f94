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


def env_choice(name: str, default: str, choices: tuple[str, ...]) -> str:
    """A setting that is one of a few words."""
    value = env(name, default).lower()
    if value not in choices:
        raise SettingMissing(f"{name} is {value!r}; it can be {' or '.join(choices)}. See dotenv-sample.")
    return value


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


def mail_server(url: str) -> dict[str, object]:
    """Django's settings for `smtp://user:password@host:port`, `smtp+tls://` (STARTTLS) or `smtps://` (TLS from the start).

    Without a server no message is sent.
    """
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    parts = urlsplit(url)
    ports = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
    if parts.scheme not in ports or not parts.hostname:
        raise SettingMissing(f"EMAIL_URL begins with {parts.scheme!r}; use smtp://, smtp+tls:// or smtps://.")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or ports[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 10,
    }
