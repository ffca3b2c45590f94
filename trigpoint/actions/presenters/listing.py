"""The list of actions: its first sentence, its rows, and the same rows as a table to take away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from trigpoint.accounts.rules import reach
from trigpoint.actions.presenters.words import due_words, late_words, moved_words
from trigpoint.actions.queries import Chosen, Counts, Known
from trigpoint.actions.queries.lists import (
    ANSWERED,
    DONE,
    EVERYTHING,
    MINE,
    OURS,
    OVERDUE,
    PROVIDERS,
    TIME,
    TO_VERIFY,
)
from trigpoint.actions.rules.rag import extensions, original
from trigpoint.actions.rules.standing import next_step, verb
from trigpoint.ui.words import day as full_day

SHORT = 160
TITLES = {
    OURS: "Open",
    MINE: "Mine",
    OVERDUE: "Overdue",
    TO_VERIFY: "To verify",
    ANSWERED: "Answered",
    TIME: "More time asked",
    PROVIDERS: "With providers",
    DONE: "Finished",
    EVERYTHING: "All",
}
COLUMNS = (
    "Number",
    "Plan",
    "Kind",
    "Action",
    "RAG",
    "Meaning",
    "Stated RAG",
    "Contradictions",
    "Lead",
    "Group",
    "Provider",
    "Due",
    "First due",
    "Times moved",
    "Days late",
    "State",
    "Started",
    "Completed",
    "Superseded by",
    "Where it stands",
    "Said on",
)


@dataclass(frozen=True)
class Row:
    """One action as the list shows it."""

    public_id: str
    address: str
    name: str
    ref: str
    plan: str
    text: str
    letter: str
    word: str
    stated: str
    contradictions: tuple[str, ...]
    leads: str
    is_mine: bool
    due: str
    moved: str
    state: str
    provider: str
    provider_code: str
    group: str
    position: str
    position_on: str
    next_verb: str
    heading: str = ""


def rows(known: Iterable[Known], *, user: Any, chosen: Chosen) -> list[Row]:
    """The rows of a page; each says what is the reader's to do next, unless it looks back."""
    found = []
    before = None
    for each in known:
        heading = _heading(each, chosen.grouped)
        found.append(_row(each, user, chosen, heading if heading != before else ""))
        before = heading
    return found


def _row(known: Known, user: Any, chosen: Chosen, heading: str) -> Row:
    action = known.action
    last = known.positions[-1] if known.positions else None
    deed = "" if chosen.as_at else next_step(known.situation, known.standing_of(user))
    is_inside = reach(user).is_staff
    return Row(
        public_id=action.public_id,
        address=action.get_absolute_url(),
        name=action.name,
        ref=action.ref,
        plan=action.plan if is_inside else "",
        text=shortened(action.text),
        letter=known.rag.letter,
        word=known.rag.word,
        stated=_stated_otherwise(known),
        contradictions=tuple(f"{each.code}: {each.message}" for each in known.contradictions),
        leads=leads_in_words(known),
        is_mine=any(lead.person_id == user.pk for lead in known.leads),
        due=due_words(known) or ("In its parts" if known.situation.is_heading else "No deadline"),
        moved=moved_words(known),
        state=known.state_words,
        provider=action.provider.name if action.provider else "",
        provider_code=action.provider.code if action.provider else "",
        group=action.owner_group if is_inside else "",
        position=shortened(last.text) if last else "",
        position_on=full_day(last.on) if last else "",
        next_verb=verb(deed, is_question=known.is_question) if deed else "",
        heading=heading,
    )


def _stated_otherwise(known: Known) -> str:
    """The letter of a paper, where it was not what the rule gave on that day."""
    is_otherwise = any(each.code == "ACT-003" for each in known.contradictions)
    return known.stated.stated if known.stated and is_otherwise else ""


def _heading(known: Known, grouped: str) -> str:
    """Under what an action stands where the list is grouped."""
    action = known.action
    if grouped == "provider":
        return action.provider.name if action.provider else "No provider"
    if grouped == "group":
        return action.owner_group or "No group"
    return (action.plan or "Not in a plan") if grouped == "plan" else ""


