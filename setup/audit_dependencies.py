"""Known weaknesses in what we depend on: pip-audit and npm audit over everything that is pinned.

`make check` runs it and fails on a weakness that requirements/accepted.toml does not name with a reason and a last
day. Where no advisory service answers it says so, and nothing fails for that. `make audit` runs it alone and, when every
pinned package was really looked at, notes the day in requirements/audited.json, for `trigpoint doctor --deploy`.
"""

import datetime as dt
import hashlib
import json
import shutil
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PINNED = (
    *("requirements/base.txt", "requirements/dev.txt", "requirements/spark.txt", "requirements/npm.txt"),
    "package-lock.json",
)
LOOKED_AT = (
    "requirements/dev.txt",  # holds all of base.txt, which a test sees to
    "requirements/spark.txt",
    "requirements/npm.txt",
)
ACCEPTED = ROOT / "requirements" / "accepted.toml"
AUDITED = ROOT / "requirements" / "audited.json"
PATIENCE = 60  # seconds for each tool


@dataclass
class Told:
    """What a tool found: weaknesses as (id, package, words); how many packages it looked at; what it could not."""

    found: list[tuple[str, str, str]] = field(default_factory=list)
    looked_at: int = 0
    missed: list[str] = field(default_factory=list)


def main(words):
    """Audit everything; 1 when something is weak. With --note the day is noted when all was looked at."""
    code, is_whole, printed = audit()
    print(printed)
    if "--note" in words and code == 0 and is_whole:
        note(dt.date.today())
        print(f"Noted in {AUDITED.relative_to(ROOT)}: commit it.")
    return 1 if code else 0


def check():
    """For `make check`: exit code, None where it could not be run, and what to print."""
    code, _, printed = audit()
    return code, printed


def audit():
    """0 nothing weak, 1 something is, None when no service could be asked; whether all was looked at; what to print."""
    with ThreadPoolExecutor() as pool:  # they wait for answers
        asked = [pool.submit(of_python, ROOT / name) for name in LOOKED_AT] + [pool.submit(of_npm)]
    told = [each.result() for each in asked]
    unaccepted, lines = judged([each for one in told for each in one.found], accepted(), dt.date.today())
    missed = [line for one in told for line in one.missed]
    looked_at = sum(one.looked_at for one in told)
    if unaccepted:
        return 1, not missed, "\n".join(lines)
    if missed:
        said = f"{looked_at} packages were looked at; not all could be: {missed[0]}"
        return (0 if looked_at else None), False, "\n".join([*lines, said])
    return (
        0,
        True,
        "\n".join([*lines, f"{looked_at} packages were looked at and nothing is known against them."]),
    )


def of_python(requirements):
    """What pip-audit knows of one file of pinned packages."""
    tool = Path(sys.executable).parent / "pip-audit"
    command = [str(tool), "-r", str(requirements), "--require-hashes", "--disable-pip", "--format", "json"]
    return run([*command, "--progress-spinner", "off", "--timeout", "10"], read_pip_audit, requirements.name)


def of_npm():
    """What npm knows of the locked packages."""
    program = shutil.which("npm")
    if not program:
        return Told(missed=["package-lock.json: there is no npm here"])
    command = [
        program,
        "audit",
        "--json",
        "--package-lock-only",
        "--fetch-retries=0",
        "--fetch-timeout=10000",
    ]
    return run(command, read_npm_audit, "package-lock.json")


def run(command, read, name):
    """What a tool says, or that it could not be asked."""
    try:
        done = subprocess.run(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=PATIENCE
        )  # fmt: skip
        told = read(json.loads(done.stdout))
    except (OSError, ValueError, KeyError, subprocess.TimeoutExpired) as problem:
        return Told(missed=[f"{name}: no advisory service answered ({type(problem).__name__})"])
    told.missed = [f"{name}: {line}" for line in told.missed]
    return told


def read_pip_audit(answer):
    """Weaknesses by package. What pip-audit skips was not looked at, whatever it says at the end."""
    told = Told()
    for package in answer["dependencies"]:
        if "skip_reason" in package:
            told.missed.append(package["skip_reason"])
            continue
        told.looked_at += 1
        for weakness in package["vulns"]:
            better = ", ".join(weakness.get("fix_versions", [])) or "no version yet"
            words = f"{package['name']} {package['version']}; mended in {better}"
            told.found += [(name, package["name"], words) for name in {weakness["id"]}]
    return told


def read_npm_audit(answer):
    """The same of npm's second form of report."""
    if "vulnerabilities" not in answer:
        return Told(missed=[str(answer.get("message") or answer.get("error", "npm gave no report"))[:200]])
    told = Told(looked_at=answer["metadata"]["dependencies"]["total"])
    for name, package in answer["vulnerabilities"].items():
        for cause in package["via"]:
            if isinstance(cause, dict):
                known = cause.get("url", "").rpartition("/")[2] or str(cause["source"])
                told.found.append((known, name, f"{name} {cause['range']}: {cause['title']}"))
    return told


def accepted():
    """Weaknesses that we live with for a while: id, package, reason, last day."""
    if not ACCEPTED.exists():
        return []
    return tomllib.loads(ACCEPTED.read_text(encoding="utf-8")).get("accepted", [])


def judged(found, known, today):
    """How many weaknesses are not accepted, and a line for each."""
    lines, count = [], 0
    for name, package, words in sorted(set(found)):
        entry = next((each for each in known if (each["id"], each["package"]) == (name, package)), None)
        if entry is None:
            count += 1
            lines.append(
                f"{name}: {words}. Take a newer version (make lock), or accept it with a reason in {ACCEPTED.name}."
            )
        elif entry["until"] < today:
            count += 1
            lines.append(f"{name}: {words}. It was accepted until {entry['until']}: {entry['reason']}")
        else:
            lines.append(f"{name}: {words}. Accepted until {entry['until']}: {entry['reason']}")
    return count, lines


def note(today):
    """Write down that all that is pinned was looked at, and which pins those were."""
    pins = {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in PINNED}
    AUDITED.write_text(json.dumps({"on": today.isoformat(), "pins": pins}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
