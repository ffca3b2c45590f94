"""What pieces of soft intelligence and complaints tell as evidence: pure.

No fact says who told it, quotes anybody or names a ward. What is restricted never comes this far.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from trigpoint.common.evidence import CONCERN, GOOD, WATCH, Fact
from trigpoint.intelligence.rules.clusters import Telling
from trigpoint.intelligence.rules.clusters import clusters as found_on
from trigpoint.intelligence.rules.themes import CRITICAL

WORST = 5  # extremely worried
PRAISED = 2  # pieces of praise that count together
ORIGIN = "Pieces of soft intelligence that people here handle one by one"
OF_COMPLAINTS = "Complaints that people made to us"
POSITIVE = "positive"


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One piece that may be lined up: by its key and public id, with the themes coded in it.

    sender: what tells senders apart, "" where nothing does. same: what tells tellings apart. complaint: reference of the
    complaint of ours that it tells of. case_on: the day on which somebody marked it for a concern. dismissed_on: the day on
    which somebody said that no action is needed. fresh_days: how long its stream stays fresh.
    """

    public_id: str
    provider: int
    service: str
    stream: str
    sentiment: str
    themes: tuple[str, ...]
    on: dt.date
    worry: int | None = None
    is_at_risk_now: bool = False
    case_on: dt.date | None = None
    dismissed_on: dt.date | None = None
    fresh_days: int = 0
    complaint: str = ""
    sender: str = ""
    same: str = ""

    @property
    def is_critical(self) -> bool:
        """Whether it is for the worse."""
        return self.sentiment in CRITICAL

    @property
    def event(self) -> str:
        """What happened: the complaint that it tells of, else itself."""
        return self.complaint or f"item:{self.public_id}"

    def last_on(self, day: dt.date) -> dt.date:
        """The latest day of what it told on a day: where it was dismissed, so early that it counts no more from then on."""
        return min(day, _over(self.dismissed_on, self.fresh_days)) if self.dismissed_on else day


@dataclass(frozen=True)
class Together:
    """Pieces on one provider and theme, of one stream, that count together, the oldest first; `known_on`: when the last needed came."""

    pieces: tuple[Piece, ...]
    known_on: dt.date


def one_by_one(pieces: Iterable[Piece]) -> Iterator[Fact]:
    """What is for the worse, each for itself: watched; a concern where somebody is very worried, at risk, or marked it."""
    for piece in pieces:
        if not piece.is_critical:
            continue
        is_grave = piece.worry == WORST or piece.is_at_risk_now
        for theme in piece.themes:
            yield _of_piece(piece, theme, CONCERN if is_grave else WATCH, piece.on)
            if piece.case_on and not is_grave:
                yield _of_piece(piece, theme, CONCERN, piece.case_on)


def _of_piece(piece: Piece, theme: str, state: str, known_on: dt.date) -> Fact:
    why = ""
    if piece.is_at_risk_now:
        why = "; somebody may have been at risk"
    elif piece.worry == WORST:
        why = "; whoever told it was extremely worried"
    elif state == CONCERN:
        why = f"; marked for a concern on {day_words(known_on)}"
    if piece.dismissed_on:
        why += f"; on {day_words(piece.dismissed_on)} somebody said that no action is needed"
    return Fact(
        key=f"item:{piece.public_id}:{theme}:{state}",
        event=piece.event,
        provider=piece.provider,
        service=piece.service,
        about=f"comment_theme:{theme}",
        stream=piece.stream,
        state=state,
        says=f"One piece for the worse, received on {day_words(piece.on)}{why}.",
        origin=ORIGIN,
        record=f"item:{piece.public_id}",
        happened_on=piece.on,
        known_on=known_on,
        last_on=piece.last_on(known_on),
    )


def clusters(pieces: Iterable[Piece], *, least: int, days: int) -> Iterator[Fact]:
    """Pieces other than praise that together ask for further information (RULEBOOK 5.4), as one concern each time.

    Only pieces of one stream make one: a piece counts in its own stream alone, by itself or with others.
    """
    for theme, found in _by_subject(each for each in pieces if each.sentiment != POSITIVE):
        for together in gathered(found, least=least, days=days):
            yield _of_many(together, theme, CONCERN, "pieces, none of them praise,", days)


def praise(pieces: Iterable[Piece], *, days: int) -> Iterator[Fact]:
    """Praise of at least two people within so many days, as one good thing each time."""
    for theme, found in _by_subject(each for each in pieces if each.sentiment == POSITIVE):
        for together in gathered(found, least=PRAISED, days=days):
            yield _of_many(together, theme, GOOD, "pieces of praise", days)


def _by_subject(pieces: Iterable[Piece]) -> Iterator[tuple[str, list[Piece]]]:
    subjects: dict[tuple[int, str, str], list[Piece]] = defaultdict(list)
    for piece in pieces:
        for theme in piece.themes:
            subjects[piece.provider, theme, piece.stream].append(piece)
    for (_, theme, _), found in sorted(subjects.items(), key=lambda pair: pair[0]):
        yield theme, found