def leads_in_words(known: Known) -> str:
    """Amina Hussain, with SF and All ADs."""
    first, *others = [str(lead) for lead in known.leads] or [""]
    return f"{first}, with {_and(others)}" if others else first


def _and(names: Sequence[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def shortened(text: str, most: int = SHORT) -> str:
    """The beginning of a text, whole words, on one line."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    return f"{line[: most - 1].rsplit(' ', 1)[0]} …"


def opening(counts: Counts, *, chosen: Chosen, user: Any, number: int) -> str:
    """The first sentence: what matters here today, or how it was on the day that is looked at."""
    when = f"On {full_day(chosen.as_at)}: " if chosen.as_at else ""
    sentence = _sentence(counts, chosen, number, is_inside=reach(user).is_staff, was=bool(chosen.as_at))
    return when + (sentence[:1].lower() + sentence[1:] if when else sentence)


def _sentence(counts: Counts, chosen: Chosen, number: int, *, is_inside: bool, was: bool) -> str:
    is_, are, wait, lead = ("was", "were", "waited", "led") if was else ("is", "are", "wait", "lead")
    if chosen.show == MINE:
        late = f"; {counts.overdue_mine} {is_ if counts.overdue_mine == 1 else are} overdue"
        return f"You {lead} {_many(counts.mine, 'open action')}{late if counts.overdue_mine else ''}."
    waits, be = f"{wait}{_s(number, was)}", is_ if number == 1 else are
    counted = {
        TO_VERIFY: ("action", f"{waits} to be verified"),
        ANSWERED: ("question", f"{be} answered and {waits} to be closed or asked again"),
        TIME: ("action", f"{waits} for a decision on more time"),
        DONE: ("action", f"{be} finished, superseded or withdrawn"),
    }
    if chosen.show in counted:
        what, words = counted[chosen.show]
        return f"{_many(number, what)} {words}."
    yours = f", {counts.overdue_mine} of them yours" if counts.overdue_mine else ""
    if counts.overdue == 1 and counts.overdue_mine:
        yours = ", and it is yours" if not was else ", and it was yours"
    late = f"{_many(counts.overdue, 'action')} {is_ if counts.overdue == 1 else are} overdue{yours}"
    verify = (
        f"; {counts.to_verify} {wait}{_s(counts.to_verify, was)} to be verified" if counts.to_verify else ""
    )
    if not is_inside:
        verify = ""
    if counts.overdue:
        return f"{late}{verify}."
    some = f"; {counts.open} {is_ if counts.open == 1 else are} open" if counts.open else ""
    return f"No action {is_} overdue{some}{verify.replace(';', ',')}."


def _s(number: int, was: bool) -> str:
    return "s" if number == 1 and not was else ""


def _many(number: int, what: str) -> str:
    return f"{number or 'No'} {what}{'s' if number != 1 else ''}"


def table(known: Iterable[Known]) -> list[Sequence[object]]:
    """The list as a table to take away: headings, then a line an action."""
    return [COLUMNS, *(_line(each) for each in known)]


def _line(known: Known) -> Sequence[object]:
    action, last = known.action, known.positions[-1] if known.positions else None
    completed = known.claim.happened if known.claim else None
    first = original(known.facts, known.day)
    return (
        action.ref,
        action.plan,
        action.get_kind_display(),
        action.text,
        known.rag.letter,
        known.rag.word,
        known.stated.stated if known.stated else "",
        " ".join(each.code for each in known.contradictions),
        ", ".join(str(lead) for lead in known.leads),
        action.owner_group,
        action.provider.name if action.provider else "",
        _iso(known.due_on),
        _iso(first),
        extensions(known.facts, known.day),
        late_words(known),
        known.state_words,
        str(known.started or ""),
        str(completed or ""),
        known.superseded_by.ref if known.superseded_by else "",
        last.text if last else "",
        _iso(last.on) if last else "",
    )


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""
