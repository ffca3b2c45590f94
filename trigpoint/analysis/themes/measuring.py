"""How well a model does on comments it has not seen: by theme, category and sentiment, and where it reassures falsely."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from trigpoint.analysis.intervals import wilson
from trigpoint.analysis.themes.comments import Comment
from trigpoint.analysis.themes.model import Model
from trigpoint.analysis.themes.taxonomy import MIDDLE, MIXED, NEGATIVE, OF_SAFETY, SIDES, categories, majors
from trigpoint.analysis.themes.training import refit

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Figures = dict[str, object]
DRAWS, SEED = 1000, 20261122
ENOUGH = 10  # cases from which on a theme counts in the average over themes


class Seen(NamedTuple):
    """Comments with what people said of them and what the model says."""

    comments: Sequence[Comment]
    has: Flags
    said: Flags
    chances: Floats
    suggested: Flags
    words: list[str]


def look(model: Model, comments: Sequence[Comment], *, asked: bool = True) -> Seen:
    """What the model says of these comments, with or without their questions."""
    texts = [comment.text for comment in comments]
    questions = [comment.question if asked else None for comment in comments]
    readings = model.read(texts, questions)
    has = np.array([comment.flags()[: len(model.themes)] for comment in comments], np.bool_)
    words = [each.word for each in model.sentiments(texts, questions, readings.sides)]
    return Seen(
        comments,
        has,
        readings.themes >= model.thresholds.assign,
        readings.themes,
        readings.themes >= model.thresholds.suggest,
        words,
    )


def measure(model: Model, comments: Sequence[Comment]) -> Figures:
    """All figures of the card, for the comments once each and as they came in."""
    seen = look(model, comments)
    once = np.ones(len(comments))
    times = np.array([comment.times for comment in comments], np.float64) * seen.has.any(axis=1)
    bare = look(model, comments, asked=False)
    return {
        "comments": len(comments),
        "as_they_came": int(times.sum()),
        "overall": _overall(seen, once),
        "overall_as_they_came": _overall(seen, times),
        "overall_without_question": _overall(bare, once),
        "themes": _themes(seen, model),
        "majors": _majors(seen),
        "calibration": _calibration(seen),
        "sentiment": _sentiment(seen),
        "sentiment_without_question": _sentiment(bare),
        "false_reassurance": _reassurance(seen, model),
        "not_assigned": float(np.round((~seen.said.any(axis=1)).mean(), 4)),
    }


def balance(has: Flags, said: Flags, weight: Floats) -> Floats:
    """F1 of each column."""
    right = (weight[:, None] * (has & said)).sum(axis=0)
    both = (weight[:, None] * has).sum(axis=0) + (weight[:, None] * said).sum(axis=0)
    return np.asarray(2 * right / np.maximum(both, 1e-9), np.float64)


def pooled(has: Flags, said: Flags, weight: Floats) -> float:
    """F1 over all labels together (micro)."""
    return float(balance(has.reshape(-1, 1), said.reshape(-1, 1), np.repeat(weight, has.shape[1]))[0])


def _overall(seen: Seen, weight: Floats) -> Figures:
    """Micro, macro over themes with ten cases or more, majors, whole agreement, with bootstrap intervals."""
    has_major, said_major = in_majors(seen.has), in_majors(seen.said)
    counted = (seen.has * weight[:, None]).sum(axis=0) >= ENOUGH

    def figures(drawn: Floats) -> list[float]:
        return [
            pooled(seen.has, seen.said, drawn),
            float(balance(seen.has, seen.said, drawn)[counted].mean()),
            pooled(has_major, said_major, drawn),
            float(balance(has_major, said_major, drawn).mean()),
            float((drawn * (seen.has == seen.said).all(axis=1)).sum() / drawn.sum()),
        ]

    names = ("micro", "macro", "majors_micro", "majors_macro", "exact")
    ranges = _ranges([figures(weight * drawn) for drawn in _draws(seen.comments, 200)])
    told = zip(names, figures(weight), ranges, strict=True)
    return {"themes_counted": int(counted.sum()), **{name: _told(point, ends) for name, point, ends in told}}


def _draws(comments: Sequence[Comment], times: int) -> list[Floats]:
    """How often each comment is drawn, groups whole and with replacement."""
    names = sorted({comment.group for comment in comments})
    place = {name: at for at, name in enumerate(names)}
    of = np.array([place[comment.group] for comment in comments])
    source = np.random.default_rng(SEED)
    return [
        np.bincount(source.integers(len(names), size=len(names)), minlength=len(names))[of].astype(np.float64)
        for _ in range(times)
    ]


def _ranges(drawn: Sequence[Sequence[float]]) -> list[tuple[float, float]]:
    low, high = np.percentile(np.array(drawn), [2.5, 97.5], axis=0)
    return list(zip(low.tolist(), high.tolist(), strict=True))


def _told(point: float, ends: tuple[float, float]) -> dict[str, float]:
    return {"value": round(point, 4), "low": round(ends[0], 4), "high": round(ends[1], 4)}


def in_majors(flags: Flags) -> Flags:
    """Whether any theme of each category is there."""
    of = list(categories().values())
    return np.stack(
        [flags[:, [at for at, name in enumerate(of) if name == major]].any(axis=1) for major in majors()],
        axis=1,
    )


def _rows(names: Sequence[str], has: Flags, said: Flags, draws: Sequence[Floats]) -> list[Figures]:
    ends = _ranges([balance(has, said, drawn).tolist() for drawn in draws])
    point = balance(has, said, np.ones(len(has)))
    right, all_said, all_has = (has & said).sum(axis=0), said.sum(axis=0), has.sum(axis=0)
    return [
        {
            "label": name,
            "support": int(all_has[at]),
            "said": int(all_said[at]),
            "precision": round(float(right[at] / all_said[at]), 4) if all_said[at] else None,
            "recall": round(float(right[at] / all_has[at]), 4) if all_has[at] else None,
            "f1": _told(float(point[at]), ends[at]) if all_has[at] else None,
        }
        for at, name in enumerate(names)
    ]


def _themes(seen: Seen, model: Model) -> list[Figures]:
    rows = _rows(model.themes, seen.has, seen.said, _draws(seen.comments, DRAWS))
    for at, row in enumerate(rows):
        mine = seen.has[:, at]
        found = int((mine & seen.suggested[:, at]).sum())
        row["suggest_recall"] = round(found / int(mine.sum()), 4) if mine.any() else None
        row["suggested"] = int(seen.suggested[:, at].sum())
        row["assign_from"] = round(float(model.thresholds.assign[at]), 4)
        row["suggest_from"] = round(float(model.thresholds.suggest[at]), 4)
    return rows


def _majors(seen: Seen) -> list[Figures]:
    return _rows(majors(), in_majors(seen.has), in_majors(seen.said), _draws(seen.comments, DRAWS))


def _calibration(seen: Seen) -> Figures:
    """In tenths of the chance: how many themes were given it, how many of these were right."""
    place = np.minimum((seen.chances * 10).astype(np.int64), 9).ravel()
    count = np.bincount(place, minlength=10)
    chance = np.bincount(place, seen.chances.ravel(), minlength=10)
    right = np.bincount(place, seen.has.ravel(), minlength=10)
    rows = [
        {"count": int(n), "chance": round(float(c / n), 4), "right": round(float(r / n), 4)}
        for n, c, r in zip(count, chance, right, strict=True)
        if n
    ]
    return {"tenths": rows, "error": round(float(np.abs(chance - right).sum() / count.sum()), 4)}


def _side(word: str) -> str:
    return word if word in SIDES else MIDDLE


def _sentiment(seen: Seen) -> Figures:
    """Right on three sides, with each side's figures, and who was taken for what."""
    known = [at for at, comment in enumerate(seen.comments) if comment.side]
    truth = np.array([[seen.comments[at].side == side for side in SIDES] for at in known], np.bool_)
    said = np.array([[_side(seen.words[at]) == side for side in SIDES] for at in known], np.bool_)
    rows = _rows(SIDES, truth, said, _draws([seen.comments[at] for at in known], DRAWS))
    right = int((truth & said).sum())
    low, high = wilson(right, len(known))
    return {
        "comments": len(known),
        "accuracy": _told(right / len(known), (low, high)),
        "macro": round(float(balance(truth, said, np.ones(len(known))).mean()), 4),
        "sides": rows,
        "taken": (truth.T.astype(int) @ said.astype(int)).tolist(),
        "mixed_said": sum(seen.words[at] == MIXED for at in known),
    }


