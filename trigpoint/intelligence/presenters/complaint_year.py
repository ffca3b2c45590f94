"""A year of the commissioner's own complaints: for ourselves as it is, for publication without small numbers and words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from trigpoint.intelligence.models import ComplaintStep
from trigpoint.intelligence.presenters.complaint_words import many
from trigpoint.intelligence.queries.complaints_year import Year
from trigpoint.intelligence.rules.complaints import Outcome
from trigpoint.intelligence.rules.complaints_figures import guarded, rate, year_words
from trigpoint.ui.words import day as full_day


@dataclass(frozen=True)
class Line:
    """A number of the year. `number` is a sentence of its own where it is not published."""

    what: str
    number: str


@dataclass(frozen=True)
class Words:
    """What somebody wrote down: a matter of importance, or what was learnt."""

    number: str
    address: str
    text: str
    on: str


@dataclass(frozen=True)
class Shown:
    """The page of a year. groups: numbers that belong together, under their heading."""

    title: str
    sentence: str
    groups: list[tuple[str, list[Line]]]
    important: list[Words]
    learnt: list[Words]
    is_public: bool


def page_of(year: Year, *, titles: dict[str, str], is_public: bool) -> Shown:
    """The year, for ourselves or for publication. titles: of the subjects, by code."""
    words = year_words(year.year)
    return Shown(
        title=f"Complaints {words}",
        sentence=_sentence(year, words, is_public=is_public),
        groups=_groups(year, titles, is_public=is_public),
        important=[] if is_public else [_words(step) for step in year.important],
        learnt=[] if is_public else [_words(step) for step in year.learnt],
        is_public=is_public,
    )


def table(shown: Shown) -> list[tuple[object, ...]]:
    """The same to take away."""
    lines: list[tuple[object, ...]] = [("Part", "What", "Number")]
    lines += [(heading, line.what, line.number) for heading, group in shown.groups for line in group]
    lines += [("Matter of general importance", each.text, "") for each in shown.important]
    lines += [("Learnt", each.text, "") for each in shown.learnt]
    return lines


def _sentence(year: Year, words: str, *, is_public: bool) -> str:
    received = _shown({"received": year.received}, year.smallest, is_public=is_public)["received"]
    founded = _shown(_findings(year), year.smallest, is_public=is_public)
    if is_public:
        number = founded["well_founded"]
        return (
            f"In {words} we received {received} complaints; of those we answered, {number} were well-founded."
        )
    return f"In {words} we received {many(year.received, 'complaint')} and answered {year.decided}, of which {year.well_founded} {'was' if year.well_founded == 1 else 'were'} well-founded."


def _groups(year: Year, titles: dict[str, str], *, is_public: bool) -> list[tuple[str, list[Line]]]:
    def lines(counts: Mapping[str, int], names: Mapping[str, str]) -> list[Line]:
        shown = _shown(counts, year.smallest, is_public=is_public)
        return [Line(names.get(key, key), shown[key]) for key in counts]

    outcomes = {str(key): number for key, number in year.outcomes.items()}
    names = {str(outcome): outcome.label for outcome in Outcome}
    groups = [
        ("Received", lines({"received": year.received}, {"received": "Complaints received"})),
        (
            "Answered",
            lines(
                _findings(year),
                {"well_founded": "Well-founded: upheld, wholly or in part", "not_upheld": "Not upheld"},
            )
            if is_public
            else [
                *lines(outcomes, names),
                Line("Well-founded: upheld, wholly or in part", f"{year.well_founded}"),
            ],
        ),
        (
            "Ombudsman",
            lines({"asked": year.ombudsman_asked}, {"asked": "Taken to the ombudsman"})
            + ([] if is_public else [Line("Upheld there, wholly or in part", f"{year.ombudsman_upheld}")]),
        ),
        ("Subjects of those received", lines(year.subjects, titles)),
    ]
    share = rate(year.acknowledged_in_time, year.acknowledged)
    if share and _may_tell_share(year, is_public=is_public):
        groups.append(("Acknowledged within the time", [Line("Share", f"{100 * share.share:.0f}%")]))
    return [(heading, group) for heading, group in groups if group]


def _findings(year: Year) -> dict[str, int]:
    return {"well_founded": year.well_founded, "not_upheld": year.outcomes[Outcome.NOT_UPHELD]}


def _shown(counts: Mapping[str, int], smallest: int, *, is_public: bool) -> dict[str, str]:
    """Each count in words. In the public version a small one is hidden, and another with it where it could be worked out."""
    kept = guarded(counts, smallest) if is_public else dict(counts)
    return {key: _told(kept[key], number, smallest) for key, number in counts.items()}


def _told(kept: int | None, number: int, smallest: int) -> str:
    if kept is not None:
        return f"{kept}"
    return f"fewer than {smallest}" if number < smallest else "not shown"


def _words(step: ComplaintStep) -> Words:
    complaint = step.complaint
    return Words(complaint.number, complaint.get_absolute_url(), step.text, full_day(step.on))


def _may_tell_share(year: Year, *, is_public: bool) -> bool:
    """Whether no small number of people could be worked out from the share."""
    late = year.acknowledged - year.acknowledged_in_time
    return not is_public or not any(
        0 < number < year.smallest for number in (late, year.acknowledged_in_time)
    )
