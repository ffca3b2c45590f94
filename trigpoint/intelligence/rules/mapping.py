"""From a spreadsheet of comments to items: what its columns mean, guesses from their headings, and each row's account."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from trigpoint.analysis import guard
from trigpoint.common.errors import Problem
from trigpoint.intelligence.rules.drafts import same_telling
from trigpoint.loads.contract import Reading
from trigpoint.loads.files import OVERFLOW, ROW, heading_key

AT_ONCE = 5_000  # rows masked between two words on how far it is
LONGEST = {"question": 300, "service": 120, "place": 120, "ref": 80}
FIRST_DAY = dt.date(1990, 1, 1)
NO_COMMENT = "No comment was written."
AMBIGUOUS = "?"  # what a directory answers for a name that several organisations bear
MASKED = tuple(f"masked_{kind}" for kind in guard.KINDS)
RECORDS = {
    ROW: pl.Int64,
    "words": pl.String,
    "question": pl.String,
    "provider": pl.String,
    "service": pl.String,
    "place": pl.String,
    "score": pl.Int64,
    "happened_on": pl.Date,
    "sender": pl.String,
    "ref": pl.String,
    "mark": pl.String,
    "source": pl.String,
    **dict.fromkeys(MASKED, pl.Int64),
}
# What a column can be beside the words, and the headings it is known by, the likeliest first.
SPELLINGS: dict[str, tuple[str, ...]] = {
    "happened_on": (
        "date of experience",
        "date of visit",
        "visit date",
        "response date",
        "date of response",
        "date submitted",
        "submitted",
        "date received",
        "survey date",
        "completed",
        "created",
        "timestamp",
        "date",
        "day",
        "month",
    ),
    "provider": (
        "provider code",
        "trust code",
        "org code",
        "organisation code",
        "ods code",
        "practice code",
        "provider",
        "trust",
        "organisation",
        "organisation name",
        "provider name",
        "trust name",
        "practice",
        "hospital",
    ),
    "service": (
        "service",
        "specialty",
        "speciality",
        "department",
        "service name",
        "pathway",
        "division",
        "directorate",
    ),
    "place": ("subservice", "ward", "site", "ward name", "clinic", "location", "team", "unit", "site name"),
    "question": ("question", "prompt", "question text"),
    "score": ("fft", "fft score", "fft response", "rating", "score", "overall experience", "response"),
    "ref": ("comment id", "reference", "ref", "id", "response id", "number", "unique id"),
    "sender": ("respondent", "respondent id", "person", "patient id", "participant", "survey id"),
}
WORDS = (
    "comment", "comments", "text", "feedback", "free text", "verbatim", "words", "review", "story", "what they said",
    "patient comment", "patient comments", "answer", "post", "message", "content", "narrative",
)  # fmt: skip
ASKED = re.compile(
    r"comment|feedback|free text|verbatim|why|what (was|could|did|went)|how could|tell us|improve|describe|^q\d+"
)
SCORES = {
    "very good": 1,
    "good": 2,
    "neither good nor poor": 3,
    "neither": 3,
    "poor": 4,
    "very poor": 5,
    "don't know": None,
    "dont know": None,
    "do not know": None,
    "unsure": None,
    **{str(n): n for n in range(1, 6)},
    "6": None,  # "don't know" in the exports of trusts, as 7
    "7": None,
}
FORMATS = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%d/%m/%y", "%B %Y", "%b %Y", "%b-%y", "%Y-%m", "%m/%Y")  # fmt: skip
EXCEL = dt.date(1899, 12, 30)


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Which heading says what. `words` may be several: each makes an item of its own, asked by its heading."""

    words: tuple[str, ...]
    others: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Told:
    """What holds of every row that does not say otherwise."""

    source: str
    provider: str = ""
    happened_on: dt.date | None = None


Directory = Mapping[str, str]  # what a cell says of a provider, lowered -> its code, or AMBIGUOUS
Progress = Callable[[int, int], None]


def is_known(heading: str) -> bool:
    """Whether it is one of the headings by which columns are known."""
    key = heading_key(heading)
    return key in WORDS or any(key in spellings for spellings in SPELLINGS.values())


