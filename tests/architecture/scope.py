"""Conventions about who sees which records: what is read past `visible_to`, in queries and in what programs are told."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from tests.architecture.source import Function, Module

MANAGERS = {"objects", "_default_manager", "_base_manager"}
WRITES = {"models", "services"}
WIRING = {"config", "demo"}
SCOPED = {"visible_to", "restricted_to", "meant_for", "none"}
# What names the owner, one person, or the one record: `owner`, `by`, `pk`, `public_id`.
PINS = {"owner", "person", "by", "pk", "public_id"}
PINS_IN_CONFIDENCE = {"pk", "public_id"}
# Reads of whole kinds of record, each with why it counts nothing for a page: (module, function): reason.
OVER_EVERYTHING = {
    ("accounts/queries.py", "invitation_with"): "whoever holds the secret link",
    ("actions/queries/known.py", "known_among"): "whether actions in hand have parts",
    (
        "actions/queries/one.py",
        "numbers_of",
    ): "the numbers that a plan has given, so that none is given twice",
    ("files/queries.py", "files_behind_door"): "comes after the door of the record",
    ("indicators/holding.py", "count_held"): "storing what was loaded, by owner",
    ("indicators/holding.py", "holdings_of"): "storing what was loaded, by owner",
    ("indicators/queries.py", "ids_of_series"): "storing what was loaded",
    ("intelligence/queries/changes.py", "ever_published"): "what was published for everybody",
    ("intelligence/queries/evidence.py", "_hidden"): "which evidence is taken away, of an owner",
    ("intelligence/queries/evidence.py", "hidden_complaints"): "which evidence is taken away, of an owner",
    ("intelligence/queries/evidence.py", "_lined_up"): "evidence of an owner; restricted ones left out",
    (
        "intelligence/queries/evidence_complaints.py",
        "_cases",
    ): "evidence of an owner; restricted ones left out",
    ("intelligence/queries/sender.py", "item_of_sender"): "whoever holds the private link of what they told",
    ("intelligence/queries/telling.py", "link_with"): "whoever holds a practice's link",
    ("intelligence/queries/telling.py", "told_just_now"): "whether the same sender sends the same again",
    (
        "intelligence/queries/telling.py",
        "_told_of",
    ): "in which order a practice's own link suggests providers; restricted ones left out",
    ("intelligence/queries/coding.py", "newest_of"): "background work",
    ("intelligence/queries/coding.py", "waiting_for_model"): "what the worker reads and codes",
    ("jobs/asking.py", "ask"): "background work",
    ("jobs/queries.py", "unfinished"): "background work",
    ("jobs/queries.py", "failing_entries"): "for the doctor",
    ("jobs/running.py", "rows"): "background work",
    ("jobs/timetable.py", "ask_for_due"): "background work",
    ("jobs/timetable.py", "forget_old_slots"): "background work",
    ("loads/queries.py", "load_of"): "whether a file was loaded already",
    ("loads/queries.py", "first_reading_of"): "the same file of a load in hand",
    ("loads/queries.py", "kept_for_loads"): "which files are swept away",
    ("loads/queries.py", "loads_published_after"): "which figures take the place of which",
    ("notifications/queries.py", "holder_of"): "whoever holds the secret address",
    ("notifications/queries.py", "unsent"): "sending summaries",
    ("organisations/queries/hierarchies.py", "members_of"): "who belongs where, for refreshing figures",
    ("organisations/queries/known.py", "known_among"): "reading the directory's files",
    ("organisations/queries/known.py", "known_codes"): "reading files",
    ("surveillance/queries/frames.py", "observations_of"): "the days of the loads of figures in hand",
    ("surveillance/queries/statuses.py", "mark_of_loads"): "whether what was drawn still holds",
    ("surveillance/queries/statuses.py", "mark_of_dashboard"): "whether what was drawn still holds",
}
SHORTCUTS = {"get_object_or_404", "get_list_or_404", "aget_object_or_404", "aget_list_or_404"}
SHOWING = {"views", "api", "presenters"}
SCHEMAS = {"Schema", "ModelSchema"}
ROUTES = {"get", "post", "put", "patch", "delete", "api_operation"}


def counts_over_everything(found: Iterable[Module]) -> list[str]:
    """Outside services, whoever reads owned records says for whom: visible_to(user), an owner, or the one record.

    Of records that may be restricted only visible_to, the door's restricted_to, or the one record will do: those of
    an owner hold what was told in confidence.
    """
    modules = list(found)
    owned, confidential = kinds_below(modules, "OwnedRecord"), kinds_below(modules, "ConfidentialRecord")
    return [
        f"{module.name}:{chain.lineno} {name} reads {kind} for nobody: use {kind}.visible_to(user), or name the owner"
        for module in modules
        if module.place not in WRITES and module.area not in WIRING
        for name, kind, chain in reads(module, owned)
        if not says_for_whom(chain, PINS_IN_CONFIDENCE if kind in confidential else PINS)
        and (module.name, name) not in OVER_EVERYTHING
    ]


def kinds_below(found: Iterable[Module], base: str) -> set[str]:
    """Names of the models that inherit from `base`, itself included."""
    bases = [
        (node.name, {ast.unparse(each).rpartition(".")[2] for each in node.bases})
        for module in found
        if module.place == "models"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef)
    ]
    known = {base}
    while more := {name for name, below in bases if below & known} - known:
        known |= more
    return known


def reads(module: Module, kinds: set[str]) -> Iterator[tuple[str, str, ast.expr]]:
    """Function, kind and the whole chain of every read that begins at a manager, or goes back along a relation."""
    for function in (*module.functions(), module.tree):
        name = getattr(function, "name", "")
        for chain in _own_chains(function):
            parts = list(_links(chain))
            start = parts[-1]
            if (
                len(parts) > 1
                and isinstance(start, ast.Name)
                and start.id in kinds
                and _attr(parts[-2]) in MANAGERS
            ):
                yield name, start.id, chain
            backwards = {f"{kind.lower()}_set": kind for kind in kinds}
            yield from ((name, backwards[_attr(p)], chain) for p in parts if _attr(p) in backwards)


def says_for_whom(chain: ast.expr, pins: set[str]) -> bool:
    """Whether a chain is scoped by a method, or by a keyword of one of its filters (also inside Q)."""
    parts = list(_links(chain))
    named = {
        keyword.arg.partition("__")[0]
        for part in parts
        if isinstance(part, ast.Call)
        for inner in ast.walk(part)
        if isinstance(inner, ast.Call)
        for keyword in inner.keywords
        if keyword.arg
    }
    return bool({_attr(part) for part in parts} & SCOPED or named & pins)


def unused_exceptions(found: Iterable[Module]) -> set[tuple[str, str]]:
    """Entries of OVER_EVERYTHING that no code needs any more."""
    there = {(module.name, function.name) for module in found for function in module.functions()}
    return set(OVER_EVERYTHING) - there


def records_fetched_past_the_door(found: Iterable[Module]) -> list[str]:
    """A shortcut that fetches is given what the person may see, never a model."""
    return [
        f"{module.name}:{node.lineno} {ast.unparse(node)[:60]}: give it Model.visible_to(request.user)"
        for module in found
        if module.place in SHOWING
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).rpartition(".")[2] in SHORTCUTS
        and not (node.args and _fetches_what_is_seen(node.args[0]))
    ]


def _fetches_what_is_seen(given: ast.expr) -> bool:
    """A chain with visible_to, or one that hangs on what was fetched so before: no model is named in it."""
    named = [_attr(part) or getattr(part, "id", "") for part in _links(given)]
    return "visible_to" in named or not any(name[:1].isupper() or name in MANAGERS for name in named)


def schemas_that_skip_the_scope(found: Iterable[Module]) -> list[str]:
    """What programs are told goes through the same door: every operation asks for whom, every schema names its fields."""
    breaches = []
    for module in found:
        if module.place != "api":
            continue
        for function in module.functions():
            if _is_operation(function) and "request.user" not in ast.unparse(function):
                breaches.append(
                    f"{module.name}:{function.lineno} {function.name} asks for nobody: hand request.user to visible_to"
                )
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ClassDef) and _is_schema(node):
                breaches += [
                    f"{module.name}:{line} {node.name} {fault}" for line, fault in _faults_of_schema(node)
                ]
    return breaches


def _is_operation(function: Function) -> bool:
    called = [each.func for each in function.decorator_list if isinstance(each, ast.Call)]
    return any(isinstance(each, ast.Attribute) and each.attr in ROUTES for each in called)


def _is_schema(node: ast.ClassDef) -> bool:
    return bool({ast.unparse(each).rpartition(".")[2] for each in node.bases} & SCHEMAS)


def _faults_of_schema(schema: ast.ClassDef) -> Iterator[tuple[int, str]]:
    """Fields that nobody chose, and resolvers that go along relations to records of their own."""
    for node in ast.walk(schema):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name, said = node.targets[0].id, ast.unparse(node.value)
            if (name == "fields" and said == "'__all__'") or name in {"exclude", "model_exclude"}:
                yield node.lineno, "shows whatever the model has: name its fields"
        if isinstance(node, Function) and node.name.startswith("resolve_"):
            called = {_attr(each.func) for each in ast.walk(node) if isinstance(each, ast.Call)}
            if (
                called & {"all", "filter", "count", "exclude", "aggregate", "first", "last"}
                and "visible_to" not in called
            ):
                yield node.lineno, f"{node.name} reads records of its own: present what visible_to gave"


def _own_chains(scope: ast.AST) -> Iterator[ast.expr]:
    """The longest chains of attributes and calls inside a function, those of functions inside it left to them."""
    waiting: list[tuple[ast.AST, bool]] = [(child, False) for child in ast.iter_child_nodes(scope)]
    while waiting:
        node, is_linked = waiting.pop()
        if isinstance(node, Function):
            continue
        if isinstance(node, ast.Attribute | ast.Call) and not is_linked:
            yield node
        for name, value in ast.iter_fields(node):
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    linked = (isinstance(node, ast.Attribute) and name == "value") or (
                        isinstance(node, ast.Call) and name == "func"
                    )
                    waiting.append((child, linked))


def _links(chain: ast.expr) -> Iterator[ast.expr]:
    """The chain from its end to its beginning: every call and attribute, then what it hangs on."""
    node = chain
    while True:
        yield node
        if isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Attribute):
            node = node.value
        else:
            return


def _attr(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else ""


RULES = (counts_over_everything, records_fetched_past_the_door, schemas_that_skip_the_scope)
