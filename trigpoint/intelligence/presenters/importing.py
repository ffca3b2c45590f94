"""A file of comments on its way in, as people read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from trigpoint.analysis.guard import WORDS
from trigpoint.common.clock import LONDON
from trigpoint.intelligence.models import SheetImport
from trigpoint.intelligence.presenters.inbox import source_title
from trigpoint.jobs.models import Job
from trigpoint.ui.words import count, day

Stage = SheetImport.Stage


@dataclass(frozen=True)
class SheetLine:
    """One file of the list."""

    public_id: str
    file: str
    source: str
    stage: str
    number: str
    signed: str


def source_choices(kinds: Iterable[Any]) -> list[tuple[str, str]]:
    """Kinds of source that may come by file: never those that are told in confidence. Those that come by the hundred first."""
    told = [each for each in kinds if not each.restriction]
    return [(each.code, each.title) for each in sorted(told, key=lambda each: each.is_one_by_one)]


def lines(sheets: Iterable[SheetImport]) -> list[SheetLine]:
    """Files of comments, the latest first."""
    return [
        SheetLine(
            public_id=each.public_id,
            file=each.file_name,
            source=source_title(each.source),
            stage=each.get_stage_display(),
            number=count(each.result["new"]) if each.stage == Stage.TAKEN else "",
            signed=f"{each.by}, {day(each.at.astimezone(LONDON).date())}",
        )
        for each in sheets
    ]


def sentence(sheet: SheetImport, job: Job | None, *, is_gone: bool = False) -> str:
    """Where the file is, as the first line of its page. is_gone: it waited too long."""
    told = sheet.result
    if is_gone:
        return "Nothing was stored: the file waited for more than a day and was removed. Choose it again."
    if job is not None and job.state == "failed":
        return f"It could not be read. {job.problem}"
    if sheet.stage in (Stage.MAPPED, Stage.TAKING):
        verb = "tried out" if sheet.stage == Stage.MAPPED else "taken in"
        far = f": {job.progress}" if job is not None and job.progress else ""
        return f"The file is being {verb}{far}."
    return {
        Stage.WAITING: "Nothing is stored yet: say what the columns mean.",
        Stage.TRIED: f"Nothing is stored yet. {count(told.get('new', 0))} new comments would be taken in.",
        Stage.TAKEN: f"{count(told.get('new', 0))} new comments were taken in.",
        Stage.REFUSED: "Nothing was stored: the file cannot be used as it is.",
        Stage.DROPPED: "Nothing of this file was taken in, and it was removed.",
        Stage.UNDONE: f"{count(told.get('taken_back', 0))} comments that it brought were taken back.",
    }[Stage(sheet.stage)]


def account(told: dict[str, Any]) -> str:
    """read = accepted + rejected + ignored, in one sentence."""
    if "accepted" not in told:
        return ""
    return (
        f"{count(told['read'])} rows read = {count(told['accepted'])} accepted + {count(told['rejected'])} rejected "
        f"+ {count(told['ignored'])} ignored. They make {count(told['new'] + told['unchanged'])} comments: "
        f"{count(told['new'])} new, {count(told['unchanged'])} that were here already."
    )


def masked(sheet: SheetImport) -> str:
    """What was masked, of each kind, in a sentence."""
    kinds = sheet.result.get("masked", {})
    if not kinds:
        return "Nothing was found that could tell who somebody is."
    told = ", ".join(f"{count(number)} {_many(WORDS[kind], number)}" for kind, number in kinds.items())
    if sheet.stage not in (Stage.TAKEN, Stage.UNDONE):
        return f"Words such as [name] would stand in place of {told}."
    return f"Words such as [name] stand in place of {told}."


def _many(word: str, number: int) -> str:
    if number == 1:
        return word
    return {"date of birth": "dates of birth", "email address": "email addresses"}.get(word, f"{word}s")


def period(told: dict[str, Any]) -> str:
    """Of when the comments are."""
    if not told.get("from"):
        return ""
    first, last = (dt.date.fromisoformat(told[key]) for key in ("from", "to"))
    return f"{day(first)} to {day(last)}" if first != last else day(first)


def meanings(sheet: SheetImport, labels: dict[str, tuple[str, str]]) -> list[tuple[str, str]]:
    """What each column means: ours, its heading."""
    if sheet.mapping is None:
        return []
    told = [("Comments", ", ".join(sheet.mapping.columns["words"]))]
    told += [(labels[name][0], heading) for name, heading in sheet.mapping.columns.items() if name in labels]
    if sheet.mapping.provider:
        told.append(("Provider of rows that name none", sheet.mapping.provider.name))
    if sheet.mapping.happened_on:
        told.append(("Date of rows that have none", day(sheet.mapping.happened_on)))
    return told