def guess(headings: Sequence[str]) -> Columns:
    """What the columns most likely are. Each heading is one thing at most."""
    by_key = {heading_key(heading): heading for heading in headings if heading not in (ROW, OVERFLOW)}
    words = [by_key[key] for key in WORDS if key in by_key][:1]
    others: dict[str, str] = {}
    for name, spellings in SPELLINGS.items():
        free = (by_key[key] for key in spellings if key in by_key)
        found = next((heading for heading in free if heading not in (*others.values(), *words)), None)
        if found:
            others[name] = found
    if not words:
        words = [
            heading for key, heading in by_key.items() if ASKED.search(key) and heading not in others.values()
        ]
    return Columns(words=tuple(words), others=others)


def day_of(text: str) -> dt.date | None:
    """The day that a cell says: ISO, as people write days here, or as a spreadsheet counts them; a month is its first day."""
    plain = " ".join(text.split())
    iso = re.match(r"(\d{4})-(\d{2})-(\d{2})(?:[ T].*)?$", plain)
    try:
        if iso:
            return dt.date(*(int(part) for part in iso.groups()))
        if re.fullmatch(r"\d{5}(\.\d+)?", plain):
            return EXCEL + dt.timedelta(days=int(float(plain)))
    except ValueError:
        return None
    plain = re.sub(r"[ T]\d{1,2}:\d{2}(:\d{2})?( ?[AaPp][Mm])?$", "", plain)
    for form in FORMATS:
        try:
            return dt.datetime.strptime(plain, form).date()
        except ValueError:
            continue
    return None


def reading(
    table: pl.DataFrame,
    columns: Columns,
    *,
    told: Told,
    directory: Directory,
    today: dt.date,
    progress: Progress | None = None,
) -> Reading:
    """Every row as items with their texts masked, or the reason why not. Nothing of what is rejected is told again."""
    rows = _Rows(columns, told, directory, today)
    found = list(rows.read(table))
    words = _masked((one["words"] for one in found), len(found), progress)
    records = pl.DataFrame(
        [tuple(one[name] for name in RECORDS) for one in _finished(found, words, told.source)],
        schema=RECORDS,
        orient="row",
    )
    day = pl.col("happened_on")
    return Reading(
        raw=table.select(ROW),
        records=records.with_columns(day.alias("period_start"), day.alias("period_end")),
        rejected=tuple(rows.rejected),
        ignored=rows.ignored,
    )


class _Rows:
    """Rows of a table, each read once; what was said of a day or a provider is worked out once."""

    def __init__(self, columns: Columns, told: Told, directory: Directory, today: dt.date) -> None:
        self._columns, self._told, self._directory, self._today = columns, told, directory, today
        self._days: dict[str, dt.date | None] = {}
        self.rejected: list[Problem] = []
        self.ignored: dict[int, str] = {}

    def read(self, table: pl.DataFrame) -> Iterator[dict[str, object]]:
        """The items that the rows make."""
        several = len(self._columns.words) > 1
        for cells in table.iter_rows(named=True):
            row = cells[ROW]
            said = [(each, _text(cells.get(each))) for each in self._columns.words]
            if not any(text for _, text in said):
                self.ignored[row] = NO_COMMENT
                continue
            common = self._common(cells, row)
            if common is None:
                continue
            for heading, text in said:
                if text:
                    asked = {"question": heading} if several else {}
                    yield {**common, **asked, "words": text}

    def _common(self, cells: Mapping[str, str | None], row: int) -> dict[str, object] | None:
        """What every item of a row has; None where it is rejected."""
        cell = {name: _text(cells.get(heading)) for name, heading in self._columns.others.items()}
        day, why_day = self._day(cell.get("happened_on", ""))
        provider, why_provider = self._provider(cell.get("provider", ""))
        score, why_score = _score(cell.get("score", ""))
        for name, why in (("happened_on", why_day), ("provider", why_provider), ("score", why_score)):
            if why:
                self.rejected.append(_problem(why, row, self._columns.others.get(name, "")))
                return None
        return {
            ROW: row,
            "happened_on": day,
            "provider": provider,
            "score": score,
            "question": cell.get("question", ""),
            "service": cell.get("service", ""),
            "place": cell.get("place", ""),
            "sender": cell.get("sender", ""),
            "ref": cell.get("ref", ""),
        }

    def _day(self, text: str) -> tuple[dt.date | None, str]:
        if not text:
            return (self._told.happened_on, "") if self._told.happened_on else (None, "day_missing")
        if text not in self._days:
            self._days[text] = day_of(text)
        day = self._days[text]
        if day is None or day < FIRST_DAY:
            return None, "day_unreadable"
        return (day, "") if day <= self._today else (None, "day_ahead")

    def _provider(self, text: str) -> tuple[str, str]:
        if not text:
            return (self._told.provider, "") if self._told.provider else ("", "provider_missing")
        code = self._directory.get(text.casefold(), "")
        if code == AMBIGUOUS:
            return "", "provider_ambiguous"
        return (code, "") if code else ("", "provider_unknown")


