"""Reading definition files: YAML as people write it, checked against the schema beside it, faults in plain words."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from trigpoint.common.errors import InputRefused, Problem

TYPE_WORDS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a group of keys",
    "null": "empty",
}


@dataclass(frozen=True)
class Fault:
    """One thing wrong in one field of one file."""

    code: str
    field: str
    message: str
    remedy: str

    def in_file(self, file: str) -> Problem:
        """The fault as it is told."""
        return Problem(self.code, self.message, self.remedy, file=file, column=self.field or None)


class FilesRefused(InputRefused):
    """One or more files are faulty; every fault of every file is told at once, a line each."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems)
        self.args = ("\n".join(_line(problem) for problem in problems),)


class _Loader(yaml.SafeLoader):
    """YAML without surprises: dates stay text (so that a false one can be named), only true and false are
    true or false (on, off, yes and no stay words), and a key may stand once.
    """

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key.value} stands twice", key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)


TOO_CLEVER = {"tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool"}
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in TOO_CLEVER]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def read(path: Path, schema: Path) -> tuple[Any, list[Fault]]:
    """What the file says, and every way in which it breaks the schema."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    except UnicodeDecodeError:
        return None, [Fault("encoding", "", "The file is not UTF-8 text.", "Save it as UTF-8.")]
    except yaml.YAMLError as error:
        return None, [_syntax_fault(error)]
    faults = {fault: None for error in _validator(schema).iter_errors(content) for fault in _told(error)}
    return content, list(faults)


@lru_cache(maxsize=8)
def _validator(schema: Path) -> Draft202012Validator:
    content = json.loads(schema.read_text(encoding="utf-8"))
    return Draft202012Validator(content, format_checker=Draft202012Validator.FORMAT_CHECKER)


def _line(problem: Problem) -> str:
    field = f", {problem.column}" if problem.column else ""
    return f"{problem.file}{field}: {problem.message} {problem.remedy}"


def _syntax_fault(error: yaml.YAMLError) -> Fault:
    mark = getattr(error, "problem_mark", None)
    where = f" at line {mark.line + 1}" if mark else ""
    what = getattr(error, "problem", None) or "it cannot be read"
    return Fault(
        "yaml",
        "",
        f"The file is not YAML{where}: {what}.",
        "Check the indentation, and put text that holds a colon or a hash between quotation marks.",
    )


def _told(error: ValidationError) -> Iterator[Fault]:
    """One schema error in plain words; one fault for each key where it concerns several."""
    if error.validator == "oneOf":  # only dates that may be empty
        yield _date(error)
        return
    if error.validator in ("required", "additionalProperties"):
        yield from (_missing if error.validator == "required" else _unknown)(error)
        return
    tell = TELLERS.get(str(error.validator), _otherwise)
    yield tell(error)


def _field(error: ValidationError, key: str = "") -> str:
    steps = [f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in error.absolute_path]
    return ("".join(steps) + (f".{key}" if key else "")).removeprefix(".")


def _missing(error: ValidationError) -> Iterator[Fault]:
    for key in error.validator_value:
        if key not in error.instance:
            meaning = error.schema["properties"][key]["description"]
            yield Fault("missing", _field(error, key), f"The key {key} is missing.", f"Add it: {meaning}")


def _unknown(error: ValidationError) -> Iterator[Fault]:
    known = list(error.schema["properties"])
    for key in error.instance:
        if key not in known:
            near = difflib.get_close_matches(str(key), known, n=1)
            remedy = f"Did you mean {near[0]}?" if near else f"Remove it; the keys are {', '.join(known)}."
            yield Fault("unknown_key", _field(error, str(key)), f"There is no key {key}.", remedy)


def _enum(error: ValidationError) -> Fault:
    allowed = ["null" if each is None else str(each) for each in error.validator_value]
    near = difflib.get_close_matches(str(error.instance), allowed, n=1)
    remedy = f"Did you mean {near[0]}? " if near else ""
    return Fault(
        "not_a_choice",
        _field(error),
        f"“{error.instance}” is not a choice.",
        f"{remedy}Choose {_listed(allowed)}.",
    )


def _type(error: ValidationError) -> Fault:
    wanted = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
    words = _listed([TYPE_WORDS[each] for each in wanted])
    return Fault("type", _field(error), f"“{error.instance}” is not {words}.", f"Give {words}.")


def _date(error: ValidationError) -> Fault:
    return Fault(
        "date",
        _field(error),
        f"“{error.instance}” is not a date.",
        "Give a real day as year-month-day, such as 2026-04-01.",
    )


def _too_long(error: ValidationError) -> Fault:
    size, most = len(error.instance), error.validator_value
    return Fault(
        "too_long", _field(error), f"The text has {size} characters.", f"Shorten it to {most} at most."
    )


def _empty(error: ValidationError) -> Fault:
    return Fault("empty", _field(error), "Nothing is given here.", "Give at least one.")


def _twice(error: ValidationError) -> Fault:
    again = [str(each) for place, each in enumerate(error.instance) if each in error.instance[:place]]
    told = f"{_listed(list(dict.fromkeys(again)))} stands here twice."
    return Fault("twice", _field(error), told, "Leave it once.")


def _pattern(error: ValidationError) -> Fault:
    remedy = error.schema.get("description", "")
    remedy += " It begins with https://." if "https" in str(error.validator_value) else ""
    return Fault("pattern", _field(error), f"“{error.instance}” is not written as it should be.", remedy)


def _otherwise(error: ValidationError) -> Fault:
    return Fault(
        "invalid", _field(error), f"{error.message}.", error.schema.get("description", "Correct it.")
    )


TELLERS: dict[str, Callable[[ValidationError], Fault]] = {
    "enum": _enum,
    "type": _type,
    "format": _date,
    "maxLength": _too_long,
    "uniqueItems": _twice,
    "minLength": _empty,
    "minItems": _empty,
    "pattern": _pattern,
}


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
