"""Everything an installation needs before it can open, each step quick when there is nothing to do."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import Error, OperationalError

from trigpoint.accounts.system import system_person
from trigpoint.common.errors import DomainError
from trigpoint.config import demonstration
from trigpoint.config.readiness import unapplied
from trigpoint.config.start import CannotStart, tell
from trigpoint.frameworks import queries as frameworks
from trigpoint.frameworks.calendar import england
from trigpoint.surveillance.tasks import ask_for_refresh

ROOM_NEEDED = 300 * 1024 * 1024  # bytes


def prepare(*, demo: bool, users_json: str | None) -> None:
    """Do all the steps, or raise CannotStart with the reason."""
    prepare_room()
    prepare_frameworks()
    prepare_database()
    prepare_pages()
    if demo:
        demonstration.prepare(users_json=users_json)
    ask_for_refresh(by=system_person())  # once for each state of figures, definitions and methods


def prepare_room() -> None:
    """The folder for data can be written to and has room."""
    folder = settings.DATA_DIR
    try:
        trial = folder / f"trial.{os.getpid()}"
        trial.write_bytes(b"trial")
        trial.unlink()
        free = shutil.disk_usage(folder).free
    except OSError as problem:
        raise CannotStart(
            f"The folder for data, {folder}, cannot be written to: {problem.strerror}.",
            "Let this account write to it, or set DATA_DIR to another folder: make run DATA_DIR=/srv/trigpoint",
        ) from problem
    if free < ROOM_NEEDED:
        raise CannotStart(
            f"The disk of {folder} is nearly full: {free // 2**20} MB are free, {ROOM_NEEDED // 2**20} MB are needed.",
            "Free some space, or set DATA_DIR to a folder on another disk.",
        )


def prepare_frameworks() -> None:
    """Packs and the calendar can be believed: a faulty file is told now, and not by a page that needs it."""
    try:
        frameworks.packs()
        england()
    except DomainError as problem:
        raise CannotStart(
            f"A framework pack or the calendar is faulty.\n{problem}",
            "Correct the file it names, then start again.",
        ) from problem


def prepare_database() -> None:
    """Every table is as this code expects it."""
    try:
        waiting = unapplied()
        if waiting:
            tell(step=f"Bringing the database up to date ({len(waiting)} steps)")
            call_command("migrate", interactive=False, verbosity=0)
    except OperationalError as problem:
        raise CannotStart(
            f"The database cannot be reached or used: {problem}",
            "Check DATABASE_URL, and that the database server runs and accepts this account. With SQLite, check "
            "that the disk has room and that no other program holds the file.",
        ) from problem
    except Error as problem:
        raise CannotStart(
            f"The database could not be brought up to date: {problem}",
            "Nothing of the failed step was kept. Take a copy (trigpoint backup --to DIR), then ask whoever looks "
            "after Trigpoint for you, with what it printed.",
        ) from problem


def prepare_pages() -> None:
    """Style sheets, scripts and pictures are where the web process serves them from."""
    if not settings.STATICFILES_DIRS:
        raise CannotStart("The files of NHS.UK frontend are missing from node_modules.", "Run: make setup")
    mark = fingerprint_of_pages()
    kept = settings.STATIC_ROOT / ".gathered"
    if kept.exists() and kept.read_text(encoding="utf-8") == mark:
        return
    tell(step="Gathering style sheets, scripts and pictures")
    call_command("collectstatic", interactive=False, verbosity=0, clear=settings.STATIC_ROOT.exists())
    kept.write_text(mark, encoding="utf-8")


def fingerprint_of_pages() -> str:
    """Changes when a file that pages use does."""
    found = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            about = Path(storage.path(path)).stat()
            found.update(f"{path} {about.st_size} {about.st_mtime_ns}\n".encode())
    return found.hexdigest()
