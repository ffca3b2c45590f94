"""From a table of comments to a table of themes and sentiment."""

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from trigpoint.analysis.problems import HEADING_ROWS, InputRefused, Problem, column_problems
from trigpoint.analysis.themes.model import Model
from trigpoint.analysis.themes.taxonomy import NEUTRAL, NOT_ASSIGNED, NOT_POSSIBLE, SENTIMENT
from trigpoint.analysis.themes.wording import is_no_answer

REQUIRED, OPTIONAL = ("id", "text"), ("question",)
SURE = 0.5  # a sentiment below this is left to a person
SCHEMA = {"id": pl.String, "label": pl.String, "probability": pl.Float64, "assigned": pl.Boolean}
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def classify(comments: pl.DataFrame, model: Model) -> pl.DataFrame:
    """The themes and the sentiment of each comment.

    In: id (each once), text (may be missing), question (may be missing). Out, sorted by id and in the order of the
    framework: id, label, probability, assigned; a row for every theme, for "Not assigned", for "Labelling not possible",
    and one for the sentiment. Raises InputRefused.
    """
    refuse(comments)
    columns = [name for name in (*REQUIRED, *OPTIONAL) if name in comments.columns]
    rows = comments.select(pl.col(columns).cast(pl.String)).sort("id")
    texts = rows["text"].to_list()
    questions = rows["question"].to_list() if "question" in rows.columns else [None] * len(texts)
    chances, assigned, sentiments = _read(model, texts, questions)
    labels = [*model.themes, NOT_ASSIGNED, NOT_POSSIBLE]
    each = len(labels) + 1
    names = np.empty((len(texts), each), dtype=object)
    names[:, :-1], names[:, -1] = labels, sentiments
    return pl.DataFrame(
        {
            "id": rows["id"].repeat_by(each).explode() if len(texts) else [],
            "label": names.ravel().tolist(),
            "probability": chances.ravel(),
            "assigned": assigned.ravel(),
        },
        schema=SCHEMA,
    )


def _read(
    model: Model, texts: Sequence[str | None], questions: Sequence[str | None]
) -> tuple[Floats, Flags, list[str]]:
    """Chances and what is assigned, a column for each label of the output, and the word of the last."""
    count = len(model.themes)
    chances = np.zeros((len(texts), count + 3))
    assigned = np.zeros(chances.shape, np.bool_)
    words = [f"{SENTIMENT}{NEUTRAL}"] * len(texts)
    silent = np.array([is_no_answer(text) for text in texts], np.bool_)
    chances[silent, count + 1], assigned[silent, count + 1] = 1.0, True
    spoken = [at for at, is_silent in enumerate(silent.tolist()) if not is_silent]
    said, replies = [texts[at] or "" for at in spoken], [questions[at] for at in spoken]
    themes, sides = model.read(said, replies)
    chances[spoken, :count] = themes
    assigned[spoken, :count] = themes >= model.thresholds.assign
    chances[spoken, count] = np.round(1 - themes.max(axis=1, initial=0.0), 6)
    assigned[spoken, count] = ~assigned[spoken, :count].any(axis=1)
    for at, sentiment in zip(spoken, model.sentiments(said, replies, sides), strict=True):
        words[at] = f"{SENTIMENT}{sentiment.word}"
        chances[at, -1], assigned[at, -1] = sentiment.chance, sentiment.chance >= SURE
    return chances, assigned, words


def refuse(comments: pl.DataFrame) -> None:
    """Stop where a column is missing or misspelt, an id is missing or comes twice."""
    problems = column_problems(comments.columns, required=REQUIRED, optional=OPTIONAL)
    if problems:
        raise InputRefused(problems)
    keyed = comments.select(pl.col("id").cast(pl.String)).with_row_index("row", offset=1 + HEADING_ROWS)
    for row in keyed.filter(pl.col("id").is_null())["row"]:
        remedy = "Fill in the id, or take the row out."
        problems.append(Problem("key-empty", f"Row {row} has no id.", remedy, "id", row))
    again = keyed.drop_nulls().filter(~pl.col("id").is_first_distinct())
    for row, key in again.iter_rows():
        said = f"Row {row} has the id “{key}” a second time."
        problems.append(Problem("id-twice", said, "Give each comment an id of its own.", "id", row))
    if problems:
        raise InputRefused(sorted(problems, key=lambda problem: problem.row or 0))
