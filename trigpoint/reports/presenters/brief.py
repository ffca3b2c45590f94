"""Composes the content of a provider brief from the records, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from trigpoint.actions.models import Evidence
from trigpoint.actions.queries import Known as Question
from trigpoint.actions.rules.rag import extensions
from trigpoint.actions.rules.states import ASKED, OPEN, State
from trigpoint.common.clock import LONDON
from trigpoint.common.references import reference_to
from trigpoint.frameworks.queries import pack_on
from trigpoint.indicators.definitions import Definition
from trigpoint.organisations.models import Rating
from trigpoint.organisations.queries import DOMAINS, Ratings
from trigpoint.reports.models import BriefNote
from trigpoint.reports.presenters.content import (
    Asked,
    BriefContent,
    Change,
    Dimension,
    FiguresTold,
    Headings,
    HeardLine,
    Noted,
    RatingLine,
    Regulator,
)
from trigpoint.reports.presenters.figures import (
    Footnotes,
    Known,
    dimensions,
    settled,
    stale_words,
    usual_range,
)
from trigpoint.reports.presenters.unseen import unseen_words
from trigpoint.reports.presenters.worries import Concerned, concerned
from trigpoint.reports.queries import BriefFigures, BriefRecords, midnight
from trigpoint.reports.rules import due_words, meeting_words, next_from
from trigpoint.surveillance.models import SeriesStatus
from trigpoint.surveillance.rules import telling, tone_of
from trigpoint.surveillance.rules.heard_words import heard, theme_title
from trigpoint.ui.words import day, period

NOT_HEARD = "No theme of what people say goes up as far as comments are counted. Few comments, or none, are not assurance."
HEARD_QUESTION = "People speak of “{theme}” more critically than expected: {told}. What has changed, and what are you doing about it?"
READING = (
    "A chart shows that something changed, not why. The number in brackets leads to the source in the foot."
)
NEXT = {
    State.PROPOSED: "Agree",
    State.CLAIMED: "Close or ask again",
    State.VERIFIED: "Close",
    State.CLOSED: "Open again",
}
ORDER = ("concern", "high", "low", "common", "none", "improvement")


def figures_told(
    records: BriefRecords, figures: BriefFigures, definitions: Mapping[str, Definition]
) -> FiguresTold:
    """The figures of a provider in words. The first sources belong to what is read first."""
    footnotes = Footnotes(figures.rows)
    known = Known(
        statuses=[each for each in figures.statuses if each.indicator in definitions],
        definitions=definitions,
        kind=records.provider.kind,
        kind_words=f"this kind of provider ({records.provider.get_kind_display()})",
        today=records.today,
    )
    return FiguresTold(
        changes=_changes(records, figures, definitions, footnotes),
        settled=settled(known, footnotes, since=midnight(records.since)),
        nothing_changed=_nothing_changed(figures),
        dimensions=dimensions(known, footnotes),
        sources=footnotes.all(),
    )


def brief_content(records: BriefRecords, figures: FiguresTold, *, commissioner: str) -> BriefContent:
    """The brief of one provider as it stands on `records.today`."""
    provider, today = records.provider, records.today
    questions = tuple(asked(question, today) for question in records.questions)
    changes, back = figures.changes, figures.settled
    upcoming = next_from(list(records.meetings), today)
    return BriefContent(
        title=f"Provider brief: {provider.name}",
        provider=provider.name,
        code=provider.code,
        kind=provider.get_kind_display(),
        is_training=provider.is_training,
        as_at=today,
        as_at_words=day(today),
        first_line=_first_line(records, (len(changes), len(back)), questions, figures.dimensions),
        meetings=_meetings(records.since, upcoming, today),
        next_meeting=upcoming,
        headings=Headings(changes=_changes_heading(records.since, today)),
        changes=tuple(each for each in changes if not each.is_better),
        better=tuple(each for each in changes if each.is_better),
        settled=back,
        nothing_changed=figures.nothing_changed,
        reading=READING,
        heard=heard_lines(records),
        not_heard=NOT_HEARD,
        concerned=_concerned(records, upcoming),
        questions=questions,
        no_questions="No question is open. Ask one from a change above, or write your own.",
        regulator=_regulator(records.ratings),
        dimensions=figures.dimensions,
        unseen=unseen_words("this brief", today),
        notes=tuple(_noted(note) for note in records.notes),
        no_notes="No notes yet.",
        sources=figures.sources,
        commissioner=commissioner,
    )


def _concerned(records: BriefRecords, upcoming: dt.date | None) -> Concerned:
    return concerned(
        records.provider,
        records.worries,
        pack=pack_on(records.today),
        today=records.today,
        next_meeting=upcoming,
        answered_since=records.since,
    )


def heard_lines(records: BriefRecords) -> tuple[HeardLine, ...]:
    """What people speak of more critically than expected, the strongest first."""
    is_open = asked_about(records)
    return tuple(
        HeardLine(
            title=theme_title(each.theme),
            says=f"{heard(each, may_leave=True)}.",
            question=HEARD_QUESTION.format(theme=theme_title(each.theme), told=heard(each, may_leave=True)),
            address=each.get_absolute_url(),
            signal=each.public_id,
            is_asked=reference_to(each) in is_open,
        )
        for each in records.heard
    )


def asked_about(records: BriefRecords) -> frozenset[str]:
    """What open questions came from, as references."""
    return frozenset(each.action.source for each in records.questions if each.state in OPEN)


def _changes(
    records: BriefRecords,
    figures: BriefFigures,
    definitions: Mapping[str, Definition],
    footnotes: Footnotes,
) -> tuple[Change, ...]:
    """What is unusual, worse first."""
    is_open = asked_about(records)
    unusual = [
        (each, definitions[each.indicator]) for each in figures.changes if each.indicator in definitions
    ]
    unusual.sort(key=lambda pair: ORDER.index(tone_of(*pair)))
    return tuple(
        _change(status, definition, records.today, footnotes, is_asked=reference_to(status.series) in is_open)
        for status, definition in unusual
    )


def _first_line(
    records: BriefRecords, changed: tuple[int, int], asked: Sequence[Asked], told: Sequence[Dimension]
) -> str:
    waiting = sum(1 for each in asked if each.is_waiting)
    questions = (
        f"{counted(waiting, 'question is', 'questions are')} unanswered{_worried(records)}{_louder(records)}"
    )
    known = sum(each.known for each in told)
    if known == 0:
        return f"We have no figure on {records.provider.name}, so nothing can be said of it; {questions}."
    return f"{_news(records, *changed)}; {questions}{_silence(known, told)}."


def _worried(records: BriefRecords) -> str:
    """How many concerns are open, where there are any."""
    number = len(records.worries.open_at(records.provider.pk))
    return f"; {counted(number, 'concern is', 'concerns are')} open" if number else ""


def _louder(records: BriefRecords) -> str:
    """How many themes people speak of more critically, where there are any."""
    if not records.heard:
        return ""
    return f"; people speak of {counted(len(records.heard), 'theme', 'themes')} more critically than expected"


def _news(records: BriefRecords, changed: int, settled_again: int) -> str:
    things = "Nothing" if changed == 0 else counted(changed, "thing", "things")
    name = records.provider.name
    if records.since is None:
        return f"{things} {'is' if changed <= 1 else 'are'} unusual at {name} now"
    back = f" and {counted(settled_again, 'is', 'are')} back to normal" if settled_again else ""
    return f"{things} changed at {name} since {meeting_words(records.since, records.today)}{back}"


def _silence(known: int, told: Sequence[Dimension]) -> str:
    """What the news cannot be taken from: old figures and dimensions without any."""
    stale = sum(each.stale for each in told)
    blind = [each.title.lower() for each in told if each.is_blind]
    parts = (
        [f"; {stale} of {counted(known, 'figure', 'figures')} {'is' if stale == 1 else 'are'} stale"]
        if stale
        else []
    )
    parts += [f"; we have no figure on {_either(blind)}"] if blind else []
    return "".join(parts)


def _either(names: Sequence[str]) -> str:
    return " or ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def counted(number: int, one: str, many: str) -> str:
    """A count with its noun: "1 question is", "no questions are", "2 questions are"."""
    if number == 1:
        return f"1 {one}"
    return f"{number or 'no'} {many}"


def _changes_heading(since: dt.date | None, today: dt.date) -> str:
    return f"What changed since {meeting_words(since, today)}" if since else "What is unusual now"


def _nothing_changed(figures: BriefFigures) -> str:
    if not any(status.last_value is not None for status in figures.statuses):
        return "There are no figures for this provider, so nothing can be said. That is not assurance."
    return (
        "No figure has become unusual. Figures that are missing or stale are named under each dimension: "
        "where we have none, that is not assurance."
    )


def _meetings(since: dt.date | None, upcoming: dt.date | None, today: dt.date) -> str:
    last = f"Last quality meeting: {day(since)}." if since else "No past quality meeting is in the diary."
    following = (
        f"Next: {due_words(upcoming, today)}." if upcoming else "The next one is not in the diary yet."
    )
    return f"{last} {following}"


def _change(
    status: SeriesStatus, definition: Definition, today: dt.date, notes: Footnotes, *, is_asked: bool
) -> Change:
    words = telling(status, definition, today)
    return Change(
        icon=status.variation if status.variation not in {"", "common"} else "",
        funnel="" if status.variation not in {"", "common"} else status.funnel_outlier,
        word=words.variation_word,
        title=definition.title,
        sentence=f"{definition.title}: {words.says}",
        says=words.says,
        stale=stale_words(words.stale_since),
        question=question_for(status, definition, words.tone),
        address=status.series.get_absolute_url(),
        series=status.series.public_id,
        source=notes.source_of(status, definition),
        is_new=status.is_new,
        is_better=words.tone == "improvement",
        is_asked=is_asked,
        charted=status.lower is not None,
    )


def question_for(status: SeriesStatus, definition: Definition, tone: str) -> str:
    """What to ask the provider about a status, from the definition's own words; empty when it has none."""
    compared = status.variation in {"", "common"} and status.funnel_outlier
    meaning = "outlier" if compared and tone != "improvement" else tone
    if meaning not in {"concern", "improvement", "high", "low", "outlier"}:
        return ""
    return definition.ask(
        meaning,
        provider=status.organisation.name,
        period=period(status.last_start, status.last_end),
        value=status.last_value,
        usual=usual_range(status, definition),
    )


