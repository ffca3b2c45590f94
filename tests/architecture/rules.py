"""The conventions of the house as functions: modules in, breaches out, each with file, line and what to do."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from tests.architecture.source import Function, Module

LONGEST_FUNCTION = 40
LONGEST_FILE = 350
MOST_PARAMETERS = 6
BANNED_NAMES = {"utils", "helpers", "managers", "mixins", "serializers", "utilities", "misc"}
SHOWING = {"views", "api", "presenters", "charts"}
OPEN_AREAS = {"analysis", "common", "ui", "accounts", "audit", "jobs"}
OPEN_PLACES = {"models", "services", "queries", "rules", "charts", "errors"}
OPEN_BESIDES = {
    ("loads", "contract"),
    ("loads", "keeping"),
    ("loads", "registry"),
    ("loads", "files"),
    ("loads", "waiting"),
    ("indicators", "definitions"),
    ("files", "presenters"),
    ("files", "serving"),
    ("notifications", "at_once"),
    ("frameworks", "calendar"),
    ("frameworks", "deadlines"),
    ("frameworks", "packs"),
    ("frameworks", "entries"),
}
RECORDS = {"audit.record", "record", "audit.note_export", "audit.note_read"}
WIRING = {"config", "demo"}
ORDER = (
    ("urls",),
    ("views", "api", "tasks", "management", "admin", "connectors"),
    ("forms", "presenters", "charts"),
    ("services",),
    ("queries",),
    ("rules", "models"),
)
HANDS_OUT = {"csv_response", "csv_stream", "FileResponse"}
# Fetched by programs every few minutes (that somebody made the address is noted); drawn on pages.
NOT_TAKEN_AWAY = {("notifications", "calendar"), ("surveillance", "small_svg")}
LEVEL = {place: -level for level, places in enumerate(ORDER) for place in places}


def records_reached_past_the_door(found: Iterable[Module]) -> list[str]:
    """Pages reach records only through visible_to(user)."""
    return [
        f"{module.name}:{node.lineno} uses .{node.attr}: use Model.visible_to(request.user)"
        for module in found
        if module.place in SHOWING
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager", "_base_manager"}
    ]


def careless_services(found: Iterable[Module]) -> list[str]:
    """A service takes keywords only, knows who acts, and is audited.

    A function with a parameter `load` runs inside a load, whose own service records it. `audit` is what
    records; `demo` only calls the services of others.
    """
    breaches = []
    services = [
        module for module in found if module.place == "services" and module.area not in {"audit", "demo"}
    ]
    for area in sorted({module.area for module in services}):
        of_area = [module for module in services if module.area == area]
        recording = functions_that_record(of_area)
        for module in of_area:
            for function in module.public_functions():
                told = faults_of_service(function, records=(module.name, function.name) in recording)
                breaches += [f"{module.name}:{function.lineno} {function.name} {fault}" for fault in told]
    return breaches


def faults_of_service(function: Function, *, records: bool) -> list[str]:
    """What one service lacks."""
    keywords = {argument.arg for argument in function.args.kwonlyargs}
    faults = []
    if function.args.args or function.args.posonlyargs:
        faults.append("takes positional arguments: put * first")
    if "by" not in keywords:
        faults.append("does not take `by`")
    if not records and "load" not in keywords:
        faults.append("does not call audit.record")
    return faults


def functions_that_record(modules: Iterable[Module]) -> set[tuple[str, str]]:
    """Module and name of functions that call audit.record, themselves or through one another.

    A name means the function of the same module, where there is one; otherwise one of another module of the area.
    """
    calls = {
        (module.name, function.name): called_by(function)
        for module in modules
        for function in module.functions()
    }
    recording = {key for key, called in calls.items() if called & RECORDS}
    while (
        more := {
            (module, name)
            for (module, name), called in calls.items()
            if any(leads_to_one(call, module, set(calls), recording) for call in called)
        }
        - recording
    ):
        recording |= more
    return recording


def leads_to_one(
    call: str, module: str, known: set[tuple[str, str]], recording: set[tuple[str, str]]
) -> bool:
    """Whether a call, as written in a module, is of a function that records."""
    if (module, call) in known:
        return (module, call) in recording
    return any(name == call.rpartition(".")[2] for _, name in recording)


def called_by(function: Function) -> set[str]:
    """What a function calls, as written: record, audit.record."""
    return {ast.unparse(node.func) for node in ast.walk(function) if isinstance(node, ast.Call)}


def signal_receivers(found: Iterable[Module]) -> list[str]:
    """Nothing happens behind a caller's back: services call the next step by name."""
    return [
        f"{module.name}:{function.lineno} {function.name} is a signal receiver: call it by name"
        for module in found
        for function in module.functions()
        if any("receiver" in ast.unparse(decorator) for decorator in function.decorator_list)
    ]


def long_functions(found: Iterable[Module]) -> list[str]:
    """Functions fit on a screen; the docstring is not counted."""
    return [
        f"{module.name}:{function.lineno} {function.name} has {length} lines, at most {LONGEST_FUNCTION}"
        for module in found
        for function in module.functions()
        if (length := lines_of(function)) > LONGEST_FUNCTION
    ]


