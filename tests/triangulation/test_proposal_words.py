"""What is said of chance on the pages of proposals: pure."""

import datetime as dt

import pytest

from trigpoint.triangulation.models import ProposalRun
from trigpoint.triangulation.presenters import proposal_words as words

LOOKING = {"performance": "Performance", "complaints": "Complaints"}


def run(**told):
    """A run over trusts and practices, with what each stream looks at and says."""
    values = {
        "day": dt.date(2026, 11, 23),
        "providers": 120,
        "grid": 7,
        "agreements": 1,
        "by_chance": 0.2,
        "spread": 0.4,
        "a_provider_year": 0.004,
        "shares": [share("performance", 40, 20), share("complaints", 20, 8)],
    }
    return ProposalRun(**(values | told))


def share(stream, looking, says_so):
    return {"group": "trust", "stream": stream, "looking": looking, "says_so": says_so}


def here(made, looking=LOOKING):
    return words.chance_here(made, kind="trust", looking=looking, needed=2)


def test_a_share_is_over_any_theme_and_all_places_of_the_kind_with_this_one():
    told = here(run())
    assert "each spoke of any theme as often as over all places of this kind, this one included" in told
    assert "at about 1 of 5 places" in told  # 20 of 40 by 8 of 20
    assert "other providers" not in told


@pytest.mark.parametrize(
    ("shares", "named"),
    [
        (
            [share("performance", 1, 1), share("complaints", 20, 8)],
            "Performance looks at fewer than 20 places",
        ),
        ([share("complaints", 20, 8)], "Performance looks at fewer than 20 places"),
        (
            [share("performance", 19, 3), share("complaints", 5, 1)],
            "Performance and complaints look at fewer",
        ),
    ],
)
def test_no_number_where_a_stream_looks_at_too_few_places(shares, named):
    told = here(run(shares=shares))
    assert named in told
    assert "cannot be told here" in told
    assert "1 of" not in told
    assert "%" not in told


def test_no_number_where_too_few_streams_look():
    assert "Too few kinds of evidence look here" in here(run(), {"performance": "Performance"})


def test_give_or_take_stands_with_what_it_belongs_to():
    assert (
        "there would be about 0.2 (give or take 0.4) agreements by chance alone; there is 1."
        in words.by_chance(run())
    )
    assert "about 0.2 (give or take 0.4)" in words.by_chance(run(agreements=0))


def test_on_one_page_the_grid_is_named_as_all_providers():
    told = words.by_chance_anywhere(run())
    assert told.startswith("Over all themes at all providers: if the kinds of evidence had nothing to do")
    assert "Today no kinds of evidence agree on anything good" in words.by_chance(
        run(agreements=0, direction="good")
    )


def test_what_was_looked_at_are_pairs_of_provider_and_theme():
    told = words.looked_at(run())
    assert "7 pairs of provider and theme at which enough kinds of evidence look" in told
    assert "among 120 providers of which anything is known" in told
    assert "1 pair of provider and theme" in words.looked_at(run(grid=1))


def test_a_year_is_told_as_an_average_over_all_kinds_beside_what_was_simulated():
    told = words.false_alarms(run())
    assert "about 0.004 new agreements a year at a provider: an average over all kinds of providers" in told
    assert "0.24 at a trust, 0.024 at a practice and 0.014 at a care home" in told


def test_no_yearly_number_of_what_is_good():
    told = words.false_alarms(run(direction="good"))
    assert "0.004" not in told
    assert "0.24" not in told
    assert "was not measured" in told
