"""Summaries by e-mail: who gets one, when, what is in it and what never is, and what happens when sending fails."""

import datetime as dt

import pytest
from django.core import mail as posted

from tests.access.letters import leaks
from tests.factories.accounts import OtherCommissionerFactory, UserFactory, give
from tests.notifications.conftest import TODAY
from tests.notifications.mail_server import Fussy
from trigpoint.accounts.models import Membership
from trigpoint.accounts.system import system_person
from trigpoint.audit.models import Event
from trigpoint.common import clock
from trigpoint.notifications import queries, registry, services, tasks
from trigpoint.notifications.models import Sending

pytestmark = pytest.mark.django_db

SECRETS = ("Zedmark",)  # stands in the names and texts of every record here


@pytest.fixture(autouse=True)
def fussy(mail, sources, monkeypatch):
    """That mail server in place of the real one."""
    mail.EMAIL_BACKEND = "tests.notifications.mail_server.Fussy"
    monkeypatch.setattr(Fussy, "refused", ())
    monkeypatch.setattr(Fussy, "away", False)
    return Fussy


@pytest.fixture
def amina(quality_lead):
    """Amina with an e-mail address."""
    quality_lead.email = "amina@example.nhs.uk"
    quality_lead.save()
    return quality_lead


@pytest.fixture
def megan(other_lead):
    """Megan with an e-mail address."""
    other_lead.email = "megan@example.nhs.uk"
    other_lead.save()
    return other_lead


