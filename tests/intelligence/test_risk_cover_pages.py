"""Setting who is told of somebody at risk now: what it says, what it refuses, what stays on record."""

import datetime as dt

import pytest

from tests.assertions import page_of, words
from tests.factories.accounts import OtherCommissionerFactory, UserFactory
from tests.factories.intelligence import item
from trigpoint.audit.models import Event
from trigpoint.common import clock
from trigpoint.common.errors import NotAllowed
from trigpoint.intelligence.errors import CoverImpossible
from trigpoint.intelligence.models import RiskCover
from trigpoint.intelligence.presenters.risk import cover_line, cover_sentence, risk_lines
from trigpoint.intelligence.queries import risk
from trigpoint.intelligence.rules.covering import CoverTerms, TurnTerms, gaps
from trigpoint.intelligence.services.risk_cover import set_cover

pytestmark = pytest.mark.django_db

PAGE = "/soft/at-risk/"
NINE, FIVE = dt.time(9), dt.time(17)


def terms(*turns, numbers=(), begins=NINE, ends=FIVE):
    return CoverTerms(tuple(turns), tuple(numbers), begins, ends)


LEADS = TurnTerms("quality_lead", "", "always")


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (["always"], []),
        (["working", "outside"], []),
        (["working"], ["outside working hours"]),
        (["outside"], ["in working hours"]),
        ([], ["in working hours", "outside working hours"]),
    ],
)
def test_gaps_are_told(hours, expected):
    assert gaps(hours) == expected


def test_each_cover_is_kept_and_the_latest_counts(quality_lead):
    first = set_cover(terms=terms(LEADS), by=quality_lead)
    second = set_cover(terms=terms(TurnTerms("", quality_lead.public_id, "outside"), LEADS), by=quality_lead)

    assert risk.cover_of(quality_lead.commissioner) == second
    assert risk.covers_before(quality_lead.commissioner) == [first]
    assert Event.objects.filter(name="intelligence.risk_cover_set").count() == 2


@pytest.mark.parametrize(
    "wrong",
    [
        terms(),
        terms(LEADS, begins=FIVE, ends=NINE),
        terms(TurnTerms("gp_practice", "", "always")),
        terms(TurnTerms("executive", "", "always")),
        terms(TurnTerms("", "nobody", "always")),
    ],
)
def test_cover_by_which_nobody_could_be_told_is_refused(quality_lead, wrong):
    with pytest.raises(CoverImpossible):
        set_cover(terms=wrong, by=quality_lead)
    assert not RiskCover.objects.exists()


def test_nobody_of_another_place_can_be_on_duty(quality_lead):
    stranger = UserFactory(username="megan", commissioner=OtherCommissionerFactory())

    with pytest.raises(CoverImpossible):
        set_cover(terms=terms(TurnTerms("", stranger.public_id, "always")), by=quality_lead)


def test_analyst_sets_no_cover(quality_lead):
    with pytest.raises(NotAllowed):
        set_cover(terms=terms(LEADS), by=UserFactory(username="tom", role="analyst"))


def test_page_says_who_is_told_and_where_nobody_is(client_of, quality_lead):
    client = client_of(quality_lead)
    assert "Nobody has set this yet" in words(page_of(client.get(PAGE)))

    answer = client.post(
        PAGE,
        {
            "who_1": f"person:{quality_lead.public_id}",
            "hours_1": "working",
            "begins": "08:30",
            "ends": "18:00",
            "line_1": "Bolton adult safeguarding",
            "number_1": "01204 337000",
        },
    )

    assert answer.status_code == 302
    page = page_of(client.get(PAGE))
    assert "Nobody is on duty outside working hours" in words(page)
    assert "After 60 minutes" in words(page)
    assert page.select_one("[name=number_1]")["value"] == "01204 337000"
    assert risk.numbers_of(quality_lead.commissioner) == [("Bolton adult safeguarding", "01204 337000")]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"line_1": "Somebody"}, "Enter a telephone number"),
        ({"line_1": "Somebody", "number_1": "<script>"}, "Enter a telephone number"),
        ({"number_1": "0161 496 0000"}, "Say whom this number reaches"),
        ({"begins": "25:00"}, "Enter a time"),
        ({"who_1": ""}, "Choose at least one"),
    ],
)
def test_what_is_wrong_is_said(client_of, quality_lead, said, expected):
    sent = {"who_1": "role:quality_lead", "hours_1": "always", "begins": "09:00", "ends": "17:00", **said}
    answer = client_of(quality_lead).post(PAGE, sent)

    assert expected in words(page_of(answer, status=422))
    assert not RiskCover.objects.exists()


def test_banner_lists_what_nobody_has_read_and_nothing_restricted(quality_lead):
    item(quality_lead, is_at_risk_now=True)
    item(quality_lead, is_at_risk_now=True, words="In confidence.", restriction="safeguarding")

    [line] = risk_lines(risk.unread_at_risk(quality_lead))

    assert (line.about, line.since) == ("Bolton NHS Foundation Trust", "0 minutes ago")


def test_whoever_left_is_named_and_does_not_count_as_on_duty(client_of, quality_lead):
    sam = UserFactory(username="sam", role="safeguarding_lead")
    set_cover(
        terms=terms(
            TurnTerms("", sam.public_id, "outside"), TurnTerms("", quality_lead.public_id, "working")
        ),
        by=quality_lead,
    )
    assert "Somebody is on duty at any time" in words(page_of(client_of(quality_lead).get(PAGE)))
    sam.memberships.update(ends_on=clock.today() - dt.timedelta(days=1))

    said = page_of(client_of(quality_lead).get(PAGE)).select_one(".tp-lead").get_text()
    assert f"{sam} no longer looks at this and will not be told: choose somebody else" in said
    assert "Nobody is on duty outside working hours" in said


def test_where_all_of_it_left_it_says_who_is_told(quality_lead):
    people = [UserFactory(username=name, role="safeguarding_lead") for name in ("sam", "tim")]
    cover = set_cover(
        terms=terms(*(TurnTerms("", person.public_id, "always") for person in people)), by=quality_lead
    )
    for person in people:
        person.is_active = False
        person.save()

    said = cover_sentence(risk.cover_of(cover.owner))
    assert f"{people[0]} and {people[1]} no longer look at this" in said
    assert "everybody who may read it is told" in said


def test_day_it_was_set_is_the_day_in_england(quality_lead):
    with clock.replaying(dt.datetime(2026, 7, 1, 0, 30, tzinfo=clock.LONDON)):
        cover = set_cover(terms=terms(LEADS), by=quality_lead)

    assert cover_line(cover).on == "Wed 1 Jul 2026"
