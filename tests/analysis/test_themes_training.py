"""Training: the same comments give the same bytes, corrections count, a changed model is refused, no name gets in."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tests.analysis import themes_made as made
from trigpoint.analysis import guard, themes
from trigpoint.analysis.guard.gazetteer import names
from trigpoint.analysis.problems import InputRefused
from trigpoint.analysis.themes import card, comments, drift, files, linear, measuring, training
from trigpoint.analysis.themes.taxonomy import OF_SAFETY, categories, majors
from trigpoint.analysis.themes.thresholds import LEANS, assigning, leaning, suggesting
from trigpoint.analysis.themes.wording import SURE_NAMES, is_common

ROOT = Path(__file__).resolve().parents[2]
MAKE = ROOT / "setup" / "make_model.py"
FIGURES = ROOT / "docs" / "models" / "themes.json"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("comments")


@pytest.fixture(scope="module")
def model(folder):
    return made.model(folder)


def hashes(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def make(*words):
    return subprocess.run(
        [sys.executable, MAKE, *map(str, words)], capture_output=True, text=True, check=False
    )


def test_the_same_comments_give_the_same_bytes(folder, tmp_path):
    each = made.labelled(folder)

    files.save(training.train(each, files.load_fair_encoder()), tmp_path / "a", about={})
    files.save(training.train(each, files.load_fair_encoder()), tmp_path / "b", about={})

    assert hashes(tmp_path / "a") == hashes(tmp_path / "b")


def test_the_order_of_the_comments_changes_nothing(folder, tmp_path, model):
    rows = made.rows()
    (tmp_path / "turned").mkdir()
    turned = comments.collapsed(comments.published(made.published(tmp_path / "turned", rows[::-1])))

    files.save(training.train(turned, files.load_fair_encoder()), tmp_path / "a", about={})
    files.save(model, tmp_path / "b", about={})

    assert hashes(tmp_path / "a") == hashes(tmp_path / "b")


def test_a_model_that_is_read_back_says_the_same(model, tmp_path):
    files.save(model, tmp_path / "model", about={"comments": 40})
    texts = pl.DataFrame({"id": ["1", "2"], "text": ["Rude staff", "The food was cold"]})

    back = themes.load(tmp_path / "model")

    assert themes.classify(texts, back).equals(themes.classify(texts, model))
    assert files.manifest_of(tmp_path / "model")["about"] == {"comments": 40}


@pytest.mark.parametrize("name", [files.WEIGHTS, files.WORDS, files.MANIFEST])
def test_a_changed_model_is_refused(model, tmp_path, name):
    files.save(model, tmp_path, about={"comments": 40})
    content = bytearray((tmp_path / name).read_bytes())
    content[content.index(b"40") if name == files.MANIFEST else len(content) // 2] ^= 1
    (tmp_path / name).write_bytes(bytes(content))

    with pytest.raises(InputRefused) as refused:
        themes.load(tmp_path)

    assert refused.value.problems[0].code == "model-altered"


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"files": 3}', "\0"])
def test_a_manifest_that_is_none_is_refused(tmp_path, content):
    (tmp_path / files.MANIFEST).write_text(content)

    with pytest.raises(InputRefused):
        themes.load(tmp_path)


def test_weights_that_hold_anything_but_numbers_are_refused(model, tmp_path):
    files.save(model, tmp_path, about={})
    np.savez(tmp_path / files.WEIGHTS, weights=np.array([object()]))
    manifest = json.loads((tmp_path / files.MANIFEST).read_text(encoding="utf-8"))
    manifest["files"][files.WEIGHTS] = hashlib.sha256((tmp_path / files.WEIGHTS).read_bytes()).hexdigest()
    manifest["seal"] = files._seal(manifest)
    (tmp_path / files.MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")

    with pytest.raises(InputRefused) as refused:
        themes.load(tmp_path)

    assert refused.value.problems[0].code == "model-unreadable"


def test_the_shipped_model_is_whole_small_and_of_this_framework():
    shipped = themes.load()

    assert shipped.themes == tuple(categories())
    assert len(majors()) == 10
    assert set(OF_SAFETY) <= set(shipped.themes)
    assert sum(path.stat().st_size for path in files.SHIPPED.iterdir()) < 2_000_000
    assert sum(path.stat().st_size for path in files.ENCODER.iterdir()) < 30_000_000


def test_the_shipped_model_holds_nobodys_name():
    vocabulary = themes.load().vocabulary

    assert training.named(vocabulary) == []
    words = {word for term in vocabulary.terms for word in term.split()}
    assert {word for word in words if not is_common(word)} == set()
    assert {word for word in words if SURE_NAMES & set(names().get(word, ""))} == set()


def test_a_name_that_comes_often_does_not_become_part_of_a_model(folder):
    each = [
        replace(comment, text=f"{comment.text} Thank you Siobhan and Dr Brown")
        for comment in made.labelled(folder)
    ]

    vocabulary = training.train(each, files.load_fair_encoder()).vocabulary

    assert not {"siobhan", "brown"} & {word for term in vocabulary.terms for word in term.split()}
    assert " siob" not in vocabulary.parts


def test_groups_are_never_parted():
    groups = [str(at % 7) for at in range(100)]

    fold = training.fold_of(groups)

    assert len({(group, int(at)) for group, at in zip(groups, fold, strict=True)}) == 7
    assert (training.fold_of(groups) == fold).all()
    assert set(training.fold_of([str(at) for at in range(100)]).tolist()) == set(range(training.FOLDS))


def test_repeats_are_collapsed_with_what_half_of_them_have():
    labels = [frozenset({"Parking"}), frozenset({"Parking", "Discharge"}), frozenset()]
    given = [
        comments.Comment("Same", None, each, side, "1")
        for each, side in zip(labels, ("negative", "negative", "middle"), strict=True)
    ]

    [one] = comments.collapsed(given)

    assert (one.themes, one.side, one.times) == (frozenset({"Parking"}), "negative", 3)


def test_a_correction_stands_in_the_place_of_what_it_corrects(folder, tmp_path):
    path = tmp_path / "corrections.csv"
    path.write_text(
        "text,question,themes,sentiment,weight\n"
        "Excellent.,FFT Why?,Positive experience & gratitude|Feeling safe,positive,3\n"
        "The bus does not come here,,Transport to/ from services,negative,\n"
        "Did not answer,,,,\n",
        encoding="utf-8",
    )
    before = made.labelled(folder)

    after = comments.with_corrections(before, comments.corrections(path))

    assert len(after) == len(before) + 1
    [mended] = [each for each in after if each.text == "Excellent."]
    assert mended.themes == {"Positive experience & gratitude", "Feeling safe"}
    assert (mended.group, mended.weight) == ("23", 3.0)
    [added] = [each for each in after if each.text.startswith("The bus")]
    assert (added.side, added.weight) == ("negative", comments.WEIGHT)


@pytest.mark.parametrize(
    ("content", "code", "row"),
    [
        ("text,themes\nx,\n", "column-missing", None),
        ("text,themes,sentiment\nSECRET,Nonsense,\n", "theme-unknown", 2),
        ("text,themes,sentiment\nSECRET,,lovely\n", "sentiment-unknown", 2),
        ("text,themes,sentiment,weight\nSECRET,,,many\n", "weight-malformed", 2),
        ("text,themes,sentiment,weight\nSECRET,,,nan\n", "weight-malformed", 2),
    ],
)
def test_corrections_that_cannot_be_used_are_told_row_by_row(tmp_path, content, code, row):
    path = tmp_path / "corrections.csv"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(InputRefused) as refused:
        comments.corrections(path)

    [problem] = refused.value.problems
    assert (problem.code, problem.row) == (code, row)
    assert "SECRET" not in problem.message + problem.remedy


def test_a_theme_is_assigned_where_found_and_right_are_in_balance():
    chances, has = np.array([0.9, 0.8, 0.7, 0.2, 0.1]), np.array([True, True, False, False, False])

    assert assigning(chances, has, np.ones(5)) == pytest.approx((0.9 + 0.8 + 0.7) / (3 + 2.7))
    assert assigning(chances, ~np.ones(5, bool), np.ones(5)) == 0.4
    assert assigning(chances / 100, has, np.ones(5)) == 0.05


def test_a_theme_is_suggested_where_four_in_five_are_found():
    chances, has = np.array([0.9, 0.8, 0.7, 0.6, 0.05]), np.ones(5, bool)

    assert suggesting(chances, has, np.ones(5)) == 0.6


def test_the_middle_is_leaned_to_where_it_would_be_lost():
    sides = np.array([[0.5, 0.45, 0.05]] * 4 + [[0.9, 0.05, 0.05]] * 4 + [[0.05, 0.05, 0.9]] * 4)
    truth = np.repeat(np.eye(3, dtype=bool)[[1, 0, 2]], 4, axis=0)

    assert leaning(sides, truth, np.ones(12)) == min(lean for lean in LEANS if 0.45 * lean > 0.5)


def test_figures_of_a_small_set_by_hand():
    has = np.array([[1, 0], [1, 1], [0, 1], [0, 0]], bool)
    said = np.array([[1, 0], [0, 1], [1, 1], [0, 0]], bool)

    assert measuring.balance(has, said, np.ones(4)).tolist() == [0.5, 1.0]
    assert measuring.pooled(has, said, np.ones(4)) == pytest.approx(0.75)
    assert measuring.pooled(has, said, np.array([1.0, 0, 0, 1])) == 1.0


def test_the_sense_counts_where_it_tells_more_than_the_words():
    chance = np.random.default_rng(1)
    labels = chance.random((400, 2)) < 0.5
    told, noise = np.where(labels, 1.0, -1.0), chance.normal(size=(400, 2))
    words, sense = told + 3 * noise, told + 3 * chance.normal(size=(400, 2))
    words[:, 0], sense[:, 1] = noise[:, 0], noise[:, 1]

    shares = linear.senses(words, sense, labels, np.ones(400))

    assert shares[0] > shares[1]
    assert set(shares) <= set(linear.SHARES)


def test_false_reassurance_counts_negative_comments_about_safety(folder, model):
    each = made.labelled(folder)

    told = measuring.measure(model, each)["false_reassurance"]

    assert (
        told["comments"]
        == sum(one.side == "negative" and bool(one.themes & set(OF_SAFETY)) for one in each)
        == 6
    )
    assert told["missed_altogether"]["count"] <= told["not_called_negative_or_mixed"]["count"]


def test_what_people_changed_is_counted():
    checked = [
        drift.Checked(frozenset({"Parking"}), frozenset({"Parking"})),
        drift.Checked(frozenset({"Parking"}), frozenset({"Discharge"})),
    ]

    assert drift.corrected(checked).share == 0.5
    parking, discharge = drift.disagreements(checked, ["Discharge", "Parking"])[::-1]
    assert (parking.theme, parking.removed.hits, parking.removed.of, parking.added) == ("Parking", 1, 2, 0)
    assert (discharge.removed, discharge.added) == (None, 1)
    assert drift.corrected([]) is None


def test_comments_of_another_kind_are_drift(model, folder):
    usual = [one.text for one in made.labelled(folder)] * 5
    strange = ["Zwq xkcd"] * 200

    def coded(texts):
        return themes.classify(
            pl.DataFrame({"id": [str(at) for at in range(len(texts))], "text": texts}), model
        )

    assert drift.confidence_shift(coded(strange), model) > drift.PLAIN
    assert drift.confidence_shift(coded(strange), model) > drift.confidence_shift(coded(usual), model)
    moved = drift.shares(coded(["The food was cold"] * 200), model)
    assert moved.filter(pl.col("label") == "Food & drink provision & facilities")["moved"].all()
    assert drift.confidence_shift(coded(["Did not answer"]), model) is None
    assert drift.shares(coded([None]), model).height == 0


def test_make_model_makes_model_figures_and_card(folder, tmp_path):
    made.published(folder)

    done = make("--comments", folder, "--out", tmp_path / "model", "--figures", tmp_path / "themes.json")

    assert done.returncode == 0, done.stderr
    assert themes.load(tmp_path / "model").themes == tuple(categories())
    assert json.loads((tmp_path / "themes.json").read_text(encoding="utf-8"))["about"]["comments"] == 40
    assert (tmp_path / "themes.md").read_text(encoding="utf-8").startswith("# Model card")


def test_make_model_without_comments_says_where_they_come_from(tmp_path):
    done = make("--comments", tmp_path)

    assert done.returncode == 2
    assert all(
        word in done.stderr for word in (str(tmp_path), "train.csv", "pxtextmining", "MIT", "make model")
    )


def test_make_model_with_other_columns_says_which_are_missing(tmp_path):
    (tmp_path / "train.csv").write_text("text,question\nx,y\n", encoding="utf-8")

    done = make("--comments", tmp_path)

    assert done.returncode == 3
    assert "There is no column “sentiment”." in done.stderr


def test_the_card_says_what_was_measured():
    told = json.loads(FIGURES.read_text(encoding="utf-8"))

    assert FIGURES.with_suffix(".md").read_text(encoding="utf-8") == card.page(told), "run: make docs"


def test_the_figures_are_those_of_the_shipped_model():
    about = files.manifest_of(files.SHIPPED)["about"]

    assert json.loads(FIGURES.read_text(encoding="utf-8"))["about"] == about


def test_the_shipped_model_keeps_its_bar():
    told = json.loads(FIGURES.read_text(encoding="utf-8"))

    for block, peer in (("overall", ""), ("overall_as_they_came", "_as_they_came")):
        assert told[block]["micro"]["value"] > told["peer_refitted"][f"micro{peer}"]
        assert told[block]["macro"]["value"] > told["peer_refitted"][f"macro{peer}"]
    assert told["false_reassurance"]["missed_altogether"]["value"] <= 0.05
    assert told["calibration"]["error"] < 0.02


def test_the_language_model_is_trained_with_the_projects_own_pins_beside_torch():
    pins = (ROOT / "setup" / "make_encoder.txt").read_text(encoding="utf-8").split("\n")
    locked = (ROOT / "requirements" / "base.txt").read_text(encoding="utf-8")

    mine = [pin for pin in pins if "==" in pin]
    assert [pin.split("==")[0] for pin in mine if f"{pin} " not in locked] == ["torch"]
    assert "torch" not in locked


def test_the_figures_are_of_a_language_model_trained_on_these_comments():
    about, encoder = (files.manifest_of(folder) for folder in (files.SHIPPED, files.ENCODER))

    assert about["about"]["encoder_seal"] == encoder["seal"]
    assert about["about"]["comments_sha256"] == encoder["about"]["comments_sha256"]
    assert encoder["about"]["seeds"]["held_back"] == about["about"]["seeds"]["held_back"]


def test_sample_is_invented_and_clean():
    texts = [row["text"] for row in made.rows()]

    assert len(texts) <= 60
    assert not any(guard.findings(text) for text in texts)
    assert not any(re.search(r"\d", text) for text in texts)
