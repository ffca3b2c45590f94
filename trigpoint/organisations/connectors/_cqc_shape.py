"""Reading parts of a JSON document that may not have the shape the API promises."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from trigpoint.organisations.connectors._rows import RowRefused

AGAIN = "Fetch the document from the API again; if it stays so, the API has changed."


def mapping(document: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The object under `key`; empty where there is none."""
    value = document.get(key)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise RowRefused("shape", key, f"'{key}' is not an object.", AGAIN)
    return value


def listed(document: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """The list of objects under `key`; empty where there is none."""
    value = document.get(key)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise RowRefused("shape", key, f"'{key}' is not a list of objects.", AGAIN)
    return value


def text(document: Mapping[str, Any], key: str) -> str:
    """The text under `key` without surrounding blanks; "" where there is none."""
    value = document.get(key)
    if value is None or value == "-":
        return ""
    if isinstance(value, dict | list):
        raise RowRefused("shape", key, f"'{key}' is not a text.", AGAIN)
    return " ".join(str(value).split())


def day(document: Mapping[str, Any], key: str) -> dt.date | None:
    """The day under `key`, written 2021-02-10 with or without a time; None where there is none."""
    written = text(document, key)
    if not written:
        return None
    try:
        return dt.date.fromisoformat(written[:10])
    except ValueError as error:
        raise RowRefused(
            "not_a_date", key, f"'{key}' is '{written}', which is not a date (2021-02-10).", AGAIN
        ) from error


def number(document: Mapping[str, Any], key: str) -> int | None:
    """The whole number under `key`; None where there is none or nothing is counted."""
    written = text(document, key)
    if not written:
        return None
    if not written.isdigit():
        raise RowRefused("not_a_number", key, f"'{key}' is '{written}', which is not a whole number.", AGAIN)
    return int(written) or None
