"""Install what Trigpoint needs into this folder: a virtual environment, pinned packages, files from npm.

Needs nothing but Python 3.11 or newer. Run again it does nothing, unless a pinned file changed. Called by
`make setup` (to run) and `make test` (to run and to test): ``python3 setup/install.py [--with-tests]``.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
STAMPS = VENV / "installed"
LOG = VENV / "setup.log"
OLDEST = (3, 11)

# What a tool prints when it fails -> what a person can do about it.
REMEDIES = (
    (("No space left on device",), "The disk is full. Free some space (about 1.5 GB is needed) and run it again."),
    (
        ("DO NOT MATCH THE HASHES", "EINTEGRITY"),
        ("A fetched package is not the one that was pinned, so it was not installed. Try again; if it stays so, "
        "whatever stands between this machine and the package registry alters packages."),
    ),
    (
        ("No matching distribution found", "Could not find a version"),
        ("A pinned package cannot be had for this Python or computer, or the package registry cannot be reached. "
        "Check the network, then try with another Python: make setup PYTHON=python3.11"),
    ),
    (
        ("NewConnectionError", "ConnectTimeout", "Temporary failure in name resolution", "ECONNREFUSED", "ENOTFOUND",
         "ETIMEDOUT", "EAI_AGAIN", "ProxyError", "ConnectionResetError", "Read timed out"),
        ("The package registry cannot be reached. Check the network; behind a proxy set HTTPS_PROXY, with a mirror "
        "of your own set PIP_INDEX_URL and npm's registry. Then run it again: what is done stays done."),
    ),
    (("Permission denied", "EACCES"), "This folder cannot be written to. Run it as the owner of the folder."),
)  # fmt: skip


class CannotInstall(Exception):
    """A step failed; the message says what happened and what to do."""


def main(arguments):
    """Install; the exit code says whether everything is there."""
    started = time.monotonic()
    try:
        check_python()
        make_venv()
        done = [
            install_packages("dev" if "--with-tests" in arguments else "base"),
            install_command(),
            fetch_npm(),
        ]
    except CannotInstall as problem:
        print(f"\nCannot install. {problem}", file=sys.stderr)
        return 1
    except OSError as problem:
        print(f"\nCannot install. {problem}\n{remedy_for(str(problem))}", file=sys.stderr)
        return 1
    if any(done):
        print(f"Installed in {time.monotonic() - started:.0f} s.", flush=True)
    return 0


def check_python():
    """Python is new enough."""
    if sys.version_info < OLDEST:
        found = ".".join(str(part) for part in sys.version_info[:2])
        raise CannotInstall(
            f"Python 3.11 or newer is needed; this is Python {found} ({sys.executable}). "
            "Install it (Debian 12: apt install python3 python3-venv) and run: make setup PYTHON=python3.11"
        )


def make_venv():
    """The virtual environment in .venv; made anew when the Python it was made with is gone."""
    if (BIN / "python").exists() and run([BIN / "python", "-c", "import pip"]).returncode == 0:
        return
    say("making the virtual environment .venv")
    if VENV.exists():
        shutil.rmtree(VENV)
    result = run([sys.executable, "-m", "venv", VENV])
    if result.returncode != 0:
        shutil.rmtree(VENV, ignore_errors=True)
        if "ensurepip" in result.stdout:
            raise CannotInstall(
                "This Python cannot make virtual environments. On Debian and Ubuntu: apt install python3-venv"
            )
        raise CannotInstall(f"The virtual environment could not be made.\n{remedy_for(result.stdout)}")


def install_packages(kind, *options):
    """The pinned Python packages; what tests need contains what running needs. True when it had to work."""
    requirements = ROOT / "requirements" / f"{kind}.txt"
    mark = fingerprint(requirements)
    if read_stamp(kind) == mark:
        return False
    wanted = sum(1 for line in requirements.read_text(encoding="utf-8").splitlines() if "==" in line)
    say(f"fetching {wanted} Python packages (up to 500 MB the first time)")
    pip = [
        BIN / "python",
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--no-input",
        "--progress-bar=off",
    ]
    follow([*pip, *options, "--require-hashes", "-r", requirements], counting=("Collecting ", wanted))
    write_stamp(kind, mark)
    if kind == "dev":
        write_stamp("base", fingerprint(ROOT / "requirements" / "base.txt"))
    return True


def install_command():
    """The `trigpoint` command in .venv/bin, pointing at this folder."""
    mark = fingerprint(ROOT / "pyproject.toml") + str(ROOT)
    if read_stamp("command") == mark and (BIN / "trigpoint").exists():
        return False
    say("installing the trigpoint command")
    pip = [BIN / "python", "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "-q"]
    follow([*pip, "--no-deps", "--no-build-isolation", "-e", ROOT])
    write_stamp("command", mark)
    return True


def fetch_npm():
    """The files that pages need, as package-lock.json pins them. Nothing is built."""
    mark = fingerprint(ROOT / "package-lock.json")
    kept = ROOT / "node_modules" / ".installed"
    if kept.exists() and kept.read_text(encoding="utf-8") == mark:
        return False
    say("fetching NHS.UK frontend and the chart scripts")
    follow([*npm(), "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=ROOT)
    kept.write_text(mark, encoding="utf-8")
    return True


def npm():
    """The machine's npm if it has one that works, else the one that comes as a Python package."""
    found = shutil.which("npm")
    if found and run([found, "--version"]).returncode == 0:
        return [found]
    if not (BIN / "npm").exists():
        say("there is no npm on this machine: fetching one into .venv (60 MB)")
        pip = [BIN / "python", "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "-q"]
        follow([*pip, "--require-hashes", "-r", ROOT / "requirements" / "npm.txt"])
    return [BIN / "npm"]


def follow(command, counting=None, cwd=None):
    """Run a tool, keep all it prints in .venv/setup.log, and show only how far it is."""
    environment = {
        **os.environ,
        "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}",
        "PIP_ROOT_USER_ACTION": "ignore",
    }
    started = subprocess.Popen(
        [str(part) for part in command], cwd=cwd, env=environment, text=True, errors="replace",
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    lines = []
    with started as process, LOG.open("a", encoding="utf-8") as log:
        for line in process.stdout:
            log.write(line)
            lines.append(line)
            show_progress(lines, counting)
    if process.returncode != 0:
        text = "".join(lines)
        raise CannotInstall(
            f"{remedy_for(text)}\n\nThe last lines (all of it is in {LOG}):\n{''.join(lines[-6:])}"
        )


def show_progress(lines, counting):
    """Say how far it is after each tenth package, and when unpacking begins."""
    if counting and lines[-1].startswith(counting[0]):
        seen = sum(1 for line in lines if line.startswith(counting[0]))
        if seen % 10 == 0:
            say(f"  {seen} of {counting[1]}")
    if lines[-1].startswith("Installing collected packages"):
        say("  unpacking")


def run(command):
    """Run a quick tool and keep quiet."""
    return subprocess.run(
        [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, errors="replace", check=False,
    )  # fmt: skip


def remedy_for(printed):
    """What a person can do about what a tool printed."""
    for signs, remedy in REMEDIES:
        if any(sign in printed for sign in signs):
            return remedy
    return "A tool failed; its own words are below."


def fingerprint(path):
    """Changes when the file does, or the Python that things are installed for."""
    return hashlib.sha256(path.read_bytes()).hexdigest() + f" {sys.version_info[0]}.{sys.version_info[1]}"


def read_stamp(name):
    """What was last installed under this name."""
    stamp = STAMPS / name
    return stamp.read_text(encoding="utf-8") if stamp.exists() else None


def write_stamp(name, mark):
    """Remember what was installed."""
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / name).write_text(mark, encoding="utf-8")


def say(text):
    """One line of progress."""
    print(f"setup: {text}", flush=True)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
