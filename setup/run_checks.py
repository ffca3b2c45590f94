"""`make check`: style, types, import contract, conventions. Runs all of them and shows every failure at once."""

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import audit_dependencies

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTHON = sys.executable

# Addresses of package registries and of machines have no place in what others build from.
REGISTRIES = re.compile(
    r"\"resolved\":|registry\.npm[j]s\.org|registry\.yarn[p]kg|files\.python[h]osted|py[p]i\.org/simple|--index-url http|"
    r"(?<![\w/.])/wor[k]/|(?<![\w/.])/root/|\.\./shared"
)
CHECKED_FOR_REGISTRIES = {
    "",
    ".py",
    ".txt",
    ".json",
    ".toml",
    ".md",
    ".in",
    ".yaml",
    ".yml",
    ".cfg",
    ".jinja",
    ".css",
    ".js",
}

CHECKS = {
    "lint": [BIN / "ruff", "check", "--output-format=concise", "."],
    "format": [BIN / "ruff", "format", "--check", "--output-format=concise", "."],
    "types": [BIN / "mypy"],
    "templates": [BIN / "djlint", "trigpoint", "--lint", "--quiet"],
    "imports": [BIN / "lint-imports"],
    "conventions": [PYTHON, "-m", "pytest", "tests/architecture"],
    "examples": [
        PYTHON,
        "-m",
        "pytest",
        "--doctest-modules",
        "trigpoint/analysis",
        "trigpoint/common",
        "trigpoint/ui",
    ],
    "migrations": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
}


def main(names):
    """Run the checks named, or all; 0 when all hold."""
    failed = []
    for name in names or [*CHECKS, *OWN]:
        started = time.monotonic()
        code, printed = OWN[name]() if name in OWN else run(CHECKS[name])
        word = "not run" if code is None else "FAILED" if code else "ok"
        print(f"{word:8}{name} ({time.monotonic() - started:.0f} s)", flush=True)
        if code:
            failed.append(name)
        if code or code is None:
            print(printed.rstrip() + "\n", flush=True)
    print(f"\nFailed: {', '.join(failed)}" if failed else "\nAll checks hold.", flush=True)
    return 1 if failed else 0


def run(command):
    """A tool's exit code and all that it printed."""
    with tempfile.TemporaryDirectory(prefix="trigpoint-check-") as folder:
        environment = {**os.environ, "DATA_DIR": folder, "SECRET_KEY": "only-for-checks"}
        environment.pop("DATABASE_URL", None)
        done = subprocess.run(
            [str(part) for part in command], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False,
        )  # fmt: skip
    return done.returncode, done.stdout


def addresses():
    """No tracked file names a package registry or a path of somebody's machine."""
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    ).stdout.split("\n")
    found = []
    for name in filter(None, listed):
        path = ROOT / name
        if (
            path.suffix not in CHECKED_FOR_REGISTRIES
            or path == Path(__file__).resolve()
            or not path.is_file()
        ):
            continue
        for number, line in enumerate(
            path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1
        ):
            if REGISTRIES.search(line):
                found.append(f"{name}:{number}: {line.strip()[:120]}")
    return len(found), "\n".join(found)


def decisions():
    """Decisions in docs/adr are numbered 0001, 0002 ... without a gap or a repetition."""
    numbers = sorted(path.name[:4] for path in (ROOT / "docs" / "adr").glob("[0-9]*.md"))
    expected = [f"{number:04}" for number in range(1, len(numbers) + 1)]
    return int(numbers != expected or not numbers), f"found {numbers}"


OWN = {"addresses": addresses, "decisions": decisions, "dependencies": audit_dependencies.check}

if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
