"""The list of briefs, in words."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from trigpoint.organisations.models import Kind, Organisation
from trigpoint.reports.presenters.brief import counted
from trigpoint.reports.rules import due_words, last_before, next_from
from trigpoint.ui.words import day

SOON = dt.timedelta(days=7)


@dataclass(frozen=True)
class BriefLine:
    """One provider, and what its brief will say."""

    name: str
    code: str
    is_training: bool
    changed: int
    changed_words: str
    waiting: int
    last_meeting: str
    next_meeting: dt.date | None
    next_words: str


@dataclass(frozen=True)
class Chip:
    """A kind of provider to look at."""

    text: str
    query: str
    is_current: bool


def brief_lines(
    providers: Sequence[Organisation],
    *,
    meetings: Mapping[int, list[dt.date]],
    unusual: Mapping[tuple[int, dt.date], int],
    known: Container[int],
    waiting: Counter[int],
    today: dt.date,
) -> list[BriefLine]:
    """One line a provider: soonest meeting first, then most changed."""
    last = {each.pk: last_before(meetings.get(each.pk, []), today) for each in providers}
    changed: Counter[int] = Counter()
    for (provider, changed_on), number in unusual.items():
        since = last[provider]
        if since is None or changed_on >= since:
            changed[provider] += number
    lines = [
        _line(
            each,
            meetings.get(each.pk, []),
            (changed[each.pk], waiting[each.pk]),
            is_known=each.pk in known,
            today=today,
        )
        for each in providers
    ]
    return sorted(lines, key=lambda line: (line.next_meeting or dt.date.max, -line.changed, line.name))


def _line(
    provider: Organisation,
    meetings: list[dt.date],
    counts: tuple[int, int],
    *,
    is_known: bool,
    today: dt.date,
) -> BriefLine:
    changed, waiting = counts
    last, upcoming = last_before(meetings, today), next_from(meetings, today)
    return BriefLine(
        name=provider.name,
        code=provider.code,
        is_training=provider.is_training,
        changed=changed,
        changed_words=_changed_words(changed, has_met=last is not None, is_known=is_known),
        waiting=waiting,
        last_meeting=day(last) if last else "not in the diary",
        next_meeting=upcoming,
        next_words=due_words(upcoming, today) if upcoming else "not in the diary",
    )


def _changed_words(changed: int, *, has_met: bool, is_known: bool) -> str:
    if not is_known:
        return "No data"
    return f"{changed} since the meeting" if has_met else f"{changed} unusual now"


def list_opening(lines: Sequence[BriefLine], today: dt.date) -> str:
    """The first line of the list."""
    soon = sum(1 for line in lines if line.next_meeting and line.next_meeting <= today + SOON)
    waiting = sum(line.waiting for line in lines)
    meetings = counted(
        soon, "provider has a quality meeting", "providers have a quality meeting"
    ).capitalize()
    return f"{meetings} in the next 7 days; {counted(waiting, 'question waits', 'questions wait')} for an answer."


def kind_chips(counted_kinds: Mapping[str, int], current: str) -> list[Chip]:
    """Kinds of provider that are ours; trusts are shown first."""
    chips = [Chip("NHS and ambulance trusts", "", current == "")]
    for kind in (Kind.PRACTICE, Kind.CARE_HOME, Kind.INDEPENDENT, Kind.URGENT, Kind.SOCIAL_CARE, Kind.DENTAL):
        if counted_kinds.get(kind):
            chips.append(Chip(f"{kind.label} ({counted_kinds[kind]})", f"?kind={kind}", current == kind))
    return chips
