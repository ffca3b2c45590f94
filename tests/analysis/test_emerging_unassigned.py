"""Comments without a theme, in groups: what was planted is found again, named by nobody, and held against a year before."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trigpoint.analysis.emerging import group_unassigned
from trigpoint.analysis.emerging.unassigned import FEWEST
from trigpoint.analysis.themes.files import load_encoder

PARKING = [
    f"the {ticket} machine in the car park was {state}, so we got a fine for parking {where}"
    for ticket in ("ticket", "payment", "parking")
    for state in ("broken", "out of order", "covered up")
    for where in ("outside", "by the gate", "near the road")
]
LETTERS = [
    f"my {letter} was {state} in the post and {who} could not read it"
    for letter in ("letter", "form", "leaflet")
    for state in ("lost", "late", "damaged")
    for who in ("my mother", "my neighbour", "my son")
]


@pytest.fixture(scope="module")
def told():
    texts = PARKING + LETTERS
    return [f"c{at:03}" for at in range(len(texts))], texts, load_encoder().read(texts)


def test_two_kinds_of_comments_make_two_groups(told):
    ids, texts, vectors = told

    found = group_unassigned(ids, texts, vectors)

    assert sorted(group.size for group in found.groups) == [27, 27]
    assert found.left == 0
    by_word = {word: group for group in found.groups for word in group.words}
    assert {"parking", "fine"} <= set(by_word)
    assert by_word["parking"] is not by_word["post"]
    assert all(int(quote[1:]) < 27 for quote in by_word["parking"].quotes)
    assert len(by_word["post"].quotes) == 3
    assert all(group.is_new for group in found.groups)


def test_what_was_there_a_year_before_is_not_new(told):
    ids, texts, vectors = told
    earlier = group_unassigned(ids[27:] + ["x"] * 0, texts[27:], vectors[27:])
    before = np.stack([vectors[27:].mean(axis=0)])

    found = group_unassigned(ids, texts, vectors, before)

    assert earlier.groups == ()  # too few of one kind alone
    assert [("post" in group.words, group.is_new) for group in found.groups] == [(False, True), (True, False)]
    assert found.groups[1].before == 0


def test_too_few_comments_make_no_groups(told):
    ids, texts, vectors = told

    found = group_unassigned(ids[: FEWEST - 1], texts[: FEWEST - 1], vectors[: FEWEST - 1])

    assert (found.groups, found.left) == ((), FEWEST - 1)


def test_what_says_nothing_is_left_out(told):
    ids, texts, vectors = told

    found = group_unassigned([*ids, "y", "z"], [*texts, "n/a", ""], np.vstack([vectors, vectors[:2]]))

    assert sum(group.size for group in found.groups) == len(ids)


def test_names_are_never_told(told):
    ids, texts, vectors = told
    named = [f"Siobhan Kowalczyk {text}" for text in texts]

    words = {word for group in group_unassigned(ids, named, vectors).groups for word in group.words}

    assert not words & {"siobhan", "kowalczyk", "somebody"}


@settings(deadline=None, max_examples=8)
@given(seed=st.integers(0, 1000))
def test_the_order_of_comments_changes_nothing(told, seed):
    ids, texts, vectors = told
    order = np.random.default_rng(seed).permutation(len(ids))

    ours = group_unassigned(ids, texts, vectors)
    mixed = group_unassigned([ids[at] for at in order], [texts[at] for at in order], vectors[order])

    assert [(g.size, g.words, g.quotes) for g in ours.groups] == [
        (g.size, g.words, g.quotes) for g in mixed.groups
    ]