def _reassurance(seen: Seen, model: Model) -> Figures:
    """Negative comments with a theme of safety: how many look harmless, and how many nobody would be led to."""
    safety = [model.themes.index(theme) for theme in OF_SAFETY]
    mine = np.array([comment.side == NEGATIVE for comment in seen.comments]) & seen.has[:, safety].any(axis=1)
    sides = np.array([_side(word) for word in seen.words])
    warned = np.isin(np.array(seen.words), [NEGATIVE, MIXED])
    found = seen.said[:, safety].any(axis=1)
    hinted = seen.suggested[:, safety].any(axis=1)
    counts = {
        "called_positive": mine & (sides == SIDES[0]),
        "not_called_negative_or_mixed": mine & ~warned,
        "no_safety_theme_assigned": mine & ~found,
        "no_safety_theme_suggested": mine & ~hinted,
        "missed_altogether": mine & ~warned & ~hinted,
    }
    of = int(mine.sum())
    told = (
        {
            name: {"count": int(each.sum()), **_told(int(each.sum()) / of, wilson(int(each.sum()), of))}
            for name, each in counts.items()
        }
        if of
        else {}
    )
    return {"comments": of, **told}


def flattered(model: Model, came: Sequence[Comment]) -> dict[str, float]:
    """What a split by chance would show, for then the same comments stand on both sides of it.

    Micro F1 of comments as they came, by a model of the same kind from a random four fifths.
    """
    held = np.random.default_rng(SEED).random(len(came)) < 0.2
    other = refit(model, [comment for comment, is_held in zip(came, held, strict=True) if not is_held])
    tested = [comment for comment, is_held in zip(came, held, strict=True) if is_held and comment.themes]
    seen = look(other, tested)
    known = {
        (comment.text, comment.question) for comment, is_held in zip(came, held, strict=True) if not is_held
    }
    repeated = np.array([(comment.text, comment.question) in known for comment in tested])
    return {
        "micro": round(pooled(seen.has, seen.said, np.ones(len(tested))), 4),
        "micro_of_repeated": round(pooled(seen.has, seen.said, repeated.astype(np.float64)), 4),
        "micro_of_others": round(pooled(seen.has, seen.said, (~repeated).astype(np.float64)), 4),
        "repeated": round(float(repeated.mean()), 4),
    }
