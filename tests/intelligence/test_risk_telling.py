"""Somebody at risk now: who hears of it, by which way, when the next does, and what of a restricted one is told."""

import datetime as dt
from unittest import mock

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives

from tests.factories.accounts import OtherCommissionerFactory, UserFactory
from tests.factories.intelligence import item
from trigpoint.accounts.system import system_person
from trigpoint.audit.models import Event
from trigpoint.common import clock
from trigpoint.intelligence import risk_tasks
from trigpoint.intelligence.models import RiskCover, RiskTelling
from trigpoint.intelligence.queries import risk
from trigpoint.intelligence.services import moving
from trigpoint.intelligence.services.risk_telling import CONFIDENTIAL_WORDS, tell_again, tell_next
from trigpoint.notifications.models import Notice

pytestmark = pytest.mark.django_db

DAY = dt.datetime(2026, 11, 24, 11, 0, tzinfo=clock.LONDON)  # a Tuesday
NIGHT = dt.datetime(2026, 11, 24, 22, 0, tzinfo=clock.LONDON)


@pytest.fixture
def people(quality_lead):
    """Amina leads; Priya manages; Sam is the safeguarding lead; Tom analyses; all of Greater Manchester."""
    return {
        "amina": quality_lead,
        "priya": UserFactory(username="priya", role="quality_manager", email="priya@example.nhs.uk"),
        "sam": UserFactory(username="sam", role="safeguarding_lead", email="sam@example.nhs.uk"),
        "tom": UserFactory(username="tom", role="analyst"),
    }


def cover(owner, *turns):
    """A cover of (name of a role or a person, hours)."""
    made = RiskCover.objects.create(owner=owner, by=system_person(), numbers=[])
    for place, (who, hours) in enumerate(turns):
        known = {"role": who} if isinstance(who, str) else {"person": who}
        made.turns.create(place=place, hours=hours, **known)
    return made


def at_risk(by, **said):
    """An item about somebody at risk, not yet told of to anybody."""
    return item(by, is_at_risk_now=True, **said)


def told(made):
    """Who was told, round by round."""
    rounds = {}
    for each in made.risk_tellings.order_by("pk"):
        rounds.setdefault(each.round, set()).add(each.person.username)
    return [rounds[number] for number in sorted(rounds)]


def after(made, moment, **later):
    """What the timetable does some time later."""
    with clock.replaying(moment + dt.timedelta(**later)):
        tell_again(by=system_person())
    return told(made)


def test_whoever_is_on_duty_hears_at_once(people):
    cover(
        people["amina"].commissioner,
        ("quality_manager", "working"),
        (people["sam"], "outside"),
    )
    with clock.replaying(DAY):
        made = at_risk(people["tom"])
        tell_next(item=made, by=people["tom"])

    assert told(made) == [{"priya"}]
    [notice] = Notice.objects.filter(person=people["priya"])
    assert (notice.kind, notice.reference) == ("risk", f"item:{made.public_id}")


def test_night_belongs_to_those_who_cover_it(people):
    cover(people["amina"].commissioner, ("quality_manager", "working"), (people["sam"], "outside"))
    with clock.replaying(NIGHT):
        made = at_risk(people["tom"])
        tell_next(item=made, by=people["tom"])

    assert told(made) == [{"sam"}]
    assert after(made, NIGHT, minutes=60) == [{"sam"}, {"sam"}]


def test_it_climbs_in_order_and_asking_again_changes_nothing(people):
    cover(people["amina"].commissioner, (people["priya"], "always"), (people["sam"], "always"))
    with clock.replaying(DAY):
        made = at_risk(people["tom"])
        tell_next(item=made, by=people["tom"])

    assert after(made, DAY, minutes=59) == [{"priya"}]
    assert after(made, DAY, minutes=61) == [{"priya"}, {"sam"}]
    assert after(made, DAY, minutes=62) == [{"priya"}, {"sam"}]
    assert after(made, DAY, minutes=125) == [{"priya"}, {"sam"}, {"priya"}]
    assert Event.objects.filter(name="intelligence.risk_told").count() == 3
    assert Notice.objects.filter(kind="risk").count() == 3


def test_once_a_person_has_read_it_nobody_is_told_any_more(people):
    with clock.replaying(DAY):
        made = at_risk(people["tom"])
        tell_next(item=made, by=people["tom"])
        moving.acknowledge(item=made, by=people["amina"])

    assert after(made, DAY, hours=5) == [{"amina"}]
    assert risk.unread_at_risk(people["amina"]) == []


def test_closing_it_ends_it_too(people):
    with clock.replaying(DAY):
        made = at_risk(people["tom"])
        tell_next(item=made, by=people["tom"])
        moving.close(item=made, reply="The ward was rung.", by=people["amina"])

    assert after(made, DAY, hours=5) == [{"amina"}]


