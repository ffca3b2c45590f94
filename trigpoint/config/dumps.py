"""One file that holds the whole database, and back: SQLite by its own copying, PostgreSQL by pg_dump."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import connection

from trigpoint.common.errors import DomainError

NAMES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


class DumpFailed(DomainError):
    """The database could not be copied out or in."""


def dump(folder: Path) -> Path:
    """Copy the database, as it stands at one moment, into a file in `folder`, while others go on working."""
    target = folder / NAMES[connection.vendor]
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(database_file())) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, with no companions to forget
    else:
        call("pg_dump", "--format=custom", "--no-owner", f"--file={target}")
    return target


def undump(folder: Path) -> None:
    """Put the copy in place of the database."""
    source = folder / NAMES[connection.vendor]
    if not source.exists():
        kinds = ", ".join(name for name in NAMES.values() if (folder / name).exists())
        raise DumpFailed(
            f"The backup holds {kinds}, which is not for {connection.display_name}; set DATABASE_URL."
        )
    connection.close()
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(source)) as copy, closing(sqlite3.connect(database_file())) as target:
            copy.backup(target)
    else:
        call(
            "pg_restore",
            "--clean",
            "--if-exists",
            "--no-owner",
            "--single-transaction",
            "--dbname",
            "",
            str(source),
        )


def damage(file: Path) -> str:
    """What is wrong inside a copy, or nothing."""
    if file.name == NAMES["sqlite"]:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as copy:
            try:
                [said] = copy.execute("PRAGMA quick_check(1)").fetchone()
            except sqlite3.DatabaseError as problem:
                said = str(problem)
        return "" if said == "ok" else said
    done = subprocess.run(
        [program("pg_restore"), "--list", file],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    return done.stderr.strip()


def database_file() -> str:
    """The live SQLite file."""
    return str(settings.DATABASES["default"]["NAME"])


def call(name: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs against the database; the password travels by the environment."""
    held = connection.settings_dict
    told = {
        "PGHOST": held["HOST"],
        "PGPORT": held["PORT"],
        "PGUSER": held["USER"],
        "PGPASSWORD": held["PASSWORD"],
        "PGDATABASE": held["NAME"],
    }
    environment = {**os.environ, **{key: str(value) for key, value in told.items() if value}}
    words = [held["NAME"] if word == "" else word for word in arguments]
    done = subprocess.run(
        [program(name), *words],
        env=environment,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode != 0:
        raise DumpFailed(f"{name} failed: {done.stderr.strip()[-600:]}")


def program(name: str) -> str:
    """Where one of PostgreSQL's programs is; the newest where there are several."""
    installed = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3])
    )
    found = str(installed[-1]) if installed else shutil.which(name)
    if found is None:
        raise DumpFailed(
            f"PostgreSQL's {name} is needed and was not found. Install it (Debian: apt install postgresql-client), "
            "or use the backup of whoever runs the database server for you."
        )
    return found
