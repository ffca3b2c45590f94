"""What the personal-data guard finds of names where people really wrote names.

    python -m benchmarks.guard_refilled COMMENTS.csv [--column text] [--seed 1] [--times 5] [--missed]

Published comments show by a mask, [NAME], where a name stood. Each mask is filled with a name of `guard_names.csv` (or,
where a title stands before it, a surname), and the guard looks whether it is found there. The sentence is the writer's, the name is not.
"""

import argparse
import gzip
import random
import re
from pathlib import Path

from benchmarks.guard_seeded import DOCTOR, NAMES, PRACTICES, comments_of
from trigpoint.analysis import guard
from trigpoint.analysis.intervals import wilson

MASK = re.compile(r"\[NAME\]")
TITLE = re.compile(r"\b(?:mr|mrs|ms|miss|dr|prof|sister|nurse|cpn|matron)\.?,? ?$", re.I)


def main() -> None:
    """One line for each way of filling in."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("comments", type=Path)
    parser.add_argument("--column", default="text")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--times", type=int, default=5, help="how often each comment is filled in anew")
    parser.add_argument("--missed", action="store_true", help="show around what was missed")
    given = parser.parse_args()
    texts = [text for text in comments_of(given.comments, given.column) if MASK.search(text)]
    masks = sum(len(MASK.findall(text)) for text in texts)
    print(f"{len(texts)} comments with {masks} masks, filled {given.times} times; seed {given.seed}")
    for kind, (after_title, alone) in ways().items():
        chance = random.Random(given.seed)
        told = [found_in(*filled(text, after_title, alone, chance)) for text in texts * given.times]
        for label, place in (("after a title", True), ("elsewhere", False)):
            hits = [hit for each in told for hit, is_titled, _ in each if is_titled is place]
            if hits:
                # every comment is filled several times, so the interval is of the masks, not of the fillings
                share = sum(hits) / len(hits)
                n = len(hits) // given.times
                low, high = wilson(round(share * n), n)
                print(f"{kind}, {label}: {share:.1%} ({low:.1%} to {high:.1%}) of {n} masks")
        if given.missed:
            for around in [around for each in told for hit, _, around in each if not hit][:40]:
                print("   ", around)


def ways() -> dict[str, tuple[list[str], list[str]]]:
    """Names to be put after a title, and elsewhere."""
    pairs = [line.split(",") for line in NAMES.read_text(encoding="utf-8").splitlines()[1:]]
    firsts, lasts = [first for first, _ in pairs], [last for _, last in pairs]
    rare = unlisted()
    return {
        "first names": (lasts, firsts),
        "first names in small letters": (
            [last.lower() for last in lasts],
            [first.lower() for first in firsts],
        ),
        "full names": (lasts, [f"{first} {last}" for first, last in pairs]),
        "surnames that nobody listed": (rare, rare),
    }


def unlisted() -> list[str]:
    """Surnames of doctors in the names of general practices: nobody wrote the guard's lists for them."""
    with gzip.open(PRACTICES, "rt", encoding="utf-8") as file:
        found = {match.group(1).title() for line in file for match in DOCTOR.finditer(line)}
    return sorted(found)


def filled(
    text: str, after_title: list[str], alone: list[str], chance: random.Random
) -> tuple[str, list[tuple[int, int, bool]]]:
    """The comment with names for masks, and where each stands."""
    pieces, places, at, length = [], [], 0, 0
    for mask in MASK.finditer(text):
        before = text[at : mask.start()]
        is_titled = bool(TITLE.search(text[: mask.start()]))
        name = chance.choice(after_title if is_titled else alone)
        length += len(before)
        places.append((length, length + len(name), is_titled))
        length += len(name)
        pieces += [before, name]
        at = mask.end()
    return "".join([*pieces, text[at:]]), places


def found_in(text: str, places: list[tuple[int, int, bool]]) -> list[tuple[bool, bool, str]]:
    """Of each name whether it was found, whether a title stood before it, and what stands around it."""
    spans = [span for span in guard.findings(text) if span.kind == "name"]
    return [
        (
            any(span.start < end and span.end > start for span in spans),
            is_titled,
            " ".join(text[max(0, start - 30) : end + 20].split()),
        )
        for start, end, is_titled in places
    ]


if __name__ == "__main__":
    main()