def asked(known: Question, today: dt.date) -> Asked:
    """A question as every paper tells it."""
    action, last = known.action, known.evidence[-1] if known.evidence else None
    waits, due = known.state in ASKED, known.due_on
    due_told = (due_words(due, today) if waits else day(due)) if due else "without a deadline"
    return Asked(
        text=action.text,
        answer_from=", ".join(str(lead) for lead in known.leads) or "Nobody",
        asked=f"{action.by}, {day(action.raised_on)}",
        due=due_told,
        is_overdue=waits and due is not None and due < today,
        is_waiting=waits,
        state=_state(known, today),
        last_answer=f"{last.text} ({_signed(last)})" if last else "",
        next_step=NEXT.get(known.state, "Carry forward" if known.is_sent else "Answer"),
        address=action.get_absolute_url(),
    )


def _state(known: Question, today: dt.date) -> str:
    if known.state not in ASKED:
        return known.state_words
    return "Carried forward" if extensions(known.facts, today) else "No answer yet"


def _signed(answer: Evidence) -> str:
    """Tue 24 Nov 2026, written down by Amina Hussain."""
    return f"{day(answer.dated_on or answer.on)}, written down by {answer.by}"


def _noted(note: BriefNote) -> Noted:
    signed = f"{note.by}, {day(note.at.astimezone(LONDON).date())}"
    return Noted(text=note.text, signed=signed, public_id=note.public_id)


def _regulator(ratings: Ratings) -> Regulator:
    earlier = [each for each in ratings.history if each.domain == "overall" and not each.service]
    return Regulator(
        sentence=_regulator_sentence(ratings),
        current=tuple(_rating(each) for each in ratings.current.values()),
        history=tuple(_rating(each) for each in earlier),
    )


def _rating(rating: Rating) -> RatingLine:
    reported = day(rating.reported_on) if rating.reported_on else "date not published"
    return RatingLine(DOMAINS.get(rating.domain, rating.domain), rating.rating, reported)


def _regulator_sentence(ratings: Ratings) -> str:
    overall = ratings.current.get("overall")
    if overall:
        on = f", published {day(overall.reported_on)}" if overall.reported_on else ", date not published"
        return f"The regulator (CQC) rates this provider {overall.rating} overall{on}."
    if ratings.current or ratings.services:
        return "The regulator (CQC) rates parts of this provider, but we hold no overall rating."
    if ratings.history:
        return "No current rating: the regulator (CQC) has rated this provider before, see below."
    return "No data: we hold no rating by the regulator (CQC) for this provider. It may be unrated."