def at(text):
    """A moment in England."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=clock.LONDON)


def morning(day=TODAY, time="07:30"):
    """The timetable of one morning: reminders, then summaries."""
    with clock.replaying(at(f"{day}T06:30")):
        tasks.remind()
    with clock.replaying(at(f"{day}T{time}")):
        tasks.send_summaries()


def states():
    """What became of each summary, by person."""
    return {sending.person.username: sending.state for sending in Sending.objects.select_related("person")}


def body():
    """The text of the one message that was sent."""
    [message] = posted.outbox
    return message.body


def test_summary_says_how_much_and_when_and_leads_there(amina, ask):
    overdue, soon = ask(amina, dt.date(2026, 11, 20)), ask(amina, dt.date(2026, 11, 25))
    ask(amina, dt.date(2027, 5, 1))

    morning()

    [message] = posted.outbox
    assert message.to == ["amina@example.nhs.uk"]
    assert message.subject == "Trigpoint: 1 overdue, 1 due within a week, 2 new"
    for part in (message.body, message.alternatives[0][0]):
        assert "Question, due Fri 20 Nov 2026 (4 days ago)" in part
        assert "Question, due Wed 25 Nov 2026 (tomorrow)" in part
        assert f"https://trigpoint.example.nhs.uk{overdue.get_absolute_url()}" in part
        assert f"https://trigpoint.example.nhs.uk{soon.get_absolute_url()}" in part
        assert "May 2027" not in part
        assert "https://trigpoint.example.nhs.uk/news" in part
        assert "You get this on working days when there is something new, because you work with" in part
        assert "https://trigpoint.example.nhs.uk/your-details/news" in part


def test_html_is_a_whole_page_in_english(amina, ask):
    ask(amina)

    morning()

    html, kind = posted.outbox[0].alternatives[0]
    assert kind == "text/html"
    assert '<html lang="en-GB">' in html
    assert "<h1>" in html
    assert "style=" not in html


def test_summary_holds_no_names_and_nothing_that_was_said(amina, ask):
    ask(amina)

    morning()

    assert len(posted.outbox) == 1
    assert leaks(SECRETS) == []
    assert "stay in Trigpoint" in body()


def test_names_go_out_only_where_the_installation_allows_it(amina, ask, settings):
    settings.TITLES_OUTSIDE = True
    ask(amina)

    morning()

    assert "Zedmark question?" in body()
    assert "stay in Trigpoint" not in body()


def test_nothing_of_another_commissioner_is_in_it(amina, megan, ask, settings):
    settings.TITLES_OUTSIDE = True
    ask(amina, text="Zedmark question?")
    ask(megan, text="Quillon question?")

    morning()

    mine = [message for message in posted.outbox if message.to == ["amina@example.nhs.uk"]]
    theirs = [message for message in posted.outbox if message.to == ["megan@example.nhs.uk"]]
    assert (len(mine), len(theirs)) == (1, 1)
    assert leaks(["Quillon", "Trust of megan", "Cheshire"], mine) == []
    assert leaks(["Zedmark question", "Trust of amina", "Greater Manchester"], theirs) == []


def test_person_at_two_desks_gets_one_from_each(amina, megan, ask):
    ask(amina)
    give(queries.at_desk(megan, amina.commissioner), "quality_lead")
    services.tell(person=megan, kind="given", reference="", words="Given to you", by=system_person())
    there = queries.at_desk(megan, amina.commissioner)
    ask(there)

    morning()

    told = [message.body for message in posted.outbox if message.to == ["megan@example.nhs.uk"]]
    assert len(told) == 2
    assert sum("for NHS Greater Manchester ICB" in each for each in told) == 1


def test_nothing_new_means_no_summary(amina, question):
    morning(dt.date(2026, 11, 10))  # a fortnight before it is due

    assert posted.outbox == []
    assert states() == {}


def test_what_was_read_in_the_meantime_is_not_sent(amina, question):
    with clock.replaying(at(f"{TODAY}T06:30")):
        tasks.remind()
        services.mark_all_read(by=amina)
    with clock.replaying(at(f"{TODAY}T07:30")):
        tasks.send_summaries()

    assert posted.outbox == []


def test_the_same_news_is_in_one_summary_only(amina, question):
    morning()
    morning(TODAY + dt.timedelta(days=1))  # overdue since yesterday: news
    morning(TODAY + dt.timedelta(days=2))

    assert [message.subject for message in posted.outbox] == [
        "Trigpoint: 1 due within a week, 1 new",
        "Trigpoint: 1 overdue, 1 new",
    ]


def test_one_a_day_however_often_it_runs(amina, question):
    morning()
    morning(time="08:00")

    assert len(posted.outbox) == 1
    assert states() == {"amina": "sent"}


def test_no_summary_before_half_past_seven_or_on_a_day_off(amina, ask, monkeypatch):
    ask(amina, dt.date(2026, 11, 21))

    morning(dt.date(2026, 11, 21))  # a Saturday
    morning(dt.date(2026, 11, 23), time="07:29")
    assert posted.outbox == []
    monkeypatch.setattr(registry, "_is_working_day", lambda day: day != dt.date(2026, 11, 23))
    morning(dt.date(2026, 11, 23))
    assert posted.outbox == []

    morning(dt.date(2026, 11, 24))
    assert len(posted.outbox) == 1


def test_weekly_is_once_a_week(amina, ask):
    services.choose(cadence="weekly", left_out=[], by=amina)
    for day in (16, 17, 18, 24, 25):
        ask(amina, dt.date(2026, 11, day), f"Question {day}?")

    for day in range(16, 28):
        morning(dt.date(2026, 11, day))

    assert [str(sending.day) for sending in Sending.objects.order_by("day")] == ["2026-11-16", "2026-11-23"]
    assert "You get this once a week" in posted.outbox[0].body


def test_never_is_never(amina, question):
    services.choose(cadence="never", left_out=[], by=amina)

    morning()

    assert posted.outbox == []


def test_kinds_that_are_left_out_neither_start_a_summary_nor_stand_in_one(amina, question):
    services.choose(cadence="daily", left_out=["due"], by=amina)
    morning()
    assert posted.outbox == []

    services.tell(person=amina, kind="given", reference="", words="Given to you", by=system_person())
    morning(TODAY + dt.timedelta(days=1))

    assert "given to me" in body()
    assert "Question" not in body()


@pytest.mark.parametrize("lacking", ["server", "site", "address"])
def test_without_server_site_or_address_nothing_is_sent(amina, question, settings, lacking):
    if lacking == "server":
        settings.EMAIL_IS_CONFIGURED = False
    elif lacking == "site":
        settings.SITE_ADDRESS = ""
    else:
        amina.email = ""
        amina.save()

    morning()

    assert posted.outbox == []
    assert states() == {}


def test_refused_address_does_not_stop_the_others(amina, megan, ask, fussy):
    ask(amina)
    ask(megan)
    fussy.refused = ("amina@example.nhs.uk",)

    morning()

    assert [message.to for message in posted.outbox] == [["megan@example.nhs.uk"]]
    assert states() == {"amina": "refused", "megan": "sent"}
    problem = Sending.objects.get(state="refused").problem
    assert "550" in problem
    assert "@" not in problem


def test_server_that_is_away_is_tried_again_until_it_is_back(amina, question, fussy):
    fussy.away = True
    morning()
    assert states() == {"amina": "failed"}

    with clock.replaying(at(f"{TODAY}T07:35")):
        tasks.send_again()  # too soon
    assert Sending.objects.get().tries == 1
    fussy.away = False
    with clock.replaying(at(f"{TODAY}T07:45")):
        tasks.send_again()

    assert states() == {"amina": "sent"}
    assert Sending.objects.get().tries == 2
    assert len(posted.outbox) == 1


def test_server_that_stays_away_is_given_up_for_the_day_and_tried_tomorrow(amina, question, fussy):
    fussy.away = True
    morning()
    for minutes in range(0, 600, 15):
        with clock.replaying(at(f"{TODAY}T07:45") + dt.timedelta(minutes=minutes)):
            tasks.send_again()
    assert Sending.objects.get().tries == 5
    fussy.away = False

    morning(TODAY + dt.timedelta(days=1))

    assert [sending.state for sending in Sending.objects.order_by("day")] == ["failed", "sent"]


def test_message_lost_with_its_worker_is_tried_again(amina, question):
    services.prepare(person=amina, day=TODAY, by=system_person())
    with clock.replaying(at(f"{TODAY}T06:30")):
        tasks.remind()
    with clock.replaying(at(f"{TODAY}T07:30")):
        assert services.begin(sending=Sending.objects.get(), by=system_person())  # and the worker is killed

    with clock.replaying(at(f"{TODAY}T08:15")):
        tasks.send_again()
    assert posted.outbox == []
    with clock.replaying(at(f"{TODAY}T08:30")):
        tasks.send_again()

    assert len(posted.outbox) == 1


def test_two_workers_do_not_send_the_same(amina, question):
    first = services.prepare(person=amina, day=TODAY, by=system_person())
    second = Sending.objects.get()

    assert services.begin(sending=first, by=system_person())
    assert not services.begin(sending=second, by=system_person())


def test_who_left_or_stopped_it_before_a_second_try_gets_nothing(amina, question, fussy):
    fussy.away = True
    morning()
    fussy.away = False
    Membership.objects.filter(user=amina).update(ends_on="2020-01-01")

    with clock.replaying(at(f"{TODAY}T08:00")):
        tasks.send_again()

    assert posted.outbox == []
    assert states() == {"amina": "dropped"}


def test_person_who_is_deactivated_gets_nothing(amina, question):
    with clock.replaying(at(f"{TODAY}T06:30")):
        tasks.remind()
    amina.is_active = False
    amina.save()

    with clock.replaying(at(f"{TODAY}T07:30")):
        tasks.send_summaries()

    assert posted.outbox == []


def test_sending_is_recorded_and_audited(amina, question):
    morning()

    sending = Sending.objects.get()
    assert (sending.person, sending.owner, sending.day) == (amina, amina.commissioner, TODAY)
    told = Event.objects.filter(target=f"sending:{sending.public_id}").order_by("pk")
    assert [event.name for event in told] == [
        "notifications.summary_prepared",
        "notifications.summary_begun",
        "notifications.summary_sent",
    ]
    assert {event.actor for event in told} == {"trigpoint"}


def test_message_names_no_machine_and_asks_for_no_automatic_answer(amina, question):
    morning()

    headers = posted.outbox[0].message()
    assert headers["Message-ID"].endswith("@trigpoint.example.nhs.uk>")
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["List-Unsubscribe"] == "<https://trigpoint.example.nhs.uk/your-details/news>"


def test_long_list_is_cut_and_the_rest_counted(amina, ask):
    for number in range(30):
        ask(amina, dt.date(2026, 11, 1), f"Question {number}?")

    morning()

    assert "Overdue (30)" in body()
    assert "and 5 more" in body()


def test_outsider_of_nowhere_gets_nothing(question):
    UserFactory(
        username="nobody", role="", email="nobody@example.org", commissioner=OtherCommissionerFactory()
    )

    morning()

    assert posted.outbox == []
