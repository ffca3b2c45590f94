"""The checks of `trigpoint doctor`. Each gives one finding and never raises for what it looks for."""

from __future__ import annotations

import gzip
import hashlib
import shutil
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.db import Error, connection

from trigpoint.common.errors import DomainError
from trigpoint.config.finding import Finding
from trigpoint.config.preparation import fingerprint_of_pages
from trigpoint.config.readiness import unapplied
from trigpoint.indicators.definitions import library
from trigpoint.jobs import queries as jobs
from trigpoint.loads.keeping import place_of
from trigpoint.loads.models import Load
from trigpoint.surveillance.models import Refresh

LITTLE_ROOM = 2 * 1024**3  # bytes
PRAGMAS = {"journal_mode": "wal", "recursive_triggers": 1, "foreign_keys": 1}


def findings(*, deploy: bool) -> list[Finding]:
    """Every check in turn. What needs the database is left out when it cannot be reached."""
    found = [data_folder(), room(), static_files(), secret(), hosts(), definitions()]
    found.append(database())
    if found[-1].state == "ok":
        found += [check() for check in with_database()]
    if deploy:
        found += [https(), debug()]
    return found


def with_database() -> Iterator[Callable[[], Finding]]:
    """Checks that read tables; the later ones only when the tables are there."""
    yield migrations
    if connection.vendor == "sqlite":
        yield sqlite_settings
    if not unapplied():
        yield from (worker, statuses, kept_files)


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


def static_files() -> Finding:
    """Style sheets and scripts fetched and gathered."""
    if not settings.STATICFILES_DIRS:
        return Finding("static files", "fail", "NHS.UK frontend is not in node_modules.", "Run: make setup")
    kept = Path(settings.STATIC_ROOT) / ".gathered"
    if not kept.exists() or kept.read_text(encoding="utf-8") != fingerprint_of_pages():
        means = "The style sheets and scripts served are not those of this code; pages may look broken."
        return Finding("static files", "fail", means, "Run: trigpoint prepare --no-demo")
    return Finding("static files", "ok", "Style sheets and scripts are those of this code.")


def secret() -> Finding:
    """The secret that signs sessions."""
    if len(settings.SECRET_KEY) < 32:
        means = "SECRET_KEY is short, so sessions could be forged."
        return Finding(
            "secret key", "fail", means, "Remove SECRET_KEY: a good one is made and kept in DATA_DIR."
        )
    return Finding("secret key", "ok", "The secret that signs sessions is long enough.")


def hosts() -> Finding:
    """Which host names are answered to."""
    if "*" in settings.ALLOWED_HOSTS:
        means = "Any host name is answered to, so links in mails and pages can be forged."
        return Finding("host names", "fail", means, "Name the hosts: HOSTS=trigpoint.example.nhs.uk")
    return Finding("host names", "ok", f"Answers to {', '.join(settings.ALLOWED_HOSTS)}.")


def definitions() -> Finding:
    """Are the indicators' definitions sound."""
    try:
        count = len(library())
    except DomainError as problem:
        return Finding("definitions", "fail", str(problem), "Correct the file it names in definitions/.")
    return Finding("definitions", "ok", f"{count} indicators are defined and sound.")


def database() -> Finding:
    """Does it answer."""
    try:
        connection.ensure_connection()
    except Error as problem:
        mend = "Check DATABASE_URL, and that the database server runs and accepts this account."
        return Finding("database", "fail", f"The database cannot be reached: {problem}", mend)
    return Finding("database", "ok", f"The database ({connection.display_name}) answers.")


def migrations() -> Finding:
    """Are its tables those of this code."""
    waiting = unapplied()
    if waiting:
        means = f"The database is behind this code by {len(waiting)} steps; pages will fail."
        return Finding("migrations", "fail", means, "Take a backup, then run: trigpoint prepare --no-demo")
    return Finding("migrations", "ok", "The tables are those of this code.")


def sqlite_settings() -> Finding:
    """Readers do not wait for writers, triggers cannot be slipped past, references hold."""
    with connection.cursor() as cursor:
        held = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in PRAGMAS}
    wrong = [f"{name} is {held[name]}" for name, expected in PRAGMAS.items() if held[name] != expected]
    if wrong:
        means = f"SQLite is not set as it should be: {', '.join(wrong)}. Pages may wait for loads."
        return Finding(
            "sqlite", "fail", means, "Keep DATA_DIR on a local disk: network disks cannot do this."
        )
    return Finding("sqlite", "ok", "Readers do not wait for writers, and references are checked.")


def worker() -> Finding:
    """Does some worker live."""
    if jobs.is_worker_alive():
        return Finding("worker", "ok", "A worker process is alive.")
    waiting = jobs.unfinished().count()
    means = f"No worker process is alive; {waiting} jobs wait."
    return Finding("worker", "warn", means, "Start it: make run, or trigpoint worker.")


def statuses() -> Finding:
    """Have the figures been looked through."""
    newest = Refresh.objects.order_by("-at").first()
    if newest is None:
        means = "No figures have been looked through yet: the dashboard is empty."
        return Finding("statuses", "warn", means, "Load figures: trigpoint demo, or trigpoint load.")
    return Finding(
        "statuses", "ok", f"Figures were last looked through on {newest.at:%d %B %Y at %H:%M} UTC."
    )


def kept_files() -> Finding:
    """Are the files that were loaded still what they were."""
    damaged = [str(load) for load in Load.objects.filter(is_file_kept=True) if not is_kept(load)]
    if damaged:
        means = f"{len(damaged)} kept files are missing or altered: {', '.join(damaged[:5])}."
        return Finding(
            "kept files", "fail", means, "Restore them from a backup: trigpoint restore --from DIR."
        )
    return Finding("kept files", "ok", "Every file that is to be kept is there and unaltered.")


def is_kept(load: Load) -> bool:
    """Whether the file of a load is there and has the content it was loaded with."""
    try:
        with gzip.open(place_of(load.sha256)) as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == load.sha256  # type: ignore[arg-type]
    except (OSError, EOFError, zlib.error):
        return False


def https() -> Finding:
    """Do sessions travel encrypted."""
    if not settings.SESSION_COOKIE_SECURE:
        means = "Sessions may travel unencrypted."
        mend = "Put a web server with HTTPS in front that sets X-Forwarded-Proto, and set HTTPS=yes."
        return Finding("https", "fail", means, mend)
    return Finding("https", "ok", "Sessions travel over HTTPS only.")


def debug() -> Finding:
    """Do faults show their inside."""
    if settings.DEBUG:
        return Finding(
            "debug", "fail", "DEBUG is on: pages with faults show settings and data.", "Remove DEBUG."
        )
    return Finding("debug", "ok", "Faults show nothing of the inside.")
