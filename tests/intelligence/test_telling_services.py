"""Telling something: what is kept where, what comes twice, whom a few letters mean."""

import datetime as dt

import pytest
from django.db import connection

from tests.factories.accounts import OtherCommissionerFactory, UserFactory
from tests.factories.intelligence import bolton, draft, item
from tests.factories.organisations import OrganisationFactory
from trigpoint.accounts.system import system_person
from trigpoint.common import clock
from trigpoint.intelligence.models import Item, PracticeLink
from trigpoint.intelligence.queries.telling import Teller, link_with, suggested, whom
from trigpoint.intelligence.rules.telling import Telling, code_in
from trigpoint.intelligence.services.telling import tell
from trigpoint.notifications.models import Notice
from trigpoint.organisations.models import Belonging, Hierarchy
from trigpoint.vault.models import Sealed

pytestmark = pytest.mark.django_db


@pytest.fixture
def practice(db):
    return OrganisationFactory(code="P82001", name="Dale Practice", kind="practice")


@pytest.fixture
def gp(practice):
    return UserFactory(username="gp", role="gp_practice", organisation="P82001")


@pytest.fixture
def link(practice, quality_lead):
    return PracticeLink.objects.create(
        owner=quality_lead.commissioner, organisation=practice, by=quality_lead
    )


def telling(practice, **said):
    beside = {name: said.pop(name) for name in ("name", "contact", "patient_reference") if name in said}
    return Telling(draft=draft(sent_for=practice, **said), **beside)


def everywhere(text):
    """Tables that hold a text in the clear."""
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [table for row in cursor.fetchall() if any(text in str(value) for value in row)]
        return found


def test_who_told_it_and_the_reference_are_nowhere_in_the_clear(gp, practice):
    made = tell(
        telling=telling(practice, name="Jo Whistle", contact="jo@dale.example", patient_reference="H7654321"),
        by=gp,
    )

    assert Sealed.objects.filter(about=f"item:{made.public_id}").count() == 2
    for secret in ("Whistle", "jo@dale", "H7654321"):
        assert everywhere(secret) == []


def test_link_tells_for_its_practice_and_the_service_writes_it_in(link, practice):
    made = tell(telling=telling(practice, name="Jo Whistle"), by=system_person(), link=link)

    assert (made.owner, made.sent_for, made.by) == (link.owner, practice, system_person())


def test_same_again_within_minutes_is_the_same(gp, practice):
    first = tell(telling=telling(practice), by=gp)

    assert tell(telling=telling(practice), by=gp) == first
    assert tell(telling=telling(practice, words="Something else."), by=gp) != first
    with clock.replaying(clock.now() + dt.timedelta(minutes=11)):
        assert tell(telling=telling(practice), by=gp) != first


@pytest.mark.parametrize(
    "said",
    [
        {"is_at_risk_now": True},
        {"wants_reply": True},
        {"happened_on": clock.today()},
        {"place": "Ward 3"},
        {"worry": 5},
        {"name": "Jo Whistle"},
        {"contact": "jo@dale.example"},
        {"patient_reference": "H7654321"},
    ],
)
def test_same_words_that_say_more_are_never_dropped(gp, practice, said):
    first = tell(telling=telling(practice), by=gp)

    assert tell(telling=telling(practice, **said), by=gp) != first


def test_danger_said_a_moment_later_is_told_of(link, practice, quality_lead):
    tell(telling=telling(practice), by=system_person(), link=link)
    made = tell(
        telling=telling(practice, is_at_risk_now=True, name="Jo Whistle"), by=system_person(), link=link
    )

    assert made.is_at_risk_now
    assert Notice.objects.filter(person=quality_lead, kind="risk").count() == 1


def test_same_words_of_another_practice_are_another_telling(gp, practice, quality_lead):
    other = OrganisationFactory(code="P82002", name="Moor Practice", kind="practice")
    nurse = UserFactory(username="nurse", role="gp_practice", organisation="P82002")

    assert tell(telling=telling(practice), by=gp) != tell(telling=telling(other), by=nurse)


