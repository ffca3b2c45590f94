"""What depends on the framework in force is called by its term on every page, never by a word of ours."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import jinja2
import pytest

from tests.architecture.source import PACKAGE, Module, modules, plant

# An associate commissioner is the name of a role.
WORD = re.compile(r"(?<!associate )\bcommissioners?\b", re.IGNORECASE)
MARKUP = re.compile(r"<[^>]*>|&\w+;")
SAYING = {"forms", "presenters", "services", "views", "errors"}
WIRING = {"config", "demo"}
# Words that stay, each with its reason.
STAYS = {
    "reports/views/brief.py": "told to nobody: somebody without a role does not come there",
}


def said_in_template(text: str) -> list[str]:
    """Pieces of a template that say the word: text outside tags, and strings that are more than a name of something."""
    tokens = list(jinja2.Environment(autoescape=True).lex(text))
    drawn = "".join({"data": value, "variable_begin": "…"}.get(kind, "") for _, kind, value in tokens)
    strings = [value[1:-1] for _, kind, value in tokens if kind == "string"]
    pieces = [*MARKUP.sub(" ", drawn).splitlines(), *(each for each in strings if each != "commissioner")]
    return [piece.strip() for piece in pieces if WORD.search(piece)]


def said_in_module(module: Module) -> Iterator[str]:
    """Sentences of a module that say the word; docstrings are for us."""
    docstrings = {id(node.value) for node in ast.walk(module.tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(module.tree):
        is_text = (
            isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
        )
        if is_text and " " in node.value.strip() and WORD.search(node.value):
            yield f"{module.name}:{node.lineno} says {node.value!r}: use term('commissioner')"


def test_templates_use_the_term():
    said = {
        str(path.relative_to(PACKAGE)): found
        for path in sorted(PACKAGE.rglob("*.jinja"))
        if (found := said_in_template(path.read_text(encoding="utf-8")))
    }

    assert said == {}


def test_forms_presenters_and_refusals_use_the_term():
    found = [m for m in modules() if m.place in SAYING and m.area not in WIRING and m.name not in STAYS]

    assert [told for module in found for told in said_in_module(module)] == []


@pytest.mark.parametrize(
    ("template", "number"),
    [
        ("<p>Ask your commissioner.</p>", 1),
        ('{{ empty({"text": "When a commissioner asks"}) }}', 1),
        ('{{ row({"key": {"text": "Commissioner"}}) }}', 1),
        ('<p>Ask your {{ term("commissioner") }}.</p>', 0),
        ('<button name="commissioner">{{ person.commissioner }}</button>{# a commissioner #}', 0),
    ],
)
def test_a_word_of_ours_is_noticed(template, number):
    assert len(said_in_template(template)) == number


def test_a_sentence_of_ours_is_noticed(tmp_path):
    text = 'def f(*, by):\n    """Only a commissioner."""\n    raise Refused("Ask your commissioner.", kind="commissioner")\n'
    [module] = [m for m in plant(tmp_path, "loads/services.py", text) if m.place == "services"]

    assert len(list(said_in_module(module))) == 1
