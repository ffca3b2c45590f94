"""Tables as downloads."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import TypeVar

from django.http import HttpResponse, StreamingHttpResponse

# What spreadsheets take for the beginning of a formula, also as wide letters of East Asian scripts.
RISKY = ("=", "+", "-", "@", "\t", "\n", "＝", "＋", "－", "＠")
NUMBER = re.compile(r"-?\d+([.,]\d+)*%?")
BUFFERED = 65_536  # characters sent at once
CSV = "text/csv; charset=utf-8"
Response = TypeVar("Response", HttpResponse, StreamingHttpResponse)


def csv_response(name: str, rows: Iterable[Sequence[object]]) -> HttpResponse:
    """Rows as a CSV download. Text that a spreadsheet would take for a formula is defused."""
    return _download(HttpResponse("".join(_written(rows)), content_type=CSV), name)


def csv_stream(name: str, rows: Iterable[Sequence[object]]) -> StreamingHttpResponse:
    """The same for very many rows: sent as they come, so that memory stays flat."""
    return _download(StreamingHttpResponse(_written(rows), content_type=CSV), name)


def _download(response: Response, name: str) -> Response:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _written(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in rows:
        writer.writerow([_safe(cell) for cell in row])
        if out.tell() > BUFFERED:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


def _safe(cell: object) -> object:
    """A cell as it may be opened by a spreadsheet; dates as ISO, nothing as an empty cell."""
    if cell is None or isinstance(cell, int | float | Decimal):
        return "" if cell is None else cell
    text = cell.isoformat() if isinstance(cell, dt.date | dt.time) else str(cell)
    text = text.replace("\r\n", "\n").replace("\r", "\n")  # a lone one would begin a row of its own
    is_formula = text.lstrip(" \u00a0\u3000\ufeff\u200b").startswith(RISKY) and not NUMBER.fullmatch(text)
    return f"'{text}" if is_formula else text
