"""Where an answer to what was heard can stand, and what may go on the public page: pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db.models import TextChoices

from trigpoint.analysis import guard

SMALL = 5  # a public page says of fewer that they are fewer than five
RUN = 7  # so many words of somebody's, one after the other, are a quotation


class ChangeDeed(TextChoices):
    """What is said of a change. Deciding, changing and measuring may be said again; the latest counts."""

    DRAFTED = "drafted", "Written down"
    DECIDED = "decided", "Decided"
    CHANGED = "changed", "Changed"
    MEASURED = "measured", "Looked at whether it worked"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Taken off the public page"


class Effect(TextChoices):
    """What became better. That nobody knows, and that nothing did, are as good an answer as any other."""

    UNKNOWN = "", "Not measured yet"
    BETTER = "better", "It worked"
    PARTLY = "partly", "It worked in part"
    NOT = "not", "It did not work"
    TOO_EARLY = "too_early", "Too early to say"


# Deed -> what must have been said before it; the first of them that is missing is named.
AFTER: dict[str, tuple[str, ...]] = {
    ChangeDeed.DECIDED: (ChangeDeed.DRAFTED,),
    ChangeDeed.CHANGED: (ChangeDeed.DRAFTED, ChangeDeed.DECIDED),
    ChangeDeed.MEASURED: (ChangeDeed.DRAFTED, ChangeDeed.DECIDED, ChangeDeed.CHANGED),
    ChangeDeed.PUBLISHED: (ChangeDeed.DRAFTED, ChangeDeed.DECIDED),
    ChangeDeed.WITHDRAWN: (ChangeDeed.PUBLISHED,),
}
REFUSALS = {
    ChangeDeed.DRAFTED: "Write down first what was heard.",
    ChangeDeed.DECIDED: "Say first what was decided.",
    ChangeDeed.CHANGED: "Say first what was changed.",
    ChangeDeed.PUBLISHED: "It is not on the public page.",
}
TOLD_TO_SENDERS = (ChangeDeed.DECIDED, ChangeDeed.CHANGED, ChangeDeed.MEASURED)

COUNTED = (
    "patients? persons? people man men woman women child children baby babies girls? boys? teenagers? adults? residents? "
    "family families relatives? parents? mothers? fathers? mums? dads? sisters? brothers? siblings? twins? sons? daughters? "
    "wife wives husbands? widows? widowers? carers? complaints? deaths? suicides? stillbirths? falls? injury injuries "
    "incidents?"
)
# Words between a number and people that say that it counts something else: "two wards where patients wait".
OTHERS = (
    "and or nor but where who whom that which when while for of in on at to with by from as is are was were has have "
    "wards? hospitals? hours? days? weeks? nights? months? years? minutes? times? more per"
)
FEW = r"(?:[1-4]|one|two|three|four|an?\s+single|a\s+couple\s+of|a\s+pair\s+of|the\s+only|both)"
WHOSE = r"(?:of\s+)?(?:(?:the|our|us|these|those|this|their|its|your|my)\s+)?"
KINDS = r"(?:(?!(?:" + "|".join(OTHERS.split()) + r")\b)[a-z-]+\s+){0,2}"
SMALL_NUMBER = re.compile(
    rf"(?<![\w.,]){FEW}\s+{WHOSE}{KINDS}(?:{'|'.join(COUNTED.split())})\b", re.IGNORECASE
)
BESIDE = re.compile(r"\s+(?:and|or)\b", re.IGNORECASE)  # "both patients and carers" counts nobody
WORD = re.compile(r"\w+")


def refusal(deed: str, said: Iterable[str]) -> str:
    """Why `deed` cannot be said after what was `said` (deeds, in order); "" where it can."""
    known = list(said)
    for needed in AFTER.get(deed, ()):
        if needed not in known:
            return REFUSALS[ChangeDeed(needed)]
    if deed == ChangeDeed.WITHDRAWN and not is_public(known):
        return REFUSALS[ChangeDeed.PUBLISHED]
    return ""


def is_public(said: Iterable[str]) -> bool:
    """Whether it stands on the public page after these deeds, in order."""
    last = [deed for deed in said if deed in (ChangeDeed.PUBLISHED, ChangeDeed.WITHDRAWN)]
    return bool(last) and last[-1] == ChangeDeed.PUBLISHED


def small_numbers(text: str) -> list[str]:
    """Small numbers of people or of what befell them, by which somebody could be known again.

    >>> small_numbers("Two patients fell; 12 patients waited; one of us rang 3 elderly patients.")
    ['Two patients', '3 elderly patients']
    """
    return [
        found.group()
        for found in SMALL_NUMBER.finditer(text)
        if not (found.group().casefold().startswith("both") and BESIDE.match(text, found.end()))
    ]


def quotation(text: str, told: Iterable[str]) -> str:
    """The first words of `text` that stand, so many in a row, in what somebody told; "" where there are none.

    >>> quotation("We heard that letters come two weeks late to us all.", ["Letters come two weeks late to us."])
    'letters come two weeks late to us'
    """
    theirs = {run for words in told for run in _runs(words)}
    return next((" ".join(run) for run in _runs(text) if run in theirs), "")


def unfit(text: str, told: Iterable[str]) -> str:
    """Why words may not stand on a public page, `told` being what people told; "" where they may."""
    if guard.findings(text):
        return "Something in it could tell who a person is. Nothing of the kind may stand on a public page."
    if small := small_numbers(text):
        return f"“{small[0]}” is so few that somebody could be known again. Say “a few”, or leave it out."
    if run := quotation(text, told):
        return f"“{run}” is how somebody told it. Say it in your own words."
    return ""


def at_least_five(number: int) -> str:
    """A count as a public page says it.

    >>> at_least_five(4), at_least_five(5)
    ('fewer than 5', '5')
    """
    return str(number) if number >= SMALL else f"fewer than {SMALL}"


def _runs(text: str) -> list[tuple[str, ...]]:
    words = WORD.findall(text.casefold())
    return [tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1)]
