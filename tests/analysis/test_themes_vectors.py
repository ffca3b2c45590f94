"""The language model cuts texts as its publishers' own program does, reads them as PyTorch does, and each text by itself."""

from __future__ import annotations

import numpy as np
import pytest

from trigpoint.analysis.problems import InputRefused
from trigpoint.analysis.themes import files, vectors

# Places of the pieces by the publishers' own program (transformers 5); by PyTorch from the same weights in 32 bits (setup/encoder_net.py): first
# three numbers, likeness of the first text to each of the others, what is said of three themes (columns 0, 4, 10).
TEXTS = [
    "The staff were kind",
    "Friendly, caring nurses!",
    "Unbelievably café-like 12.5%",
    "很好 parking",
    "x" * 120,
    "",
]
WHOLE = {
    "places": [
        [101, 1996, 3095, 2020, 2785, 102],
        [101, 5379, 1010, 11922, 11500, 999, 102],
        [101, 4895, 8671, 2666, 3567, 6321, 7668, 1011, 2066, 2260, 1012, 1019, 1003, 102],
        [101, 100, 100, 5581, 102],
        [101, 100, 102],
        [101, 102],
    ],
    "begin": [
        [-0.0375, 0.0647, 0.0802],
        [-0.0189, 0.0556, 0.0669],
        [-0.039, 0.0217, -0.0459],
        [0.0137, 0.0174, 0.0657],
        [-0.0689, 0.0242, 0.0814],
        [-0.0669, 0.0566, 0.041],
    ],
    "likeness": [1.0, 0.9504, 0.1626, 0.123, 0.3616, 0.4305],
    "opinions": [
        [-6.542, 8.045, -7.374],
        [-7.163, 9.308, -7.544],
        [-0.339, -5.051, -5.75],
        [-4.361, -5.895, -3.74],
        [-0.897, -9.079, -6.971],
        [-3.327, -8.46, -7.522],
    ],
}


@pytest.fixture(scope="module")
def encoder():
    return files.load_encoder()


@pytest.mark.parametrize(("text", "places"), list(zip(TEXTS, WHOLE["places"], strict=True)))
def test_texts_are_cut_into_the_published_pieces(encoder, text, places):
    assert encoder.tokens(text) == places


def test_the_sense_of_a_text_is_nearly_that_of_the_whole_model(encoder):
    sense = encoder.read(TEXTS)

    assert sense.shape == (len(TEXTS), vectors.WIDTH)
    assert np.abs(np.linalg.norm(sense, axis=1) - 1).max() < 1e-5
    assert np.abs(sense[:, :3] - np.array(WHOLE["begin"])).max() < 0.01
    assert np.abs(sense[0] @ sense.T - np.array(WHOLE["likeness"])).max() < 0.01
    assert np.abs(encoder.opinions(TEXTS)[:, [0, 4, 10]] - np.array(WHOLE["opinions"])).max() < 0.3


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


def test_of_a_text_that_was_learnt_from_is_said_what_was_said_unseen(encoder):
    texts = ["why : i waited for hours", "why : friendly, caring nurses!"]
    unseen = np.arange(34, dtype=np.float32)

    fair = vectors.FairEncoder(encoder.pieces, encoder.weights, {vectors.key_of(texts[0]): unseen})

    assert (fair.opinions(texts)[0] == unseen).all()
    assert (fair.opinions(texts)[1] == encoder.opinions(texts)[1]).all()
    assert fair.opinions([]).shape == (0, 34)


def test_what_is_kept_of_unseen_comments_is_numbers_alone():
    fair = files.load_fair_encoder()

    assert len(fair.unseen) > 5_000
    assert {each.shape for each in fair.unseen.values()} == {(34,)}
    assert all(isinstance(key, int) for key in fair.unseen)


@pytest.mark.parametrize("name", [files.PIECES, files.UNSEEN])
def test_a_changed_language_model_is_refused(tmp_path, monkeypatch, name):
    for path in files.ENCODER.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    content = bytearray((tmp_path / name).read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / name).write_bytes(bytes(content))
    monkeypatch.setattr(files, "ENCODER", tmp_path)
    files.load_encoder.cache_clear()

    with pytest.raises(InputRefused) as refused:
        files.load_fair_encoder()

    files.load_encoder.cache_clear()
    assert refused.value.problems[0].code == "model-altered"
