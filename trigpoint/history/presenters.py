"""Events in the words of the pages and of the file."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from trigpoint.audit.models import Event, Sort
from trigpoint.audit.rules import sentences
from trigpoint.common import clock
from trigpoint.history.forms import REFERENCE, Asked
from trigpoint.history.queries import Page, Surroundings
from trigpoint.ui.words import day as full_day

HIDDEN = {
    Sort.CHANGE: "changed something that you may not see",
    Sort.READ: "opened something restricted",
    Sort.EXPORT: "took something away that you may not see",
    Sort.REFUSAL: "was turned away",
    Sort.SIGN_IN: "signed in or out",
}
HEADINGS = (
    "at (UTC)", "at (England)", "username", "name", "kind", "what", "deed", "record", "called", "before", "after", "why",
    "from", "request", "page",
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One event. `details`: what was before and after, in words. An empty `why` and `details` say nothing."""

    public_id: str
    day: str
    time: str
    who: str
    username: str
    kind: str
    phrase: str
    noun: str
    label: str
    address: str
    record: str
    details: tuple[str, ...]
    why: str
    whence: str
    is_hidden: bool


def lines(events: Iterable[Event], around: Surroundings) -> list[Line]:
    """Events as an auditor reads them."""
    return [_hidden(event, around) if around.hides(event) else _open(event, around) for event in events]


def told_line(event: Event, around: Surroundings, *, tells_all: bool) -> Line:
    """An event as anybody reads it who may see the record: people elsewhere learn which body did it, and what."""
    made = _open(event, around)
    if tells_all:
        return made
    body = around.bodies.get(event.owner, "")
    who = f"Somebody at {body}" if body else "Somebody"
    changes = {"who": who, "username": "", "details": (), "why": "", "whence": ""}
    return Line(**{**made.__dict__, **changes})


def rows(events: Iterable[Event], around: Surroundings) -> Iterator[tuple[Any, ...]]:
    """Events as rows of the file, in the order of HEADINGS."""
    for event, line in zip(events, lines(events, around), strict=True):
        when = event.at.astimezone(clock.LONDON)
        before, after = ("", "") if line.is_hidden else (_flat(event.before), _flat(event.after))
        yield (
            event.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
            f"{when:%Y-%m-%d %H:%M:%S}",
            event.actor,
            around.names.get(event.actor, ""),
            event.get_kind_display(),
            line.phrase,
            "" if line.is_hidden else event.name,
            line.record,
            line.label,
            before,
            after,
            line.why,
            event.address,
            event.request,
            "" if line.is_hidden else event.place,
        )


def opening(page: Page, *, is_narrowed: bool, left_out: int = 0) -> str:
    """The first sentence of the search: how much there is, and when the latest was; before it, what was not understood."""
    if left_out:
        what = "One part" if left_out == 1 else f"{left_out} parts"
        return (
            f"{what} of your search could not be used and {'is' if left_out == 1 else 'are'} left out. "
            + opening(page, is_narrowed=is_narrowed)
        )
    if not page.events:
        return "Nothing that is recorded fits." if is_narrowed else "Nothing has been recorded yet."
    number, first = len(page.events), moment(page.events[0].at)
    if page.has_newer:
        return f"Further down: {number} events from {moment(page.events[-1].at)} to {first}."
    if number == 1:
        return f"One event {'fits' if is_narrowed else 'is recorded'}, of {first}."
    count = f"More than {number}" if page.has_older else f"{number}"
    return f"{count} events {'fit' if is_narrowed else 'are recorded'}; the latest is of {first}."


def opening_about(label: str, page: Page, told: Sequence[Line]) -> str:
    """The first sentence about one record: what happened last."""
    if not told:
        return f"Nothing that you may read is recorded about {label}."
    if page.has_newer:
        return f"Further down: what happened before, back to {moment(page.events[-1].at)}."
    return f"The latest was on {moment(page.events[0].at)}: {told[0].who} {told[0].phrase}."