FAULTS = {
    "day_missing": (
        "The row has no date.",
        "Fill the date in, or give one date for all rows that have none.",
    ),
    "day_unreadable": ("The date cannot be read.", "Write it as 2026-03-31 or 31/03/2026."),
    "day_ahead": (
        "The date is still ahead.",
        "Put the date right; day and month may be the wrong way round.",
    ),
    "provider_missing": (
        "The row does not say whom it is about.",
        "Fill the provider in, or choose one provider for the whole file.",
    ),
    "provider_unknown": (
        "No organisation in the directory has this code or this exact name.",
        "Write its ODS code, or load the directory that holds it and take the file in again.",
    ),
    "provider_ambiguous": ("Several organisations bear this name.", "Write the ODS code."),
    "score_unknown": (
        "The score is none of the five answers.",
        "Write 1 (very good) to 5 (very poor), the words, or leave the column out.",
    ),
}


def _problem(code: str, row: int, column: str) -> Problem:
    message, remedy = FAULTS[code]
    return Problem(code, message, remedy, row=row, column=guard.mask(column) or None)


def _text(cell: str | None) -> str:
    return (cell or "").replace("\x00", "").strip()


def _score(text: str) -> tuple[int | None, str]:
    key = re.sub(r"\.0$", "", " ".join(text.casefold().replace("’", "'").split()))
    if not key:
        return None, ""
    return (SCORES[key], "") if key in SCORES else (None, "score_unknown")


def _masked(texts: Iterable[str], total: int, progress: Progress | None) -> list[tuple[str, dict[str, int]]]:
    """Each text without personal data, and how much of each kind was masked."""
    found = []
    for number, text in enumerate(texts, start=1):
        spans = guard.findings(text)
        found.append((guard.mask(text, spans), guard.count(spans)))
        if progress and number % AT_ONCE == 0:
            progress(number, total)
    return found


def _finished(
    found: Sequence[dict[str, object]], words: Sequence[tuple[str, dict[str, int]]], source: str
) -> Iterator[dict[str, object]]:
    """The records: texts masked and cut to their length, with the digest by which each is known again."""
    known: dict[str, tuple[str, dict[str, int]]] = {}
    for one, (text, counts) in zip(found, words, strict=True):
        masked: Counter[str] = Counter(counts)
        for name in ("question", "service", "place", "ref"):
            said = str(one[name])
            if said not in known:
                spans = guard.findings(said) if said else []
                known[said] = (guard.mask(said, spans), guard.count(spans))
            one[name] = known[said][0][: LONGEST.get(name)]
            masked.update(known[said][1])
        if "[" in str(one["ref"]):
            one["ref"] = ""  # a number that tells who somebody is serves nobody when it is masked
        one |= {"words": text, "source": source, **{f"masked_{kind}": masked[kind] for kind in guard.KINDS}}
        one["mark"] = same_telling(
            source=source, provider=str(one["provider"]), day=one["happened_on"], words=text
        )
        yield one
