"""Files of comments whose columns are known: read, masked, and each row accounted for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import polars as pl

from trigpoint.common import clock
from trigpoint.intelligence.rules.mapping import Columns, Told, reading
from trigpoint.loads.contract import Reading
from trigpoint.loads.files import Layout, read_table
from trigpoint.organisations.queries import known_among


def reader(layout: Layout, *, source: str, short_names: Mapping[str, str]) -> Callable[[Path], Reading]:
    """How files of this layout are read: `words` are the comments, `provider` a code or one of the short names."""

    def read(path: Path) -> Reading:
        table = read_table(path, [layout])
        others = {name: heading for name, heading in table.columns.items() if name != "words"}
        columns = Columns(words=(table.columns["words"],), others=others)
        directory = known(table.raw[table.columns["provider"]], short_names)
        return reading(table.raw, columns, told=Told(source=source), directory=directory, today=clock.today())

    return read


def known(cells: pl.Series, short_names: Mapping[str, str]) -> dict[str, str]:
    """Code of each organisation that the cells name by any of its codes or a short name."""
    said = {cell.strip() for cell in cells.drop_nulls().unique().to_list()}
    meant = {cell: short_names.get(cell.casefold(), cell.upper()) for cell in said}
    held = known_among(set(meant.values()))
    found = {cell.casefold(): held.find(code) for cell, code in meant.items()}
    return {cell: organisation.code for cell, organisation in found.items() if organisation}
