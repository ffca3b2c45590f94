"""What a status means, in words: pure, so that pages, papers and tests say the same."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from trigpoint.analysis import allowance
from trigpoint.analysis.rules import RUN
from trigpoint.indicators.definitions import Definition
from trigpoint.surveillance.models import SeriesStatus
from trigpoint.surveillance.rules import watch_words
from trigpoint.ui.words import period

# Share of stable series whose latest point is flagged by chance: docs/methods/spc.md, "False alarms".
CHANCE_CHARTED = 0.015
# Share of like providers outside 99.8% limits by chance.
CHANCE_COMPARED = 0.002

TONES = {
    "improvement_high": "improvement",
    "improvement_low": "improvement",
    "concern_high": "concern",
    "concern_low": "concern",
    "high": "high",
    "low": "low",
    "common": "common",
}
VARIATION_WORDS = {
    "improvement_high": "Unusual, for the better: higher",
    "improvement_low": "Unusual, for the better: lower",
    "concern_high": "Unusual, for the worse: higher",
    "concern_low": "Unusual, for the worse: lower",
    "high": "Unusual: higher",
    "low": "Unusual: lower",
    "common": "Nothing unusual",
}
RULE_WORDS = {
    "outside": "outside its usual range",
    "trend": "moving the same way for seven periods in a row",
    "two_of_three": "close to the edge of its usual range in two of three periods",
    "shift": "{side} its average for {run} periods or more",
    "crossings": "drifting: it crosses its median too seldom",
}
ASSURANCE_WORDS = {
    "pass": "Meets the target every time, if nothing changes",
    "fail": "Misses the target every time, if nothing changes",
    "hit_or_miss": "May meet or miss the target from one period to the next",
}
CEILING_WORDS = {
    "pass": "Will keep to its ceiling, if nothing changes",
    "fail": "Will break its ceiling, if nothing changes",
    "hit_or_miss": "May keep to its ceiling or break it",
}
RAG_WORDS = {
    "red": "more than that",
    "amber": "as many, or nearly",
    "green": "fewer",
}
OUTLIER_WORDS = {
    "high998": "far above like providers (outside 99.8% limits)",
    "low998": "far below like providers (outside 99.8% limits)",
    "high95": "above most like providers (outside 95% limits)",
    "low95": "below most like providers (outside 95% limits)",
}
STATE_WORDS = {
    "no_data": "No data",
    "too_few": "Too few points",
    "constant": "The same every time",
    "not_charted": "Not charted over time",
    "no_limits": "No limits can be drawn",
    "short_phase": "New phase, few points yet",
    "ok": "",
}


@dataclass(frozen=True)
class Telling:
    """A status in words. `nothing` names which of the four kinds of nothing it is, or is empty.

    The headline is `subject` (indicator at provider) and `says` in one sentence.
    """

    subject: str
    says: str
    caveat: str
    nothing: str
    tone: str
    variation_word: str
    assurance_word: str
    fresh_word: str
    stale_since: dt.date | None

    @property
    def headline(self) -> str:
        """The whole sentence."""
        return f"{self.subject}: {self.says}"


def telling(status: SeriesStatus, definition: Definition, today: dt.date) -> Telling:
    """What `status` says on `today`: one plain sentence, one on what it does not say, and its parts."""
    tone = tone_of(status, definition)
    stale_since = _stale_since(status, definition, today)
    return Telling(
        subject=f"{definition.title} at {status.organisation.name}",
        says=_says(status, definition),
        caveat=caveat(status, definition),
        nothing=_nothing(status, tone, stale_since),
        tone=tone,
        variation_word=variation_word(status, definition),
        assurance_word=assurance_word(status),
        fresh_word=_fresh_word(status, stale_since),
        stale_since=stale_since,
    )


def tone_of(status: SeriesStatus, definition: Definition) -> str:
    """improvement, concern, high, low, common, or none when nothing can be said."""
    return tone(status.variation, status.funnel_outlier, definition)


def tone(variation: str, outlier: str, definition: Definition) -> str:
    """The same of a variation and an outlier alone, where there is no time to read whole statuses."""
    if variation:
        return TONES[variation]
    return _outlier_tone(outlier, definition) if outlier else "none"


def _outlier_tone(outlier: str, definition: Definition) -> str:
    if not outlier.endswith("998"):
        return "common"
    side = "high" if outlier.startswith("high") else "low"
    if definition.improvement == "neither":
        return side
    better = {"up": "high", "down": "low"}[definition.improvement]
    return "improvement" if side == better else "concern"


def variation_word(status: SeriesStatus, definition: Definition) -> str:
    """The words that stand beside the icon."""
    if status.variation:
        return VARIATION_WORDS[status.variation]
    if status.funnel_outlier:
        return f"Compared: {OUTLIER_WORDS[status.funnel_outlier]}"
    if status.state == "not_charted" and status.funnel_units:
        return "Compared: in line with like providers"
    return STATE_WORDS.get(status.state, "")


def _nothing(status: SeriesStatus, tone: str, stale_since: dt.date | None) -> str:
    if status.state == "no_data" or status.last_value is None:
        return "no_data"
    if stale_since:
        return "stale"
    if status.state == "too_few" and not status.funnel_outlier:
        return "too_few"
    return "nothing_unusual" if tone in {"common", "none"} else ""


def _stale_since(status: SeriesStatus, definition: Definition, today: dt.date) -> dt.date | None:
    if status.last_end is None:
        return None
    stale_after = definition.stale_after(status.last_end)
    return stale_after if today > stale_after else None


def _fresh_word(status: SeriesStatus, stale_since: dt.date | None) -> str:
    if status.last_end is None:
        return "no data"
    latest = period(status.last_start, status.last_end)
    return f"{latest}; newer figures were due by {stale_since:%b %Y}" if stale_since else latest


def _says(status: SeriesStatus, definition: Definition) -> str:
    if status.state == "no_data" or status.last_value is None:
        reason = f" ({status.note})" if status.note else ""
        return f"no usable figure{reason}."
    figure = f"{definition.show(status.last_value)} in {period(status.last_start, status.last_end)}"
    return f"{figure}, {_what(status, definition)}.{_outlook(status, definition)}"


def _what(status: SeriesStatus, definition: Definition) -> str:
    if watch_words.is_watched(status.chart_kind):
        return _watched(status)
    if status.state == "too_few":
        return (
            f"only {status.n} {'period' if status.n == 1 else 'periods'} so far, too few to say what is usual"
        )
    if status.state == "not_charted":
        band = f"the publisher's band is “{status.band}”" if status.band else ""
        compared = _compared(status)
        return "; ".join(part for part in (band, compared) if part) or "one period, not charted over time"
    if status.variation in {"common", ""}:
        return "within its usual range, nothing unusual"
    return f"{_rule_words(status)}{_since(status)}"


def _watched(status: SeriesStatus) -> str:
    """What a chart with two levels of alert says."""
    if status.state == "too_few":
        return watch_words.silent_words(status.chart_kind, status.n)
    if status.variation in {"common", ""}:
        return watch_words.quiet_words(status.chart_kind, status.latest_alarm)
    first = status.rules.split(";")[0]
    return f"{watch_words.fired_words(status.chart_kind, first, status.variation)}{_since(status)}"


def _since(status: SeriesStatus) -> str:
    since = f" since {status.since:%b %Y}" if status.since and status.since != status.last_start else ""
    side = {"improvement": ", for the better", "concern": ", for the worse"}.get(TONES[status.variation], "")
    return f"{since}{side}"


def _rule_words(status: SeriesStatus) -> str:
    first = status.rules.split(";")[0]
    side = "above" if status.variation.endswith("high") else "below"
    if status.chart_kind == "run" and first == "shift":
        return f"{side} its median for longer than chance explains"
    return RULE_WORDS.get(first, "unusual").format(side=side, run=run_words(status.likeness))


def run_words(likeness: float | None) -> str:
    """How many periods on one side make a signal: seven, and more where neighbouring figures are alike."""
    run = int(allowance.run_length(np.array([likeness or 0.0]))[0])
    return "seven" if run == RUN else str(run)


def _compared(status: SeriesStatus) -> str:
    if status.funnel_outlier:
        return OUTLIER_WORDS[status.funnel_outlier]
    return f"in line with {status.funnel_units} like providers" if status.funnel_units else ""


def assurance_word(status: SeriesStatus) -> str:
    """The words that stand beside the sign of the target; "" without one."""
    words = CEILING_WORDS if status.target_kind == "ceiling" else ASSURANCE_WORDS
    return words.get(status.assurance, "")


def rag_words(status: SeriesStatus) -> str:
    """How the count of a year so far stands to what is allowed, in words."""
    return RAG_WORDS.get(status.target_rag, "")


def is_judged(status: SeriesStatus) -> bool:
    """Whether a target counts for the latest figure; of those worked out before targets had names it is known too."""
    return bool(status.target_name or status.target_met) or status.target is not None


def called(status: SeriesStatus) -> str:
    """What the target that counts is called, as far as it is known."""
    return status.target_name or "target"


def target_name(status: SeriesStatus, definition: Definition) -> str:
    """What the target that counts is called, with its value where the name does not say it."""
    if status.target_origin == "agreed":
        return f"agreed “{called(status)}”"
    if status.target is None:
        return called(status)
    shown = definition.show(status.target)
    said_already = shown.removesuffix("%").split(".")[0] in status.target_name
    return called(status) if said_already else f"{called(status)} ({shown})"


def _outlook(status: SeriesStatus, definition: Definition) -> str:
    if not is_judged(status) or not status.assurance:
        return ""
    name = target_name(status, definition)
    if status.target_kind == "ceiling":
        told = {"pass": "kept to", "fail": "broken", "hit_or_miss": "kept to or broken"}[status.assurance]
    elif status.is_phased:
        end = {"pass": "met", "fail": "missed", "hit_or_miss": "met or missed"}[status.assurance]
        told = f"{end} in the end" if status.target_due else end
    elif status.assurance == "hit_or_miss":
        return f" The {name} may be met one period and missed the next."
    else:
        told = {"pass": "met", "fail": "missed"}[status.assurance]
    will = "may be" if status.assurance == "hit_or_miss" else "will be"
    return f" The {name} {will} {told} if nothing changes."


def caveat(status: SeriesStatus, definition: Definition) -> str:
    """One sentence on what the chart does not say."""
    if status.state == "not_charted":
        method = "One period shows where a provider stands, not which way it is moving."
    elif watch_words.is_watched(status.chart_kind):
        method = watch_words.CAVEATS[status.chart_kind]
    else:
        method = "The chart shows that something changed, not why, and does not compare providers."
    return f"{method} {definition.caveat}".strip()
