"""Criteria for closer surveillance: met, not met, and what cannot be said."""

import pytest

from trigpoint.frameworks import queries as frameworks
from trigpoint.reports.rules.criteria import (
    NO_FIGURES,
    RULES,
    Finding,
    Limits,
    Seen,
    TargetRun,
    against,
    look,
)

TWO_OF_THREE = Limits(sources=2, periods=3)
MET, NOT_MET, UNKNOWN = Finding.MET, Finding.NOT_MET, Finding.UNKNOWN


def run(*missed, stale=False):
    return TargetRun("A&E 4 hours", missed, stale)


@pytest.mark.parametrize(
    ("code", "seen", "expected"),
    [
        (
            "independent_sources",
            Seen(agree=("performance", "complaints"), agree_on="Discharge", independent=2),
            MET,
        ),
        ("independent_sources", Seen(agree=("a", "b", "c"), agree_on="Discharge", independent=1), UNKNOWN),
        ("independent_sources", Seen(pointing=("performance", "complaints")), UNKNOWN),
        ("independent_sources", Seen(worse=30, rating="Good"), UNKNOWN),  # many figures are one source
        ("independent_sources", Seen(pointing=("regulator",), rating="Inadequate"), UNKNOWN),
        ("independent_sources", Seen(), UNKNOWN),
        ("target_missed", Seen(targets=(run(True, True, True),)), MET),
        ("target_missed", Seen(targets=(run(False, True, True, True),)), MET),
        ("target_missed", Seen(targets=(run(True, True, True, False),)), NOT_MET),
        ("target_missed", Seen(targets=(run(True, True),)), UNKNOWN),
        ("target_missed", Seen(targets=()), UNKNOWN),
        ("target_missed", Seen(targets=(run(),)), UNKNOWN),
        ("target_missed", Seen(targets=(run(False, False, False), run())), UNKNOWN),
        ("target_missed", Seen(targets=(run(False, False, False), run(True, True, True))), MET),
        ("target_missed", Seen(targets=(run(False, False, False, stale=True),)), UNKNOWN),
        ("target_missed", Seen(targets=(run(True, True, True, stale=True),)), MET),
        ("real_and_unanswered", Seen(worse=1, real=1, overdue=1, figures=1), MET),
        ("real_and_unanswered", Seen(worse=1, real=1, overdue=0, figures=1), NOT_MET),
        ("real_and_unanswered", Seen(worse=1, unlooked=1, overdue=1, figures=1), UNKNOWN),
        ("real_and_unanswered", Seen(overdue=1, figures=1), NOT_MET),
        ("real_and_unanswered", Seen(overdue=1, figures=0), UNKNOWN),
        ("regulator_inadequate", Seen(rating="Inadequate"), MET),
        ("regulator_inadequate", Seen(rating="Requires improvement"), NOT_MET),
        ("regulator_inadequate", Seen(rating=""), UNKNOWN),
        ("mortality_higher", Seen(bands=("Higher than expected", "higher than expected")), MET),
        ("mortality_higher", Seen(bands=("as expected", "higher than expected")), NOT_MET),
        ("mortality_higher", Seen(bands=("higher than expected", "as expected")), NOT_MET),
        ("mortality_higher", Seen(bands=("higher than expected",)), UNKNOWN),
        ("mortality_higher", Seen(bands=("as expected",)), NOT_MET),
        ("mortality_higher", Seen(bands=("as expected",), are_bands_stale=True), UNKNOWN),
        ("mortality_higher", Seen(), UNKNOWN),
        ("never_event_cluster", Seen(worse=9), UNKNOWN),
        ("nobody_wrote_a_rule_for_it", Seen(worse=9), UNKNOWN),
    ],
)
def test_each_criterion(code, seen, expected):
    looked = look(code, seen, TWO_OF_THREE)

    assert looked.finding == expected
    assert looked.sees.endswith(".")
    assert bool(looked.question) == (expected == MET)
    assert not looked.question or looked.question.endswith("?")


def test_what_nobody_can_look_at_says_so_and_is_not_counted_as_not_met():
    assert look("never_event_cluster", Seen(), TWO_OF_THREE).sees == NO_FIGURES


def test_a_single_kind_of_evidence_is_not_enough_however_loud():
    looked = look("independent_sources", Seen(worse=50, pointing=("performance",)), TWO_OF_THREE)

    assert looked.finding == UNKNOWN
    assert looked.sees == "1 kind of evidence points to a concern: performance."


def test_kinds_that_point_to_different_themes_do_not_agree_and_silence_is_named():
    apart = Seen(pointing=("complaints", "performance"), silent=("visits",))

    assert look("independent_sources", apart, TWO_OF_THREE).sees == (
        "2 kinds of evidence point to a concern, but too few to the same theme: complaints, performance. "
        "Not connected: visits."
    )
    assert look("independent_sources", Seen(), TWO_OF_THREE).finding == UNKNOWN


def test_kinds_that_agree_on_a_theme_are_named_with_it():
    agreed = Seen(agree=("complaints", "performance"), agree_on="Leaving hospital", independent=2)

    looked = look("independent_sources", agreed, TWO_OF_THREE)

    assert looked.sees == "2 kinds of evidence agree on leaving hospital: complaints, performance."
    assert looked.question


def test_an_event_that_reaches_us_twice_counts_once_and_the_reason_is_told():
    three = Seen(agree=("complaints", "incidents", "visits"), agree_on="Falls", independent=2)
    told = "3 kinds of evidence agree on falls: complaints, incidents, visits"
    same = "the same event reached us through more than one, so that they count as 2"
    assert look("independent_sources", three, TWO_OF_THREE).sees == f"{told}; {same}."
    needed = look("independent_sources", three, Limits(sources=3, periods=3))
    assert (needed.finding, needed.sees) == (
        UNKNOWN,
        f"{told}; {same}; 3 that are independent are needed.",
    )
    once = Seen(pointing=("complaints", "incidents"), together=2)
    assert look("independent_sources", once, TWO_OF_THREE).sees == (
        "2 kinds of evidence point to a concern, but what they tell of one theme is the same event, which counts once: "
        "complaints, incidents."
    )


def test_what_speaks_against_is_told_whole():
    seen = Seen(rating="Good", better=1, settled=2, dismissed=1, answered=1, unlooked=3, stale=2, figures=9)

    assert against(seen) == (
        "The regulator rates it Good overall.",
        "1 signal for the better still fires.",
        "2 signals for the worse went away.",
        "1 signal was looked at and called an artefact or no concern.",
        "1 question has an answer.",
        "Nobody has looked yet at 3 of the signals for the worse; some may be artefacts or chance.",
        "2 of 9 figures are stale and may be out of date.",
    )
    assert against(Seen(rating="Requires improvement")) == ()


@pytest.mark.parametrize("name", ["ccg-2015", "icb-2026"])
def test_packs_name_every_criterion_that_has_a_rule_and_its_numbers(name):
    pack = frameworks.pack_named(name)
    words = pack.vocabulary("surveillance_criteria").words

    assert set(RULES) <= {word.code for word in words}
    assert all(word.local_default and word.note for word in words)
    assert pack.number("periods_target_missed", pack.effective_from).value == 3
    assert pack.number("sources_for_enhanced", pack.effective_from).value == 2
