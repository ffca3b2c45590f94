"""The folder for data: can it be written to, is there room, and who else can read it."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

from django.conf import settings

from trigpoint.config.finding import Finding

LITTLE_ROOM = 2 * 1024**3  # bytes
# Folders that web servers hand out.
WEB_ROOTS = {"public_html", "htdocs", "wwwroot", "www", "html", "public", "webroot"}
# Disks of other machines, on which SQLite cannot lock.
NETWORK_DISKS = {
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "9p",
    "afs",
    "ceph",
    "glusterfs",
    "lustre",
    "fuse.sshfs",
    "fuse.glusterfs",
}
MOUNTS = Path("/proc/mounts")


def data_folder() -> Finding:
    """Can it be written to."""
    folder = Path(settings.DATA_DIR)
    trial = folder / "doctor.trial"
    try:
        trial.write_bytes(b"trial")
        trial.unlink()
    except OSError as problem:
        means = f"{folder} cannot be written to: {problem.strerror}. Nothing can be loaded or signed."
        return Finding(
            "data folder", "fail", means, "Let this account write to it, or set DATA_DIR to another folder."
        )
    return Finding("data folder", "ok", f"{folder} can be written to.")


def room() -> Finding:
    """Is there space left."""
    free = shutil.disk_usage(settings.DATA_DIR).free
    means = f"{free / 1024**3:.1f} GB are free where the data live."
    if free < LITTLE_ROOM:
        return Finding(
            "disk", "warn", means, "Free some space or move DATA_DIR before it stops taking files."
        )
    return Finding("disk", "ok", means)


def readers() -> Finding:
    """Does it belong to the service alone, and the settings file too."""
    folder, dotenv = Path(settings.DATA_DIR), Path(settings.BASE_DIR) / ".env"
    open_to_others = [path for path in (folder, dotenv) if path.exists() and _others_read(path)]
    if open_to_others:
        named = " and ".join(str(path) for path in open_to_others)
        means = f"Other accounts of this machine can read {named}: the database, loaded files and secrets."
        mend = "Take it away from them: " + ", ".join(f"chmod go-rwx {path}" for path in open_to_others)
        return Finding("data readers", "fail", means, mend)
    return Finding("data readers", "ok", "Only the service's own account can read the data.")


def web_root() -> Finding:
    """Is it where a web server might hand it out."""
    folder = Path(settings.DATA_DIR)
    inside = sorted(WEB_ROOTS & {part.lower() for part in folder.parts})
    if inside:
        means = f"{folder} is inside a folder called {inside[0]}, which web servers hand out to everybody."
        mend = "Move it and set DATA_DIR: DATA_DIR=/var/lib/trigpoint"
        return Finding("web root", "fail", means, mend)
    return Finding("web root", "ok", "The data are not in a folder that web servers hand out.")


def network_disk() -> Finding:
    """Is the SQLite file on a disk of this machine."""
    database = settings.DATABASES["default"]
    if "sqlite" not in str(database["ENGINE"]):
        return Finding("network disk", "ok", "The database looks after its own disk.")
    kind = _kind_of_disk(Path(str(database["NAME"])))
    if kind in NETWORK_DISKS:
        means = (
            f"The database file is on a network disk ({kind}), where SQLite can lose what two people write."
        )
        mend = "Put DATA_DIR on a disk of this machine, or use PostgreSQL: DATABASE_URL=postgresql://..."
        return Finding("network disk", "warn", means, mend)
    return Finding("network disk", "ok", "The database file is on a disk of this machine.")


def _others_read(path: Path) -> bool:
    """Whether accounts other than the owner's may look into it."""
    return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def _kind_of_disk(path: Path) -> str:
    """The file system that a path is on; "" where the system does not tell."""
    if not MOUNTS.exists():
        return ""
    mounted = [line.split()[1:3] for line in MOUNTS.read_text(encoding="utf-8").splitlines()]
    above = {str(each) for each in (path.resolve(), *path.resolve().parents)}
    fitting = [(len(place), kind) for place, kind in mounted if place.replace("\\040", " ") in above]
    return max(fitting)[1] if fitting else ""
