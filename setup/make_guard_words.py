"""Make the word lists of the personal-data guard. `guard_words/README.md` says from what, and under which licences."""

from __future__ import annotations

import argparse
import csv
import gzip
import importlib
import io
import pkgutil
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT))

from faker.providers import person  # noqa: E402

from trigpoint.analysis.guard.gazetteer import WORDS, fold  # noqa: E402

HAND = HERE / "guard_words"
REFERENCE = ROOT / "trigpoint" / "organisations" / "reference"
FAMILIES = ("english-words", "british-words", "british_variant_1-words")
ORDINARY, RARE = (10, 20, 35, 40, 50, 55, 60), (70,)
FIRSTS = ("first_names", "first_names_male", "first_names_female", "first_names_nonbinary", "first_names_unisex",
          "first_names_male_islamic", "first_names_female_islamic", "first_romanized_names",
          "first_romanized_names_male", "first_romanized_names_female")  # fmt: skip
LASTS = ("last_names", "last_names_male", "last_names_female", "last_names_unisex", "last_romanized_names")
COMMON = {"en_GB", "en_IE", "en_IN", "en_PK", "en_NG", "en_KE", "pl_PL", "by hand"}  # met often in England
A_NAME = re.compile(r"[a-z]+(?:-[a-z]+)*")
TOWN_COLUMNS = {
    "epraccur-2025-04-setting-4.csv.gz": (6, 7, 8),
    "etr-2022-03.csv.gz": (7, 8),
    "etr-2015.csv.gz": (7, 8),
}
NO_TOWN = re.compile(
    r"\d|\b(?:road|rd|street|st|lane|avenue|close|house|park|drive|dr|estate|way|centre|place|court|gardens|square|"
    r"terrace|hill|surgery|building|hospital|green|health|crescent|gate|grove)\b"
)


def main() -> None:
    """Write both files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--scowl", type=Path, required=True, help="folder into which the package was unpacked"
    )
    level = ordinary_words(parser.parse_args().scowl)
    first, last = names("first_names", FIRSTS), names("surnames", LASTS)
    others = towns() | set(hand_written(HAND / "other_words.txt"))
    classes = judged(by_rule(first, last, level, others))
    lines = [f"{word} {''.join(sorted(marks))}" for word, marks in sorted(classes.items())]
    (WORDS / "names.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    common = {word for word, size in level.items() if size in ORDINARY} | others
    # no time stamp: the same words give the same file
    (WORDS / "ordinary.txt.gz").write_bytes(gzip.compress("\n".join(sorted(common)).encode(), mtime=0))
    print(f"{len(lines):,} names, {len(common):,} ordinary words")


def ordinary_words(scowl: Path) -> dict[str, int]:
    """Ordinary words with how rare they are: the smallest of the lists that has them."""
    level: dict[str, int] = {}
    for size in (*ORDINARY, *RARE):
        for family in FAMILIES:
            for path in scowl.glob(f"**/{family}.{size}"):
                for word in path.read_text(encoding="latin-1").split():
                    level.setdefault(fold(word), size)
    if not level:
        sys.exit(f"No SCOWL lists below {scowl}.")
    return level


def names(own: str, attributes: Iterable[str]) -> dict[str, set[str]]:
    """Names in small letters without accents, with the locales that have them."""
    found: dict[str, set[str]] = defaultdict(set)
    for name in hand_written(HAND / f"{own}.txt"):
        found[name].add("by hand")
    for module in pkgutil.iter_modules(person.__path__):
        provider = importlib.import_module(f"faker.providers.person.{module.name}").Provider
        for attribute in attributes:
            listed = getattr(provider, attribute, ())
            for written in listed if isinstance(listed, tuple | list | dict) else ():
                for part in str(written).split():
                    if A_NAME.fullmatch(fold(part)) and len(part) > 1:
                        found[fold(part)].add(module.name)
    return found


def hand_written(path: Path) -> Iterator[str]:
    """The words of a list; lines with # are remarks."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield from (fold(word) for word in line.split())


def towns() -> set[str]:
    """Towns of England, from the addresses of practices and trusts (of several words, the first), and commissioners' names."""
    found = set()
    with gzip.open(REFERENCE / "eccg-2018-11.csv.gz") as packed:
        for row in csv.reader(io.TextIOWrapper(packed, encoding="utf-8")):
            found.update(word for word in re.findall(r"[a-z]+", row[1].lower()) if len(word) > 3)
    for file, columns in TOWN_COLUMNS.items():
        with gzip.open(REFERENCE / file) as packed:
            for row in csv.reader(io.TextIOWrapper(packed, encoding="utf-8")):
                for written in (row[column].lower() for column in columns if column < len(row)):
                    words = re.findall(r"[a-z]+", written.replace("'", ""))
                    if words and len(words) <= 4 and not NO_TOWN.search(written) and len(words[0]) > 3:
                        found.add(words[0])
    return found


def by_rule(
    first: dict[str, set[str]], last: dict[str, set[str]], level: dict[str, int], places: set[str]
) -> dict[str, set[str]]:
    """The classes that the rules give: of the first names A, B or D, of the surnames L, S or T."""
    classes: dict[str, set[str]] = defaultdict(set)
    for store, (small, capital, helped) in ((first, "ABD"), (last, "LST")):
        for name, locales in store.items():
            is_word = level.get(name, 99) in ORDINARY or name in places
            if is_word or len(name) < 3:
                classes[name].add(helped)
            elif is_common(name, locales) and name not in level and (len(name) > 3 or store is first):
                classes[name].add(small)
            else:
                classes[name].add(capital)
    return classes


def is_common(name: str, locales: set[str]) -> bool:
    """Whether a name is met often enough in England to be told in small letters; of three letters, if by hand."""
    return bool(locales & COMMON) if len(name) > 3 else "by hand" in locales


def judged(classes: dict[str, set[str]]) -> dict[str, set[str]]:
    """The same, overruled by hand; a later line overrules an earlier one."""
    for line in (HAND / "judged.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        mark, *words = line.split()
        group = set("ABCD") if mark in "ABCD" else set("LST")
        for name in map(fold, words):
            if mark in "ABSL" or classes.get(name, set()) & group:  # a mere word does not become a name
                classes[name] = classes[name] - group | {mark}
    return classes


if __name__ == "__main__":
    main()
