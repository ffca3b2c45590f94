"""Composes the monthly early-warning paper from the records, in words. It proposes no level: people do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse

from trigpoint.common.clock import LONDON
from trigpoint.indicators.definitions import DIMENSIONS, Definition, blind_spots_of
from trigpoint.organisations.models import Kind
from trigpoint.reports.presenters.brief import asked, counted
from trigpoint.reports.presenters.content import Source
from trigpoint.reports.presenters.criteria import Laid, Lens, lay, sight
from trigpoint.reports.presenters.figures import Footnotes, listed
from trigpoint.reports.presenters.paper_charts import charts
from trigpoint.reports.presenters.paper_concerns import (
    NO_CONCERNS,
    NO_PROPOSALS,
    Agreed,
    agreed,
    concerns_of,
    concerns_told,
    proposals_chance,
    proposals_told,
    why_here,
)
from trigpoint.reports.presenters.paper_content import (
    LAYOUT,
    Overview,
    PaperContent,
    PaperHeadings,
    Part,
    Said,
    SignalLine,
)
from trigpoint.reports.presenters.signal_lines import Sorted, lines_of, ordered, sort_out
from trigpoint.reports.presenters.unseen import unseen_words
from trigpoint.reports.queries.early_warning import PaperRecords, ProviderRecords
from trigpoint.reports.rules.criteria import Named, against
from trigpoint.surveillance.models import SeriesStatus, Signal
from trigpoint.surveillance.rules import CHANCE_CHARTED, CHANCE_COMPARED, telling
from trigpoint.surveillance.rules.heard_words import theme_title
from trigpoint.ui.words import day, month

PROMISE = (
    "This paper lays out what was seen and what speaks against it. It proposes no level of surveillance: that is for "
    "people to do. What cannot be said is named, and is never counted as nothing."
)
FIRST_MONTH = (
    "Every signal was raised in this month, the first in which signals were looked for: new here is not always new there. "
    "Since when each figure is unusual stands beside it."
)


@dataclass(frozen=True)
class Seen:
    """One provider, looked at. sources: those that it was the first to need."""

    records: ProviderRecords
    sorted: Sorted
    laid: Laid
    part: Part
    sources: tuple[Source, ...]


def early_warning_content(
    records: PaperRecords, definitions: Mapping[str, Definition], *, site: str
) -> PaperContent:
    """The paper of `records.month` as it stands on `records.today`. site: where pages are, for links in files."""
    found = agreed(records.worries, [each.organisation for each in records.providers])
    lens = _lens(records, definitions, found)
    seen = [_seen(each, records, _lens(records, definitions, found)) for each in records.providers]
    # Looked at once more in the order of the paper, so that its sources are numbered as it is read.
    order = sorted((each for each in seen if _has_something(each)), key=_urgency)
    told = [_seen(each.records, records, lens) for each in order]
    month_words = month(records.month)
    return PaperContent(
        layout=LAYOUT,
        title=f"Early-warning paper, {month_words}",
        commissioner=records.commissioner,
        month=f"{records.month:%Y-%m}",
        month_words=month_words,
        as_at=records.today.isoformat(),
        as_at_words=day(records.today),
        site=site.rstrip("/"),
        first_line=_first_line(seen, month_words),
        chance=_chance([status for each in seen for status in each.records.statuses]),
        promise=PROMISE,
        headings=PaperHeadings(overview=f"{month_words} at a glance", raised=f"New in {month_words}"),
        overview=tuple(_overview(each) for each in told),
        quiet=_quiet([each for each in seen if not _has_something(each)], month_words),
        blind=_blind(records, seen, lens),
        parts=_with_charts(told, lens),
        how=tuple(_how(each) for each in records.criteria),
        sources=_sources(told),
        concerns=concerns_told(records.worries.cases, since=records.since, today=records.today),
        no_concerns=NO_CONCERNS,
        proposals=proposals_told(records.proposals, records.today),
        no_proposals=NO_PROPOSALS,
        proposals_chance=proposals_chance(records.run),
    )


def _with_charts(told: Sequence[Seen], lens: Lens) -> tuple[Part, ...]:
    """What the paper says of each, with charts of what is new, numbered as it is read."""
    made: list[Part] = []
    number = 0
    for each in told:
        statuses = {status.series_id: status for status in each.records.statuses}
        drawn, undrawn = charts(ordered(each.sorted.raised), statuses, lens, drawn_before=number)
        number += len(drawn)
        made.append(replace(each.part, charts=drawn, undrawn=undrawn))
    return tuple(made)


def _how(criterion: Named) -> str:
    local = " A local default: confirm or change it." if criterion.is_local else ""
    return f"{criterion.title}: {criterion.looked_at}{local}"


def _lens(records: PaperRecords, definitions: Mapping[str, Definition], found: Mapping[int, Agreed]) -> Lens:
    return Lens(definitions, Footnotes(records.rows), records.criteria, records.limits, records.today, found)


def _seen(provider: ProviderRecords, records: PaperRecords, lens: Lens) -> Seen:
    before = len(lens.notes.all())
    statuses = {each.series_id: each for each in provider.statuses}
    found = sort_out(provider.signals, statuses, since=records.since)
    sighted = sight(provider, lens, settled=found.gone)
    lines = lines_of(found, statuses, lens)
    laid = lay(sighted, provider, lens)
    part = _part(provider, lines, laid, lens, contrary=against(sighted.seen))
    told = concerns_of(records.worries, provider.organisation, since=records.since, today=records.today)
    part = replace(part, concerns=told, why=why_here(told, part))
    return Seen(provider, found, laid, part, lens.notes.all()[before:])


def _has_something(seen: Seen) -> bool:
    part = seen.part
    return bool(
        part.raised or part.going_on or part.gone or part.asked or part.said or part.met or part.concerns
    )


def _part(
    records: ProviderRecords,
    lines: Mapping[str, tuple[SignalLine, ...]],
    laid: Laid,
    lens: Lens,
    *,
    contrary: tuple[str, ...],
) -> Part:
    organisation = records.organisation
    said = _said(records, lens)
    questions = tuple(asked(each, lens.today) for each in records.questions)
    return Part(
        name=organisation.name,
        code=organisation.code,
        kind=organisation.get_kind_display(),
        is_training=organisation.is_training,
        address=reverse("surveillance:provider", args=[organisation.code]),
        brief=reverse("reports:brief", args=[organisation.code]),
        sentence=_sentence(lines, questions, laid),
        **lines,
        nothing="No signal was raised, went on or went away.",
        asked=questions,
        no_questions="No question was open or closed in the month.",
        said=said,
        nothing_said="Nobody said in this month what a signal is.",
        met=laid.met,
        none_met="No criterion that can be looked at is met. What cannot be looked at stands below.",
        not_met=laid.not_met,
        unknown=laid.unknown,
        against=contrary,
        nothing_against="Nothing we hold. What we do not hold stands below.",
        to_people=_to_people(organisation.name, laid),
        blind=_part_blind(records, lens),
    )


def _said(records: ProviderRecords, lens: Lens) -> tuple[Said, ...]:
    named = [
        (signal, records.said[signal.pk])
        for signal in records.signals
        if signal.pk in records.said and (signal.theme or signal.indicator in lens.definitions)
    ]
    return tuple(
        Said(
            title=_title(signal, lens),
            outcome=step.get_outcome_display(),
            reason=step.reason,
            signed=f"{step.by}, {day(step.at.astimezone(LONDON).date())}",
            address=signal.get_absolute_url(),
        )
        for signal, step in named
    )


def _title(signal: Signal, lens: Lens) -> str:
    return theme_title(signal.theme) if signal.theme else lens.definitions[signal.indicator].title


def _sentence(lines: Mapping[str, tuple[SignalLine, ...]], questions: Sequence, laid: Laid) -> str:
    new = counted(len(lines["raised"]), "signal is new", "signals are new")
    on = f"{len(lines['going_on']) or 'none'} {'go' if len(lines['going_on']) > 1 else 'goes'} on"
    gone = f"{len(lines['gone']) or 'none'} went away"
    waits = counted(sum(1 for each in questions if each.is_waiting), "question waits", "questions wait")
    met = counted(len(laid.met), "criterion is met", "criteria are met")
    told = f"{new}, {on}, {gone}; {waits} for an answer; {met}, {len(laid.unknown)} cannot be said."
    return told[:1].upper() + told[1:]


def _to_people(name: str, laid: Laid) -> str:
    if not laid.met:
        return f"Do you know something about {name} that this paper cannot see?"
    reasons = (
        "Does this reason, with what speaks against it, call"
        if len(laid.met) == 1
        else "Do these reasons, with what speaks against them, call"
    )
    return (
        f"{reasons} for a closer look at {name}? If so, who proposes it, and what would show that it can end?"
    )


def _part_blind(records: ProviderRecords, lens: Lens) -> tuple[str, ...]:
    known = [each for each in records.statuses if each.last_value is not None]
    stale = [
        each for each in known if telling(each, lens.definitions[each.indicator], lens.today).stale_since
    ]
    covered = {lens.definitions[each.indicator].dimension for each in known}
    missing = [title.lower() for code, title in DIMENSIONS.items() if code not in covered]
    names = [lens.definitions[each.indicator].short for each in stale]
    lines = (
        f"Stale, {len(stale)} of {counted(len(known), 'figure', 'figures')}: {listed(names)}."
        if stale
        else "",
        f"No figure at all on {', '.join(missing)}." if missing else "",
    )
    return tuple(each for each in lines if each)


def _first_line(seen: Sequence[Seen], month_words: str) -> str:
    news = [each for each in seen if each.sorted.raised]
    raised = [signal for each in seen for signal in each.sorted.raised]
    worse = sum(1 for each in raised if each.meaning == "concern")
    met = sum(1 for each in seen if each.laid.met)
    if not seen:
        return f"We have no figures, signals or questions on any of our providers for {month_words}, so nothing can be said."
    new = (
        f"{_of_ours(len(news), len(seen))} something new for "
        f"{month_words}: {counted(len(raised), 'signal', 'signals')}, {worse} for the worse"
        if news
        else f"Nothing new was raised at our {counted(len(seen), 'provider', 'providers')} for {month_words}"
    )
    people = "at no provider is a criterion for closer surveillance met that we can look at"
    if met:
        people = f"at {met} of them a criterion for closer surveillance is met, which is a question to people and no verdict"
    return f"{new}; {people}."


def _of_ours(some: int, whole: int) -> str:
    if whole == 1:
        return "Our one provider has"
    return f"{some} of our {whole} providers {'has' if some == 1 else 'have'}"


def _chance(statuses: Sequence[SeriesStatus]) -> str:
    charted = sum(1 for each in statuses if each.variation)
    compared = sum(1 for each in statuses if each.funnel_units)
    expected = charted * CHANCE_CHARTED + compared * CHANCE_COMPARED
    about = "fewer than 1" if expected < 1 else f"about {expected:.0f}"
    return (
        f"{charted:,} charts and {compared:,} comparisons of these providers were looked at; "
        f"if nothing had changed anywhere, chance alone would still flag {about}."
    )


def _overview(seen: Seen) -> Overview:
    part, raised = seen.part, seen.sorted.raised
    worse = sum(1 for each in raised if each.meaning == "concern")
    waiting = sum(1 for each in part.asked if each.is_waiting)
    overdue = sum(1 for each in part.asked if each.is_overdue)
    return Overview(
        name=part.name,
        code=part.code,
        raised=f"{len(raised)}, {worse} for the worse" if raised else "Nothing",
        going_on=len(part.going_on),
        gone=len(part.gone),
        questions=f"{waiting}, {overdue} overdue" if overdue else str(waiting),
        criteria=f"{len(part.met)} met, {len(part.not_met)} not met, {len(part.unknown)} cannot be said",
        is_news=bool(raised),
    )


def _urgency(seen: Seen) -> tuple[int, int, int, str]:
    worse = sum(1 for each in seen.sorted.raised if each.meaning == "concern")
    return -worse, -len(seen.sorted.raised), -len(seen.part.met), seen.part.name


def _quiet(seen: Sequence[Seen], month_words: str) -> str:
    if not seen:
        return ""
    names = ", ".join(each.part.name for each in seen)
    return f"Nothing new, nothing that goes on and no question in {month_words}: {names}."


def _blind(records: PaperRecords, seen: Sequence[Seen], lens: Lens) -> tuple[str, ...]:
    known = [
        (each, status) for each in seen for status in each.records.statuses if status.last_value is not None
    ]
    stale = sum(
        1 for _, each in known if telling(each, lens.definitions[each.indicator], lens.today).stale_since
    )
    others = [
        f"{Kind(kind).label} {number}"
        for kind, number in sorted(records.silent.items())
        if kind not in (Kind.TRUST, Kind.AMBULANCE)
    ]
    kinds = sorted({each.records.organisation.kind for each in seen})
    unmeasured = dict.fromkeys(
        words for kind in kinds for code in DIMENSIONS for words in blind_spots_of(kind, code)
    )
    has_news = any(each.sorted.raised for each in seen)
    lines = [
        FIRST_MONTH if has_news and records.is_first else "",
        f"{stale} of {counted(len(known), 'figure is', 'figures are')} stale: newer ones were due."
        if stale
        else "",
        f"No figure at all: {', '.join(records.silent_named)}." if records.silent_named else "",
        f"Of other kinds of organisation we have no figure: {', '.join(others)}." if others else "",
        f"{records.apart:,} general practices have figures that this paper does not tell of."
        if records.apart
        else "",
        f"Not measured here: {' '.join(unmeasured)}" if unmeasured else "",
        unseen_words("this paper", records.today),
    ]
    return tuple(each for each in lines if each)


def _sources(told: Sequence[Seen]) -> tuple[Source, ...]:
    """Every source, with the provider that it speaks of."""
    return tuple(
        replace(each, text=f"{seen.part.name}. {each.text}") for seen in told for each in seen.sources
    )
