"""From texts to numbers: how often a model's words, pairs of words and parts of words stand in each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]

from trigpoint.analysis.themes.wording import ASKED, is_common

Floats = NDArray[np.float64]
PARTS = (2, 5)  # letters of a part of a word, its ends marked by a space


@dataclass(frozen=True)
class Vocabulary:
    """What is counted, and how much each counts: terms (words and pairs) first, then parts of words."""

    terms: tuple[str, ...]
    parts: tuple[str, ...]
    rarity: Floats

    def __len__(self) -> int:
        return len(self.terms) + len(self.parts)

    @cached_property
    def _at_term(self) -> dict[str, int]:
        return {term: at for at, term in enumerate(self.terms)}

    @cached_property
    def _at_part(self) -> dict[str, int]:
        return {part: at for at, part in enumerate(self.parts, start=len(self.terms))}

    @cached_property
    def _known(self) -> dict[str, list[int]]:
        return {}

    def columns_of_parts(self, word: str) -> list[int]:
        """The columns of the parts of a word; remembered, for the same words come again and again."""
        known = self._known.get(word)
        if known is None:
            known = [self._at_part[part] for part in parts_of(word) if part in self._at_part]
            if len(self._known) < 100_000:
                self._known[word] = known
        return known

    def columns_of_words(self, terms: Sequence[str]) -> list[int]:
        """The columns of words and pairs of words, of those that have one."""
        return [self._at_term[term] for term in terms if term in self._at_term]

    def count(self, texts: Iterable[Sequence[str]]) -> sparse.csr_matrix:
        """A row for each text (its words): dampened counts times rarity, terms and parts each of length 1."""
        found: list[int] = []
        ends = [0]
        for said in texts:
            found += self.columns_of_words([*said, *pairs_of(said)])
            for word in said:
                found += self.columns_of_parts(word)
            ends.append(len(found))
        counted = sparse.csr_matrix(
            (np.ones(len(found)), np.asarray(found, np.int64), np.asarray(ends, np.int64)),
            shape=(len(ends) - 1, len(self)),
        )
        counted.sum_duplicates()
        return self._weighed(counted)

    def _weighed(self, counted: sparse.csr_matrix) -> sparse.csr_matrix:
        counted.data = (1 + np.log(counted.data)) * self.rarity[counted.indices]
        row = np.repeat(np.arange(counted.shape[0]), np.diff(counted.indptr))
        block = row * 2 + (counted.indices >= len(self.terms))
        length = np.sqrt(np.bincount(block, counted.data**2, minlength=2 * counted.shape[0]))
        counted.data /= length[block]
        return counted


def pairs_of(said: Sequence[str]) -> list[str]:
    """Pairs of words that stand side by side."""
    return [f"{first} {second}" for first, second in pairwise(said)]


@lru_cache(maxsize=100_000)
def parts_of(word: str) -> tuple[str, ...]:
    """The parts of a word, with a space for each of its ends.

    >>> parts_of("it")[:3]
    (' i', 'it', 't ')
    """
    if word.startswith(ASKED):
        return ()
    marked = f" {word} "
    shortest, longest = PARTS
    return tuple(
        marked[at : at + size]
        for size in range(shortest, longest + 1)
        for at in range(max(len(marked) - size + 1, 0))
    )


def learn(texts: Iterable[Sequence[str]], *, least_terms: int, least_parts: int) -> Vocabulary:
    """The vocabulary of these texts: what stands in at least so many of them, in the order of the alphabet.

    Words that are no ordinary ones do not count as terms, for they may be a place or a person; their parts do.
    """
    in_terms: dict[str, int] = {}
    in_parts: dict[str, int] = {}
    total = 0
    for said in texts:
        total += 1
        for term in {*said, *pairs_of(said)}:
            in_terms[term] = in_terms.get(term, 0) + 1
        for part in {part for word in said for part in parts_of(word)}:
            in_parts[part] = in_parts.get(part, 0) + 1
    often = (term for term, count in in_terms.items() if count >= least_terms)
    terms = tuple(sorted(term for term in often if all(map(is_common, term.split()))))
    parts = tuple(sorted(part for part, count in in_parts.items() if count >= least_parts))
    seen = np.array([*(in_terms[term] for term in terms), *(in_parts[part] for part in parts)], np.float64)
    return Vocabulary(terms, parts, np.log((1 + total) / (1 + seen)) + 1)
