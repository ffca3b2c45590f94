"""What is said of proposals in sentences: how many wait, what chance would make, what would end one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from trigpoint.analysis.agreement.chance import at_least
from trigpoint.triangulation.models import Direction, ProposalRun
from trigpoint.triangulation.presenters.matrix_words import counted, in_number, joined, within
from trigpoint.triangulation.rules.proposals import (
    DECLINED,
    FADED,
    MERGED,
    PUT_OFF,
    SETTLED,
    TAKEN,
    WAITING,
    Outlook,
)
from trigpoint.ui.words import day

EVERYTHING = "all"
SHOWS = {
    WAITING: "Waiting for an answer",
    PUT_OFF: "Put off",
    DECLINED: "Declined",
    TAKEN: "A concern is open",
    SETTLED: "The concern is closed",
    MERGED: "Told with another",
    FADED: "No longer agrees",
    EVERYTHING: "All",
}
GOOD_STATES = {TAKEN: "Noted as good practice"}
A_THIRD = 1 / 3


def state_words(state: str, direction: str) -> str:
    """Where a proposal stands."""
    return GOOD_STATES.get(state, SHOWS[state]) if direction == Direction.GOOD else SHOWS[state]


def opening(waiting: int, run: ProposalRun | None, direction: str) -> str:
    """The first line of the list: how many wait, and how many agreements chance alone would make."""
    thing = "of good practice " if direction == Direction.GOOD else ""
    waits = {0: f"No proposal {thing}waits", 1: f"1 proposal {thing}waits"}.get(
        waiting, f"{waiting} proposals {thing}wait"
    )
    first = f"{waits} for an answer"
    if run is None:
        return f"{first}; the evidence has not been lined up yet."
    return f"{first}. {by_chance(run)}"


def by_chance(run: ProposalRun) -> str:
    """How many agreements the grid has, and how many it would have if streams knew nothing of each other."""
    if not run.agreements:
        return (
            f"No kinds of evidence agree on anything by now; chance alone would make {about(run.by_chance)}."
        )
    return (
        f"If the kinds of evidence had nothing to do with each other, there would be {about(run.by_chance)} agreements "
        f"by chance alone; there {'is 1' if run.agreements == 1 else f'are {run.agreements:,}'}."
    )


def looked_at(run: ProposalRun) -> str:
    """How much was looked at, and what false alarms alone would make in a year."""
    return (
        f"Looked at on {day(run.day)}: {counted(run.grid, 'theme', 'themes')} of {counted(run.providers, 'provider', 'providers')} "
        f"at which enough kinds of evidence look. Where nothing is the matter, false alarms alone would make about "
        f"{_number(run.a_provider_year)} agreements a year at a provider."
    )


def about(number: float) -> str:
    """About 3; fewer than 1 in words that do not round to nothing."""
    if number < 0.05:
        return "almost none"
    return f"about {_number(number)}"


def _number(number: float) -> str:
    return f"{number:,.0f}" if number >= 10 else f"{number:.1f}" if number >= 0.1 else f"{number:.1g}"


def chance_here(run: ProposalRun | None, *, kind: str, looking: Collection[str], needed: int) -> str:
    """How often as many streams as are needed would agree at a place like this one by chance alone."""
    if run is None:
        return "How often chance alone would make such an agreement has not been worked out yet."
    shares = {each["stream"]: each for each in run.shares if each["group"] == kind}
    rates = [shares[each]["says_so"] / shares[each]["looking"] for each in looking if each in shares]
    if len(rates) < needed:
        return "Too few kinds of evidence look here to say how often chance alone would make them agree."
    chance = at_least(sorted(rates), needed)
    looks = f"{in_number(len(rates))} kinds of evidence that look at this theme here"
    if chance <= 0:
        return f"By chance alone, the {looks} would almost never agree."
    places = 1 / chance
    if chance > A_THIRD:
        often = f"in {chance:.0%} of places like this one"
    else:
        often = f"in about 1 of {places:,.0f} places like this one"
    what = "say so" if needed > 1 else "says so"
    return (
        f"If the {looks} had nothing to do with each other, and each spoke of it as often as at other providers of this kind, "
        f"{in_number(needed)} or more would {what} {often} by chance alone."
    )


def minds(
    seen: Outlook, *, needed: int, streams: Mapping[str, str], fresh_days: Mapping[str, int], is_door: bool
) -> list[str]:
    """What would change our mind, worked out by the rule."""
    silent = joined([within(streams.get(each, each)) for each in seen.because])
    if is_door:
        told = "What opened it needs no second kind of evidence."
        return [
            told,
            *(
                [f"It would no longer be listed from {day(seen.ends_on)}, unless something newer comes."]
                if seen.ends_on
                else []
            ),
        ]
    lines = []
    if seen.ends_on:
        days = ", ".join(f"{fresh_days[each]} days" for each in seen.because if each in fresh_days)
        lines.append(
            f"It would no longer be proposed from {day(seen.ends_on)}, unless something newer comes: by then what is known "
            f"from {silent} is too old to count (after {days})."
        )
    lines.append(_spare(seen, needed))
    if len(seen.lasts) > seen.independent:
        lines.append(
            f"{in_number(len(seen.lasts)).capitalize()} kinds of evidence speak, but of {in_number(seen.independent)} "
            "separate things: one event that reaches us twice counts once."
        )
    return lines


def _spare(seen: Outlook, needed: int) -> str:
    if seen.independent < needed:
        return "By now too few kinds of evidence are left: it goes when the evidence is next lined up."
    if not seen.spare:
        return (
            f"Just as many kinds of evidence agree as are needed, {in_number(needed)}: if one of them is explained and taken "
            "back at its source, nothing is proposed any more. One more kind would make it sturdier."
        )
    return (
        f"{in_number(seen.independent).capitalize()} kinds of evidence agree and {in_number(needed)} are needed: "
        f"{in_number(seen.spare)} may be taken back at {'its' if seen.spare == 1 else 'their'} source before nothing is proposed."
    )


def other_side(contradicts: int, blind: Sequence[str], direction: str) -> list[str]:
    """What does not end a proposal by itself, said so that nobody waits for it to."""
    lines = []
    if contradicts:
        lines.append(
            f"{counted(contradicts, 'thing speaks', 'things speak')} against it. That does not take it away: people weigh it, "
            "the rule does not."
        )
    if blind:
        names = joined([within(each) for each in blind])
        what = "something good" if direction == Direction.GOOD else "a concern"
        lines.append(
            f"Nothing is known through {names}. If one of them told of {what}, one more kind would agree; if it looked and "
            "saw nothing unusual, that would stand beside it."
        )
    return lines


def sentence(streams: Sequence[str], *, theme: str, provider: str, direction: str, since: dt.date) -> str:
    """The first line of a proposal that came by agreement."""
    who = joined([streams[0], *(within(each) for each in streams[1:])])
    of = "something good" if direction == Direction.GOOD else "a concern"
    return f"{who} agree on {of} about {within(theme)} at {provider}, known since {day(since)}."