@pytest.mark.parametrize(
    ("move", "said"),
    [
        (moving.look_at, {}),
        (moving.need_nothing, {"text": "The ward was rung, nobody is in danger."}),
        (moving.note_question, {"about": "action:abc"}),
        (moving.pass_on, {"partner": "Bolton Council"}),
        (moving.mark_for_concern, {}),
    ],
)
def test_dealing_with_it_shows_that_a_person_has_read_it(people, move, said):
    with clock.replaying(DAY):
        made = at_risk(people["tom"])
        tell_next(item=made, by=people["tom"])
        move(item=made, by=people["amina"], **said)

    assert after(made, DAY, hours=5) == [{"amina"}]
    assert risk.unread_at_risk(people["amina"]) == []


def test_note_alone_leaves_it_unread(people):
    with clock.replaying(DAY):
        made = at_risk(people["tom"])
        moving.note(item=made, text="Rang the ward, no answer.", by=people["amina"])

    assert risk.is_unread(made)


def test_without_a_cover_leads_hear_then_managers(people):
    with clock.replaying(DAY):
        made = at_risk(people["tom"])
        tell_next(item=made, by=people["tom"])

    assert after(made, DAY, minutes=60) == [{"amina"}, {"priya"}]


def test_where_the_cover_names_nobody_who_may_read_it_everybody_who_may_hears(people):
    cover(people["amina"].commissioner, ("executive", "always"))
    with clock.replaying(DAY):
        made = at_risk(people["tom"])
        tell_next(item=made, by=people["tom"])

    assert told(made) == [{"amina", "priya", "sam", "tom"}]


def test_restricted_one_climbs_only_among_named_roles_and_its_news_say_nothing_of_it(people):
    cover(
        people["amina"].commissioner,
        ("quality_manager", "always"),
        ("safeguarding_lead", "always"),
        ("quality_lead", "always"),
    )
    with clock.replaying(DAY):
        made = at_risk(people["tom"], restriction="safeguarding", words="Quillon ward")
        tell_next(item=made, by=people["tom"])

    assert after(made, DAY, minutes=60) == [{"sam"}, {"amina"}]
    for notice in Notice.objects.filter(kind="risk"):
        assert (notice.reference, notice.words) == ("", CONFIDENTIAL_WORDS)
        assert made.public_id not in str(vars(notice))
    assert risk.unread_at_risk(people["sam"]) == []


def test_whistleblowing_reaches_only_who_is_named_for_it(people):
    with clock.replaying(DAY):
        made = at_risk(people["tom"], source="staff_concern")
        tell_next(item=made, by=people["tom"])

    assert after(made, DAY, minutes=60) == [{"amina"}, {"amina"}]


def test_neighbour_hears_nothing(people, other_lead):
    with clock.replaying(DAY):
        made = at_risk(people["tom"])
        tell_next(item=made, by=people["tom"])
        after(made, DAY, hours=9)

    assert not Notice.objects.filter(owner=OtherCommissionerFactory()).exists()


def test_what_nobody_said_is_at_risk_tells_nobody(people):
    made = item(people["tom"])

    assert tell_next(item=made, by=people["tom"]) == []


@pytest.fixture
def post_office(settings):
    settings.EMAIL_IS_CONFIGURED = True
    settings.SITE_ADDRESS = "https://trigpoint.example.nhs.uk"


def test_word_goes_out_at_once_and_says_nothing_of_it(people, post_office):
    cover(people["amina"].commissioner, (people["priya"], "always"), (people["tom"], "always"))
    with clock.replaying(NIGHT):
        made = at_risk(people["tom"], words="Quillon ward")
        tell_next(item=made, by=people["tom"])
        risk_tasks.mail()
        risk_tasks.mail()

    [message] = mail.outbox
    assert message.to == ["priya@example.nhs.uk"]
    body = str(message.message())
    assert "Quillon" not in body
    assert "Bolton" not in body
    assert made.public_id not in body
    assert RiskTelling.objects.get().mail == "sent"


def test_nobody_is_written_to_without_an_address(people, post_office):
    cover(people["amina"].commissioner, (people["amina"], "always"))
    made = at_risk(people["tom"])
    tell_next(item=made, by=people["tom"])
    risk_tasks.mail()

    assert mail.outbox == []
    assert RiskTelling.objects.get().mail == "none"


def test_message_that_could_not_go_out_is_tried_again(people, post_office, monkeypatch):
    cover(people["amina"].commissioner, (people["priya"], "always"))
    made = at_risk(people["tom"])
    tell_next(item=made, by=people["tom"])
    with monkeypatch.context() as broken:
        broken.setattr(EmailMultiAlternatives, "send", mock.Mock(side_effect=OSError))
        risk_tasks.mail()
        assert RiskTelling.objects.get().mail == "failed"
    risk_tasks.mail()

    assert RiskTelling.objects.get().mail == "sent"
    assert len(mail.outbox) == 1


def test_timetable_tells_and_mails(people, post_office):
    cover(people["amina"].commissioner, (people["priya"], "always"), (people["sam"], "always"))
    with clock.replaying(DAY):
        at_risk(people["tom"])
        risk_tasks.watch()
    with clock.replaying(DAY + dt.timedelta(minutes=60)):
        risk_tasks.watch()

    assert [message.to for message in mail.outbox] == [["priya@example.nhs.uk"], ["sam@example.nhs.uk"]]
