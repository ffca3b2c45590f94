"""Where nothing is the matter: the rule, week by week on made alarms, agrees as often as theory says."""

import datetime as dt

import pytest

from benchmarks import agreement_rates as rates
from benchmarks.agreement_rates import Figures, Kind
from trigpoint.frameworks.queries import pack_named

TRUSTS = Kind("trusts", 100, rates.TRUST)


def near(found):
    """Within a tenth of what theory says, and four standard errors."""
    return pytest.approx(
        found.theory.a_provider_year, abs=0.1 * found.theory.a_provider_year + 4 * found.error
    )


@pytest.mark.parametrize(
    ("kind", "months"),
    [(TRUSTS, 36), (rates.ICB[1], 36), (rates.ICB[2], 36)],
    ids=lambda each: getattr(each, "name", None),
)
def test_chance_agreements_are_as_many_as_theory_says(kind, months):
    found = rates.simulate(kind, months=months, seed=11)

    assert found.agreements == near(found)
    assert found.proposals <= found.agreements


def test_figures_of_one_stream_that_move_together_agree_no_more_often():
    alone, together = (rates.simulate(TRUSTS, months=36, seed=12, within=within) for within in (0.0, 0.8))

    assert together.agreements <= alone.theory.a_provider_year + 4 * together.error
    assert together.agreements <= alone.agreements + 4 * (alone.error + together.error)


def test_streams_that_move_together_agree_more_often():
    """A known weakness: the rule takes them for independent, and cannot see that they are not."""
    found = rates.simulate(TRUSTS, months=36, seed=13, between=0.5)

    assert found.agreements > 1.3 * found.theory.a_provider_year


def test_one_stream_alone_never_agrees_however_much_of_it_is_charted():
    many = Kind("one stream", 50, (Figures(200, "performance", ("access", "emergency")),))

    found = rates.simulate(many, months=12, seed=14)

    assert (found.agreements, found.theory.a_provider_year, found.standing) == (0, 0, 0)


def test_three_needed_are_far_fewer():
    assert rates.simulate(TRUSTS, months=12, seed=15, needed=3).theory.a_provider_year < 0.02


def test_days_of_being_fresh_are_those_of_the_pack():
    on = dt.date(2026, 11, 1)
    streams = {each.code: each.fresh_days for each in pack_named("icb-2026").streams_on(on)}

    assert {code: streams[code] for code in rates.FRESH} == rates.FRESH
    assert set(rates.THEMES) <= {each.code for each in pack_named("icb-2026").themes_on(on)}
