"""Tables as rows for a file: headings first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from trigpoint.loads.models import Load
from trigpoint.surveillance.presenters.comparison import PeerRow
from trigpoint.surveillance.presenters.matrix import Matrix
from trigpoint.surveillance.rules.watching import LINES

MATRIX = (
    "provider_code",
    "provider",
    "indicator",
    "title",
    "dimension",
    "period",
    "figure",
    "variation",
    "assurance",
    "compared",
    "allowing_for_chance",
    "freshness",
    "new",
)
SERIES = (
    "period_start",
    "period_end",
    "value",
    "numerator",
    "denominator",
    "phase",
    "centre",
    "lower",
    "upper",
    "rules",
    "meaning",
    "note",
    "wanted",
    "so_far",
    "file",
    "row",
    "published_on",
)
PEERS = (
    "provider_code",
    "provider",
    "over_time",
    "assurance",
    "figure",
    "of",
    "period",
    "freshness",
    "compared_with",
    "expected_range_998",
    "position",
    "rank",
)


def matrix_csv(shown: Matrix) -> Iterator[Sequence[object]]:
    """One line a provider and indicator."""
    yield MATRIX
    for row in shown.rows:
        for column, cell in zip(shown.columns, row.cells, strict=True):
            if cell is not None:
                yield (
                    row.organisation.code,
                    row.organisation.name,
                    column.code,
                    column.title,
                    column.dimension,
                    cell.period,
                    cell.value,
                    cell.icon_word,
                    cell.assurance_word,
                    cell.outlier_word,
                    cell.weight.words if cell.weight else "",
                    cell.fresh_word,
                    "new" if cell.is_new else "",
                )


def series_csv(points: Iterable[Mapping[str, Any]], loads: Mapping[int, Load]) -> Iterator[Sequence[object]]:
    """One line a period, with where it came from; of charts with two levels of alert what is watched besides."""
    drawn = list(points)
    watched = LINES if any("reach" in point for point in drawn) else ()
    yield (*SERIES, *watched)
    for point in drawn:
        load = loads.get(point["load"] or 0)
        known = [point.get(name) for name in SERIES[: SERIES.index("file")]]
        yield (
            *known,
            load.file_name if load else "",
            point["row"],
            load.published_on if load else "",
            *(point[name] for name in watched),
        )


def peers_csv(rows: Iterable[PeerRow], among: str) -> Iterator[Sequence[object]]:
    """One line a provider; among: with whom they are compared, in words."""
    yield PEERS
    for row in rows:
        told = (row.cell.icon_word, row.cell.assurance_word, row.figure, row.of, row.period)
        yield (row.code, row.name, *told, row.cell.fresh_word, among, row.expected, row.position, row.rank)
