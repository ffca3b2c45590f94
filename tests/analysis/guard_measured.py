"""How well the personal-data guard does on the labelled sample; `python -m tests.analysis.guard_measured` writes it into the handbook.

In `guard_sample.csv` what is personal is marked where it stands: [[name:Dr Okonjo]] listened to me. The rows `develop` were looked
at while the rules were made, the rows `apart` were not.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.guard_seeded import wilson
from trigpoint.analysis import guard
from trigpoint.analysis.guard import Span

SAMPLE = Path(__file__).with_name("guard_sample.csv")
HANDBOOK = Path(__file__).resolve().parents[2] / "docs" / "methods" / "guard.md"
MARK = re.compile(r"\[\[(\w+):(.*?)\]\]")
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
ORDER = ("nhs_number", "dob", "postcode", "phone", "email", "name")


@dataclass(frozen=True)
class Labelled:
    """One text, what stands in it by hand, and what the guard says."""

    id: str
    part: str
    text: str
    labels: tuple[Span, ...]

    @property
    def found(self) -> list[Span]:
        """What the guard says."""
        return guard.findings(self.text)


@dataclass
class Tally:
    """Counts of one kind."""

    labels: int = 0
    touched: int = 0
    covered: int = 0
    found: int = 0
    right: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def sample(part: str) -> Iterator[Labelled]:
    """The texts of one part, with the marks taken out."""
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["part"] == part:
                yield unmarked(row["id"], part, row["text"])


def unmarked(key: str, part: str, marked: str) -> Labelled:
    """The text as somebody would have typed it, and where the marks were."""
    text, labels, at = "", [], 0
    for mark in MARK.finditer(marked):
        text += marked[at : mark.start()]
        labels.append(Span(len(text), len(text) + len(mark.group(2)), mark.group(1)))
        text += mark.group(2)
        at = mark.end()
    return Labelled(key, part, text + marked[at:], tuple(labels))


def tallies(part: str) -> dict[str, Tally]:
    """By kind: labels found at all and whole, findings that lie on a label of their kind."""
    counted = {kind: Tally() for kind in ORDER}
    for each in sample(part):
        found = each.found
        for label in each.labels:
            tally = counted[label.kind]
            tally.labels += 1
            is_found = any(lies_on(span, label) for span in found)
            tally.touched += is_found
            tally.covered += any(span.start <= label.start and label.end <= span.end for span in found)
            if not is_found:
                tally.missed.append(f"{each.id}: {each.text[label.start : label.end]}")
        for span in found:
            tally = counted[span.kind]
            tally.found += 1
            is_right = any(lies_on(span, label) for label in each.labels)
            tally.right += is_right
            if not is_right:
                tally.wrong.append(f"{each.id}: {each.text[span.start : span.end]}")
    return counted


def lies_on(span: Span, label: Span) -> bool:
    """Whether a finding is of the label's kind and lies over any of it."""
    return span.kind == label.kind and span.start < label.end and label.start < span.end


def clean_stopped(part: str) -> tuple[int, int]:
    """Of the texts without anything personal, how many the guard stops, and how many there are."""
    clean = [each for each in sample(part) if not each.labels]
    return sum(bool(each.found) for each in clean), len(clean)


def table() -> str:
    """Both parts as they stand in the handbook."""
    lines = []
    for part, title in (("apart", "kept apart"), ("develop", "used while the rules were made")):
        texts = list(sample(part))
        stopped, clean = clean_stopped(part)
        lines += [
            f"**The part {title}**: {len(texts)} texts.",
            "",
            "| kind | labels | found (recall) | found whole | findings | right (precision) |",
            "|---|---|---|---|---|---|",
            *(row_of(kind, tally) for kind, tally in tallies(part).items()),
            "",
            f"Of {clean} texts with nothing personal in them it stops {share(stopped, clean)}.",
            "",
        ]
    return "\n".join(lines).strip()


def row_of(kind: str, tally: Tally) -> str:
    """One line of the table."""
    return (
        f"| `{kind}` | {tally.labels} | {share(tally.touched, tally.labels)} | {share(tally.covered, tally.labels)} "
        f"| {tally.found} | {share(tally.right, tally.found)} |"
    )


def share(count: int, of: int) -> str:
    """A share with its 95% interval (Wilson)."""
    if not of:
        return "-"
    low, high = wilson(count, of)
    return f"{count / of:.1%} ({max(low, 0):.1%} to {min(high, 1):.1%})"


def with_table(page: str, made: str) -> str:
    """The handbook's page with this table between its marks."""
    before, after = page.partition(BEGIN)[0], page.partition(END)[2]
    return f"{before}{BEGIN}\n{made}\n{END}{after}"


def main() -> None:
    """Write the table into the handbook; tell what was missed and wrong in the part that may be looked at."""
    HANDBOOK.write_text(with_table(HANDBOOK.read_text(encoding="utf-8"), table()), encoding="utf-8")
    for kind, tally in tallies("develop").items():
        print(kind, "missed:", tally.missed, "wrong:", tally.wrong)


if __name__ == "__main__":
    main()
