"""Loads in processes of their own: killed in the middle, and two at once, on both databases."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests import migrated
from tests.factories import loads as make

ROOT = Path(__file__).resolve().parents[2]
CHILD = Path(__file__).with_name("child.py")
POSTGRES = os.environ.get("TEST_POSTGRES_URL", "")
TABLES = ("loads_load", "loads_leftoutrow", "indicators_series", "indicators_observation", "audit_event")


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def template(request, tmp_path_factory) -> Iterator[str]:
    """A database that is prepared once, to be copied for each test."""
    if request.param == "sqlite":
        file = shutil.copy(migrated.sqlite_file(), tmp_path_factory.mktemp("template") / "template.sqlite3")
        url = f"sqlite:///{file}"
        prepare(url, tmp_path_factory.mktemp("data"))
        yield url
        return
    if not POSTGRES:
        pytest.skip("No PostgreSQL here: `make test` starts one, or name a server in TEST_POSTGRES_URL.")
    name = f"trigpoint_template_{os.getpid()}"
    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {migrated.postgresql_name(POSTGRES)}")
        try:
            prepare(renamed(POSTGRES, name), tmp_path_factory.mktemp("data"))
            yield renamed(POSTGRES, name)
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(template, tmp_path) -> Iterator[str]:
    """A database of its own."""
    if template.startswith("sqlite"):
        shutil.copy(template.removeprefix("sqlite:///"), tmp_path / "own.sqlite3")
        yield f"sqlite:///{tmp_path}/own.sqlite3"
        return
    name = f"trigpoint_processes_{os.getpid()}"
    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {urlsplit(template).path.lstrip('/')}")
        try:
            yield renamed(POSTGRES, name)
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def begin(database, tmp_path) -> Callable[..., subprocess.Popen]:
    """Begins a child that loads a file and may stop on the way."""
    return lambda path, stop="": child(database, tmp_path / "data", path, stop)


def child(database: str, data_dir: Path, path: Path, stop: str) -> subprocess.Popen:
    settings = {"DATABASE_URL": database, "DATA_DIR": str(data_dir), "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, str(CHILD), str(path), stop],
        env={**os.environ, **settings},
        text=True,
        stdout=subprocess.PIPE,
    )


def prepare(database: str, data_dir: Path) -> None:
    preparing = child(database, data_dir, Path("-"), "prepare")
    preparing.communicate(timeout=120)
    assert preparing.returncode == 0
    if database.startswith("sqlite"):
        with closing(sqlite3.connect(database.removeprefix("sqlite:///"))) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def renamed(url: str, name: str) -> str:
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def counts(database: str) -> dict[str, int]:
    """Rows in every table that a load writes, seen from outside."""
    if database.startswith("sqlite"):
        connection = sqlite3.connect(database.removeprefix("sqlite:///"))
    else:
        connection = psycopg.connect(database)
    try:
        return {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES}
    finally:
        connection.close()


def said(child: subprocess.Popen) -> str:
    return child.communicate(timeout=120)[0].strip()


@pytest.fixture
def path(tmp_path) -> Path:
    rows = [("wait", code, f"2025-0{month}-01", month) for code in ("RXX", "RYY") for month in range(1, 6)]
    return make.small_file(tmp_path, *rows, ("wait", "RZZ", "2025-01-01", 1))


@pytest.mark.parametrize("stop", ["store", "kept"])
def test_killed_in_the_middle_leaves_nothing_and_a_retry_works(begin, database, path, stop):
    before = counts(database)

    killed = begin(path, stop)
    said(killed)

    assert killed.returncode == -signal.SIGKILL
    assert counts(database) == before
    assert said(begin(path)) == "10 0"
    assert counts(database)["loads_load"] == 1
    assert said(begin(path)) == "0 10"


def test_two_at_once_with_the_same_file_store_it_once(begin, database, path, tmp_path):
    both = [begin(path, "slow"), begin(path, "slow")]

    told = sorted(said(child) for child in both)

    assert told == ["0 10", "10 0"]
    after = counts(database)
    assert (after["loads_load"], after["indicators_observation"]) == (1, 10)
    assert len(list((tmp_path / "data/loads").rglob("*.gz"))) == 1


def test_two_at_once_with_different_files_both_arrive(begin, database, path, tmp_path):
    revised = make.small_file(tmp_path, ("wait", "RXX", "2025-01-01", 50), name="revised.csv")

    told = [said(child) for child in [begin(path, "slow"), begin(revised, "slow")]]

    assert all(told)
    after = counts(database)
    assert (after["loads_load"], after["indicators_series"], after["indicators_observation"]) == (2, 2, 11)
