"""The import contract of pyproject.toml holds, and would notice a breach of each of its parts."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import PACKAGE, ROOT, modules

BREACHES = {
    "a lower area imports a higher one": ("common/planted.py", "import trigpoint.loads.models\n"),
    "analysis imports Django": ("analysis/planted.py", "import django\n"),
    "two areas that do not know each other": (
        "intelligence/__init__.py",
        "import trigpoint.indicators.models\n",
    ),
    "an area that has no place in the contract": ("stray/__init__.py", ""),
    "a lower area imports a higher one through a third": (
        "ui/planted.py",
        "from trigpoint.reports import models\n",
    ),
}


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the contract on the package in `folder`."""
    return subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


@pytest.fixture
def copy(tmp_path):
    """The package's Python files and the contract, to plant something in."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for module in modules():
        target = tmp_path / module.path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(module.path, target)
    return tmp_path


def test_contract_holds():
    done = lint_imports(ROOT)

    assert done.returncode == 0, done.stdout


def test_contract_holds_for_the_copy(copy):
    done = lint_imports(copy)

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("breach", BREACHES)
def test_contract_notices(copy, breach):
    path, text = BREACHES[breach]
    planted = copy / "trigpoint" / path
    planted.parent.mkdir(exist_ok=True)
    planted.write_text(text, encoding="utf-8")

    done = lint_imports(copy)

    assert done.returncode == 1
    assert "BROKEN" in done.stdout


def test_every_folder_is_an_area_of_the_contract():
    contract = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    folders = {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__"}

    assert {name for name in folders if f'"{name}"' not in contract and f"({name})" not in contract} == set()
