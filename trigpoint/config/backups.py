"""A backup is a folder: one file for the database, the kept files, and a manifest with the sha256 of each."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import Error

from trigpoint.accounts.models import User
from trigpoint.audit.queries.heads import heads_file
from trigpoint.common import clock
from trigpoint.common.errors import DomainError
from trigpoint.config.dumps import NAMES, damage, dump, undump
from trigpoint.config.sealing import accept_restoration
from trigpoint.jobs import queries as jobs
from trigpoint.loads.models import Load

MANIFEST = "manifest.json"
HEADS = "anchors/heads.jsonl"  # what was written down of the audit outside the database, wherever AUDIT_ANCHORS is
KEPT = (
    "loads",
    "files",
    "calendars",
    "secret-key",
    "vault-key",
    "demo-users.json",
)  # what DATA_DIR holds that cannot be made again
LAST = "last-backup"  # in DATA_DIR: when the last one was made


class BackupRefused(DomainError):
    """The backup cannot be made, trusted or restored; the message says why."""


def make(folder: Path) -> int:
    """Back up into a new folder; how many files it holds. The service may go on working meanwhile."""
    if folder.exists() and any(folder.iterdir()):
        raise BackupRefused(f"{folder} is not empty. Name a new folder, so that no backup is overwritten.")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    # The database first: whatever it speaks of was kept on disk before it was committed.
    dump(folder)
    if heads_file().is_file():
        (folder / HEADS).parent.mkdir()
        shutil.copy2(heads_file(), folder / HEADS)
    for source in kept_files(settings.DATA_DIR):
        target = folder / "files" / source.relative_to(settings.DATA_DIR)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target)
    entries = [
        {"path": str(path.relative_to(folder)), "size": path.stat().st_size, "sha256": sha256_of(path)}
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]
    manifest = {"made_at": clock.now().isoformat(), "files": entries}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    (Path(settings.DATA_DIR) / LAST).write_text(manifest["made_at"], encoding="utf-8")
    return len(entries)


def latest() -> dt.datetime | None:
    """When the last backup of this installation was made, as far as it knows."""
    noted = Path(settings.DATA_DIR) / LAST
    return dt.datetime.fromisoformat(noted.read_text(encoding="utf-8")) if noted.exists() else None


def kept_files(data_dir: Path) -> Iterator[Path]:
    """The files that belong to an installation beside its database; half-written ones left out."""
    for name in KEPT:
        place = data_dir / name
        found = [place] if place.is_file() else sorted(place.rglob("*"))
        yield from (path for path in found if path.is_file() and not path.name.startswith("waiting-"))


def faults(folder: Path) -> list[str]:
    """What is wrong with a backup: files missing or altered, or a database that cannot be read."""
    manifest = folder / MANIFEST
    if not manifest.exists():
        return [f"{folder} is no finished backup: it has no {MANIFEST}."]
    found = []
    for entry in json.loads(manifest.read_text(encoding="utf-8"))["files"]:
        path = folder / entry["path"]
        if not path.is_file():
            found.append(f"{entry['path']} is missing.")
        elif sha256_of(path) != entry["sha256"]:
            found.append(f"{entry['path']} was altered.")
    databases = [folder / name for name in NAMES.values() if (folder / name).exists()]
    found += [f"{path.name} cannot be read: {said}" for path in databases if (said := damage(path))]
    return found if databases else [*found, "It holds no database."]


def restore(folder: Path, *, force: bool) -> None:
    """Put a backup in place of an installation; one that holds anything is only overwritten by force."""
    wrong = faults(folder)
    if wrong:
        raise BackupRefused("The backup is damaged; nothing was restored.\n" + "\n".join(wrong))
    refuse_to_overwrite(force=force)
    undump(folder)
    for source in sorted((folder / "files").rglob("*")):
        if source.is_file():
            target = settings.DATA_DIR / source.relative_to(folder / "files")
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    if (folder / HEADS).is_file() and not heads_file().exists():
        heads_file().parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(folder / HEADS, heads_file())
    made_at = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["made_at"]
    accept_restoration(f"The backup of {made_at} was restored")


def refuse_to_overwrite(*, force: bool) -> None:
    """An installation in use keeps its data."""
    try:
        is_running = jobs.is_worker_alive()
        is_used = User.objects.exists() or Load.objects.exists()
    except Error:
        return  # no tables yet: there is nothing to lose
    if is_running:
        raise BackupRefused("This installation is running. Stop it, wait a minute, then restore.")
    if is_used and not force:
        raise BackupRefused(
            "This installation has people or figures in it. Set DATA_DIR (or DATABASE_URL) to an empty one, or add "
            "--force to lose what is there."
        )


def sha256_of(path: Path) -> str:
    """The sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
