"""Figures, dimensions and their sources in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trigpoint.common.clock import LONDON
from trigpoint.indicators.definitions import DIMENSIONS, Definition, blind_spots_of, indicators_of
from trigpoint.loads.models import Load
from trigpoint.organisations.models import Rating
from trigpoint.reports.presenters.content import Dimension, Figure, Settled, Source
from trigpoint.surveillance.models import SeriesStatus
from trigpoint.surveillance.rules import VARIATION_WORDS, Telling, telling
from trigpoint.ui.navigation import url_if_any
from trigpoint.ui.words import count, day, period

SHOWN = 3  # figures a dimension shows; the dashboard has the others
NAMED = 6  # missing indicators that are named one by one
URGENCY = {"concern": 0, "high": 1, "low": 1, "improvement": 3}


class Footnotes:
    """Numbers sources in the order in which a brief first needs them."""

    def __init__(self, rows: Mapping[int, int]) -> None:
        self.rows = rows
        self.by_series: dict[int | str, Source] = {}

    def source_of(self, status: SeriesStatus, definition: Definition) -> Source:
        """The numbered source of the latest figure of a series."""
        if status.series_id not in self.by_series:
            row = self.rows.get(status.series_id)
            number = len(self.by_series) + 1
            self.by_series[status.series_id] = Source(
                number=number,
                text=_source_words(status, definition, row),
                address=_source_address(status, row),
            )
        return self.by_series[status.series_id]

    def source_of_rating(self, rating: Rating) -> Source:
        """The numbered source of what the regulator said."""
        key = f"rating {rating.pk}"
        if key not in self.by_series:
            number = len(self.by_series) + 1
            self.by_series[key] = Source(number, _rating_words(rating), _row_address(rating.load, rating.row))
        return self.by_series[key]

    def all(self) -> tuple[Source, ...]:
        """Every source that was needed, by number."""
        return tuple(self.by_series.values())


def _source_words(status: SeriesStatus, definition: Definition, row: int | None) -> str:
    where = f"{definition.source.publisher}, {definition.source.title}"
    parts = [f"{definition.title}: {where}"]
    if status.last_end:
        parts.append(f"period {period(status.last_start, status.last_end)}")
    if status.published_on:
        parts.append(f"published {day(status.published_on)}")
    if status.load:
        at_row = f", row {row}" if row else ""
        loaded = day(status.load.loaded_at.astimezone(LONDON).date())
        parts.append(f"file {status.load.file_name}{at_row}, loaded {loaded}")
    return "; ".join(parts) + "."


def _source_address(status: SeriesStatus, row: int | None) -> str:
    return _row_address(status.load, row)


def _rating_words(rating: Rating) -> str:
    published = f"published {day(rating.reported_on)}" if rating.reported_on else "date not published"
    at_row = f", row {rating.row}" if rating.row else ""
    loaded = day(rating.load.loaded_at.astimezone(LONDON).date())
    return f"Rating: Care Quality Commission; {published}; file {rating.load.file_name}{at_row}, loaded {loaded}."


def _row_address(load: Load | None, row: int | None) -> str:
    if load is None:
        return ""
    if row is None:
        return url_if_any("loads:load", load.public_id)
    return url_if_any("loads:row", load.public_id, row)


def usual_range(status: SeriesStatus, definition: Definition) -> str:
    """The usual range in words, or nothing when there are no limits."""
    if status.lower is None or status.upper is None:
        return ""
    return f"{definition.show(status.lower)} to {definition.show(status.upper)}"


def stale_words(since: dt.date | None) -> str:
    """That a figure is old, and since when, or nothing."""
    return f"Stale: newer figures were due by {since:%b %Y}." if since else ""


def target_words(status: SeriesStatus, definition: Definition) -> str:
    """Whether the latest figure meets the target that counts, or nothing when there is none."""
    met = {"yes": "Met", "no": "Not met"}.get(status.target_met)
    if met is None:
        return ""
    name = status.target_name or "the target"
    if status.target_kind == "ceiling":
        return f"{met} so far: {name} ({count(status.so_far)} of {status.allowed:.4g} allowed by now)"
    said = status.target is None or f"{status.target:g}" in status.target_name
    value = "" if said else f" ({definition.show(status.target)})"
    origin = {"local default": "; a local default", "agreed": "; agreed with the provider"}.get(
        status.target_origin, ""
    )
    return f"{met}: {name}{value}{origin}"


@dataclass(frozen=True)
class Known:
    """What the figures of one provider are told from."""

    statuses: Sequence[SeriesStatus]
    definitions: Mapping[str, Definition]
    kind: str
    kind_words: str
    today: dt.date


def settled(known: Known, notes: Footnotes, *, since: dt.datetime | None) -> tuple[Settled, ...]:
    """What was unusual in the period before the latest and is so no longer, if that is news since a meeting."""
    if since is None:
        return ()
    return tuple(
        _settled(each, known.definitions[each.indicator], notes)
        for each in known.statuses
        if each.variation == "common" and each.previous not in {"", "common"} and each.changed_at >= since
    )


def _settled(status: SeriesStatus, definition: Definition, notes: Footnotes) -> Settled:
    latest = f"{definition.show(status.last_value)} in {period(status.last_start, status.last_end)}"
    before = VARIATION_WORDS[status.previous]
    return Settled(
        title=definition.title,
        says=f"{latest}, nothing unusual; the period before was {before[0].lower()}{before[1:]}.",
        address=status.series.get_absolute_url(),
        source=notes.source_of(status, definition),
    )


def dimensions(known: Known, notes: Footnotes) -> tuple[Dimension, ...]:
    """The five dimensions of one provider, each told or named as blind."""
    return tuple(_dimension(code, known, notes) for code in DIMENSIONS)


def _dimension(code: str, all_known: Known, notes: Footnotes) -> Dimension:
    definitions, title = all_known.definitions, DIMENSIONS[code]
    mine = [each for each in all_known.statuses if definitions[each.indicator].dimension == code]
    known = [each for each in mine if each.last_value is not None]
    have = {each.indicator for each in known}
    missing = [each.short for each in indicators_of(all_known.kind, code) if each.code not in have]
    told = [(each, telling(each, definitions[each.indicator], all_known.today)) for each in known]
    told.sort(key=lambda pair: _urgency(*pair, definitions))
    shown = [_figure(each, words, definitions[each.indicator], notes) for each, words in told[:SHOWN]]
    stale = sum(1 for _, words in told if words.stale_since)
    return Dimension(
        key=code,
        title=title,
        sentence=_dimension_sentence(title, len(known), stale, len(missing), all_known.kind_words),
        figures=tuple(shown),
        more=_more(len(told) - SHOWN),
        gaps=_gaps(missing, blind_spots_of(all_known.kind, code)),
        known=len(known),
        stale=stale,
        is_blind=not known,
    )


def _urgency(status: SeriesStatus, words: Telling, definitions: Mapping[str, Definition]) -> tuple[int, str]:
    fails = status.assurance == "fail"
    return URGENCY.get(words.tone, 2 if fails else 4), definitions[status.indicator].title


def _figure(status: SeriesStatus, words: Telling, definition: Definition, notes: Footnotes) -> Figure:
    usual = usual_range(status, definition)
    position = f"{words.variation_word}; usual range {usual}" if usual else words.variation_word
    band = f"; publisher's band: {status.band}" if status.band else ""
    return Figure(
        title=definition.short,
        value=definition.show(status.last_value),
        period=period(status.last_start, status.last_end),
        fresh=stale_words(words.stale_since),
        is_stale=words.stale_since is not None,
        position=f"{position}{band}",
        target=target_words(status, definition),
        address=status.series.get_absolute_url(),
        source=notes.source_of(status, definition),
    )


def _dimension_sentence(title: str, known: int, stale: int, missing: int, kind_words: str) -> str:
    name = title.lower()
    if not known and not missing:
        return f"We are blind here: no {name} indicator in the library covers {kind_words} yet."
    if not known:
        counted = "the one indicator" if missing == 1 else f"any of the {missing} indicators"
        return (
            f"We are blind here: no {name} figure for this provider, of {counted} expected of {kind_words}."
        )
    parts = [f"{known} of {known + missing} expected indicators {'has' if known == 1 else 'have'} a figure"]
    if stale:
        parts.append(f"{stale} {'is' if stale == 1 else 'are'} stale")
    return ", ".join(parts) + "."


def _gaps(missing: Sequence[str], unmeasured: Sequence[str]) -> str:
    parts = [f"No figure for: {listed(missing)}." if missing else ""]
    parts.append(f"Not measured here: {' '.join(unmeasured)}" if unmeasured else "")
    return " ".join(part for part in parts if part)


def _more(left: int) -> str:
    if left <= 0:
        return ""
    return f"{left} more {'figure is' if left == 1 else 'figures are'} on the early-warning dashboard."


def listed(names: Sequence[str]) -> str:
    """Names one after the other, the rest as a count."""
    shown = "; ".join(names[:NAMED])
    rest = len(names) - NAMED
    return f"{shown}; and {rest} more" if rest > 0 else shown
