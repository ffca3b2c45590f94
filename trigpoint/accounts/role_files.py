"""Reading the roles of a framework pack from their file, with every fault named."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from trigpoint.accounts.rules import Role, RoleBook
from trigpoint.common.errors import InputRefused, Problem

EXPECTED = {"title", "works_for", "what", "may", "restricted"}
WORKS_FOR = {"commissioner": True, "another organisation": False}


@lru_cache
def read_roles(path: Path) -> RoleBook:
    """The roles in `path`; InputRefused with every fault when it cannot be believed."""
    said = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    problems = list(_faults(said, path.name))
    if problems:
        raise InputRefused(problems)
    return RoleBook(
        roles={name: _role(name, each, said["sets"]) for name, each in said["roles"].items()},
        deeds=dict(said["deeds"]),
        classes=dict(said["restricted_classes"]),
    )


def _role(name: str, said: dict[str, Any], sets: dict[str, list[str]]) -> Role:
    return Role(
        name=name,
        title=said["title"],
        is_staff=WORKS_FOR[said["works_for"]],
        what=said["what"],
        deeds=frozenset(_deeds(said, sets)),
        classes=frozenset(said.get("restricted", [])),
    )


def _deeds(said: dict[str, Any], sets: dict[str, list[str]]) -> list[str]:
    """The deeds of a role, the named sets among them written out."""
    return [deed for entry in said.get("may", []) for deed in sets.get(entry, [entry])]


def _faults(said: dict[str, Any], file: str) -> list[Problem]:
    missing = [key for key in ("roles", "deeds", "sets", "restricted_classes") if key not in said]
    if missing:
        return [
            _problem(file, key, f"{key} is missing", "Add it; see definitions/README.md.") for key in missing
        ]
    faults = [
        _problem(file, f"sets.{name}", f"{deed} is not a deed", "Name it under deeds, or take it out.")
        for name, deeds in said["sets"].items()
        for deed in deeds
        if deed not in said["deeds"]
    ]
    for name, each in said["roles"].items():
        faults += _faults_of_role(name, each, said, file)
    return faults


def _faults_of_role(name: str, each: dict[str, Any], said: dict[str, Any], file: str) -> list[Problem]:
    place = f"roles.{name}"
    told = [f"{key} is not known" for key in sorted(set(each) - EXPECTED)]
    told += [f"{key} is missing" for key in ("title", "works_for", "what") if not each.get(key)]
    if each.get("works_for") not in WORKS_FOR:
        told.append(f"works_for must be one of: {', '.join(WORKS_FOR)}")
    told += [
        f"{deed} is neither a deed nor a set"
        for deed in each.get("may", [])
        if deed not in said["deeds"] and deed not in said["sets"]
    ]
    told += [
        f"{restricted} is not a restricted class"
        for restricted in each.get("restricted", [])
        if restricted not in said["restricted_classes"]
    ]
    return [_problem(file, place, fault, "Correct the file; nothing was read.") for fault in told]


def _problem(file: str, place: str, fault: str, remedy: str) -> Problem:
    return Problem(code="role_file", message=f"{place}: {fault}.", remedy=remedy, file=file, column=place)
