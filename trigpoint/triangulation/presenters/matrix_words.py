"""What the cells and their tables say, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from trigpoint.triangulation.models import Evidence
from trigpoint.triangulation.queries.grid import (
    BLIND,
    CONCERN,
    GOOD,
    NO_DATA,
    NORMAL,
    NOT_CONNECTED,
    STALE,
    WATCH,
    Cell,
    Grid,
)
from trigpoint.ui.words import month

CANNOT_TELL = "cannot_tell"
WORDS = {
    CONCERN: "Concern",
    WATCH: "Watch",
    GOOD: "Good",
    NORMAL: "Nothing unusual",
    STALE: "Stale",
    NO_DATA: "No data",
    NOT_CONNECTED: "Not connected",
    CANNOT_TELL: "Does not tell of this",
}
MEANINGS = (
    (CONCERN, "Something is worse than usual, or somebody worries."),
    (WATCH, "Something to keep an eye on, no concern by itself."),
    (GOOD, "Something is better than usual, or was praised."),
    (NORMAL, "It is looked at, and nothing stands out."),
    (STALE, "Something was known once, too long ago to count."),
    (NO_DATA, "It could tell, and does not: nobody knows."),
    (CANNOT_TELL, "This kind of evidence has no part in the theme."),
)
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
SPOKEN = (CONCERN, WATCH, GOOD)
# What stands in the first line of a provider of which nothing speaks of a concern: the gravest first.
CALM = (
    (WATCH, "nothing speaks of a concern, something is to be watched"),
    (GOOD, "nothing speaks of a concern, and something is good"),
    (NORMAL, "nothing unusual is known"),
    (STALE, "nothing is known that still counts"),
)


def state_of(cell: Cell) -> str:
    """What a cell shows: a stream that has no part in a theme is neither stale nor silent on it."""
    return CANNOT_TELL if cell.state in (NO_DATA, NOT_CONNECTED) and not cell.can_tell else cell.state


def detail_of(cell: Cell) -> str:
    """The second line of a cell: how many facts since when, or until when anything is known."""
    if cell.state in SPOKEN:
        first = min(each.known_on for each in cell.facts if each.state == cell.state)
        return f"{counted(number_of(cell.facts, cell.state), 'fact', 'facts')}, since {first:%b %Y}"
    if cell.last_known is None:
        return ""
    return f"{'last known' if cell.state == STALE else 'to'} {cell.last_known:%b %Y}"


def told_once(facts: Iterable[Evidence]) -> list[list[Evidence]]:
    """Facts in their order, those together that one stream told in the same sentence on the same day."""
    found: dict[tuple[object, ...], list[Evidence]] = {}
    for fact in facts:
        same = (fact.stream, fact.state, fact.says, fact.known_on, fact.service, fact.place)
        found.setdefault(same, []).append(fact)
    return list(found.values())


def number_of(facts: Iterable[Evidence], state: str) -> int:
    """How many things happened of which facts of a state speak: what is told twice counts once."""
    return len({same[0].event for same in told_once(facts) if same[0].state == state})


def in_number(number: int) -> str:
    """two, three, 11."""
    return NUMBERS[number] if 0 <= number < len(NUMBERS) else f"{number:,}"


def counted(number: int, one: str, many: str) -> str:
    """1 fact, 2 facts."""
    return f"{number:,} {one if number == 1 else many}"


def within(title: str) -> str:
    """A title as it stands in the middle of a sentence."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def joined(parts: Sequence[str]) -> str:
    """a, b and c."""
    return " and ".join(part for part in (", ".join(parts[:-1]), parts[-1]) if part) if parts else ""


def profile_opening(seen: Grid, provider: int) -> str:
    """What matters at one provider, in one sentence: what agrees, and who says nothing."""
    agreed = [row for row in seen.agreeing() if row["provider"] == provider]
    agreed.sort(key=lambda row: (-row["independent"], row["since"]))
    said = _agreement(seen, agreed) if agreed else _alone(seen, provider)
    sentence = f"{said}; {_silence(seen, provider)}." if seen.shown else f"{said}."
    return sentence[:1].upper() + sentence[1:]