def test_risk_is_told_of_in_the_same_moment(gp, practice, quality_lead):
    tell(telling=telling(practice, is_at_risk_now=True), by=gp)

    assert Notice.objects.filter(person=quality_lead, kind="risk").count() == 1


def test_link_that_ended_or_was_made_up_is_none(link):
    assert link_with(link.token) == link
    assert link_with(link.token[:-1]) is None
    assert link_with(link.public_id) is None
    token, link.ended_at = link.token, clock.now()
    link.save()
    assert link_with(token) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Bolton NHS Foundation Trust (RMC)", "RMC"),
        ("bolton (rmc) ", "RMC"),
        ("Bolton", ""),
        ("A (B ) c", ""),
    ],
)
def test_code_of_what_was_chosen(text, code):
    assert code_in(text) == code


@pytest.mark.parametrize("text", ["RMC", "rmc", "Bolton NHS Foundation Trust", "anything at all (RMC)"])
def test_one_that_is_meant_beyond_doubt_is_taken(gp, text):
    bolton()

    assert whom(text, Teller(gp)).provider == bolton()


def test_few_letters_give_those_that_fit_and_the_sender_chooses(gp):
    bolton()
    home = OrganisationFactory(code="VN1", name="Bolton Lodge", kind="care_home")

    found = whom("bolt", Teller(gp))

    assert (found.provider, found.choices) == (None, (bolton(), home))


def test_those_that_the_sender_told_of_come_first(gp, link, practice):
    home = OrganisationFactory(code="VN1", name="Bolton Lodge", kind="care_home")
    bolton()
    tell(telling=telling(practice, provider=home), by=gp)

    assert suggested("bolton", Teller(gp)) == [home, bolton()]
    assert suggested("bolton", Teller(system_person(), link)) == [home, bolton()]


def test_order_tells_nothing_of_what_others_told_or_of_what_is_restricted(gp, link, practice, quality_lead):
    home = OrganisationFactory(code="VN1", name="Bolton Lodge", kind="care_home")
    bolton()
    item(quality_lead, provider=home)
    tell(telling=telling(practice, provider=home, restriction="safeguarding"), by=gp)

    assert suggested("bolton", Teller(gp)) == [bolton(), home]
    assert suggested("bolton", Teller(system_person(), link)) == [bolton(), home]


def test_nobody_is_suggested_whom_the_sender_may_not_see_or_who_has_closed(gp, link):
    OrganisationFactory(code="ZZ1", name="Bolton Elsewhere", is_open=False, owner=OtherCommissionerFactory())
    OrganisationFactory(code="ZZ2", name="Bolton of Old", closed_on=dt.date(2020, 1, 1))

    for teller in (Teller(gp), Teller(system_person(), link)):
        assert suggested("bolton", teller) == []
        assert whom("ZZ1", teller).provider is None


def test_words_that_begin_so_come_before_those_that_hold_it(gp):
    OrganisationFactory(code="RBK", name="Walsall Healthcare NHS Trust")
    OrganisationFactory(code="P87001", name="New Salford Surgery", kind="practice")

    assert [each.code for each in suggested("sal", Teller(gp))] == ["P87001", "RBK"]


def test_those_of_the_place_come_before_those_elsewhere(gp):
    place = OrganisationFactory(code="QOP", name="NHS Greater Manchester ICB", kind="icb")
    near = OrganisationFactory(code="P82077", name="Park Surgery of Wigan", kind="practice")
    far = OrganisationFactory(code="A00001", name="Park Surgery of Alton", kind="practice")
    Belonging.objects.create(hierarchy=Hierarchy.ICB, child=near, parent=place)

    assert suggested("park", Teller(gp)) == [near, far]


def test_one_letter_suggests_nobody(gp):
    bolton()

    assert suggested("b", Teller(gp)) == []
    assert Item.objects.count() == 0
