"""Promises that stand in more than one place say the same in each."""

import importlib.metadata
import json
import re

import pytest

from tests.architecture.source import PACKAGE, ROOT, modules

ADR = ROOT / "docs" / "adr"
MADE_LATER = (".venv/", "data/", "benchmarks/results.json")  # by running, never committed
SETTING = re.compile(r"""\benv(?:_list|_bool|_choice)?\(\s*"([A-Z_]+)\"""")


def pins_of_decision(text: str) -> dict[str, str]:
    """Versions that a decision names: nhsuk-frontend 10.6.1."""
    return dict(re.findall(r"`(nhsuk-frontend(?:-jinja)?)` (\d+\.\d+\.\d+)", text))


def test_pair_of_frontend_versions_is_the_one_decided():
    [decision] = ADR.glob("0002-*.md")
    locked = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))

    installed = {
        "nhsuk-frontend": locked["packages"]["node_modules/nhsuk-frontend"]["version"],
        "nhsuk-frontend-jinja": importlib.metadata.version("nhsuk-frontend-jinja"),
    }

    assert pins_of_decision(decision.read_text(encoding="utf-8")) == installed


def test_package_lock_names_no_registry():
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text(encoding="utf-8")


def test_decisions_are_numbered_without_gap_or_repetition():
    numbers = sorted(int(path.name[:4]) for path in ADR.glob("[0-9]*.md"))

    assert numbers == list(range(1, len(numbers) + 1))


def test_decisions_have_the_three_parts():
    for path in ADR.glob("[0-9]*.md"):
        text = path.read_text(encoding="utf-8")
        assert [
            part for part in ("## Context", "## Decision", "## Consequences") if part not in text
        ] == [], path


def test_every_setting_is_explained_in_the_sample():
    sample = (ROOT / "dotenv-sample").read_text(encoding="utf-8")
    read = {name for module in modules() for name in SETTING.findall(module.text)}

    assert {name for name in read if f"{name}=" not in sample} == set()
    assert read >= {"DATA_DIR", "DATABASE_URL", "HOSTS"}


def files_named_in(text: str) -> set[str]:
    """Paths in backticks that have no placeholder in them."""
    named = re.findall(r"`([\w.-]+/[\w./-]+)`", text)
    return {name for name in named if "." in name.rsplit("/", 1)[-1] or name.endswith("/")}


@pytest.mark.parametrize("document", ["DEVELOPERS.md", "TESTING.md", "docs/ARCHITECTURE.md", "README.md"])
def test_files_that_documents_name_exist(document):
    named = files_named_in((ROOT / document).read_text(encoding="utf-8"))

    assert {name for name in named if not name.startswith(MADE_LATER) and not (ROOT / name).exists()} == set()


def test_a_file_that_is_not_there_is_noticed():
    text = "Copy `trigpoint/loads/gone.py`, not `make test` or `<name>.py`; see `docs/adr/`."

    assert files_named_in(text) == {"trigpoint/loads/gone.py", "docs/adr/"}


def test_a_setting_that_is_read_is_noticed():
    assert SETTING.findall('x = env_list(\n    "NEW_SETTING", "a")') == ["NEW_SETTING"]


def test_a_moved_pin_is_noticed():
    text = "macros of `nhsuk-frontend-jinja` 0.10.2, files of `nhsuk-frontend` 10.6.1"

    assert pins_of_decision(text) == {"nhsuk-frontend": "10.6.1", "nhsuk-frontend-jinja": "0.10.2"}


def test_developers_guide_has_its_three_recipes():
    text = (ROOT / "DEVELOPERS.md").read_text(encoding="utf-8")

    assert [
        title for title in ("Add an indicator", "Add a connector", "Add a page") if title not in text
    ] == []


def words_of(name: str) -> str:
    """DefinitionVersion -> definition version."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


def test_every_kind_of_record_is_in_the_glossary():
    glossary = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8").lower()
    classes = re.compile(r"^class (\w+)\((?:models\.Model|OwnedRecord|AbstractUser)\):", re.MULTILINE)
    names = {name for path in PACKAGE.glob("*/models*") for file in ([path] if path.is_file() else path.glob("*.py"))
             for name in classes.findall(file.read_text(encoding="utf-8"))}  # fmt: skip

    assert {name for name in names - {"OwnedRecord"} if f"**{words_of(name)}**" not in glossary} == set()


def test_every_area_is_described():
    text = (ROOT / "docs" / "ARCHITECTURE.md").read_text(encoding="utf-8")
    areas = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}

    assert {name for name in areas if f"`{name}`" not in text} == set()