def silent_at(seen: Grid, provider: int) -> list[str]:
    """Titles of the connected streams that could tell of some theme and say nothing of any."""
    found = []
    for stream in seen.shown:
        cells = [seen.cell(provider, theme.code, stream.code) for theme in seen.themes]
        telling = [cell for cell in cells if cell.can_tell]
        if telling and all(cell.state in BLIND for cell in telling):
            found.append(stream.title)
    return found


def newest_stale(seen: Grid, provider: int) -> dt.date | None:
    """When the newest of what is stale came, where most of what was ever known of a provider is; else None."""
    cells = [cell for (of, _, _), cell in seen.found.items() if of == provider]
    stale = [cell.last_known for cell in cells if cell.state == STALE and cell.last_known]
    return max(stale) if 2 * len(stale) > len(cells) else None


def _agreement(seen: Grid, agreed: Sequence[dict[str, object]]) -> str:
    titles = {theme.code: within(theme.title) for theme in seen.themes}
    first = agreed[0]
    said = (
        f"{in_number(int(str(first['independent'])))} kinds of evidence agree on a concern about "
        f"{titles[str(first['theme'])]}, since {_since(first['since'])}"
    )
    more = [titles[str(row["theme"])] for row in agreed[1:]]
    if len(more) > 2:
        return f"{said}, and some agree on {in_number(len(more))} more themes"
    return f"{said}, and some agree on {joined(more)}" if more else said


def _since(day: object) -> str:
    return f"{day.day} {month(day)}" if isinstance(day, dt.date) else ""


def _alone(seen: Grid, provider: int) -> str:
    """Where nothing agrees: who speaks of a concern alone, or that nobody does."""
    found = [
        (seen.cell(provider, theme.code, stream.code).state, within(theme.title), within(stream.title))
        for theme in seen.themes
        for stream in seen.shown
    ]
    told = [(theme, stream) for state, theme, stream in found if state == CONCERN]
    if told:
        return _speaking(told, _of_one_event(seen, provider))
    states = {state for state, _, _ in found}
    return next((words for state, words in CALM if state in states), "nothing is known")


def _of_one_event(seen: Grid, provider: int) -> list[str]:
    """Themes on which several streams speak of a concern, and all of them of one and the same event."""
    found = []
    for theme in seen.themes:
        cells = [seen.cell(provider, theme.code, stream.code) for stream in seen.shown]
        speaking = sum(cell.state == CONCERN for cell in cells)
        if speaking > 1 and seen.independent(provider, theme.code) == 1:
            found.append(within(theme.title))
    return found


def _speaking(told: Sequence[tuple[str, str]], of_one_event: Sequence[str]) -> str:
    themes = list(dict.fromkeys(theme for theme, _ in told))
    streams = sorted({stream for _, stream in told})
    about = joined(themes) if len(themes) < 3 else f"{in_number(len(themes))} themes"
    if len(streams) == 1:
        return f"{streams[0]} alone speaks of a concern, about {about}; nothing else agrees"
    if of_one_event == themes:
        return f"{joined(streams)} speak of a concern about {about}, but of one and the same event"
    said = f"{joined(streams)} speak of concerns about {about}, without agreeing on one"
    return f"{said}: on {joined(of_one_event)} they speak of one and the same event" if of_one_event else said


def _silence(seen: Grid, provider: int) -> str:
    silent = len(silent_at(seen, provider))
    of = in_number(len(seen.shown))
    if not silent:
        return (
            f"every one of the {of} kinds of evidence connected says something"
            if len(seen.shown) > 1
            else "it is the only one connected"
        )
    if silent == len(seen.shown):
        return (
            f"none of the {of} kinds of evidence connected says anything"
            if silent > 1
            else "the one kind of evidence connected says nothing"
        )
    return f"{in_number(silent)} of {of} kinds of evidence {'says' if silent == 1 else 'say'} nothing"
