"""What we depend on: pinned with hashes, without addresses, and known weaknesses stop the build."""

import datetime as dt
import json
import re

import pytest

from tests.architecture.source import ROOT
from tests.setup.tools import load_tool

audit = load_tool("audit_dependencies")
PINNED = sorted((ROOT / "requirements").glob("*.txt"))
PIN = re.compile(r"^[a-z0-9][a-z0-9._-]*(\[[a-z0-9,_-]+\])?==[^\s;]+( ; .+)?( \\)?$", re.IGNORECASE)
TODAY = dt.date(2026, 11, 22)


def requirements_in(path):
    """Each requirement with its hashes, on one line."""
    joined = path.read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in joined.splitlines() if line.strip() and not line.lstrip().startswith("#")]


@pytest.mark.parametrize("path", PINNED, ids=lambda path: path.name)
def test_every_requirement_is_pinned_with_hashes(path):
    found = requirements_in(path)
    loose = [
        line[:80]
        for line in found
        if not PIN.match(line.partition(" --hash")[0].strip() or "-") or "--hash=sha256:" not in line
    ]

    assert len(found) > 1
    assert loose == []


@pytest.mark.parametrize("path", [*PINNED, ROOT / "package-lock.json"], ids=lambda path: path.name)
def test_no_pin_names_where_it_comes_from(path):
    text = path.read_text(encoding="utf-8")

    assert re.findall(r"--(?:extra-)?index-url|--find-links|\"resolved\"|git\+|file:", text) == []
    assert [
        line
        for line in text.splitlines()
        if re.search(r"https?://", line) and "funding" not in line and '"url"' not in line
    ] == []


def test_every_npm_package_has_its_digest():
    locked = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]

    assert [
        name for name, told in locked.items() if name and not told.get("integrity", "").startswith("sha512-")
    ] == []


def test_what_is_installed_for_service_is_what_is_tested():
    base, dev = (
        {line.partition(" ")[0] for line in requirements_in(ROOT / "requirements" / f"{name}.txt")}
        for name in ("base", "dev")
    )

    assert base <= dev


def test_a_loose_pin_is_noticed():
    assert [bool(PIN.match(line)) for line in ("a==1.2", "a>=1", "a", "a @ https://x", "-e .")] == [
        True,
        False,
        False,
        False,
        False,
    ]


def test_pip_audit_tells_weak_and_skipped_packages():
    answer = {
        "dependencies": [
            {"name": "good", "version": "1", "vulns": []},
            {"name": "weak", "version": "2", "vulns": [{"id": "PYSEC-1", "fix_versions": ["3"]}]},
            {"name": "unknown", "skip_reason": "not found"},
        ]
    }

    told = audit.read_pip_audit(answer)

    assert (told.looked_at, told.missed) == (2, ["not found"])
    assert told.found == [("PYSEC-1", "weak", "weak 2; mended in 3")]


def test_npm_audit_tells_weak_packages():
    cause = {
        "source": 7,
        "title": "Reads too much",
        "url": "https://example.org/advisories/GHSA-x",
        "range": "<2",
    }
    answer = {
        "vulnerabilities": {"weak": {"via": [cause, "other"]}},
        "metadata": {"dependencies": {"total": 9}},
    }

    told = audit.read_npm_audit(answer)

    assert told.looked_at == 9
    assert told.found == [("GHSA-x", "weak", "weak <2: Reads too much")]


def test_npm_audit_without_a_service_looked_at_nothing():
    assert audit.read_npm_audit({"message": "405 Method Not Allowed"}).looked_at == 0


def test_weaknesses_count_unless_accepted_and_until_then():
    weak = [("A", "a", "a 1"), ("B", "b", "b 1"), ("C", "c", "c 1")]
    known = [
        {"id": "B", "package": "b", "reason": "not used", "until": dt.date(2026, 12, 1)},
        {"id": "C", "package": "c", "reason": "not used", "until": dt.date(2026, 11, 1)},
    ]

    count, lines = audit.judged(weak, known, TODAY)

    assert count == 2
    assert "accept it with a reason" in lines[0]
    assert "Accepted until 2026-12-01: not used" in lines[1]
    assert "was accepted until 2026-11-01" in lines[2]


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"missed": ["x: nobody answers"]}, None),
        ({"looked_at": 3, "missed": ["x"]}, 0),
        ({"looked_at": 3}, 0),
        ({"looked_at": 3, "found": [("A", "a", "a 1")]}, 1),
        ({"found": [("A", "a", "a 1")], "missed": ["x"]}, 1),
    ],
)
def test_build_fails_for_weaknesses_and_never_for_a_silent_service(monkeypatch, told, code):
    monkeypatch.setattr(audit, "of_python", lambda path: audit.Told(**told))
    monkeypatch.setattr(audit, "of_npm", lambda: audit.Told())
    monkeypatch.setattr(audit, "accepted", list)

    assert audit.check()[0] == code


def test_a_silent_service_is_said_plainly():
    told = audit.run(["/no/such/program"], audit.read_pip_audit, "base.txt")

    assert told.missed == ["base.txt: no advisory service answered (FileNotFoundError)"]


def test_what_is_accepted_has_a_reason_and_a_last_day():
    for entry in audit.accepted():
        assert entry["id"]
        assert entry["package"]
        assert len(entry["reason"]) > 20
        assert isinstance(entry["until"], dt.date)
