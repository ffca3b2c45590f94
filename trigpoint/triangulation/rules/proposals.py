"""When a proposal waits for an answer, when what people said of it still holds, and what would end it: pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from trigpoint.analysis.agreement.independence import Heard, number

WRITE = "concerns.write"
WAITING, PUT_OFF, DECLINED, TAKEN, SETTLED, MERGED, FADED = (
    *("waiting", "put_off", "declined", "taken", "settled", "merged", "faded"),
)
STATES = (WAITING, PUT_OFF, DECLINED, TAKEN, SETTLED, MERGED, FADED)
BY_PEOPLE = ("declined", "snoozed", "merged", "taken", "returned")
CAME_AGAIN, OTHER_EVIDENCE = "came_again", "other_evidence"
NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Said:
    """The latest that people said of a proposal, and how what they said it of stands now.

    streams: those that agreed then. until: put off until this day. is_held: the concern that it was raised as is open, or
    the proposal that it is told with still stands; with_streams: the streams of that one. is_fresh: something supports it
    that was first heard after the concern was closed. came_again: it faded and agreed again since. is_other: all that
    supports it was first heard since.
    """

    deed: str = ""
    streams: frozenset[str] = NOTHING
    until: dt.date | None = None
    is_held: bool = False
    with_streams: frozenset[str] = NOTHING
    is_fresh: bool = False
    came_again: bool = False
    is_other: bool = False


@dataclass(frozen=True)
class Stand:
    """Where a proposal stands. new_streams: those that were not there when somebody answered.

    since: what happened since it was declined, so that it waits again: CAME_AGAIN, OTHER_EVIDENCE or "".
    """

    state: str
    new_streams: tuple[str, ...] = ()
    since: str = ""


def stand(said: Said, streams: Iterable[str], *, is_standing: bool, today: dt.date) -> Stand:
    """Where a proposal stands whose evidence agrees (or does not any more) in these streams.

    >>> day = dt.date(2026, 11, 23)
    >>> declined = Said("declined", frozenset({"performance", "complaints"}))
    >>> stand(declined, ["complaints", "performance"], is_standing=True, today=day).state
    'declined'
    >>> stand(declined, ["complaints", "workforce"], is_standing=True, today=day)
    Stand(state='waiting', new_streams=('workforce',))
    """
    if not is_standing:
        return Stand(FADED)
    new = tuple(sorted(set(streams) - said.streams)) if said.deed in BY_PEOPLE[:-1] else ()
    if said.deed == "declined":
        since = CAME_AGAIN if said.came_again else OTHER_EVIDENCE if said.is_other else ""
        return Stand(WAITING if new or since else DECLINED, new, since)
    if said.deed == "snoozed":
        return Stand(WAITING if said.until is None or said.until <= today else PUT_OFF, new)
    if said.deed == "merged":
        own = tuple(each for each in new if each not in said.with_streams)
        return Stand(WAITING if own or not said.is_held else MERGED, own)
    if said.deed == "taken":
        if said.is_held:
            return Stand(TAKEN, new)
        return Stand(WAITING if new or said.is_fresh else SETTLED, new)
    return Stand(WAITING)


def refusal(deed: str, state: str) -> str:
    """Why a deed is not possible where a proposal stands; "" where it is.

    >>> refusal("declined", WAITING), refusal("returned", WAITING)
    ('', 'It waits for an answer already.')
    """
    if state == FADED:
        return "The evidence does not agree any more, so that there is nothing to answer."
    if deed == "returned":
        return "It waits for an answer already." if state == WAITING else ""
    if state in (TAKEN, SETTLED):
        return "A concern was raised of it. What is to be said of it now stands there."
    if state == MERGED and deed != "taken":
        return "It is told with another. Take it up again first, or answer the other."
    return ""


@dataclass(frozen=True)
class Agreement:
    """What the rule found now. door: code of a trigger that needs no second stream, or ""."""

    provider: int
    theme: str
    direction: str
    door: str
    also: tuple[str, ...]
    streams: tuple[str, ...]
    supports: tuple[str, ...]
    since: dt.date
    contradicts: tuple[str, ...] = ()
    watching: tuple[str, ...] = ()
    blind: tuple[str, ...] = ()
    normal: tuple[str, ...] = ()


@dataclass(frozen=True)
class Known:
    """A proposal that was made before. pk: its row; the newer has the higher."""

    pk: int
    provider: int
    theme: str
    direction: str
    door: str
    is_standing: bool


def same(found: Sequence[Agreement], known: Iterable[Known]) -> dict[int, int]:
    """Which proposal each agreement is, as place in `found` -> row. What is not there is new.

    It keeps its history when it comes back, and when the same evidence is told under another of its themes, so that nobody
    answers twice. A proposal that stands goes before one that faded, the same theme before one told with it.
    """
    rows: dict[tuple[int, str, str], list[Known]] = {}
    for each in sorted(known, key=lambda row: -row.pk):
        rows.setdefault((each.provider, each.direction, each.door), []).append(each)
    mains = {(each.provider, each.direction, each.door, each.theme) for each in found}
    taken: dict[int, int] = {}
    for is_standing, by_also in ((True, False), (True, True), (False, False)):
        used = set(taken.values())
        for place, each in enumerate(found):
            if place in taken:
                continue
            of_it = (each.provider, each.direction, each.door)
            for row in rows.get(of_it, ()):
                fits = (
                    (row.theme in each.also and (*of_it, row.theme) not in mains)
                    if by_also
                    else (row.theme == each.theme)
                )
                if fits and row.is_standing == is_standing and row.pk not in used:
                    taken[place] = row.pk
                    used.add(row.pk)
                    break
    return taken


@dataclass(frozen=True)
class Support:
    """One fact that supports a proposal."""

    stream: str
    event: str
    last_on: dt.date


@dataclass(frozen=True)
class Outlook:
    """What would end a proposal. lasts: by stream, the last day on which what it says now counts.

    independent: streams with an event of their own. ends_on: the first day on which too few are left if nothing newer
    comes; its streams are those that fall silent then. spare: so many may fall away before too few are left.
    """

    lasts: Mapping[str, dt.date]
    independent: int
    spare: int
    ends_on: dt.date | None
    because: tuple[str, ...]


def outlook(supports: Collection[Support], *, fresh_days: Mapping[str, int], needed: int) -> Outlook:
    """What the rule would say in the days to come if nothing newer came."""
    told = [(each, each.last_on + dt.timedelta(days=fresh_days.get(each.stream, 0))) for each in supports]
    lasts: dict[str, dt.date] = {}
    for each, until in told:
        lasts[each.stream] = max(until, lasts.get(each.stream, until))
    independent = _independent(each for each, _ in told)
    ends_on = next(
        (
            day
            for day in sorted({until + dt.timedelta(days=1) for _, until in told})
            if _independent(each for each, until in told if until >= day) < needed
        ),
        None,
    )
    over = {
        each.stream for each, until in told if ends_on is not None and until + dt.timedelta(days=1) == ends_on
    }
    return Outlook(
        lasts=dict(sorted(lasts.items(), key=lambda item: (item[1], item[0]))),
        independent=independent,
        spare=max(independent - needed, 0),
        ends_on=ends_on,
        because=tuple(sorted(over)),
    )


def _independent(supports: Iterable[Support]) -> int:
    return number(Heard(each.last_on, each.stream, each.event) for each in supports)
