"""What was restricted since it was written down: asked for the day on which it is read, not for the day it was written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Concat

from trigpoint.actions.models import Action
from trigpoint.intelligence.models import Complaint, Item
from trigpoint.triangulation.models import Concern, Enquiry, Evidence

Line = dict[str, Any]

WITHHELD = "Something that was restricted since."
EVIDENCE = "evidence:"
SPOKEN_OF = {"item": Item, "complaint": Complaint}  # of which evidence is told
CONFIDENTIAL = {**SPOKEN_OF, "concern": Concern, "enquiry": Enquiry, "action": Action}


def classes_of(references: Iterable[str]) -> dict[str, str]:
    """Those of several references (kind:public_id) whose records are restricted today -> the class. A query a kind."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for reference in references:
        kind, _, public_id = reference.partition(":")
        if kind in CONFIDENTIAL:
            wanted[kind].add(public_id)
    return {
        f"{kind}:{public_id}": restriction
        for kind, ids in wanted.items()
        for public_id, restriction in CONFIDENTIAL[kind]
        .objects.filter(public_id__in=ids)
        .exclude(restriction="")
        .values_list("public_id", "restriction")
    }


def withheld(references: Iterable[str], *, within: str = "") -> frozenset[str]:
    """Those of several references whose words may not be shown today, evidence:public_id among them.

    Evidence is withheld with its record or its event, and when it was taken away. within: the class of a restricted page,
    which may show what is restricted as it is.
    """
    asked = frozenset(references) - {""}
    told = {each for each in asked if each.startswith(EVIDENCE)}
    behind: dict[str, set[str]] = {}
    if told:
        rows = Evidence.objects.filter(public_id__in=[each.removeprefix(EVIDENCE) for each in told])
        behind = {
            f"{EVIDENCE}{key}": {*both} for key, *both in rows.values_list("public_id", "record", "event")
        }
    classes = classes_of(asked.union(*behind.values()))
    hidden = {each for each, restriction in classes.items() if restriction != within}
    spoken = {each for each, names in behind.items() if hidden & names}
    return frozenset((hidden & asked) | spoken | (told - behind.keys()))


def lines_withheld(stood: Sequence[Sequence[Line]], *, within: str = "") -> list[list[Line]]:
    """Evidence as it stood, once or several times (see `sides.as_it_stood`), without the words of what was restricted since."""
    hidden = withheld((each for lines in stood for line in lines for each in _named(line)), within=within)
    return [[_without_words(line) if hidden & _named(line) else line for line in lines] for lines in stood]


def without_withheld(told: QuerySet[Evidence]) -> QuerySet[Evidence]:
    """Evidence of which neither record nor event is restricted today, though it was not gathered since."""
    for kind, model in SPOKEN_OF.items():
        named = Concat(Value(f"{kind}:"), "public_id", output_field=CharField())
        hidden = model.objects.exclude(restriction="").annotate(named=named).values("named")
        told = told.exclude(record__in=hidden).exclude(event__in=hidden)
    return told


def _without_words(line: Line) -> Line:
    return {name: said for name, said in line.items() if name in ("side", "stream", "known_on", "linked")} | {
        "says": WITHHELD,
        "origin": "",
        "record": "",
    }


def _named(line: Line) -> set[str]:
    """What a line names: its record, its event, and the evidence that said it."""
    return {line.get("record", ""), line.get("event", ""), line.get("evidence", "")} - {""}
