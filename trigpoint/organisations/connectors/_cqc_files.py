"""Taking the documents of the regulator's API out of whatever they were saved in."""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trigpoint.loads.files import refusal

LARGEST = 300_000_000  # bytes of all documents together
DEEPEST_RATIO = 200
LISTS = ("locations", "providers")
AGAIN = "Fetch the document from the API again."


@dataclass(frozen=True)
class Document:
    """One location, provider or list entry; `content` is None where it is not JSON, and `fault` says why."""

    row: int
    source: str
    content: dict[str, Any] | None
    fault: str = ""


def documents(path: Path) -> list[Document]:
    """Every document in a .json, .jsonl or .zip file, numbered from 1 in the order found. Raises InputRefused."""
    if not path.stat().st_size:
        raise refusal("empty_file", f"{path.name} is empty.", AGAIN, path)
    found = _zipped(path) if zipfile.is_zipfile(path) else _plain(path)
    numbered = [Document(n, *parts) for n, parts in enumerate(found, start=1)]
    if not numbered:
        raise refusal("no_rows", f"{path.name} holds no location and no provider.", AGAIN, path)
    return numbered


Parts = tuple[str, dict[str, Any] | None, str]


def _plain(path: Path) -> Iterator[Parts]:
    if path.suffix.lower() == ".zip":
        raise refusal("truncated_zip", f"{path.name} is cut short or is no zip file.", AGAIN, path)
    if path.stat().st_size > LARGEST:
        raise refusal("too_large", f"{path.name} is larger than 300 MB.", "Split it by area.", path)
    text = _text(path.read_bytes())
    if text is None:
        raise refusal("encoding", f"{path.name} is not UTF-8 text.", AGAIN, path)
    whole, fault = _parsed(text)
    if fault == "":
        yield from _entries(path.name, whole)
        return
    lines = [line for line in text.splitlines() if line.strip()]
    parsed = [_parsed(line) for line in lines]
    if len(lines) < 2 or not any(not why for _, why in parsed):
        raise refusal("not_json", f"{path.name} is not JSON: {fault}.", AGAIN, path)
    for number, (value, why) in enumerate(parsed, start=1):
        yield from _entries(f"line {number}", value) if not why else [(f"line {number}", None, why)]


def _zipped(path: Path) -> Iterator[Parts]:
    """Members in the order of their names; one that is no JSON is a row of its own, to be rejected."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = sorted((m for m in archive.infolist() if not m.is_dir()), key=lambda m: m.filename)
            total = sum(member.file_size for member in members)
            packed = sum(member.compress_size for member in members)
            if total > LARGEST or (total > 20_000_000 and total > DEEPEST_RATIO * max(packed, 1)):
                raise refusal(
                    "expands_too_far",
                    f"{path.name} would unpack to {total // 1_000_000} MB. It was not unpacked.",
                    "Do not open it. Pack the documents again, by area.",
                    path,
                )
            for member in members:
                if not Path(member.filename).name.startswith(("._", ".DS_Store")):
                    yield from _member(member.filename, archive.read(member))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise refusal("truncated_zip", f"{path.name} is cut short or damaged.", AGAIN, path) from error


def _member(name: str, content: bytes) -> Iterator[Parts]:
    text = _text(content)
    value, fault = _parsed(text) if text is not None else (None, "it is not UTF-8 text")
    yield from _entries(name, value) if not fault else [(name, None, fault)]


def _text(content: bytes) -> str | None:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _parsed(text: str) -> tuple[Any, str]:
    try:
        return json.loads(text), ""
    except json.JSONDecodeError as error:
        return None, f"{error.msg} in line {error.lineno}, column {error.colno}"
    except RecursionError:
        return None, "it is nested too deeply"


def _entries(source: str, value: Any) -> Iterator[Parts]:
    """A list page and an array give their entries; a single document gives itself."""
    if isinstance(value, dict):
        listed = next((value[key] for key in LISTS if isinstance(value.get(key), list)), None)
        value = [value] if listed is None else listed
    if not isinstance(value, list):
        yield source, None, "it holds neither an object nor a list"
        return
    for entry in value:
        is_object = isinstance(entry, dict)
        yield source, entry if is_object else None, "" if is_object else "it is not an object"
