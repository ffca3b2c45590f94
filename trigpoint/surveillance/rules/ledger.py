"""How often a rule was right, from what people made of its signals: pure."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from trigpoint.analysis.intervals import wilson

# Local defaults: a rule is proposed for retirement when so many of its signals were judged and even the upper end of
# its hit rate's interval is below this.
ENOUGH_JUDGED = 20
WORTH_ITS_PLACE = 0.2


@dataclass(frozen=True)
class Score:
    """What became of the signals of one rule or indicator. `days_to_answer`: of each that was answered."""

    name: str
    raised: int
    waiting: int
    noted: int
    real: int
    known: int
    artefact: int
    no_concern: int
    days_to_answer: tuple[int, ...]


@dataclass(frozen=True)
class Precision:
    """The record of one rule or indicator. `hits` of `judged` were real or known; the rest were artefacts or no concern."""

    name: str
    raised: int
    waiting: int
    noted: int
    hits: int
    false_alarms: int
    rate: float | None
    lower: float | None
    upper: float | None
    false_a_year: float | None
    days_to_answer: float | None
    retire: bool

    @property
    def judged(self) -> int:
        """How many somebody has judged; noting is no judgement."""
        return self.hits + self.false_alarms


def precision(score: Score, *, provider_years: float) -> Precision:
    """Hit rate with its 95 % interval (Wilson), false alarms a provider and year, and how soon people answered.

    >>> made = precision(Score("outside", 30, 5, 5, 3, 1, 12, 4, (2, 4)), provider_years=8)
    >>> made.judged, round(made.rate, 2), made.false_a_year
    (20, 0.2, 2.0)
    """
    hits = score.real + score.known
    false_alarms = score.artefact + score.no_concern
    judged = hits + false_alarms
    lower, upper = wilson(hits, judged) if judged else (None, None)
    return Precision(
        name=score.name,
        raised=score.raised,
        waiting=score.waiting,
        noted=score.noted,
        hits=hits,
        false_alarms=false_alarms,
        rate=hits / judged if judged else None,
        lower=lower,
        upper=upper,
        false_a_year=false_alarms / provider_years if provider_years else None,
        days_to_answer=median(score.days_to_answer) if score.days_to_answer else None,
        retire=judged >= ENOUGH_JUDGED and upper is not None and upper < WORTH_ITS_PLACE,
    )
