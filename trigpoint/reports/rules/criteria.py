"""Which criteria for closer surveillance the records meet: pure, and never a verdict.

What cannot be looked at is unknown, and unknown is never counted as not met. No level follows from any of this:
levels are proposed by people.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from trigpoint.surveillance.rules.banding import BANDS_ASKED, HIGHER, run_at_end

NO_FIGURES = "We have no figures on this."
FINE = ("Good", "Outstanding")


class Finding(StrEnum):
    """What the records say of a criterion."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class TargetRun:
    """One figure with a target: whether its latest known periods missed it, oldest first. Without figures: none."""

    title: str
    missed: tuple[bool, ...]
    is_stale: bool = False


@dataclass(frozen=True)
class Seen:
    """What the records hold on one provider.

    agree: kinds of evidence that agree on one theme, the one on which most independent ones do; agree_on: that theme;
    independent: how many of them count, each with an event of its own; pointing: kinds that point to a concern on any
    theme; together: the most of them that point to one theme; silent: kinds that nothing feeds here;
    worse: signals for the worse that still fire, without those said to be artefacts or no concern; dismissed: those;
    unlooked: of `worse`, those that nobody has looked at; real: of `worse`, those said to be real; better: signals
    for the better that still fire; settled: signals for the worse that went away; overdue, answered: questions.
    rating: the regulator's, overall, "" for none. bands: the publisher's of mortality, the latest periods, oldest first.
    """

    agree: tuple[str, ...] = ()
    agree_on: str = ""
    independent: int = 0
    pointing: tuple[str, ...] = ()
    together: int = 0
    silent: tuple[str, ...] = ()
    worse: int = 0
    dismissed: int = 0
    unlooked: int = 0
    real: int = 0
    better: int = 0
    settled: int = 0
    overdue: int = 0
    answered: int = 0
    rating: str = ""
    targets: tuple[TargetRun, ...] = ()
    bands: tuple[str, ...] = ()
    are_bands_stale: bool = False
    figures: int = 0
    stale: int = 0


@dataclass(frozen=True)
class Limits:
    """The pack's numbers: independent sources, and periods in a row."""

    sources: int
    periods: int


@dataclass(frozen=True)
class Named:
    """A criterion as the pack names it, and how it is looked at. `is_local`: nobody has confirmed it."""

    code: str
    title: str
    looked_at: str
    is_local: bool


@dataclass(frozen=True)
class Looked:
    """One criterion: what was found, in words, and what people may ask themselves."""

    code: str
    finding: Finding
    sees: str
    question: str = ""


def look(code: str, seen: Seen, limits: Limits) -> Looked:
    """What the records say of the criterion of this code; one that nobody here can look at is unknown."""
    rule = RULES.get(code)
    if rule is None:
        return Looked(code, Finding.UNKNOWN, NO_FIGURES)
    finding, sees = rule(seen, limits)
    return Looked(code, finding, sees, QUESTIONS[code] if finding is Finding.MET else "")


def _independent_sources(seen: Seen, limits: Limits) -> tuple[Finding, str]:
    """Kinds of evidence count that agree on one theme by the rule that proposes concerns: an event counts once."""
    if seen.independent >= limits.sources:
        return Finding.MET, f"{_agreed(seen)}."
    told = "No kind of evidence that we hold points to a concern."
    if seen.agree:
        told = f"{_agreed(seen)}; {limits.sources} that are independent are needed."
    elif seen.pointing:
        kinds = _counted(len(seen.pointing), "kind of evidence points", "kinds of evidence point")
        told = f"{kinds} to a concern{_why_apart(seen, limits)}: {', '.join(seen.pointing)}."
    silent = f" Not connected: {', '.join(seen.silent)}." if seen.silent else ""
    return Finding.UNKNOWN, f"{told}{silent}"


def _agreed(seen: Seen) -> str:
    kinds = _counted(len(seen.agree), "kind of evidence agrees", "kinds of evidence agree")
    told = f"{kinds} on {seen.agree_on.lower()}: {', '.join(seen.agree)}"
    same = f"; the same event reached us through more than one, so that they count as {seen.independent}"
    return told + (same if seen.independent < len(seen.agree) else "")


def _why_apart(seen: Seen, limits: Limits) -> str:
    """Why kinds that are enough by their number do not count as independent."""
    if seen.together >= limits.sources:
        return ", but what they tell of one theme is the same event, which counts once"
    return ", but too few to the same theme" if len(seen.pointing) >= limits.sources else ""


