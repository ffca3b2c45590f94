"""Reading packs: every file of the folder, every fault of every file at once."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path
from typing import Any

from trigpoint.common import definition_files
from trigpoint.common.errors import Problem
from trigpoint.frameworks import pack_rules
from trigpoint.frameworks.entries import (
    DeadlineRule,
    Door,
    Enquiry,
    EvidenceStream,
    Group,
    Listening,
    Number,
    Recurring,
    Regime,
    RoleTitle,
    SentinelRule,
    Term,
    Theme,
    Vocabulary,
    Without,
    Word,
)
from trigpoint.frameworks.errors import PacksInvalid
from trigpoint.frameworks.packs import Pack

NO_PACKS = {"roles.yaml"}  # stands beside the packs and is read by accounts
ENTRIES = {
    "terms": Term,
    "roles": RoleTitle,
    "groups": Group,
    "recurring": Recurring,
    "vocabularies": Vocabulary,
    "deadlines": DeadlineRule,
    "sentinels": SentinelRule,
    "listening": Listening,
    "streams": EvidenceStream,
    "themes": Theme,
    "doors": Door,
    "enquiries": Enquiry,
    "numbers": Number,
    "regimes": Regime,
    "without": Without,
}
BY_CODE = ("terms", "roles", "groups", "recurring", "vocabularies")


def read_packs(folder: Path, schema: Path) -> dict[str, Pack]:
    """The packs of a folder by name, the earliest first. Raises PacksInvalid when any of them is faulty."""
    problems: list[Problem] = []
    contents: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.glob("*.yaml")):
        if path.name in NO_PACKS:
            continue
        content, faults = definition_files.read(path, schema)
        if not faults:  # the rules speak of whole contents only
            faults = pack_rules.faults_of(path.stem, content)
            contents[path.name] = content
        problems += [fault.in_file(path.name) for fault in faults]
    if not problems:  # and the rules between packs of sound packs only
        problems = pack_rules.problems_between(contents)
    if problems:
        raise PacksInvalid(problems)
    made = sorted((_pack(content) for content in contents.values()), key=lambda pack: pack.effective_from)
    return {pack.name: pack for pack in made}


def _pack(content: dict[str, Any]) -> Pack:
    parts: dict[str, Any] = {}
    for part, kind in ENTRIES.items():
        made = [kind(**_values(entry)) for entry in content[part]]
        parts[part] = {entry.code: entry for entry in made} if part in BY_CODE else tuple(made)
    told = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return Pack(
        **{key: content[key] for key in ("name", "title", "about", "successor_of", "owner", "calendar")},
        **{key: _day(content[key]) for key in ("effective_from", "effective_to", "review_on")},
        sources={source["code"]: source["title"] for source in content["sources"]},
        **parts,
        content_sha256=hashlib.sha256(told.encode()).hexdigest(),
        content=content,
    )


def _values(entry: dict[str, Any]) -> dict[str, Any]:
    """The keys of an entry as its record holds them: days as days, lists that cannot change."""
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    for key in ("from_on", "to_on"):
        if key in values:
            values[key] = _day(values[key])
    if "holds" in values:
        values["holds"] = {kind: tuple(codes) for kind, codes in values["holds"].items()}
    if "words" in values:
        values["words"] = tuple(Word(**word) for word in values["words"])
    return values


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
