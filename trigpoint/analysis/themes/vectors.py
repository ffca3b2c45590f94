"""The sense of a text as 384 numbers, and what it says of themes and sides: a small language model (MiniLM), read with NumPy alone.

Its weights are kept in whole numbers from -127 to 127, with a scale for each row. Every text is read by itself, on one
processor, so that what stands beside it changes nothing; several texts at once where there are several processors. setup/make_encoder.py
trains it further on labelled comments, makes the file, and says where the model comes from.
"""

import hashlib
import os
import unicodedata
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special  # type: ignore[import-untyped]  # SciPy has no types
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

Half = NDArray[np.float32]
LAYERS, HEADS, WIDTH = 6, 12, 384
LONGEST, LONGEST_WORD = 256, 100  # tokens of a text that are read, letters of a word
FIRST, LAST, STRANGE = "[CLS]", "[SEP]", "[UNK]"
TINY = 1e-12
REMEMBERED = 20_000


@dataclass(frozen=True)
class Encoder:
    """The model's pieces of words and its weights, by their published names."""

    pieces: tuple[str, ...]
    weights: Mapping[str, Half]

    @cached_property
    def _place(self) -> dict[str, int]:
        return {piece: at for at, piece in enumerate(self.pieces)}

    @cached_property
    def _known(self) -> dict[tuple[int, ...], Half]:
        return {}

    def read(self, texts: Iterable[str]) -> Half:
        """A row of length 1 for each text."""
        with threadpool_limits(1, user_api="blas"), ThreadPoolExecutor(max_workers=cores()) as readers:
            rows = list(readers.map(self._one, (tuple(self.tokens(text)) for text in texts)))
        return np.stack(rows) if rows else np.zeros((0, WIDTH), np.float32)

    def opinions(self, texts: Iterable[str]) -> Half:
        """For each text how far it speaks for each theme, and then for each side (log odds)."""
        turn, start = self.weights["head.weight"].T, self.weights["head.bias"]
        rows = [
            row @ turn + start for row in self.read(texts)
        ]  # one by one, for company may change the last bit
        return np.stack(rows) if rows else np.zeros((0, len(start)), np.float32)

    def tokens(self, text: str) -> list[int]:
        """The places of a text's pieces of words, between the two that mark its ends."""
        found: list[int] = []
        for word in split(text):
            found += self._in_pieces(word)
            if len(found) >= LONGEST:
                break
        return [self._place[FIRST], *found[: LONGEST - 2], self._place[LAST]]

    def _in_pieces(self, word: str) -> list[int]:
        """The longest known piece first, then the longest that goes on."""
        found, at = [], 0
        while at < len(word) <= LONGEST_WORD:
            mark = "##" if at else ""
            end = next((end for end in range(len(word), at, -1) if mark + word[at:end] in self._place), 0)
            if not end:
                break
            found.append(self._place[mark + word[at:end]])
            at = end
        return found if at == len(word) else [self._place[STRANGE]]

    def _one(self, tokens: tuple[int, ...]) -> Half:
        known = self._known.get(tokens)
        if known is None:
            known = self._sense(tokens)
            if len(self._known) < REMEMBERED:
                self._known[tokens] = known
        return known

    def _sense(self, tokens: tuple[int, ...]) -> Half:
        get = self.weights
        at = (
            get["embeddings.word_embeddings.weight"][list(tokens)]
            + get["embeddings.position_embeddings.weight"][: len(tokens)]
            + get["embeddings.token_type_embeddings.weight"][0]
        )
        at = self._levelled(at, "embeddings.LayerNorm")
        for layer in range(LAYERS):
            name = f"encoder.layer.{layer}"
            seen = self._attended(at, f"{name}.attention.self")
            seen = self._turned(seen, f"{name}.attention.output.dense")
            at = self._levelled(seen + at, f"{name}.attention.output.LayerNorm")
            wide = self._turned(at, f"{name}.intermediate.dense")
            wide *= 0.5 * (1 + special.erf(wide * np.float32(0.70710678)))
            at = self._levelled(self._turned(wide, f"{name}.output.dense") + at, f"{name}.output.LayerNorm")
        mean = at.mean(axis=0)
        return np.asarray(mean / max(float(np.sqrt((mean * mean).sum())), TINY), np.float32)

    def _attended(self, at: Half, name: str) -> Half:
        """Every piece looks at every other, in twelve ways."""
        ask, key, value = (
            self._turned(at, f"{name}.{part}").reshape(len(at), HEADS, -1).transpose(1, 0, 2)
            for part in ("query", "key", "value")
        )
        likeness = ask @ key.transpose(0, 2, 1) * np.float32((WIDTH / HEADS) ** -0.5)
        likeness = np.exp(likeness - likeness.max(axis=-1, keepdims=True))
        likeness /= likeness.sum(axis=-1, keepdims=True)
        return np.asarray((likeness @ value).transpose(1, 0, 2).reshape(len(at), WIDTH), np.float32)

    def _turned(self, at: Half, name: str) -> Half:
        return np.asarray(at @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"], np.float32)

    def _levelled(self, at: Half, name: str) -> Half:
        at = at - at.mean(axis=-1, keepdims=True)
        at /= np.sqrt((at * at).mean(axis=-1, keepdims=True) + TINY)
        return np.asarray(at * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"], np.float32)


@dataclass(frozen=True)
class FairEncoder(Encoder):
    """An encoder that says of each text it learnt from what one said that had not seen it: to train and to measure with."""

    unseen: Mapping[int, Half]

    def opinions(self, texts: Iterable[str]) -> Half:
        """As the encoder's, but for those it has seen."""
        each = list(texts)
        new = [text for text in each if key_of(text) not in self.unseen]
        said = iter(super().opinions(new))
        rows = [next(said) if (kept := self.unseen.get(key_of(text))) is None else kept for text in each]
        return np.stack(rows) if rows else super().opinions([])


def key_of(text: str) -> int:
    """A number that stands for a text, from which it cannot be read."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def split(text: str) -> list[str]:
    """The words of a text in small letters without accents; every mark is a word.

    >>> split("Très bien, merci!")
    ['tres', 'bien', ',', 'merci', '!']
    """
    low = unicodedata.normalize("NFD", text.lower())
    return "".join(map(_spaced, low)).split()


def _spaced(letter: str) -> str:
    if letter.isascii() and letter.isalnum():
        return letter
    kind = unicodedata.category(letter)
    if letter.isspace():
        return " "
    if kind == "Mn" or kind.startswith("C"):
        return ""
    is_mark = kind.startswith("P") or (letter.isascii() and not letter.isalnum())
    is_sign = "\u4e00" <= letter <= "\u9fff" or "\u3400" <= letter <= "\u4dbf"
    return f" {letter} " if is_mark or is_sign else letter


def small(weights: Mapping[str, Half]) -> dict[str, NDArray[Any]]:
    """The weights as they are kept: matrices in whole numbers with a scale for each row, the rest in half precision."""
    kept: dict[str, NDArray[Any]] = {}
    for name, values in weights.items():
        if values.ndim == 1:
            kept[name] = values.astype(np.float16)
            continue
        scale = np.maximum(np.abs(values).max(axis=1, keepdims=True) / 127, TINY).astype(np.float32)
        kept[f"{name}:scale"] = scale
        kept[name] = np.round(values / scale).astype(np.int8)
    return kept


def whole(kept: Mapping[str, NDArray[Any]]) -> dict[str, Half]:
    """The weights as they are reckoned with."""
    return {
        name: np.asarray(values.astype(np.float32) * kept.get(f"{name}:scale", np.float32(1)), np.float32)
        for name, values in kept.items()
        if not name.endswith(":scale")
    }
