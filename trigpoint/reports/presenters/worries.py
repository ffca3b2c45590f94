"""What papers say of concerns, of questions to ask and of evidence that lines up, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from trigpoint.common.clock import LONDON
from trigpoint.frameworks.packs import Pack
from trigpoint.organisations.models import Organisation
from trigpoint.reports.queries.worries import Worries
from trigpoint.reports.rules import due_words
from trigpoint.triangulation.models import ConcernDeed, GoodPractice
from trigpoint.triangulation.queries.concerns import levels_of, themes_of
from trigpoint.triangulation.queries.concerns_case import Case
from trigpoint.triangulation.queries.enquiries import Known as Enquiry
from trigpoint.triangulation.queries.grid import CONCERN, GOOD, Cell, Grid
from trigpoint.triangulation.rules.enquiries import OPEN
from trigpoint.ui.words import day

NO_LEVEL = "No level yet"
NO_CONCERN = "No concern is open."
NO_ENQUIRY = "No question is open that the evidence gave rise to."
NO_THEME = "No kind of evidence points to a concern now. Where nothing is known, that is not assurance: see the profile."
NO_REPLY = "The provider has not been asked for its side."


@dataclass(frozen=True)
class ConcernLine:
    """An open concern: how serious, who leads it, when it is looked at next, what the provider said last."""

    number: str
    title: str
    level: str
    theme: str
    lead: str
    raised: str
    next: str
    is_late: bool
    reply: str
    decided: str
    address: str


@dataclass(frozen=True)
class EnquiryLine:
    """A question to ask, why, where, and what was answered. public_id: of the line of enquiry."""

    question: str
    because: str
    where: str
    is_next: bool
    is_open: bool
    answer: str
    public_id: str
    address: str


@dataclass(frozen=True)
class ThemeLine:
    """What kinds of evidence say of one theme, and which of them are blind."""

    title: str
    says: str
    is_agreed: bool
    address: str


@dataclass(frozen=True)
class Concerned:
    """What a paper says of the concerns at one provider."""

    concerns: tuple[ConcernLine, ...] = ()
    enquiries: tuple[EnquiryLine, ...] = ()
    themes: tuple[ThemeLine, ...] = ()
    good: str = ""
    no_concern: str = NO_CONCERN
    no_enquiry: str = NO_ENQUIRY
    no_theme: str = NO_THEME
    profile: str = ""


def concerned(
    provider: Organisation,
    known: Worries,
    *,
    pack: Pack,
    today: dt.date,
    next_meeting: dt.date | None,
    answered_since: dt.date | None,
) -> Concerned:
    """All of it for one provider. answered_since: answers before this day are not told again."""
    told = known.enquiries.get(provider.pk, ())
    return Concerned(
        concerns=tuple(concern_line(each, pack, today) for each in known.open_at(provider.pk)),
        enquiries=tuple(enquiry_lines(told, next_meeting, answered_since)),
        themes=theme_lines(known.grid, provider) if known.grid else (),
        good=good_words(known.good.get(provider.pk, ())),
        profile=reverse("triangulation:profile", args=[provider.code]),
    )


def concern_line(case: Case, pack: Pack, today: dt.date) -> ConcernLine:
    """One concern."""
    concern, next_on = case.concern, case.next_on
    return ConcernLine(
        number=concern.number,
        title=concern.title,
        level=levels_of(case.pack).get(case.level, NO_LEVEL),
        theme=themes_of(pack, today).get(concern.theme, ""),
        lead=str(case.lead or "Nobody"),
        raised=day(concern.raised_on),
        next=due_words(next_on, today) if next_on else "no day is set",
        is_late=next_on is not None and next_on < today,
        reply=reply_words(case),
        decided=decided_words(case),
        address=concern.get_absolute_url(),
    )


def reply_words(case: Case) -> str:
    """What the provider said last of a concern, or that it was asked, or not."""
    told = [(each.answered_on, each.answer) for each in case.askings if each.answer and each.answered_on]
    told += [(step.at.astimezone(LONDON).date(), step.text) for step in case.replies]
    waits = case.awaited
    waiting = ""
    if waits is not None:
        due = f", due {day(waits.due_on)}{' (overdue)' if waits.is_overdue else ''}" if waits.due_on else ""
        waiting = f"Asked on {day(waits.asked_on)}{due}; no answer yet."
    if not told:
        return waiting or NO_REPLY
    on, words = max(told, key=lambda each: each[0])
    return " ".join(part for part in (f"“{words}” ({day(on)})", waiting) if part)


def decided_words(case: Case) -> str:
    """The latest decision on a concern; "" where there is none."""
    if not case.decisions:
        return ""
    last = case.decisions[0]
    where = f", {last.where}" if last.where else ""
    return f"{last.text} ({day(last.at.astimezone(LONDON).date())}{where})"


def enquiry_lines(
    told: Iterable[Enquiry], next_meeting: dt.date | None, answered_since: dt.date | None
) -> list[EnquiryLine]:
    """Open questions, those for the next meeting first, then what was answered lately."""
    lines = []
    for each in told:
        answer = each.answer
        on = answer.at.astimezone(LONDON).date() if answer else None
        is_open = each.state == OPEN
        if not is_open and (on is None or (answered_since and on < answered_since)):
            continue
        lines.append(
            EnquiryLine(
                question=each.question,
                because=each.enquiry.because,
                where=f"{each.where}, {day(each.held_on)}" if each.held_on else "",
                is_next=is_open and each.held_on is not None and each.held_on == next_meeting,
                is_open=is_open,
                answer=f"{answer.text} ({day(on)})" if answer and on else "",
                public_id=each.enquiry.public_id,
                address=each.enquiry.get_absolute_url(),
            )
        )
    return sorted(lines, key=lambda each: (not each.is_open, not each.is_next))


def theme_lines(seen: Grid, provider: Organisation) -> tuple[ThemeLine, ...]:
    """A line for each theme of which any stream says a concern, those first on which most do."""
    agreed = agreed_themes(seen, provider.pk)
    lines = []
    for theme in seen.themes:
        cells = {each.title: seen.cell(provider.pk, theme.code, each.code) for each in seen.shown}
        speaking = names(cells, lambda cell: cell.state == CONCERN)
        if not speaking:
            continue
        is_agreed = theme.code in agreed
        line = ThemeLine(
            title=theme.title,
            says=_says(cells, speaking, is_agreed=is_agreed),
            is_agreed=is_agreed,
            address=reverse("triangulation:profile-theme", args=[provider.code, theme.code]),
        )
        lines.append((not is_agreed, -len(speaking), line))
    return tuple(line for *_, line in sorted(lines, key=lambda each: each[:2]))


def agreed_themes(seen: Grid, provider: int) -> set[str]:
    """Codes of the themes on which enough independent streams agree at one provider."""
    return {
        theme
        for row in seen.agreeing()
        if row["provider"] == provider
        for theme in (row["theme"], *row["also"])
    }


def names(cells: Mapping[str, Cell], is_so: Callable[[Cell], bool]) -> list[str]:
    """Titles of the streams whose cell is so, as they stand inside a sentence."""
    return [title.lower() for title, cell in cells.items() if is_so(cell)]


def _says(cells: Mapping[str, Cell], speaking: Sequence[str], *, is_agreed: bool) -> str:
    parts = [
        f"{together(speaking)} {'agree' if is_agreed else 'point'} {'on' if is_agreed else 'to'} a concern"
    ]
    against = names(cells, lambda cell: cell.state == GOOD or cell.mixed)
    blind = names(cells, lambda cell: cell.is_blind)
    if not is_agreed and len(speaking) == 1:
        parts[0] = f"only {speaking[0]} points to a concern"
    if against:
        parts.append(f"{together(against)} {'says' if len(against) == 1 else 'say'} otherwise")
    parts.append(f"blind: {together(blind)}" if blind else "no stream that could tell is blind")
    words = "; ".join(parts)
    return f"{words[:1].upper()}{words[1:]}."


def together(titles: Sequence[str]) -> str:
    """Names inside a sentence.

    >>> together(["performance", "complaints", "visits"])
    'performance, complaints and visits'
    """
    return " and ".join(part for part in (", ".join(titles[:-1]), titles[-1]) if part)


def good_words(found: Sequence[GoodPractice]) -> str:
    """What goes well, in one line; "" where nothing is noted."""
    if not found:
        return ""
    titles = "; ".join(each.title for each in found[:3])
    more = f"; and {len(found) - 3} more" if len(found) > 3 else ""
    return f"Goes well: {titles}{more}."


def changed_words(case: Case, since: dt.datetime, levels: Mapping[str, str]) -> str:
    """What became of a concern since a moment, in the order in which it happens to one; "" for nothing of it."""
    news = [step for step in case.steps if step.at >= since]
    later = [step for step in news if step.deed != ConcernDeed.RAISED]
    words = [
        ("New", any(step.deed == ConcernDeed.RAISED for step in news)),
        ("Opened again", any(step.deed == ConcernDeed.REOPENED for step in news)),
        (_level_words(case, since, levels), any(step.level for step in later)),
        ("Provider replied", _has_replied(case, since)),
        ("Decided", any(step.deed == ConcernDeed.DECIDED for step in news)),
        ("Exit criteria set", any(step.exit_criteria for step in later)),
        ("Closed", any(step.deed == ConcernDeed.CLOSED for step in news)),
        ("Told with another", any(step.deed == ConcernDeed.MERGED for step in news)),
    ]
    return "; ".join(dict.fromkeys(said for said, is_so in words if is_so and said))


def _has_replied(case: Case, since: dt.datetime) -> bool:
    """Whether the provider told its side since, in the register or another way."""
    first = since.astimezone(LONDON).date()
    answered = [each.answered_on for each in case.askings if each.is_answered]
    return any(step.at >= since for step in case.replies) or any(on and on >= first for on in answered)


def _level_words(case: Case, since: dt.datetime, levels: Mapping[str, str]) -> str:
    before = next((step.level for step in reversed(case.steps) if step.level and step.at < since), "")
    if before == case.level:
        return ""
    was = f" (was {levels.get(before, before).lower()})" if before else ""
    return f"Level now {levels.get(case.level, case.level).lower()}{was}"
