"""The calendar that a program fetches: whose, what is in it, the same bytes for the same dates, and 404 for everybody else."""

import datetime as dt
import logging

import icalendar
import pytest
from django.urls import reverse

from tests.factories.accounts import OtherCommissionerFactory, UserFactory, give
from tests.notifications.conftest import TODAY
from trigpoint.accounts.models import Membership
from trigpoint.audit.models import Event
from trigpoint.common import clock
from trigpoint.common.errors import DomainError
from trigpoint.notifications import queries, services
from trigpoint.notifications.models import CalendarKey
from trigpoint.reports import services as reports

pytestmark = pytest.mark.django_db


@pytest.fixture
def secret(quality_lead, sources):
    """The secret of Amina's calendar address."""
    return services.make_calendar_key(by=quality_lead)[1]


def fetched(client, secret, **headers):
    """What a calendar program gets."""
    with clock.replaying(TODAY):
        return client.get(reverse("notifications:calendar", args=[secret]), headers=headers)


def events(response):
    """The events as a calendar program reads them."""
    assert response.status_code == 200
    return icalendar.Calendar.from_ical(response.content).walk("VEVENT")


def unfolded(response):
    """The text, long lines put together again."""
    return response.content.decode().replace("\r\n ", "")


def test_dates_are_whole_days_with_a_link_and_little_more(client, secret, question):
    [event] = events(fetched(client, secret))

    assert event.decoded("dtstart") == TODAY
    assert event.decoded("dtend") == TODAY + dt.timedelta(days=1)
    assert str(event["summary"]) == "Question due"
    assert str(event["url"]) == f"http://testserver{question.get_absolute_url()}"
    assert str(event["uid"]) == f"action-{question.public_id}-due@trigpoint"
    assert event.decoded("dtstamp") == question.at.replace(microsecond=0)
    assert str(event["class"]) == "PRIVATE"
    assert str(event["transp"]) == "TRANSPARENT"


def test_calendar_is_whole_by_the_standard(client, secret, question):
    response = fetched(client, secret)
    calendar = icalendar.Calendar.from_ical(response.content)

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert (calendar["version"], calendar["prodid"]) == ("2.0", "-//Trigpoint//Dates//EN")
    assert calendar.errors == []
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT6H\r\nX-PUBLISHED-TTL:PT6H\r\n" in response.content
    assert all(event.errors == [] for event in calendar.walk("VEVENT"))
    lines = response.content.decode().split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)


def test_calendar_holds_no_names_unless_the_installation_allows_it(client, secret, question, settings):
    assert b"zedmark" not in fetched(client, secret).content.lower()

    settings.TITLES_OUTSIDE = True

    assert b"zedmark question?" in fetched(client, secret).content.lower().replace(b"\r\n ", b"")


def test_same_dates_give_the_same_bytes(client, secret, ask, quality_lead):
    ask(quality_lead, TODAY)
    ask(quality_lead, TODAY, "Another?")
    first = fetched(client, secret)
    with clock.replaying(TODAY + dt.timedelta(days=3)):
        again = client.get(reverse("notifications:calendar", args=[secret]))

    assert first.content == again.content
    assert first["ETag"] == again["ETag"]


def test_what_is_known_already_is_not_sent_again(client, secret, question, ask, quality_lead):
    etag = fetched(client, secret)["ETag"]

    known = fetched(client, secret, if_none_match=etag)
    assert (known.status_code, known.content) == (304, b"")
    ask(quality_lead, TODAY, "Another?")
    assert fetched(client, secret, if_none_match=etag).status_code == 200


def test_date_that_was_taken_away_is_noticed(client, quality_lead, secret, ask):
    trust = ask(quality_lead).provider
    held_on = dt.date(2027, 1, 12)
    reports.set_meeting(provider=trust, held_on=held_on, by=quality_lead)
    before = fetched(client, secret)
    reports.withdraw_meeting(provider=trust, held_on=held_on, by=quality_lead)

    after = fetched(client, secret, if_modified_since=before["Last-Modified"], if_none_match=before["ETag"])

    assert after.status_code == 200
    assert [str(event["summary"]) for event in events(after)] == ["Question due"]
    assert fetched(client, secret, if_modified_since=before["Last-Modified"]).status_code == 200


def test_meetings_of_the_commissioner_are_in_it(client, quality_lead, secret, ask, settings):
    trust = ask(quality_lead, dt.date(2027, 2, 1)).provider
    for day in (dt.date(2026, 10, 1), dt.date(2026, 11, 3), dt.date(2026, 12, 1)):
        reports.set_meeting(provider=trust, held_on=day, by=quality_lead)

    found = {event.decoded("dtstart"): str(event["summary"]) for event in events(fetched(client, secret))}
    assert found == {
        dt.date(2026, 11, 3): "Quality meeting",
        dt.date(2026, 12, 1): "Quality meeting",
        dt.date(2027, 2, 1): "Question due",
    }

    text = unfolded(fetched(client, secret))
    assert trust.code not in text
    assert trust.name not in text
    settings.TITLES_OUTSIDE = True
    text = unfolded(fetched(client, secret))
    assert f"Quality meeting: {trust.name}" in text
    assert f"/providers/{trust.code}/brief/" in text


