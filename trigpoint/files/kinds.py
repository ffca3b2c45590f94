"""The kinds of file that are taken, as `definitions/files.yaml` lists them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from trigpoint.common import definition_files
from trigpoint.common.definition_files import FilesRefused

UNKNOWN = "application/octet-stream"


@dataclass(frozen=True)
class FileKind:
    """One kind. `content` names what recognises it, `endings` what its name may end in."""

    name: str
    content: str
    endings: tuple[str, ...]
    media_type: str


@dataclass(frozen=True)
class Refused:
    """What is often sent and not taken. `what` has its article; `remedy` is a sentence."""

    what: str
    remedy: str


@dataclass(frozen=True)
class Allowed:
    """The whole list: kinds and advice by ending."""

    kinds: tuple[FileKind, ...]
    by_ending: dict[str, FileKind]
    advice: dict[str, Refused]


def allowed() -> Allowed:
    """What this installation takes."""
    return read_kinds(settings.DEFINITIONS_DIR / "files.yaml")


@lru_cache(maxsize=4)
def read_kinds(path: Path) -> Allowed:
    """The list in a file; every fault of it is told at once."""
    content, faults = definition_files.read(path, path.with_suffix(".schema.json"))
    if faults:
        raise FilesRefused([fault.in_file(path.name) for fault in faults])
    kinds = tuple(FileKind(**{**each, "endings": tuple(each["endings"])}) for each in content["kinds"])
    return Allowed(
        kinds=kinds,
        by_ending={ending: kind for kind in kinds for ending in kind.endings},
        advice={
            ending.lower(): Refused(each["what"], each["remedy"])
            for each in content["refused"]
            for ending in each["endings"]
        },
    )


def endings_in_words() -> str:
    """.pdf, .docx ... or .txt"""
    *most, last = (f".{ending}" for kind in allowed().kinds for ending in kind.endings)
    return f"{', '.join(most)} or {last}" if most else last


def media_type_of(ending: str) -> str:
    """What browsers are told a file with this ending is; nothing they could show, for one that is no longer taken."""
    kind = allowed().by_ending.get(ending)
    return kind.media_type if kind else UNKNOWN


def name_of(ending: str) -> str:
    """What people call a file with this ending."""
    kind = allowed().by_ending.get(ending)
    return kind.name if kind else f".{ending} file"
