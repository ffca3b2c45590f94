"""Reading the source of a package as data: its modules, their area and place in it, what they import."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "trigpoint"
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One file of the package. `parts` are the names of its path: ("loads", "services", "files")."""

    path: Path
    parts: tuple[str, ...]

    @cached_property
    def text(self) -> str:
        """The file."""
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """The file as Python understands it."""
        return ast.parse(self.text)

    @property
    def area(self) -> str:
        """The room it is in; the package itself is no room."""
        return (
            self.parts[0] if len(self.parts) > 1 or (self.path.name == "__init__.py" and self.parts) else ""
        )

    @property
    def place(self) -> str:
        """The file name that says what it is for: services, whether services.py or services/loading.py."""
        return self.parts[1] if len(self.parts) > 1 else ""

    @property
    def name(self) -> str:
        """As shown in a failure."""
        return "/".join(self.parts) + ".py"

    def functions(self) -> Iterator[Function]:
        """Every function and method."""
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))

    def public_functions(self) -> list[Function]:
        """Functions at the top of the module that others may call."""
        return [
            node for node in self.tree.body if isinstance(node, Function) and not node.name.startswith("_")
        ]

    def imports(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Line and dotted path, below the package, of everything it imports from the package."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
                found = [f"{node.module}.{alias.name}" for alias in node.names]
            else:
                continue
            for dotted in found:
                first, *rest = dotted.split(".")
                if first == "trigpoint":
                    yield node.lineno, tuple(rest)


def modules(package: Path = PACKAGE) -> list[Module]:
    """Every module of the package but its migrations."""
    found = []
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package).with_suffix("").parts
        if "migrations" not in parts:
            found.append(Module(path, parts[:-1] if parts[-1] == "__init__" else parts))
    return found


def plant(folder: Path, path: str, text: str) -> list[Module]:
    """A package with one file in it: for showing that a rule catches what it should."""
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
    return modules(folder)
