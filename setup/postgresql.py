"""A PostgreSQL server for the tests: the one named by TEST_POSTGRES_URL, or a private one that lives as long as they.

The private server is made in a temporary folder from the installed programs, listens on a free port of this
machine only, and is gone afterwards. Where the programs are missing, root installs Debian's package.
"""

import contextlib
import glob
import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path


class NoServer(Exception):
    """There is no PostgreSQL and none could be had; the message says why."""


@contextlib.contextmanager
def server():
    """Within the block the tests may use the address given: postgresql://..."""
    given = os.environ.get("TEST_POSTGRES_URL")
    if given:
        yield given
        return
    programs = find_programs() or install_programs()
    folder = Path(tempfile.mkdtemp(prefix="trigpoint-postgresql-"))
    try:
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            shutil.chown(folder, "postgres", "postgres")
        yield start(programs, folder)
    finally:
        call([programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "-w", "stop"], check=False)
        shutil.rmtree(folder, ignore_errors=True)


def find_programs():
    """The folder of the newest installed server."""
    found = shutil.which("pg_ctl")
    if found:
        return Path(found).resolve().parent
    versions = [Path(path).parent for path in glob.glob("/usr/lib/postgresql/*/bin/pg_ctl")]
    return max(versions, key=lambda path: int(path.parent.name), default=None)


def install_programs():
    """Debian's package, where that is possible."""
    install("postgresql")
    programs = find_programs()
    if programs is None:
        raise NoServer("Debian's package postgresql was installed, but its server program was not found.")
    return programs


def install(package):
    """One of Debian's packages, by root; otherwise an error that says what to do."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise NoServer(f"It is not installed. Install it (Debian: apt install {package}) and run this again.")
    print(f"setup: installing Debian's package {package}", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "-qq", "update"],
        ["apt-get", "-qq", "-y", "--no-install-recommends", "install", package],
    ):
        done = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, errors="replace", check=False,
        )  # fmt: skip
    if done.returncode != 0:
        raise NoServer(f"Debian's package {package} could not be installed:\n{done.stdout[-600:]}")


def start(programs, folder):
    """Make a cluster and start it; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    call(
        [
            programs / "initdb",
            "-D",
            folder / "data",
            "-U",
            "trigpoint",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "-N",
        ]
    )
    # Nothing of this needs to outlive a crash, so nothing waits for the disk.
    options = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    call([programs / "pg_ctl", "-D", folder / "data", "-l", folder / "log", "-w", "-o", options, "start"])
    return f"postgresql://trigpoint@127.0.0.1:{port}/postgres"


def call(command, check=True):
    """Run one of the server's programs, as its own account when we are root."""
    words = [str(part) for part in command]
    if os.geteuid() == 0:
        words = ["runuser", "-u", "postgres", "--", *words]
    done = subprocess.run(
        words, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, errors="replace", check=False,
    ) if "start" not in words[-1:] else start_quietly(words)  # fmt: skip
    if check and done.returncode != 0:
        raise NoServer(f"{Path(str(command[0])).name} failed:\n{(done.stdout or '')[-600:]}")


def start_quietly(words):
    """The server keeps what it is given for output, so it is given nothing to keep."""
    return subprocess.run(
        words, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        text=True, check=False,
    )  # fmt: skip
