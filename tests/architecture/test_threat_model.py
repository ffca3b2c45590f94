"""docs/security.md and the tests name each other truthfully: every threat a test that is there, every attack its threat."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

TEXT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ATTACKS = sorted(path.name for path in (ROOT / "tests" / "security").glob("test_*.py"))
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
COLUMNS = ("who", "would", "what stops it", "shown by")


def threats(text: str) -> list[dict[str, str]]:
    """The rows of the table, without its heading."""
    rows = [line.strip().strip("|").split(" | ") for line in text.splitlines() if line.startswith("|")]
    told = [[cell.strip() for cell in row] for row in rows if len(row) == len(COLUMNS)]
    return [dict(zip(COLUMNS, row, strict=True)) for row in told if tuple(row) != COLUMNS]


def without_a_test(text: str) -> list[str]:
    """Threats that no test shows to be stopped."""
    return [row["would"] for row in threats(text) if not NAMED.search(row["shown by"])]


def not_there(text: str, root: Path) -> list[str]:
    """Tests that are named and do not exist."""
    return [
        f"{path}::{name}" for path, name in NAMED.findall(text) if name not in named_tests_of(root / path)
    ]


def named_tests_of(path: Path) -> set[str]:
    """Names of the tests of a file, none where there is no file."""
    tree = ast.parse(path.read_text(encoding="utf-8")) if path.exists() else ast.Module([], [])
    return {
        node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_every_threat_is_shown_to_be_stopped():
    assert len(threats(TEXT)) > 20
    assert without_a_test(TEXT) == []


def test_every_test_that_is_named_is_there():
    assert not_there(TEXT, ROOT) == []


@pytest.mark.parametrize("name", ATTACKS)
def test_every_file_of_attacks_is_named(name):
    assert f"`tests/security/{name}::" in TEXT, (
        f"say in docs/security.md which threat {name} shows to be stopped"
    )


def test_what_is_untrue_is_noticed(tmp_path):
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_x.py").write_text("def test_there():\n    pass\n\n\ndef helps():\n    pass\n")
    text = (
        "| who | would | what stops it | shown by |\n|---|---|---|---|\n"
        "| thief | steal | a lock | `tests/test_x.py::test_there` |\n"
        "| | look | a curtain | |\n"
        "| | listen | a wall | `tests/test_x.py::helps`, `tests/test_y.py::test_gone` |\n"
    )  # fmt: skip

    assert without_a_test(text) == ["look"]
    assert not_there(text, tmp_path) == ["tests/test_x.py::helps", "tests/test_y.py::test_gone"]
