"""`trigpoint themes`: what goes in, what comes out, what is refused, and that nothing of a text comes out."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from trigpoint.analysis import commands, themes
from trigpoint.analysis.problems import InputRefused
from trigpoint.analysis.themes import measured, taxonomy, wording
from trigpoint.analysis.themes.taxonomy import NOT_ASSIGNED, NOT_POSSIBLE

SENTIMENTS = {f"sentiment:{word}" for word in ("positive", "negative", "neutral", "mixed")}
EACH = len(taxonomy.themes()) + 3


@pytest.fixture(scope="module")
def model():
    return themes.load()


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def run(*words):
    parser = ArgumentParser(exit_on_error=False)
    commands.configure(parser.add_subparsers(required=True))
    args = parser.parse_args(["themes", *words])
    return args.run(args)


def table(*rows):
    return pl.DataFrame(
        list(rows), schema={"id": pl.String, "text": pl.String, "question": pl.String}, orient="row"
    )


def assigned(coded, key):
    return set(coded.filter((pl.col("id") == key) & pl.col("assigned"))["label"])


def told(capsys):
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_what_plainly_has_a_theme_is_given_it(model):
    coded = themes.classify(
        table(
            ("a", "The staff were rude and shouted at me", None),
            ("b", "I waited seven hours for the ambulance, far too long", None),
            ("c", "Lovely, friendly staff", None),
        ),
        model,
    )

    assert {"Staff manner & personal attributes", "sentiment:negative"} <= assigned(coded, "a")
    assert {"Timeliness of care", "sentiment:negative"} <= assigned(coded, "b")
    assert {"Staff manner & personal attributes", "sentiment:positive"} <= assigned(coded, "c")


def test_every_comment_has_a_row_for_every_theme_and_one_for_its_sentiment(model):
    coded = themes.classify(table(("2", "Good food", None), ("1", "Rude", "What was good?")), model)

    assert coded.columns == ["id", "label", "probability", "assigned"]
    assert coded["id"].to_list() == ["1"] * EACH + ["2"] * EACH
    for key in ("1", "2"):
        labels = coded.filter(pl.col("id") == key)["label"].to_list()
        assert labels[:-1] == [*taxonomy.themes(), NOT_ASSIGNED, NOT_POSSIBLE]
        assert labels[-1] in SENTIMENTS
    assert coded["probability"].is_between(0, 1).all()


@pytest.mark.parametrize(
    "text", [None, "", "  \n ", "Did not answer", "did not answer.", "-", "...", "N/A", "\u200b", "\0", "12"]
)
def test_where_nothing_was_said_labelling_is_not_possible(model, text):
    coded = themes.classify(table(("1", text, None)), model)

    assert assigned(coded, "1") == {NOT_POSSIBLE}
    assert coded["label"].to_list()[-1] == "sentiment:neutral"


@pytest.mark.parametrize("text", ["Nothing", "Everything", "No", "OK"])
def test_a_short_answer_is_an_answer(text):
    assert not wording.is_no_answer(text)


def test_what_has_no_theme_is_left_to_a_person(model):
    coded = themes.classify(
        table(("1", "Zwq xkcd ghjk", None), ("2", "Der Zug fährt morgen nach Köln", None)), model
    )

    assert NOT_ASSIGNED in assigned(coded, "1")
    assert NOT_ASSIGNED in assigned(coded, "2")


def test_assigned_means_at_least_the_threshold(model):
    coded = themes.classify(table(("1", "Rude staff, cold food, a long wait and no parking", None)), model)
    from_where = dict(zip(model.themes, model.thresholds.assign.tolist(), strict=True))

    for _, label, chance, is_assigned in coded.iter_rows():
        if label in from_where:
            assert is_assigned == (chance >= from_where[label])
    assert (model.thresholds.suggest <= model.thresholds.assign).all()


def test_the_order_and_company_of_comments_change_nothing(model):
    rows = [
        (str(at), text, None)
        for at, text in enumerate(["Rude", "Good food", "I waited", "", "The tea was cold"])
    ]

    coded = themes.classify(table(*rows), model)

    assert themes.classify(table(*reversed(rows)), model).equals(coded)
    alone = themes.classify(table(rows[2]), model)
    assert alone.equals(coded.filter(pl.col("id") == "2"))


def test_the_question_can_turn_an_answer(model):
    coded = themes.classify(
        table(("1", "Nothing", "How could we improve?"), ("2", "Nothing", "What was good?")), model
    )

    assert "Positive experience & gratitude" in assigned(coded, "1")
    chances = coded.filter(pl.col("label") == "Positive experience & gratitude")["probability"].to_list()
    assert chances[0] > chances[1]


def test_a_comment_of_two_minds_is_mixed_only_where_its_clauses_are(model):
    words = model.sentiments(
        ["The staff were lovely but I waited five hours. Terrible.", "It was on a Tuesday"],
        [None, None],
        np.array([[0.0, 1.0, 0.0]] * 2),
    )

    assert [each.word for each in words] == ["mixed", "neutral"]


def test_a_model_says_why(model):
    found = themes.reasons(model, "Staff manner & personal attributes", "The staff were rude to me")

    assert "rude" in {each.word for each in found}
    assert next(each.weight for each in found if each.word == "rude") > 0
    assert "food" in {
        word
        for each in themes.telling(model, "Food & drink provision & facilities")
        for word in each.word.split()
    }


def test_reasons_add_up_to_the_score(model):
    text = "The staff were rude and the staff were late"
    label = "Timeliness of care"

    found = themes.reasons(model, label, text, most=100)

    at = model.themes.index(label)
    score = model.lines.scores(model.rows([text], [None]))[0, at] - model.lines.start[at]
    assert sum(each.weight for each in found) == pytest.approx(score, abs=0.01)


def test_odd_texts_are_read(model):
    odd = [
        "a" * 300_000,
        "good " * 60_000,
        "很好，謝謝",
        "Сестра была добра",
        "😀😀",
        "x\0y rude",
        "=cmd()",
        "\ufeffRude",
        "<b>",
    ]

    coded = themes.classify(table(*((str(at), text, None) for at, text in enumerate(odd))), model)

    assert coded.height == len(odd) * EACH
    assert coded["probability"].is_finite().all()


def test_no_comments_give_no_rows(model):
    assert themes.classify(table(), model).height == 0


def test_a_file_goes_in_and_a_file_comes_out():
    Path("in.csv").write_text('id,text,question,more\n7,"Rude, very rude",,x\n007,,,\n', encoding="utf-8")

    assert run("--in", "in.csv", "--out", "out.csv") == 0
    assert run("--in", "in.csv", "--out", "out.parquet") == 0

    coded = pl.read_csv("out.csv", schema_overrides={"id": pl.String})
    assert coded.columns == ["id", "label", "probability", "assigned"]
    assert coded["id"].unique().sort().to_list() == ["007", "7"]
    assert pl.read_parquet("out.parquet").equals(coded)


def test_comments_without_a_column_for_the_question_are_read():
    Path("in.csv").write_text("id,text\n1,Rude\n", encoding="utf-8")

    assert run("--in", "in.csv", "--out", "out.csv") == 0


@pytest.mark.parametrize(
    ("content", "code", "row", "column"),
    [
        (b"id,comment\n1,SECRET\n", "column-missing", None, "text"),
        (b"text\nSECRET\n", "column-missing", None, "id"),
        (b"id,text,qustion\n1,SECRET,x\n", "column-misspelt", None, "qustion"),
        (b"id,text\n1,SECRET\n1,SECRET\n", "id-twice", 3, "id"),
        (b"id,text\n,SECRET\n", "key-empty", 2, "id"),
        (b"id,text\n1,SECRET \xff\xfe\n", "file-unreadable", None, None),
        (b"", "file-unreadable", None, None),
        (b"id,text\n1,SECRET,more,SECRET\n", "file-unreadable", None, None),
    ],
)
def test_what_is_wrong_is_told_with_its_place_and_its_remedy(content, code, row, column, capsys):
    Path("in.csv").write_bytes(content)

    assert run("--in", "in.csv", "--out", "out.csv") == 3

    problems = told(capsys)
    assert [(each["file"], each["row"], each["column"], each["code"]) for each in problems] == [
        ("in.csv", row, column, code)
    ]
    assert problems[0]["remedy"]
    assert "SECRET" not in json.dumps(problems)
    assert not Path("out.csv").exists()


def test_nothing_of_a_text_comes_out(capsys, caplog):
    Path("in.csv").write_text("id,text\n1,Zebedee Quillfeather of Gannet Row was rude\n", encoding="utf-8")

    assert run("--in", "in.csv", "--out", "out.csv") == 0

    said = capsys.readouterr()
    everything = Path("out.csv").read_text(encoding="utf-8") + said.out + said.err + caplog.text
    assert not any(word in everything.lower() for word in ("zebedee", "quillfeather", "gannet", "rude"))


def test_a_missing_model_is_told(capsys):
    Path("in.csv").write_text("id,text\n1,Rude\n", encoding="utf-8")

    assert run("--in", "in.csv", "--out", "out.csv", "--model", "nowhere") == 3

    [problem] = told(capsys)
    assert (problem["file"], problem["code"]) == ("nowhere", "model-unreadable")
    assert "make model" in problem["remedy"]


def test_columns_of_another_kind_are_refused_in_words():
    with pytest.raises(InputRefused, match="no column “text”"):
        themes.classify(pl.DataFrame({"id": ["1"]}), themes.load())


def test_what_was_measured_is_what_the_card_says():
    figures = json.loads((Path(__file__).parents[2] / "docs/models/themes.json").read_text(encoding="utf-8"))

    assert measured.FILE.read_text(encoding="utf-8") == measured.table(figures), "run make model"
    assert set(measured.held_back()) == set(taxonomy.themes())
