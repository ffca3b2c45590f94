"""Taking away what was told of records that are restricted since, and the words that were made of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import F, Q

from trigpoint.accounts.models import Commissioner, User
from trigpoint.audit import services as audit
from trigpoint.common.evidence import Counted
from trigpoint.triangulation.models import Enquiry, Evidence
from trigpoint.triangulation.queries.withheld import WITHHELD, classes_of

CHUNK = 400  # records in one statement
Said = Mapping[str, str]  # a sentence -> the class for which it is restricted


def take_away(*, owner: Commissioner, source: str, hidden: Iterable[str], by: User) -> int:
    """Take away for good what a source ever told of records that are restricted now; how many rows."""
    references, number = sorted(hidden), 0
    for start in range(0, len(references), CHUNK):
        part = references[start : start + CHUNK]
        told = Evidence.objects.filter(Q(record__in=part) | Q(event__in=part), owner=owner, source=source)
        rows = list(told.values_list("provider", "says", "record", "event"))
        if not rows:
            continue
        classes = classes_of(part)
        said: dict[int, dict[str, str]] = defaultdict(dict)
        for provider, says, record, event in rows:
            said[provider][says.strip()] = classes.get(record) or classes.get(event, "")
        _withhold(owner, said, by)
        number += told.delete()[0]
    return number


def take_away_counted(*, owner: Commissioner, counted: Sequence[Counted], by: User) -> int:
    """Take away for good ended rows of several records that may have counted one before it was restricted; how many.

    Those that stand do not count it: they are told anew.
    """
    number = 0
    classes = classes_of(each.record for each in counted)
    for each in counted:
        told = Evidence.objects.filter(
            owner=owner,
            provider=each.provider,
            about=each.about,
            event=F("key"),
            gone_at__isnull=False,
            happened_on__lte=each.on,
            seen_at__lte=each.until,
        )
        says = {says.strip(): classes.get(each.record, "") for says in told.values_list("says", flat=True)}
        if says:
            _withhold(owner, {each.provider: says}, by)
            number += told.delete()[0]
    return number


def _withhold(owner: Commissioner, said: Mapping[int, Said], by: User) -> None:
    """Lines of enquiry that were drafted from it: restricted as it is where they ask with it, else without that line."""
    found = Enquiry.objects.filter(owner=owner, provider__in=list(said), restriction="")
    for enquiry in found.prefetch_related("steps"):
        sentences = said[enquiry.provider_id]
        asked = " ".join(step.question for step in enquiry.steps.all())
        restriction = next((each for says, each in sentences.items() if each and says in asked), "")
        because = _without(enquiry.because, sentences)
        if not restriction and because == enquiry.because:
            continue
        enquiry.restriction, enquiry.because = restriction, because
        enquiry.save(update_fields=["restriction", "because"])
        audit.record(by, "enquiries.withheld", enquiry, after={"restriction": restriction})


def _without(because: str, sentences: Iterable[str]) -> str:
    """The lines that hold none of the sentences, and once that there was another."""
    lines = [WITHHELD if any(says in line for says in sentences) else line for line in because.splitlines()]
    return "\n".join(dict.fromkeys(lines)) if WITHHELD in lines else because
