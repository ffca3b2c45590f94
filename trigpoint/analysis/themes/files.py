"""A model as files that hold nothing but numbers and words, each with its hash, which is checked when it is read."""

import hashlib
import io
import json
import zlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trigpoint.analysis.problems import InputRefused, Problem
from trigpoint.analysis.themes.features import Vocabulary
from trigpoint.analysis.themes.linear import Curves, Lines
from trigpoint.analysis.themes.model import Model, Thresholds, Training
from trigpoint.analysis.themes.taxonomy import SIDES
from trigpoint.analysis.themes.vectors import WIDTH, Encoder, FairEncoder, small, whole

SHIPPED = Path(__file__).with_name("model")
ENCODER = Path(__file__).with_name("encoder")
PIECES, UNSEEN = "pieces.json", "unseen.npz"
MANIFEST, WEIGHTS, WORDS = "manifest.json", "weights.npz", "words.json.z"
LARGEST = 60_000_000  # bytes of a file, packed or not; what is larger is none of ours
REMEDY = "Take the model that came with Trigpoint, or make one with `make model`."


def save(model: Model, folder: Path, *, about: Mapping[str, object]) -> None:
    """Write the model into a folder. `about` says what it was made from and stands in its manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    words = json.dumps({"terms": model.vocabulary.terms, "parts": model.vocabulary.parts}, ensure_ascii=False)
    contents = {WEIGHTS: _packed(_arrays(model)), WORDS: zlib.compress(words.encode(), 9)}
    _write(folder, contents, {"version": model.version, "themes": list(model.themes), "about": dict(about)})


def _write(folder: Path, contents: Mapping[str, bytes], told: Mapping[str, object]) -> None:
    """The files, and a manifest that tells their hashes and seals itself."""
    hashes = {name: _hash(content) for name, content in sorted(contents.items())}
    manifest: dict[str, object] = {**told, "files": hashes}
    manifest["seal"] = _seal(manifest)
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    written = json.dumps(manifest, indent=1, sort_keys=True, ensure_ascii=False)
    (folder / MANIFEST).write_text(f"{written}\n", encoding="utf-8")


def load(folder: Path = SHIPPED) -> Model:
    """The model in a folder, if it is whole and unchanged. Raises InputRefused."""
    manifest = manifest_of(folder)
    contents = _contents(folder, manifest, (WEIGHTS, WORDS))
    encoder = load_encoder()
    try:
        return _model(manifest, contents, encoder)
    except (ValueError, KeyError, TypeError, IndexError, zlib.error, EOFError):
        raise _refusal("model-unreadable", "The model is not of a form that this version reads.") from None


@lru_cache(maxsize=1)
def load_encoder() -> Encoder:
    """The language model that is shipped, if it is whole and unchanged. Raises InputRefused."""
    contents = _contents(ENCODER, manifest_of(ENCODER), (WEIGHTS, PIECES))
    return Encoder(tuple(json.loads(contents[PIECES])), whole(_unpacked(contents[WEIGHTS])))


def load_fair_encoder() -> FairEncoder:
    """The same, to train and measure with: of what it has seen it says what one said that had not. Raises InputRefused."""
    encoder = load_encoder()
    kept = _unpacked(_contents(ENCODER, manifest_of(ENCODER), (UNSEEN,))[UNSEEN])
    said = zip(kept["keys"].tolist(), kept["opinions"].astype(np.float32), strict=True)
    return FairEncoder(encoder.pieces, encoder.weights, dict(said))


def save_encoder(encoder: FairEncoder, folder: Path, *, about: Mapping[str, object]) -> None:
    """Write a language model into a folder, small."""
    folder.mkdir(parents=True, exist_ok=True)
    keys = sorted(encoder.unseen)
    unseen: dict[str, NDArray[Any]] = {
        "keys": np.array(keys, np.uint64),
        "opinions": np.array([encoder.unseen[key] for key in keys], np.float16),
    }
    contents = {
        WEIGHTS: _packed(small(encoder.weights)),
        PIECES: json.dumps(encoder.pieces, ensure_ascii=False).encode(),
        UNSEEN: _packed(unseen),
    }
    _write(folder, contents, {"about": dict(about)})


def manifest_of(folder: Path) -> dict[str, Any]:
    """What a model says of itself. Raises InputRefused."""
    try:
        manifest = json.loads(_read(folder / MANIFEST))
    except OSError as error:
        said = f"There is no model in this folder: {MANIFEST}: {error.strerror}."
        raise _refusal("model-unreadable", said) from None
    except ValueError:
        raise _refusal("model-unreadable", f"{MANIFEST} of the model is no JSON.") from None
    if not isinstance(manifest, dict) or not isinstance(manifest.get("files"), dict):
        raise _refusal("model-unreadable", f"{MANIFEST} of the model does not name its files.")
    if manifest.get("seal") != _seal(manifest):
        raise _refusal("model-altered", f"{MANIFEST} of the model is not the file that was made.")
    return manifest


def _contents(folder: Path, manifest: Mapping[str, Any], names: Sequence[str]) -> dict[str, bytes]:
    """The files of a folder, each of which is the one that was made."""
    try:
        contents = {name: _read(folder / name) for name in names}
    except OSError as error:
        raise _refusal("model-unreadable", f"The model cannot be read: {error.strerror}.") from None
    for name, content in contents.items():
        if _hash(content) != manifest["files"].get(name):
            raise _refusal("model-altered", f"{name} of the model is not the file that was made.")
    return contents


def _refusal(code: str, message: str) -> InputRefused:
    return InputRefused([Problem(code, message, REMEDY)])


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST)


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _seal(manifest: Mapping[str, object]) -> str:
    rest = {name: value for name, value in manifest.items() if name != "seal"}
    return _hash(json.dumps(rest, sort_keys=True, ensure_ascii=False).encode())


def _arrays(model: Model) -> dict[str, NDArray[Any]]:
    return {
        "rarity": model.vocabulary.rarity.astype(np.float32),
        "weights": model.lines.weights.astype(np.float16),
        "senses": model.lines.senses.astype(np.float16),
        "start": model.lines.start.astype(np.float16),
        "curve_slope": model.curves.slope,
        "curve_start": model.curves.start,
        "suggest": model.thresholds.suggest,
        "assign": model.thresholds.assign,
        "shares": model.training.shares,
        "lean": np.array(model.thresholds.lean),
        "tops": model.training.tops,
    }


def _packed(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """All arrays in one file; NumPy dates its parts 1980, so the same arrays give the same bytes."""
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def _unpacked(content: bytes) -> dict[str, NDArray[Any]]:
    with np.load(io.BytesIO(content), allow_pickle=False) as packed:
        return {name: packed[name] for name in packed.files}


def _model(manifest: Mapping[str, Any], contents: Mapping[str, bytes], encoder: Encoder) -> Model:
    kept = {name: values.astype(np.float64) for name, values in _unpacked(contents[WEIGHTS]).items()}
    words = json.loads(zlib.decompressobj().decompress(contents[WORDS], LARGEST))
    vocabulary = Vocabulary(tuple(words["terms"]), tuple(words["parts"]), kept["rarity"])
    columns = len(manifest["themes"]) + len(SIDES)
    if kept["weights"].shape != (len(vocabulary), columns) or kept["senses"].shape != (columns,):
        raise ValueError("weights and words do not fit together")
    if encoder.weights["head.weight"].shape != (columns, WIDTH):
        raise ValueError("the language model speaks of other themes")
    return Model(
        version=str(manifest["version"]),
        themes=tuple(manifest["themes"]),
        vocabulary=vocabulary,
        encoder=encoder,
        lines=Lines(kept["weights"], kept["senses"], kept["start"]),
        curves=Curves(kept["curve_slope"], kept["curve_start"]),
        thresholds=Thresholds(kept["suggest"], kept["assign"], float(kept["lean"])),
        training=Training(kept["shares"], kept["tops"]),
    )
