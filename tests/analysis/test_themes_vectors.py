"""The language model reads as its publishers' own program does, and each text by itself."""

from __future__ import annotations

import numpy as np
import pytest

from trigpoint.analysis.themes import files, vectors

# By the publishers' own program (transformers 5, torch 2.13, 32 bits): places of the pieces, first three numbers, likeness of
# the first text to each of the others.
TEXTS = [
    "The staff were kind",
    "Friendly, caring nurses!",
    "Unbelievably café-like 12.5%",
    "很好 parking",
    "x" * 120,
    "",
]
PUBLISHED = {
    "places": [
        [101, 1996, 3095, 2020, 2785, 102],
        [101, 5379, 1010, 11922, 11500, 999, 102],
        [101, 4895, 8671, 2666, 3567, 6321, 7668, 1011, 2066, 2260, 1012, 1019, 1003, 102],
        [101, 100, 100, 5581, 102],
        [101, 100, 102],
        [101, 102],
    ],
    "begin": [
        [-0.0327, 0.039, 0.0264],
        [-0.0209, -0.0235, -0.0126],
        [0.121, -0.0407, -0.0304],
        [0.0276, 0.0506, 0.0699],
        [-0.0416, -0.0247, 0.0779],
        [-0.1188, 0.0483, -0.0025],
    ],
    "likeness": [1.0, 0.3643, 0.112, 0.1273, 0.0646, 0.1681],
}


@pytest.fixture(scope="module")
def encoder():
    return files.load_encoder()


@pytest.mark.parametrize(("text", "places"), list(zip(TEXTS, PUBLISHED["places"], strict=True)))
def test_texts_are_cut_into_the_published_pieces(encoder, text, places):
    assert encoder.tokens(text) == places


def test_the_sense_of_a_text_is_nearly_that_of_the_whole_model(encoder):
    sense = encoder.read(TEXTS)

    assert sense.shape == (len(TEXTS), vectors.WIDTH)
    assert np.abs(np.linalg.norm(sense, axis=1) - 1).max() < 1e-5
    assert np.abs(sense[:, :3] - np.array(PUBLISHED["begin"])).max() < 0.01
    assert np.abs(sense[0] @ sense.T - np.array(PUBLISHED["likeness"])).max() < 0.01


def test_company_changes_nothing_to_the_last_bit(encoder):
    texts = [*TEXTS, "I waited for hours", "a b c d e f g"]

    together = vectors.Encoder(encoder.pieces, encoder.weights).read(texts)

    for at, text in enumerate(texts):
        assert (vectors.Encoder(encoder.pieces, encoder.weights).read([text])[0] == together[at]).all()


def test_long_texts_are_cut(encoder):
    assert len(encoder.tokens("word " * 10_000)) == vectors.LONGEST
    assert encoder.read(["good " * 50_000]).shape == (1, vectors.WIDTH)
    assert encoder.read([]).shape == (0, vectors.WIDTH)


def test_what_is_made_small_is_nearly_what_it_was():
    given = np.random.default_rng(1).normal(size=(20, 30)).astype(np.float32)

    kept = vectors.small({"a": given, "b": given[0]})
    back = vectors.whole(kept)

    assert kept["a"].dtype == np.int8
    assert set(back) == {"a", "b"}
    assert np.abs(back["a"] - given).max() < np.abs(given).max() / 200
    assert np.abs(back["b"] - given[0]).max() < 0.01


def test_the_licence_is_told():
    assert files.manifest_of(files.ENCODER)["about"]["licence"] == "Apache-2.0"
    assert "Apache" in (files.ENCODER / "README.md").read_text(encoding="utf-8")