def chips(asked: Asked, label: str) -> list[dict[str, str]]:
    """What the search is narrowed to, in words. `label` is what the record is called."""
    told = {
        "person": (asked.person, f"Person: {asked.person}"),
        "kind": (asked.kind, f"Kind: {Sort(asked.kind).label}" if asked.kind else ""),
        "name": (asked.name, f"Done: {sentences.phrase(asked.name)}"),
        "record": (asked.record, f"Record: {label or 'one that you may not see'}"),
        "since": (_iso(asked.since), f"From {full_day(asked.since)}"),
        "until": (_iso(asked.until), f"To {full_day(asked.until)}"),
        "words": (asked.words, f"Words: {asked.words}"),
        "whose": (asked.whose, "Belongs to nobody"),
    }
    return [{"key": key, "value": value, "text": text} for key, (value, text) in told.items() if value]


def described(asked: Asked) -> str:
    """What was asked for, short: for the note that it was taken away. Not the words somebody typed."""
    told = {**asked.__dict__, "words": "(words)" if asked.words else ""}
    return ", ".join(f"{key} {value}" for key, value in told.items() if value) or "everything"


def moment(at: dt.datetime) -> str:
    """Sun 22 Nov 2026 at 10:14, in England."""
    return f"{full_day(at.astimezone(clock.LONDON))} at {at.astimezone(clock.LONDON):%H:%M}"


def _open(event: Event, around: Surroundings) -> Line:
    shown = around.records.get(event.target)
    when = event.at.astimezone(clock.LONDON)
    return Line(
        public_id=event.public_id,
        day=full_day(when),
        time=f"{when:%H:%M:%S}",
        who=around.names.get(event.actor) or event.actor or "Nobody signed in",
        username=event.actor,
        kind=event.get_kind_display(),
        phrase=sentences.phrase(event.name),
        noun=sentences.noun(event.target),
        label=shown.label if shown else "",
        address=shown.address if shown else "",
        record=event.target,
        details=_details(event),
        why=event.why,
        whence=", ".join(part for part in (event.address, sentences.place(event.place)) if part),
        is_hidden=False,
    )


def _hidden(event: Event, around: Surroundings) -> Line:
    """Kind, moment and person; nothing of the record."""
    when = event.at.astimezone(clock.LONDON)
    return Line(
        public_id=event.public_id,
        day=full_day(when),
        time=f"{when:%H:%M:%S}",
        who=around.names.get(event.actor) or event.actor or "Nobody signed in",
        username=event.actor,
        kind=event.get_kind_display(),
        phrase=HIDDEN[Sort(event.kind)],
        noun="",
        label="",
        address="",
        record="",
        details=(),
        why="",
        whence=event.address,
        is_hidden=True,
    )


def _details(event: Event) -> tuple[str, ...]:
    """Deadline: 1 Mar 2026, before 4 Feb 2026."""
    before, after = _mapping(event.before), _mapping(event.after)
    told = []
    for key in [*after, *(key for key in before if key not in after)]:
        name = f"{key.removeprefix('is_').replace('_', ' ').capitalize()}: " if key else ""
        if key in after and key in before:
            told.append(f"{name}{_value(after[key])}, before {_value(before[key])}")
        elif key in after:
            told.append(f"{name}{_value(after[key])}")
        else:
            told.append(f"{name}before {_value(before[key])}")
    return tuple(told)


def _mapping(told: Any) -> dict[str, Any]:
    if told is None:
        return {}
    return told if isinstance(told, dict) else {"": told}


def _value(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_value, value)) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or value == "":
        return "nothing"
    if isinstance(value, str):
        return sentences.noun(value) if re.fullmatch(REFERENCE, value) else _day(value)
    return str(value)


def _day(text: str) -> str:
    try:
        return full_day(dt.date.fromisoformat(text)) if len(text) == len("2026-11-22") else text
    except ValueError:
        return text


def _flat(told: Any) -> str:
    """before or after in one cell of the file."""
    mapping = _mapping(told)
    return "; ".join(f"{key}={_plain(value)}" if key else _plain(value) for key, value in mapping.items())


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""
