"""What became of what was heard, as pages and files say it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trigpoint.common import references
from trigpoint.common.references import Shown, reference_to
from trigpoint.intelligence.models import Change, ChangeSource, ChangeStep
from trigpoint.intelligence.queries.changes import Standing
from trigpoint.intelligence.rules.changes import ChangeDeed, Effect, at_least_five
from trigpoint.intelligence.rules.themes import titles
from trigpoint.ui.words import day

NOT_YET = {
    ChangeDeed.DECIDED: "Nothing is decided yet.",
    ChangeDeed.CHANGED: "Nothing is changed yet.",
    ChangeDeed.MEASURED: "Not measured yet.",
}


@dataclass(frozen=True)
class PublicLine:
    """A change as the public page shows it; where `note` is given it was withdrawn, and nothing else is shown."""

    title: str
    heard: str
    did: str
    effect: str
    whose: str
    provider: str
    theme: str
    heard_from: str
    on: str
    note: str = ""


def opening(found: Sequence[Standing], number: int, waiting: int) -> str:
    """The first sentence of the list."""
    if not number:
        return "Nothing was written down yet of what became of what was heard."
    told = f"{number} answer{'s' if number != 1 else ''} to what was heard"
    return (
        f"{told}; {waiting} of them wait for a decision."
        if waiting
        else f"{told}; none waits for a decision."
    )


def standing_sentence(standing: Standing) -> str:
    """The first sentence on one change."""
    if standing.changed and standing.measured:
        return f"{standing.effect.label}: changed since {day(standing.changed.happened_on)}."
    if standing.changed:
        return f"Changed since {day(standing.changed.happened_on)}; whether it worked is not measured yet."
    if standing.decided:
        return f"Decided on {day(standing.decided.at)}; nothing is changed yet."
    return "Written down; nothing is decided yet."


def sources(found: Iterable[ChangeSource], user: Any) -> list[dict[str, str]]:
    """What a change answers, as far as this person may see it; what they may not is only counted.

    `found` holds nothing that is restricted, so that it is not counted either.
    """
    lines, hidden = [], 0
    found = list(found)
    shown = references.show_all([_reference(each) for each in found], user=user)
    for each in found:
        known: Shown | None = shown.get(_reference(each))
        if known is None:
            hidden += 1
        else:
            lines.append({"text": _name(each, known), "address": known.address})
    if hidden:
        lines.append({"text": f"{hidden} more that you may not open", "address": ""})
    return lines


def _reference(source: ChangeSource) -> str:
    record = source.item or source.engagement
    return reference_to(record) if record else source.about


def _name(source: ChangeSource, shown: Shown) -> str:
    if source.engagement is not None:
        latest = max(source.engagement.versions.all(), key=lambda version: version.number)
        return f"{latest.title}, {day(latest.from_on)}"
    if source.item is None:
        return shown.label
    about = f" about {source.item.about}"
    by = f", told by {source.item.sent_for.name}" if source.item.sent_for else ""
    return f"{shown.label}{about}{by}"


def still_public(found: Sequence[Change]) -> str:
    """What somebody is told who has just restricted what these answer; "" where everybody reads nothing of it."""
    if not found:
        return ""
    named = ", ".join(f"“{each.title}”" for each in found)
    return (
        f"The public page still answers it: {named}. If anything there could tell who told it, "
        "open it under You said, we did, and have it taken off."
    )


def public_lines(found: Iterable[Standing]) -> list[PublicLine]:
    """What everybody reads."""
    return [_public(each) for each in found]


def _public(standing: Standing) -> PublicLine:
    change, published, withdrawn = standing.change, standing.published, standing.withdrawn
    assert published is not None
    if withdrawn is not None:
        return PublicLine(
            title="", heard="", did="", effect="", whose=change.owner.name, provider="", theme="", heard_from="",
            on=day(withdrawn.at), note=withdrawn.text,
        )  # fmt: skip
    return PublicLine(
        title=change.title,
        heard=published.heard,
        did=published.text,
        effect=published.effect_words,
        whose=change.owner.name,
        provider=change.provider.name if change.provider else "",
        theme=titles().get(change.theme, ""),
        heard_from=at_least_five(change.heard_from) if change.heard_from else "",
        on=day(published.at),
    )


def preview(standing: Standing, given: Mapping[str, str], heard_from: int) -> PublicLine:
    """The same before it is published, with the words as they were just edited."""
    change = standing.change
    return PublicLine(
        title=given["title"],
        heard=given["heard"],
        did=given["text"],
        effect=given["effect_words"],
        whose=change.owner.name,
        provider=change.provider.name if change.provider else "",
        theme=titles().get(change.theme, ""),
        heard_from=at_least_five(heard_from) if heard_from else "",
        on="today",
    )


def first_words(standing: Standing) -> dict[str, str]:
    """What the form for publishing begins with: as it was published last, else what was said of it here."""
    if standing.published:
        return {
            "title": standing.change.title,
            "heard": standing.published.heard,
            "text": standing.published.text,
            "effect_words": standing.published.effect_words,
        }
    did = standing.changed or standing.decided
    how = standing.measured
    return {
        "title": standing.change.title,
        "heard": standing.heard.text if standing.heard else "",
        "text": did.text if did else "",
        "effect_words": f"{standing.effect.label}. {how.text}" if how else "Nobody has measured it yet.",
    }


def table(found: Iterable[Standing]) -> list[tuple[object, ...]]:
    """Rows of a file, with their head."""
    head = (
        "About",
        "Provider",
        "Theme",
        "Heard",
        "Decided",
        "Changed",
        "Since",
        "Did it work",
        "How we know",
        "Public",
    )
    return [head, *(_row(each) for each in found)]


def _row(standing: Standing) -> tuple[object, ...]:
    change = standing.change
    return (
        change.title,
        change.provider.name if change.provider else "",
        titles().get(change.theme, ""),
        _text(standing.heard),
        _text(standing.decided),
        _text(standing.changed),
        standing.changed.happened_on if standing.changed else None,
        standing.effect.label if standing.changed else Effect.UNKNOWN.label,
        _text(standing.measured),
        "yes" if standing.is_public else "withdrawn" if standing.withdrawn else "no",
    )


def _text(step: ChangeStep | None) -> str:
    return step.text if step else ""
