"""New themes: what no theme was assigned to, in groups that people look at and name.

Comments are grouped by their sense (k-means on vectors of length 1), each group is told by the words that set it
apart from the others (class TF-IDF) and by the three comments nearest to its centre, and held against the centres of
a year before. Nothing here is named or decided by a machine.
"""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.cluster import vq  # type: ignore[import-untyped]  # SciPy has no types

from trigpoint.analysis.guard.gazetteer import ordinary
from trigpoint.analysis.rules import Floats
from trigpoint.analysis.themes.wording import SOMEBODY, is_common, is_no_answer, words

FEWEST = 40  # comments below which no groups are made
EACH = 25  # comments a group should have on average
GROUPS = (2, 20)
LEAST = 5  # comments that make a group worth showing
WORDS, QUOTES = 6, 3
STARTS, ROUNDS = 8, 50
ALIKE = 0.85  # cosine from which on a centre is one of a year before
SEED = 20_261_122
TOO_COMMON = 0.5  # of all groups' comments


class Group(NamedTuple):
    """Comments that are alike. `before` is the place of the nearest centre of a year before, or None where it is new."""

    size: int
    words: tuple[str, ...]
    quotes: tuple[str, ...]  # ids, the nearest first
    centre: Floats
    likeness: float | None
    before: int | None

    @property
    def is_new(self) -> bool:
        """Whether nothing like it was there a year before."""
        return self.before is None


class Grouped(NamedTuple):
    """The groups, new ones first and then the largest, and the comments in none that is worth showing."""

    groups: tuple[Group, ...]
    left: int


def group_unassigned(
    ids: Sequence[str], texts: Sequence[str], vectors: NDArray[np.floating], before: Floats | None = None
) -> Grouped:
    """Groups of these comments; none where they are too few. `vectors` are those of `themes.vectors`, one a comment.

    The same comments give the same groups, in any order.
    """
    kept = sorted((at for at, text in enumerate(texts) if not is_no_answer(text)), key=lambda at: ids[at])
    if len(kept) < FEWEST:
        return Grouped((), len(kept))
    points = _of_length_1(np.asarray(vectors, np.float64)[kept])
    group, centres = _parted(points)
    told = [words(texts[at]) for at in kept]
    names = _words_apart(told, group, len(centres))
    found = []
    for number, centre in enumerate(centres):
        mine = np.flatnonzero(group == number)
        if mine.size < LEAST:
            continue
        nearest = mine[np.argsort(-(points[mine] @ centre), kind="stable")][:QUOTES]
        quotes = tuple(ids[kept[at]] for at in nearest)
        found.append(Group(mine.size, names[number], quotes, centre, *_likest(centre, before)))
    found.sort(key=lambda each: (not each.is_new, -each.size, each.quotes))
    return Grouped(tuple(found), len(kept) - sum(each.size for each in found))


def _of_length_1(rows: Floats) -> Floats:
    length: Floats = rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-12)
    return length


def _parted(points: Floats) -> tuple[NDArray[np.intp], Floats]:
    """The best of several starts: the place of each comment's group, and the centres."""
    number = int(np.clip(round(len(points) / EACH), *GROUPS))
    random = np.random.default_rng(SEED)
    best: tuple[float, NDArray[np.intp], Floats] | None = None
    for _ in range(STARTS):
        centres = points[_apart(points, number, random)]
        for _ in range(ROUNDS):
            group, _ = vq.vq(points, centres)
            moved = _of_length_1(np.stack([_mean(points, group == at, centres[at]) for at in range(number)]))
            if np.allclose(moved, centres):
                break
            centres = moved
        group, away = vq.vq(points, centres)
        if best is None or float((away**2).sum()) < best[0]:
            best = float((away**2).sum()), group, centres
    return best[1], best[2]  # type: ignore[index]  # there is at least one start


def _mean(points: Floats, mine: NDArray[np.bool_], otherwise: Floats) -> Floats:
    return np.asarray(points[mine].mean(axis=0) if mine.any() else otherwise, np.float64)


def _apart(points: Floats, number: int, random: np.random.Generator) -> list[int]:
    """Comments far from each other to start with (k-means++)."""
    chosen = [int(random.integers(len(points)))]
    while len(chosen) < number:
        away = np.maximum(2 - 2 * (points @ points[chosen].T).max(axis=1), 0.0)
        share = away / away.sum() if away.sum() > 0 else np.full(len(points), 1 / len(points))
        chosen.append(int(random.choice(len(points), p=share)))
    return chosen


def _words_apart(told: Sequence[list[str]], group: NDArray[np.intp], number: int) -> list[tuple[str, ...]]:
    """The words that are frequent in a group and rare in the others; ordinary ones only, so nobody's name."""
    counts = [Counter[str]() for _ in range(number)]
    for said, place in zip(told, group.tolist(), strict=True):
        counts[place].update({word for word in said if _is_telling(word)})
    everywhere = sum(counts, Counter[str]())
    usual = sum(everywhere.values()) / max(number, 1)
    found = []
    for mine in counts:
        size = max(sum(mine.values()), 1)
        weights = {
            word: times / size * float(np.log(1 + usual / everywhere[word]))
            for word, times in mine.items()
            if times > 1 and everywhere[word] <= TOO_COMMON * len(told)
        }
        found.append(tuple(sorted(weights, key=lambda word: (-weights[word], word))[:WORDS]))
    return found


def _is_telling(word: str) -> bool:
    return len(word) > 3 and word != SOMEBODY and word in ordinary() and is_common(word)


def _likest(centre: Floats, before: Floats | None) -> tuple[float | None, int | None]:
    if before is None or not len(before):
        return None, None
    likeness = _of_length_1(np.asarray(before, np.float64)) @ centre
    place = int(likeness.argmax())
    return float(likeness[place]), place if likeness[place] >= ALIKE else None