def test_nothing_of_another_commissioner_is_in_it(client, secret, other_lead, ask, settings):
    settings.TITLES_OUTSIDE = True
    theirs = ask(other_lead)
    reports.set_meeting(provider=theirs.provider, held_on=TODAY, by=other_lead)

    assert events(fetched(client, secret)) == []


def test_outsider_has_no_meetings(client, quality_lead, ask, sources):
    reports.set_meeting(provider=ask(quality_lead).provider, held_on=TODAY, by=quality_lead)
    ravi = UserFactory(username="ravi", role="provider", organisation="ROP")
    _, secret = services.make_calendar_key(by=ravi)

    assert events(fetched(client, secret)) == []


def test_address_belongs_to_the_desk_it_was_made_at(client, quality_lead, ask, sources):
    ask(quality_lead)
    both = UserFactory(username="both", commissioner=OtherCommissionerFactory())
    give(queries.at_desk(both, quality_lead.commissioner), "quality_lead")
    theirs = ask(both, text="Quillon?")
    _, secret = services.make_calendar_key(by=both)
    both.commissioner = quality_lead.commissioner
    both.save()

    [event] = events(fetched(client, secret))

    assert theirs.public_id in event["uid"]


@pytest.mark.parametrize("end", ["deactivated", "role ended", "address ended", "renewed"])
def test_address_that_no_longer_counts_is_404(client, quality_lead, secret, end):
    if end == "deactivated":
        quality_lead.is_active = False
        quality_lead.save()
    elif end == "role ended":
        Membership.objects.filter(user=quality_lead).update(ends_on="2020-01-01")
    elif end == "address ended":
        services.end_calendar_key(by=quality_lead)
    else:
        services.make_calendar_key(by=quality_lead)

    response = fetched(client, secret)

    assert response.status_code == 404
    assert response.content == b"There is no calendar at this address."


def test_unknown_secret_is_the_same_404(client, secret):
    assert fetched(client, "x" * 43).content == b"There is no calendar at this address."
    assert fetched(client, CalendarKey.objects.get().digest).status_code == 404
    assert fetched(client, CalendarKey.objects.get().public_id).status_code == 404


def test_secret_is_not_kept(secret):
    key = CalendarKey.objects.get()

    assert len(secret) == 43
    assert secret not in str(vars(key))
    assert key.digest == queries.digest_of(secret)
    assert secret not in "".join(str(vars(event)) for event in Event.objects.all())


def test_fetching_leaves_no_cookie_and_is_kept_by_nobody(client, secret, question):
    for response in (fetched(client, secret), fetched(client, "unknown")):
        assert response["Cache-Control"] == "no-store, private"
        assert response["Referrer-Policy"] == "no-referrer"
        assert not response.cookies


def test_fetching_costs_few_queries_however_much_is_in_it(
    client, secret, ask, quality_lead, django_assert_max_num_queries
):
    for number in range(20):
        ask(quality_lead, TODAY, f"Question {number}?")
        reports.set_meeting(
            provider=ask(quality_lead, TODAY, "x").provider,
            held_on=TODAY + dt.timedelta(days=number),
            by=quality_lead,
        )

    with django_assert_max_num_queries(6):
        assert len(events(fetched(client, secret))) == 60


def test_unknown_address_costs_one_query(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        fetched(client, "unknown")


def test_secret_is_in_no_log(client, secret, quality_lead, caplog):
    services.end_calendar_key(by=quality_lead)

    with caplog.at_level(logging.DEBUG):
        fetched(client, secret)

    assert secret not in caplog.text


def test_one_address_at_a_time_and_each_step_is_audited(quality_lead, sources):
    services.make_calendar_key(by=quality_lead)
    services.make_calendar_key(by=quality_lead)
    services.end_calendar_key(by=quality_lead)

    assert CalendarKey.objects.filter(ended_at=None).count() == 0
    names = (
        Event.objects.filter(name__startswith="notifications.").order_by("pk").values_list("name", "after")
    )
    assert list(names) == [
        ("notifications.calendar_key_made", {"renewed": False}),
        ("notifications.calendar_key_made", {"renewed": True}),
        ("notifications.calendar_key_ended", None),
    ]


def test_ending_what_is_not_there_and_making_without_a_role_are_refused(quality_lead):
    with pytest.raises(DomainError, match="no calendar address"):
        services.end_calendar_key(by=quality_lead)
    with pytest.raises(DomainError, match="no role"):
        services.make_calendar_key(by=UserFactory(username="nobody", role=""))
