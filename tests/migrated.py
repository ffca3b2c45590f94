"""Databases that were migrated once, and copies of them: going through every migration takes many times longer than the rest.

A migrated database is known by a digest of all that its making depends on, so that whoever changes a migration gets another one.
Copies go through `migrate` again, which then has nothing left to do and would say so if it had. That the whole way from nothing
works is asked by `tests/config/test_running.py`.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "test-results" / "migrated"
MADE_OF = (
    "trigpoint/*/migrations/*.py",
    "trigpoint/*/guards.py",
    "trigpoint/common/*.py",
    "trigpoint/config/settings.py",
    "trigpoint/config/management/commands/migrate.py",
    "requirements/dev.txt",
)
A_DAY = 24 * 60 * 60
PREFIX = "trigpoint_migrated_"


def digest() -> str:
    """What a migrated database depends on, in a word."""
    told = hashlib.sha256(f"{sys.version} {sqlite3.sqlite_version}".encode())
    for path in sorted(path for pattern in MADE_OF for path in ROOT.glob(pattern)):
        told.update(f"\n{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return told.hexdigest()[:16]


def sqlite_file() -> Path:
    """The file of a migrated database; never to be written to."""
    file = KEPT / f"{digest()}.sqlite3"
    with _alone():
        if not file.exists():
            for older in KEPT.glob("*.sqlite3"):
                if older.stat().st_mtime < time.time() - A_DAY:  # nobody is about to copy it
                    older.unlink()
            with tempfile.TemporaryDirectory(dir=KEPT) as folder:
                made = Path(folder, "made.sqlite3")
                _migrate(f"sqlite:///{made}", folder)
                made.rename(file)
    return file


def put_into(folder: Path) -> None:
    """A migrated database as the database of an installation in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(sqlite_file(), folder / "trigpoint.sqlite3")


@contextlib.contextmanager
def in_memory(name: str) -> Iterator[None]:
    """Within the block there is a migrated database in memory that goes by this name."""
    with (
        contextlib.closing(sqlite3.connect(name, uri=True, check_same_thread=False)) as kept,
        contextlib.closing(sqlite3.connect(f"file:{sqlite_file()}?mode=ro&immutable=1", uri=True)) as source,
    ):
        source.backup(kept)
        yield


def postgresql_name(server: str) -> str:
    """The name of a migrated database on a PostgreSQL server, of which others are made by TEMPLATE; never to be written to."""
    name = f"{PREFIX}{digest()}"
    with _alone(), psycopg.connect(server, autocommit=True) as connection:
        known = [row[0] for row in connection.execute("SELECT datname FROM pg_database")]
        if name in known:
            return name
        making = f"{name}_{os.getpid()}"
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(making)))
        with tempfile.TemporaryDirectory() as folder:
            _migrate(urlsplit(server)._replace(path=f"/{making}").geturl(), folder)
        connection.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(making), sql.Identifier(name))
        )
        for older in known:
            if older.startswith(PREFIX):
                connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(older)))
    return name


def _migrate(address: str, folder: str) -> None:
    """As an installation does, in a process of its own, which ends before anybody makes a copy."""
    environment = {**os.environ, "DATABASE_URL": address, "DATA_DIR": folder, "SECRET_KEY": "only-for-tests"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0", "--no-input", "--skip-checks"]
    subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, check=True)


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """One at a time, of all processes that test."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