def gathered(pieces: Sequence[Piece], *, least: int, days: int) -> list[Together]:
    """Each time that enough pieces of enough people came within so many days, by the rule for clusters day by day.

    It goes on until a piece comes with which the last so many days no longer hold enough.
    """
    ordered = sorted(pieces, key=lambda each: (each.on, each.public_id))
    tellings = [Telling(n, 0, "", each.sender, each.on, each.same) for n, each in enumerate(ordered)]
    found: list[tuple[set[int], dt.date]] = []
    goes_on = False
    for day in sorted({each.on for each in ordered}):
        now = found_on(tellings, today=day, least=least, days=days)
        if now and goes_on:
            found[-1][0].update(now[0].items)
        elif now:
            found.append((set(now[0].items), day))
        goes_on = bool(now)
    return [Together(tuple(ordered[n] for n in sorted(told)), known_on) for told, known_on in found]


def _of_many(together: Together, theme: str, state: str, what: str, days: int) -> Fact:
    first, last = together.pieces[0], together.pieces[-1]
    number = len({each.same or each.public_id for each in together.pieces})
    senders = len({each.sender for each in together.pieces})
    days_over = [each.dismissed_on for each in together.pieces if each.dismissed_on]
    last_on = last.on
    if state == CONCERN and len(days_over) == len(together.pieces):
        last_on = min(last_on, _over(max(days_over), last.fresh_days))
    key = f"together:{state}:{first.provider}:{theme}:{first.stream}:{together.known_on}"
    newest = day_words(last.on)
    return Fact(
        key=key,
        event=key,
        provider=first.provider,
        about=f"comment_theme:{theme}",
        stream=first.stream,
        state=state,
        says=f"{number} {what} from at least {senders} people, within {days} days of others, the newest on {newest}.",
        origin=ORIGIN,
        record=f"item:{last.public_id}",
        happened_on=first.on,
        known_on=together.known_on,
        last_on=last_on,
    )


@dataclass(frozen=True, kw_only=True)
class Case:
    """A complaint of ours. not_upheld_on: the day on which its answer found nothing; upheld_on: when the ombudsman upheld it.

    dropped_on: the day on which it was withdrawn, or not taken up since it came too late.
    """

    public_id: str
    providers: tuple[int, ...]
    service: str
    subjects: tuple[str, ...]
    severity: str
    on: dt.date
    not_upheld_on: dt.date | None = None
    upheld_on: dt.date | None = None
    dropped_on: dt.date | None = None


def of_complaints(cases: Iterable[Case], fresh_days: int) -> Iterator[Fact]:
    """Complaints by subject: watched; a concern where severe, and from the day on which the ombudsman upheld one.

    With the day of an answer that found nothing it counts no more, nor when it is withdrawn or not taken up.
    """
    for case in cases:
        state = CONCERN if case.severity == "high" else WATCH
        for provider in case.providers:
            for subject in case.subjects:
                yield _of_case(case, provider, subject, state, fresh_days)
                if case.upheld_on and state != CONCERN:
                    yield _of_case(case, provider, subject, CONCERN, fresh_days)


def _of_case(case: Case, provider: int, subject: str, state: str, fresh_days: int) -> Fact:
    by_ombudsman = state == CONCERN and case.severity != "high" and case.upheld_on is not None
    known_on = case.upheld_on if by_ombudsman and case.upheld_on else case.on
    last_on, told = known_on, [f"One complaint, received on {day_words(case.on)}"]
    if case.severity == "high":
        told.append("severe")
    if case.upheld_on:
        told.append(f"upheld by the ombudsman on {day_words(case.upheld_on)}")
    elif case.not_upheld_on:
        told.append(f"answered on {day_words(case.not_upheld_on)} as not upheld")
        last_on = min(last_on, _over(case.not_upheld_on, fresh_days))
    elif case.dropped_on:
        told.append(f"withdrawn or not taken up on {day_words(case.dropped_on)}")
        last_on = min(last_on, _over(case.dropped_on, fresh_days))
    return Fact(
        key=f"complaint:{case.public_id}:{provider}:{subject}:{state}",
        event=f"complaint:{case.public_id}",
        provider=provider,
        service=case.service,
        about=f"complaint_subject:{subject}",
        stream="complaints",
        state=state,
        says=f"{', '.join(told)}.",
        origin=OF_COMPLAINTS,
        record=f"complaint:{case.public_id}",
        happened_on=case.on,
        known_on=known_on,
        last_on=last_on,
    )


def _over(day: dt.date, fresh_days: int) -> dt.date:
    """The latest day to tell of something that counts no more from `day` on, however long its stream stays fresh."""
    return day - dt.timedelta(days=fresh_days + 1)


def day_words(day: dt.date) -> str:
    """3 October 2026."""
    return f"{day.day} {day:%B %Y}"


def month_over(month: dt.date) -> dt.date:
    """The first day after a month.

    >>> month_over(dt.date(2026, 12, 1))
    datetime.date(2027, 1, 1)
    """
    return (month.replace(day=1) + dt.timedelta(days=32)).replace(day=1)


def short(*names: str) -> str:
    """Names of services and places as a part of a key, however long they are; "" for none."""
    told = "\n".join(names)
    return hashlib.sha256(told.encode()).hexdigest()[:16] if told.strip() else ""
