"""Telling people: who hears what, that nothing is said twice, and that nobody hears of what they cannot see."""

import pytest
from django.db import IntegrityError, transaction

from tests.factories.accounts import OtherCommissionerFactory, UserFactory, give
from trigpoint.accounts.models import Membership
from trigpoint.accounts.system import system_person
from trigpoint.audit.models import Event
from trigpoint.notifications import queries, services
from trigpoint.notifications.models import Notice, NoticeReading

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(quality_lead):
    """Kofi, who works beside Amina."""
    return UserFactory(username="kofi", first_name="Kofi", last_name="Mensah", role="quality_manager")


def told(person, reference, words="Given to you", **more):
    """Trigpoint tells a person."""
    given = {"kind": "given", "by": system_person(), **more}
    return services.tell(person=person, reference=reference, words=words, **given)


def unread(person):
    """The words a person has not read, latest first."""
    return [notice.words for notice in queries.news(person)]


def test_person_is_told_and_it_is_in_the_audit(quality_lead, colleague, reference):
    notice = told(colleague, reference, by=quality_lead)

    assert (notice.person, notice.owner, notice.by) == (colleague, quality_lead.commissioner, quality_lead)
    assert Event.objects.get(name="notifications.told").target == f"notice:{notice.public_id}"
    assert queries.unread_count(colleague) == 1
    assert queries.unread_count(quality_lead) == 0


def test_nobody_is_told_what_they_did_themselves(quality_lead, reference):
    assert told(quality_lead, reference, by=quality_lead) is None
    assert queries.unread_count(quality_lead) == 0


def test_same_words_again_are_no_news(colleague, reference):
    first, again = told(colleague, reference), told(colleague, reference)

    assert again == first
    assert unread(colleague) == ["Given to you"]


def test_later_words_take_the_place_of_unread_ones_about_the_same(colleague, reference):
    told(colleague, reference, "Given to you")
    told(colleague, reference, "Given to you and to Amina")

    assert unread(colleague) == ["Given to you and to Amina"]
    assert Notice.objects.count() == 2
    assert NoticeReading.objects.get().is_replaced
    assert [notice.words for notice in queries.news(colleague, is_all=True)] == ["Given to you and to Amina"]


def test_news_of_another_kind_stands_beside(colleague, reference):
    told(colleague, reference)
    told(colleague, reference, "Answered", kind="answered")

    assert unread(colleague) == ["Answered", "Given to you"]


def test_news_that_was_read_can_come_again(colleague, reference):
    services.mark_read(notice=told(colleague, reference), by=colleague)

    assert told(colleague, reference) is not None
    assert unread(colleague) == ["Given to you"]


def test_what_is_told_once_is_never_told_again(colleague, reference):
    first = told(colleague, reference, once="action:a 2026-11-24 today")
    services.mark_read(notice=first, by=colleague)

    assert told(colleague, reference, "Other words", once="action:a 2026-11-24 today") is None


def test_kind_that_nobody_registered_is_a_mistake(colleague, reference):
    with pytest.raises(KeyError):
        told(colleague, reference, kind="gossip")


def test_another_commissioners_person_is_not_told(other_lead, reference):
    assert told(other_lead, reference) is None


def test_person_without_a_role_or_deactivated_is_not_told(quality_lead, colleague, reference):
    stranger = UserFactory(username="nobody", role="")
    colleague.is_active = False
    colleague.save()

    assert told(stranger, reference) is None
    assert told(colleague, reference) is None


def test_person_who_lost_the_role_is_not_told_and_sees_nothing(colleague, reference):
    told(colleague, reference)
    Membership.objects.filter(user=colleague).update(ends_on="2020-01-01")
    colleague.__dict__.pop("reach", None)

    assert told(colleague, reference, "More") is None
    assert queries.unread_count(colleague) == 0
    assert list(queries.news(colleague)) == []


def test_outsider_is_not_told_of_what_is_not_addressed_to_them(quality_lead, reference):
    provider = UserFactory(username="ravi", role="provider", organisation="RMC")

    assert told(provider, reference) is None


def test_person_at_two_desks_is_told_at_the_one_from_which_it_is_seen(quality_lead, reference):
    both = UserFactory(username="both", commissioner=OtherCommissionerFactory())
    desk = queries.at_desk(both, quality_lead.commissioner)
    give(desk, "quality_lead")

    notice = told(both, reference)

    assert notice.owner == quality_lead.commissioner
    assert queries.unread_count(both) == 0  # they sit at the other one
    assert queries.unread_count(queries.at_desk(both, quality_lead.commissioner)) == 1


def test_news_about_no_record_goes_to_the_desk_where_the_person_sits(other_lead):
    assert told(other_lead, "").owner == other_lead.commissioner


def test_unknown_record_is_no_news(colleague):
    assert told(colleague, "question:doesnotexist") is None
    assert told(colleague, "nosuchkind:abc") is None


def test_reading_is_noted_once(colleague, reference):
    notice = told(colleague, reference)

    first = services.mark_read(notice=notice, by=colleague)
    again = services.mark_read(notice=notice, by=colleague)

    assert first == again
    assert Event.objects.filter(name="notifications.read").count() == 1
    assert queries.unread_count(colleague) == 0


def test_reading_everything(colleague, reference):
    told(colleague, reference)
    told(colleague, reference, "Answered", kind="answered")

    assert services.mark_all_read(by=colleague) == 2
    assert services.mark_all_read(by=colleague) == 0
    assert queries.unread_count(colleague) == 0
    assert Event.objects.get(name="notifications.all_read").after == {"count": 2}


def test_reading_everything_leaves_the_other_desk_and_other_people_alone(quality_lead, colleague, reference):
    told(colleague, reference)
    told(quality_lead, reference)

    services.mark_all_read(by=colleague)

    assert queries.unread_count(quality_lead) == 1


def test_counting_news_costs_one_query_and_none_without_a_role(
    colleague, reference, django_assert_num_queries
):
    told(colleague, reference)
    stranger = UserFactory(username="nobody", role="", commissioner=None)
    assert colleague.reach  # the doors have asked for it

    with django_assert_num_queries(1):
        assert queries.unread_count(colleague) == 1
    with django_assert_num_queries(0):
        assert queries.unread_count(stranger) == 0


def test_database_refuses_the_same_once(colleague, reference):
    notice = told(colleague, reference, once="a key")
    notice.pk, notice.public_id = None, "another"

    with pytest.raises(IntegrityError), transaction.atomic():
        notice.save(force_insert=True)


def test_database_refuses_news_without_words(colleague, reference):
    with pytest.raises(IntegrityError), transaction.atomic():
        told(colleague, reference, words="")