def _target_missed(seen: Seen, limits: Limits) -> tuple[Finding, str]:
    runs = [each for each in seen.targets if len(each.missed) >= limits.periods]
    missing = [each for each in runs if all(each.missed[-limits.periods :])]
    if missing:
        named = ", ".join(each.title + (" (stale)" if each.is_stale else "") for each in missing)
        return Finding.MET, f"Missed in each of the latest {limits.periods} periods: {named}."
    fresh = [each for each in runs if not each.is_stale]
    if not seen.targets:
        return Finding.UNKNOWN, NO_FIGURES
    if len(fresh) < len(seen.targets):
        blind = len(seen.targets) - len(fresh)
        blind_words = f"{blind} {'is' if blind == 1 else 'are'} missing, stale or too short to say"
        whole = _counted(len(seen.targets), "figure", "figures")
        others = f"the others were not missed {limits.periods} periods running"
        return Finding.UNKNOWN, f"Of {whole} with a target, {blind_words}; {others}."
    return Finding.NOT_MET, f"No target was missed {limits.periods} periods running."


def _real_and_unanswered(seen: Seen, limits: Limits) -> tuple[Finding, str]:
    if seen.real and seen.overdue:
        overdue = _counted(seen.overdue, "answer is", "answers are")
        return Finding.MET, f"{_counted(seen.real, 'signal', 'signals')} called real; {overdue} overdue."
    if not seen.overdue:
        return Finding.NOT_MET, "No answer is overdue."
    if seen.unlooked:
        return Finding.UNKNOWN, f"{_counted(seen.unlooked, 'signal waits', 'signals wait')} to be looked at."
    if not seen.figures:
        return Finding.UNKNOWN, NO_FIGURES
    return Finding.NOT_MET, "No signal that still fires was called real."


def _regulator_inadequate(seen: Seen, limits: Limits) -> tuple[Finding, str]:
    if not seen.rating:
        return Finding.UNKNOWN, "We hold no overall rating by the regulator."
    sees = f"The regulator rates it {seen.rating} overall."
    return (Finding.MET if seen.rating == "Inadequate" else Finding.NOT_MET), sees


def _mortality_higher(seen: Seen, limits: Limits) -> tuple[Finding, str]:
    if not seen.bands:
        return Finding.UNKNOWN, NO_FIGURES
    band, length = run_at_end(seen.bands)
    if band != HIGHER and seen.are_bands_stale:
        return Finding.UNKNOWN, f"The latest band of mortality, “{seen.bands[-1]}”, is stale."
    if band != HIGHER:
        return Finding.NOT_MET, f"The publisher's latest band of mortality is “{seen.bands[-1]}”."
    if len(seen.bands) < BANDS_ASKED:
        return (
            Finding.UNKNOWN,
            f"The latest band is “{seen.bands[-1]}”; we have no figures on the period before.",
        )
    both = length >= BANDS_ASKED
    words = "in both of the latest periods" if both else "in the latest period only"
    return (Finding.MET if both else Finding.NOT_MET), f"Mortality is “{seen.bands[-1]}” {words}."


RULES: dict[str, Callable[[Seen, Limits], tuple[Finding, str]]] = {
    "independent_sources": _independent_sources,
    "target_missed": _target_missed,
    "real_and_unanswered": _real_and_unanswered,
    "regulator_inadequate": _regulator_inadequate,
    "mortality_higher": _mortality_higher,
}
QUESTIONS = {
    "independent_sources": "Do these tell of one and the same thing, and what do people who work and are cared for there say?",
    "target_missed": "What does the provider expect to reach, by when, and what has it changed?",
    "real_and_unanswered": "Why has no answer come, and who speaks to the provider about it?",
    "regulator_inadequate": "What has changed since the regulator looked, and how do we know?",
    "mortality_higher": "Has the provider reviewed the deaths behind it, and what did it find?",
}


def against(seen: Seen) -> tuple[str, ...]:
    """What speaks against a closer look, or makes the reasons for one less sure."""
    found = []
    if seen.rating in FINE:
        found.append(f"The regulator rates it {seen.rating} overall.")
    if seen.better:
        found.append(
            f"{_counted(seen.better, 'signal', 'signals')} for the better still {_s(seen.better, 'fire')}."
        )
    if seen.settled:
        found.append(f"{_counted(seen.settled, 'signal', 'signals')} for the worse went away.")
    if seen.dismissed:
        found.append(
            f"{_counted(seen.dismissed, 'signal was', 'signals were')} looked at and called an artefact or no concern."
        )
    if seen.answered:
        found.append(f"{_counted(seen.answered, 'question has', 'questions have')} an answer.")
    if seen.unlooked:
        found.append(
            f"Nobody has looked yet at {seen.unlooked} of the signals for the worse; some may be artefacts or chance."
        )
    if seen.stale:
        found.append(
            f"{seen.stale} of {_counted(seen.figures, 'figure is', 'figures are')} stale and may be out of date."
        )
    return tuple(found)


def _counted(number: int, one: str, many: str) -> str:
    return f"{number or 'No'} {one if number == 1 else many}"


def _s(number: int, verb: str) -> str:
    return f"{verb}s" if number == 1 else verb
