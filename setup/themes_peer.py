"""The peers' recipe, fitted to the same comments and measured on the same ones held back, for the model's card.

Needs scikit-learn, which the project does not: run it with a Python of its own that has numpy, polars, scipy, phonenumbers and
scikit-learn, `python setup/themes_peer.py COMMENTS/train.csv`. As pxtextmining has it: counts of words and pairs of words weighed
by rarity, support vectors with a radial kernel for each theme, said where the chance is above a half.
"""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "setup")]

import numpy as np  # noqa: E402
from make_model import FIGURES, HELD_SEED  # noqa: E402
from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: E402
from sklearn.pipeline import make_pipeline  # noqa: E402
from sklearn.svm import SVC  # noqa: E402

from trigpoint.analysis.themes import comments, measuring, training  # noqa: E402
from trigpoint.analysis.themes.taxonomy import themes  # noqa: E402


def main(labelled: Path) -> None:
    """Fit, measure, write into the figures."""
    each = comments.collapsed(comments.published(labelled))
    fold = training.fold_of([comment.group for comment in each], seed=HELD_SEED)
    held = [comment for comment, at in zip(each, fold, strict=True) if at == 0]
    known = [comment for comment, at in zip(each, fold, strict=True) if at != 0]
    has = flags(held)
    said = np.stack([one_theme(known, held, at) for at in range(len(themes()))], axis=1)
    once, times = np.ones(len(held)), np.array([comment.times for comment in held]) * has.any(axis=1)
    found = {}
    for name, weight in (("", once), ("_as_they_came", times.astype(float))):
        counted = (has * weight[:, None]).sum(axis=0) >= measuring.ENOUGH
        found[f"micro{name}"] = round(measuring.pooled(has, said, weight), 4)
        found[f"macro{name}"] = round(float(measuring.balance(has, said, weight)[counted].mean()), 4)
        majors = measuring.in_majors(has), measuring.in_majors(said)
        found[f"majors_micro{name}"] = round(measuring.pooled(*majors, weight), 4)
    print(found)
    told = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}
    FIGURES.parent.mkdir(exist_ok=True)
    written = json.dumps({**told, "peer_refitted": found}, indent=1, sort_keys=True, ensure_ascii=False)
    FIGURES.write_text(f"{written}\n", encoding="utf-8")


def flags(each: list[comments.Comment]) -> np.ndarray:
    """Which of these comments have which themes."""
    return np.array([comment.flags()[: len(themes())] for comment in each], bool)


def one_theme(known: list[comments.Comment], held: list[comments.Comment], at: int) -> np.ndarray:
    """What the recipe says of one theme."""
    has = flags(known)[:, at]
    if has.sum() < 2:
        return np.zeros(len(held), bool)
    recipe = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), min_df=2, max_df=0.9, sublinear_tf=True),
        SVC(C=20, class_weight="balanced", probability=True, random_state=0),
    )
    recipe.fit([comment.text for comment in known], has)
    return recipe.predict_proba([comment.text for comment in held])[:, 1] > 0.5


if __name__ == "__main__":
    main(Path(sys.argv[1]))
