"""What the handbook says of the guard is what is measured, and its lists are those that were made."""

from __future__ import annotations

from pathlib import Path

from tests.analysis import guard_measured as measured
from trigpoint.analysis.guard import gazetteer

ROOT = Path(__file__).resolve().parents[2]
HAND = ROOT / "setup" / "guard_words"


def test_handbook_says_what_is_measured():
    page = measured.HANDBOOK.read_text(encoding="utf-8")

    told = page.partition(measured.BEGIN)[2].partition(measured.END)[0].strip()
    assert told == measured.table(), "run: python -m tests.analysis.guard_measured"


def test_sample_has_enough_of_every_kind_and_enough_of_nothing():
    for part in ("develop", "apart"):
        texts = list(measured.sample(part))
        assert len(texts) >= 150
        assert sum(not each.labels for each in texts) >= 50
        for kind in measured.ORDER:
            assert sum(label.kind == kind for each in texts for label in each.labels) >= 15, (part, kind)


def test_bar_is_kept_on_the_part_kept_apart():
    counted = measured.tallies("apart")

    for kind in ("nhs_number", "dob", "postcode", "phone", "email"):
        assert counted[kind].touched == counted[kind].labels, counted[kind].missed
    assert counted["name"].touched >= 0.85 * counted["name"].labels


def test_lists_hold_what_was_written_by_hand():
    known = gazetteer.names()

    for file in ("first_names.txt", "surnames.txt"):
        words = [
            gazetteer.fold(word)
            for line in (HAND / file).read_text(encoding="utf-8").splitlines()
            if not line.startswith("#")
            for word in line.split()
        ]
        assert [word for word in words if word not in known] == [], "run setup/make_guard_words.py"


def test_list_of_names_is_sorted_and_marked():
    lines = (gazetteer.WORDS / "names.txt").read_text(encoding="utf-8").splitlines()

    words = [line.split(" ")[0] for line in lines]
    assert words == sorted(set(words))
    assert {mark for line in lines for mark in line.split(" ")[1]} == set("ABCDLST")