def lines_of(function: Function) -> int:
    """Lines from `def` to the end without the docstring."""
    first = function.body[0]
    is_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    docstring = first.end_lineno - first.lineno + 1 if is_docstring else 0
    return function.end_lineno - function.lineno + 1 - docstring


def functions_with_many_parameters(found: Iterable[Module]) -> list[str]:
    """More than six parameters are a record that has not got a name yet; forms are given what Django gives."""
    return [
        f"{module.name}:{function.lineno} {function.name} takes {count}, at most {MOST_PARAMETERS}"
        for module in found
        if module.place != "forms"
        for function in module.functions()
        if (count := parameters_of(function)) > MOST_PARAMETERS
    ]


def parameters_of(function: Function) -> int:
    """Parameters without self and cls."""
    arguments = function.args
    named = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
    return len([name for name in named if name not in {"self", "cls"}])


def inner_imports(found: Iterable[Module]) -> list[str]:
    """What a module needs stands at its top, where the import contract sees it; apps.py must wait for models."""
    return [
        f"{module.name}:{node.lineno} imports inside {function.name}: put it at the top"
        for module in found
        if module.path.name != "apps.py"
        for function in module.functions()
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]


def long_files(found: Iterable[Module]) -> list[str]:
    """A file that outgrows itself becomes a folder of one-noun files."""
    return [
        f"{module.name} has {length} lines, at most {LONGEST_FILE}"
        for module in found
        if (length := len(module.text.splitlines())) > LONGEST_FILE
    ]


def names_that_say_nothing(found: Iterable[Module]) -> list[str]:
    """A name says what is inside."""
    return [
        f"{module.name}: name it for what it holds" for module in found if BANNED_NAMES & set(module.parts)
    ]


def back_doors_between_areas(found: Iterable[Module]) -> list[str]:
    """From another area only its face: models, services, queries, rules, charts, errors."""
    areas = {module.area for module in found} - {""}
    return [
        f"{module.name}:{line} imports {'.'.join(target)}: from {target[0]} import only {', '.join(sorted(OPEN_PLACES))}"
        for module in found
        if module.area not in WIRING
        for line, target in module.imports()
        if is_back_door(module.area, target, areas)
    ]


def is_back_door(area: str, target: tuple[str, ...], areas: set[str]) -> bool:
    """Whether an import goes past the face of another area."""
    if not area or not target or target[0] not in areas or target[0] == area or target[0] in OPEN_AREAS:
        return False
    return len(target) < 2 or (target[1] not in OPEN_PLACES and target[:2] not in OPEN_BESIDES)


def upward_imports_within_areas(found: Iterable[Module]) -> list[str]:
    """Inside an area: urls > views and the like > forms, presenters, charts > services > queries > rules, models."""
    return [
        f"{module.name}:{line} imports {'.'.join(target)}: {module.place} stands below {target[1]}"
        for module in found
        if module.place in LEVEL
        for line, target in module.imports()
        if len(target) > 1 and target[0] == module.area and LEVEL.get(target[1], -99) > LEVEL[module.place]
    ]


def files_taken_away_unnoted(found: Iterable[Module]) -> list[str]:
    """Whatever leaves as a file is in the audit: a view that hands one out calls note_export, itself or through its area."""
    found = [module for module in found if module.area not in {"ui", "audit", "config"}]
    breaches = []
    for area in sorted({module.area for module in found}):
        functions = [function for module in found if module.area == area for function in module.functions()]
        handing = reaching(functions, {function.name for function in functions if hands_out_a_file(function)})
        noting = reaching(functions, {"note_export"})
        breaches += [
            f"{module.name}:{view.lineno} {view.name} hands out a file: call audit.note_export"
            for module in found
            if module.area == area and module.place == "views"
            for view in module.public_functions()
            if view.name in handing and view.name not in noting and (area, view.name) not in NOT_TAKEN_AWAY
        ]
    return breaches


def hands_out_a_file(function: Function) -> bool:
    """Whether a function makes the answer that is a file."""
    called = {name.rpartition(".")[2] for name in called_by(function)}
    texts = [node.value for node in ast.walk(function) if isinstance(node, ast.Constant)]
    return bool(called & HANDS_OUT) or any(
        isinstance(text, str) and text.startswith(("attachment; ", "inline; filename")) for text in texts
    )


def reaching(functions: list[Function], ends: set[str]) -> set[str]:
    """Names of functions that call one of `ends`, or are it, directly or through one another."""
    calls = {
        function.name: {name.rpartition(".")[2] for name in named_in(function)} for function in functions
    }
    found = set(ends)
    while more := {name for name, called in calls.items() if called & found} - found:
        found |= more
    return found


def named_in(function: Function) -> set[str]:
    """What a function calls or hands on to be called."""
    return {ast.unparse(node) for node in ast.walk(function) if isinstance(node, ast.Name | ast.Attribute)}


RULES = (
    files_taken_away_unnoted,
    records_reached_past_the_door,
    careless_services,
    signal_receivers,
    long_functions,
    functions_with_many_parameters,
    inner_imports,
    long_files,
    names_that_say_nothing,
    back_doors_between_areas,
    upward_imports_within_areas,
)
