"""What is said of proposals in sentences: how many wait, what chance would make, what would end one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

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
# A share says little where it was counted at few places: of fewer, no chance is told. A local default.
FEWEST_LOOKING = 20
# New agreements a year where nothing is the matter, simulated with all figures of the packs (docs/methods/agreement.md).
SIMULATED = (("trust", "0.24"), ("practice", "0.024"), ("care home", "0.014"))


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
    spread = f" (give or take {_number(run.spread)})" if run.spread >= 0.05 else ""
    made = f"{about(run.by_chance)}{spread}"
    if not run.agreements:
        what = "anything good" if run.direction == Direction.GOOD else "a concern"
        return f"Today no kinds of evidence agree on {what}; chance alone would make {made}."
    return (
        f"If the kinds of evidence had nothing to do with each other, there would be {made} agreements by chance alone; "
        f"there {'is 1' if run.agreements == 1 else f'are {run.agreements:,}'}."
    )


def by_chance_anywhere(run: ProposalRun) -> str:
    """The same on the page of one proposal, so that nobody takes it for a number about that one."""
    return f"Over all themes at all providers: {within(by_chance(run))}"


def looked_at(run: ProposalRun) -> str:
    """How much was looked at."""
    pairs = counted(run.grid, "pair", "pairs")
    return (
        f"Evidence was lined up on {day(run.day)}: {pairs} of provider and theme at which enough kinds of evidence look, "
        f"among {counted(run.providers, 'provider', 'providers')} of which anything is known."
    )


def false_alarms(run: ProposalRun) -> str:
    """What false alarms alone would make in a year. They were measured for the worse, so nothing is said of what is good."""
    if run.direction == Direction.GOOD:
        return "How often something would seem good by false alarms alone was not measured: no yearly number is given."
    simulated = joined([f"{number} at a {kind}" for kind, number in SIMULATED])
    return (
        f"Where nothing is the matter, false alarms alone would make about {_number(run.a_provider_year)} new agreements a year "
        "at a provider: an average over all kinds of providers and over what is looked at here. A provider of which more is "
        f"known has more: simulated with all figures of the packs, {simulated}."
    )


def about(number: float) -> str:
    """About 3; fewer than 1 in words that do not round to nothing."""
    if number < 0.05:
        return "almost none"
    return f"about {_number(number)}"


def _number(number: float) -> str:
    return f"{number:,.0f}" if number >= 10 else f"{number:.1f}" if number >= 0.1 else f"{number:.1g}"


def chance_here(run: ProposalRun | None, *, kind: str, looking: Mapping[str, str], needed: int) -> str:
    """How often as many streams as are needed would agree at a place like this one by chance alone.

    looking: code -> title of the streams that look at the theme there. A share is one of all themes and all providers of the kind.
    """
    if run is None:
        return "How often chance alone would make such an agreement has not been worked out yet."
    if len(looking) < needed:
        return "Too few kinds of evidence look here to say how often chance alone would make them agree."
    shares = {each["stream"]: each for each in run.shares if each["group"] == kind}
    few = [code for code in looking if code not in shares or shares[code]["looking"] < FEWEST_LOOKING]
    if few:
        return _too_few([within(looking[code]) for code in few])
    chance = at_least(sorted(shares[each]["says_so"] / shares[each]["looking"] for each in looking), needed)
    return (
        f"Suppose the {in_number(len(looking))} kinds of evidence that look at this theme here had nothing to do with each other, and "
        "each spoke of any theme as often as over all places of this kind, this one included (a place is one theme at one "
        f"provider). By chance alone, {in_number(needed)} or more of them would then speak {_often(chance)}."
    )


def _often(chance: float) -> str:
    if chance <= 0:
        return "almost never"
    if chance > A_THIRD:
        return f"at {chance:.0%} of places where all of them look"
    return f"at about 1 of {1 / chance:,.0f} places where all of them look"


def _too_few(streams: Sequence[str]) -> str:
    named = joined(streams)
    look, they = ("looks", "it speaks") if len(streams) == 1 else ("look", "they speak")
    return (
        "How often chance alone would make them agree cannot be told here. "
        f"{named[:1].upper()}{named[1:]} {look} at fewer than {FEWEST_LOOKING} places of this kind (a place is one theme at one "
        f"provider): too few to say how often {they} of something."
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
