"""Writing in what providers say of their complaints. A correction is a further version; nothing is written over."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from trigpoint.accounts.models import Commissioner, User
from trigpoint.accounts.rules import reach, require
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.common.errors import NotAllowed
from trigpoint.frameworks.queries import pack_on
from trigpoint.intelligence.errors import FiguresImpossible
from trigpoint.intelligence.models import ComplaintFigures
from trigpoint.intelligence.queries.complaints_figures import first_quarter, subject_titles
from trigpoint.intelligence.rules.complaints_figures import (
    COUNTS,
    FiguresDraft,
    end_of,
    faults,
    quarter_of,
    quarter_words,
)
from trigpoint.ui.vocabulary import term


@transaction.atomic
def set_figures(*, draft: FiguresDraft, by: User) -> ComplaintFigures:
    """Write in the figures of a provider and quarter; where there are some, these take their place and the old ones stay."""
    owner = _owner(by)
    _check(draft)
    Commissioner.objects.select_for_update().get(pk=owner.pk)
    key = {
        "owner": owner,
        "provider": draft.provider,
        "service": draft.service.strip(),
        "place": draft.place.strip(),
        "quarter": draft.quarter,
    }
    latest = ComplaintFigures.objects.filter(**key).order_by("-version").first()
    if latest and _says_the_same(latest, draft):
        return latest
    made = ComplaintFigures.objects.create(
        **key,
        **{name: draft.counts.get(name) for name in COUNTS},
        version=latest.version + 1 if latest else 1,
        subjects=dict(draft.subjects),
        source=draft.source.strip(),
        note=draft.note.strip(),
        file_name=draft.file_name,
        pack=pack_on(end_of(draft.quarter)).name,
        by=by,
    )
    before = {"version": latest.version, **latest.counts} if latest else None
    after = {"version": made.version, "quarter": draft.quarter.isoformat(), **made.counts}
    audit.record(by, "complaints.figures_set", made, before=before, after=after)
    return made


@transaction.atomic
def take_in_figures(*, drafts: Sequence[FiguresDraft], by: User) -> list[ComplaintFigures]:
    """Write in those of a whole spreadsheet, all of them or none."""
    return [set_figures(draft=draft, by=by) for draft in drafts]


def _owner(by: User) -> Commissioner:
    require(by, "complaints.write")
    if not reach(by).is_staff or by.commissioner is None:
        raise NotAllowed(f"Only people of the {term('commissioner')} write in figures.")
    return by.commissioner


def _check(draft: FiguresDraft) -> None:
    if draft.quarter != quarter_of(draft.quarter) or not first_quarter() <= draft.quarter <= clock.today():
        raise FiguresImpossible(
            [("quarter", f"Choose a quarter that has begun, from {quarter_words(first_quarter())} on.")]
        )
    titles = subject_titles(draft.quarter)
    unknown = [
        (f"subject:{code}", f"{code} is no subject of the list.")
        for code in draft.subjects
        if code not in titles
    ]
    found = unknown + faults(draft.counts, draft.subjects, titles)
    if found:
        raise FiguresImpossible(found)


def _says_the_same(latest: ComplaintFigures, draft: FiguresDraft) -> bool:
    """Whether nothing would be new, as when a file is taken in twice."""
    return (
        latest.counts == {name: draft.counts.get(name) for name in COUNTS}
        and latest.subjects == dict(draft.subjects)
        and (latest.source, latest.note) == (draft.source.strip(), draft.note.strip())
    )
