"""The engagement log: entries, corrections as versions, whom it covered and whom not."""

import datetime as dt

import pytest

from tests.factories.accounts import OtherCommissionerFactory, UserFactory
from tests.factories.intelligence import engagement
from trigpoint.common import clock
from trigpoint.common.errors import NotAllowed
from trigpoint.intelligence.errors import CodesImpossible, EngagementImpossible, WordsMissing
from trigpoint.intelligence.models import Engagement, EngagementVersion
from trigpoint.intelligence.queries import engagement as queries
from trigpoint.intelligence.rules.engagement import Entry, last_quarters, quarter_of
from trigpoint.intelligence.services import engagement as services

DAY = dt.date(2026, 11, 22)


def entry(**said):
    """Words enough for a version."""
    told = {
        "title": "Carers' tea",
        "from_on": dt.date(2026, 8, 20),
        "heard": "Later.",
        "methods": ("meeting",),
    }
    return Entry(**(told | said))


@pytest.fixture(autouse=True)
def on_that_day():
    with clock.replaying(DAY):
        yield


def test_entry_holds_who_and_how(quality_lead):
    made = engagement(quality_lead, characteristics=("disability", "age", "age"))

    [found] = queries.entries(quality_lead)
    assert found.engagement == made
    assert {(mark.kind, mark.code) for mark in found.marks.all()} == {
        ("method", "meeting"),
        ("group", "carers"),
        ("characteristic", "disability"),
        ("characteristic", "age"),
    }


def test_correction_is_a_further_version(quality_lead):
    made = engagement(quality_lead)

    services.correct_engagement(
        engagement=made, entry=entry(people=None), why="Nobody counted.", by=quality_lead
    )

    [found] = queries.entries(quality_lead)
    assert (found.number, found.people, found.why) == (2, None, "Nobody counted.")
    assert [each.people for each in queries.versions_of(made)] == [None, 12]
    with pytest.raises(WordsMissing):
        services.correct_engagement(engagement=made, entry=entry(), why=" ", by=quality_lead)


def test_withdrawn_entry_does_not_count_and_stays(quality_lead):
    made = engagement(quality_lead)

    services.withdraw_engagement(engagement=made, why="Written twice.", by=quality_lead)

    assert not queries.entries(quality_lead).exists()
    assert EngagementVersion.objects.filter(engagement=made).count() == 2
    with pytest.raises(EngagementImpossible):
        services.withdraw_engagement(engagement=made, why="Again.", by=quality_lead)


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ({"title": " "}, WordsMissing),
        ({"methods": ()}, EngagementImpossible),
        ({"methods": ("telepathy",)}, CodesImpossible),
        ({"groups": ("wizards",)}, CodesImpossible),
        ({"providers": ("NONE",)}, CodesImpossible),
        ({"from_on": dt.date(2999, 1, 1)}, EngagementImpossible),
        ({"to_on": dt.date(2020, 1, 1)}, EngagementImpossible),
    ],
)
def test_what_cannot_be_is_refused(quality_lead, said, refused):
    with pytest.raises(refused):
        engagement(quality_lead, **said)
    assert not Engagement.objects.exists()


def test_readers_and_neighbours_write_nothing(quality_lead, chair):
    made = engagement(quality_lead)
    neighbour = UserFactory(username="megan", commissioner=OtherCommissionerFactory())

    with pytest.raises(NotAllowed):
        engagement(chair)
    with pytest.raises(NotAllowed):
        services.withdraw_engagement(engagement=made, why="No.", by=neighbour)
    assert not queries.entries(neighbour).exists()


def test_quarters_are_those_of_the_financial_year():
    assert [each.name for each in last_quarters(DAY, 4)] == [
        "Q4 2025/26",
        "Q1 2026/27",
        "Q2 2026/27",
        "Q3 2026/27",
    ]


def test_coverage_counts_occasions_in_each_quarter_that_they_touched(quality_lead):
    engagement(quality_lead, from_on=dt.date(2026, 9, 20), to_on=dt.date(2026, 10, 2), people=None)
    engagement(quality_lead, from_on=dt.date(2026, 10, 5), people=7)
    engagement(quality_lead, from_on=dt.date(2024, 10, 5), groups=("homeless",))

    found = queries.coverage(quality_lead, last_quarters(DAY, 4))

    before, now = quarter_of(dt.date(2026, 9, 1)), quarter_of(DAY)
    assert set(found) == {("group", "carers")}
    assert (found["group", "carers"][before].occasions, found["group", "carers"][before].uncounted) == (1, 1)
    assert (found["group", "carers"][now].occasions, found["group", "carers"][now].people) == (2, 7)


def test_gaps_are_who_was_not_listened_to_in_a_year(quality_lead):
    engagement(quality_lead, from_on=dt.date(2024, 10, 5), groups=("homeless",))
    engagement(quality_lead)

    assert queries.covered_since(quality_lead, DAY - dt.timedelta(days=365)) == {("group", "carers")}


def test_log_is_narrowed(quality_lead):
    engagement(quality_lead)
    engagement(quality_lead, "Hostel", groups=("homeless",), methods=("outreach",), place="Bolton")

    assert [each.title for each in queries.entries(quality_lead, group="homeless")] == ["Hostel"]
    assert [each.title for each in queries.entries(quality_lead, method="outreach", words="bolton")] == [
        "Hostel"
    ]
    assert queries.entries(quality_lead, group="").count() == 2
    assert not queries.entries(quality_lead, since=DAY).exists()


def test_withdrawn_version_still_says_whom_it_covered_and_is_not_corrected(quality_lead):
    made = engagement(quality_lead)
    services.withdraw_engagement(engagement=made, why="Written twice.", by=quality_lead)

    withdrawn, first = queries.versions_of(made)
    assert [(mark.kind, mark.code) for mark in withdrawn.marks.all()] == [
        (mark.kind, mark.code) for mark in first.marks.all()
    ]
    with pytest.raises(EngagementImpossible, match="anew"):
        services.correct_engagement(engagement=made, entry=entry(), why="After all.", by=quality_lead)
    assert not queries.entries(quality_lead).exists()


def test_everything_together_is_summed_over_all_of_it(quality_lead):
    engagement(quality_lead, people=5)
    engagement(quality_lead, people=None, groups=("homeless",))

    heard = queries.heard_in_all(queries.entries(quality_lead))

    assert (heard.occasions, heard.people, heard.uncounted) == (2, 5, 1)
    assert set(heard.marks) == {("method", "meeting"), ("group", "carers"), ("group", "homeless")}
