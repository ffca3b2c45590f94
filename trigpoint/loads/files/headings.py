"""Finding the row of headings and the columns a reader needs, however they are spelt or ordered."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from trigpoint.common.errors import InputRefused
from trigpoint.loads.files.refusals import refusal

ROW = "row"
OVERFLOW = "beyond the last heading"
ROWS_SEARCHED = 60

Cells = Sequence[str | None]


@dataclass(frozen=True)
class Layout:
    """One way a publication has been laid out.

    columns: our name -> the headings it has gone by; all are needed. A heading that occurs more than once is
    told apart by position: the second "Type 1" is "Type 1 #2".
    optional: the same for columns that some months lack.
    """

    name: str
    columns: dict[str, tuple[str, ...]]
    optional: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """A file as published (`raw`, all text) and which of its headings are the columns of `layout`."""

    path: Path
    raw: pl.DataFrame
    layout: Layout
    columns: dict[str, str]

    def cells(self) -> pl.DataFrame:
        """`row` and our columns: text without surrounding blanks, null where nothing is written."""
        wanted = [pl.col(heading).alias(name) for name, heading in self.columns.items()]
        wanted += [pl.lit(None, pl.String).alias(n) for n in self.layout.optional if n not in self.columns]
        trimmed = pl.col(pl.String).str.strip_chars()
        return self.raw.select(ROW, *wanted).with_columns(
            pl.when(trimmed.str.len_chars() > 0).then(trimmed).name.keep()
        )


def heading_key(text: str) -> str:
    """What two spellings of one heading have in common: no case, blanks, hyphens or underscores."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[^a-z0-9<>%+&#]+", " ", plain).strip()


def distinct_headings(cells: Cells) -> list[str]:
    """Headings as published, each different: repeats get " #2", " #3"; empty ones their column number."""
    seen: dict[str, int] = {}
    taken = {heading_key(ROW), heading_key(OVERFLOW)}
    headings = []
    for number, cell in enumerate(cells, start=1):
        text = " ".join((cell or "").split()) or f"column {number}"
        key = heading_key(text) or text
        seen[key] = seen.get(key, int(key in taken)) + 1
        headings.append(text if seen[key] == 1 else f"{text} #{seen[key]}")
    return headings


def filled(cells: Cells) -> int:
    """How many cells of the row hold something."""
    return sum(1 for cell in cells if cell and cell.strip())


def first_full_row(rows: Sequence[Cells], path: Path) -> int:
    """Index of the first row that looks like headings: two or more cells, or one if the table is one column."""
    for least in (2, 1):
        for index, cells in enumerate(rows):
            if filled(cells) >= least:
                return index
    raise refusal(
        "empty_file", f"{path.name} holds no text.", "Download the file again and check its size.", path
    )


def match(layout: Layout, cells: Cells) -> dict[str, str]:
    """Our name -> heading in this row, for those columns of the layout that it holds."""
    by_key: dict[str, str] = {}
    for heading in distinct_headings(cells):
        by_key.setdefault(heading_key(heading), heading)
    found = {}
    for name, spellings in (layout.columns | layout.optional).items():
        for spelling in spellings:
            if heading_key(spelling) in by_key:
                found[name] = by_key[heading_key(spelling)]
                break
    return found


def find_headings(
    rows: Sequence[Cells], layouts: Sequence[Layout], path: Path
) -> tuple[int, Layout, dict[str, str]]:
    """Index of the heading row, the layout it has and its columns; a refusal names expected and found."""
    best: tuple[int, int, Layout] | None = None
    for index, cells in enumerate(rows[:ROWS_SEARCHED]):
        for layout in layouts:
            columns = match(layout, cells)
            needed = len(columns.keys() & layout.columns.keys())
            if needed == len(layout.columns):
                return index, layout, columns
            if best is None or needed > best[0]:
                best = (needed, index, layout)
    raise _headings_refusal(rows, layouts, path, best)


def _headings_refusal(
    rows: Sequence[Cells], layouts: Sequence[Layout], path: Path, best: tuple[int, int, Layout] | None
) -> InputRefused:
    """Say which headings are missing from the nearest row, and what stands there instead."""
    matched, index, layout = best or (0, 0, layouts[0])
    if not matched:
        index = first_full_row(rows, path)
    present = [heading for heading in distinct_headings(rows[index]) if not heading.startswith("column ")]
    columns = match(layout, rows[index])
    missing = [spellings[0] for name, spellings in layout.columns.items() if name not in columns]
    unused = {heading_key(h): h for h in present if h not in columns.values()}
    told = []
    for heading in missing:
        near = difflib.get_close_matches(heading_key(heading), unused, n=1, cutoff=0.5)
        told.append(f"'{heading}'" + (f" (the closest heading found is '{unused[near[0]]}')" if near else ""))
    message = (
        f"The headings are not those of '{layout.name}'. Expected and not found: {'; '.join(told)}. "
        f"Found in row {index + 1}: {', '.join(repr(h) for h in present)[:1500]}."
    )
    remedy = (
        "Check that this is the right publication and that its headings were not edited. If the publisher "
        "changed them, the connector has to learn the new ones; nothing was stored."
    )
    return refusal("header_moved", message, remedy, path, row=index + 1, column=missing[0])
