"""Clocks that the pack sets: on which signals, when, who hears of it, and how people change it."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.factories import surveillance as made
from tests.factories.accounts import UserFactory
from trigpoint.audit.models import Event
from trigpoint.common import clock
from trigpoint.common.errors import NotAllowed
from trigpoint.frameworks.errors import CalendarMissing
from trigpoint.indicators.models import Observation, Series
from trigpoint.notifications.models import Notice
from trigpoint.surveillance import queries, services
from trigpoint.surveillance.models import Signal, SignalClock
from trigpoint.surveillance.queries.dues import due_for
from trigpoint.surveillance.rules.ledger import Score
from trigpoint.surveillance.services import clocks
from trigpoint.surveillance.services.clocks import SignalImpossible

pytestmark = pytest.mark.django_db

WEDNESDAY = dt.date(2026, 12, 23)  # day 0 of vector WD-6: day 2 is 29 December, day 10 is 11 January
OF_AN_ALARM = [0, 2, 1, 0, 3, 3]  # docs/methods/cusum.md: level 1 in the fifth month, level 2 in the sixth


@pytest.fixture
def lead(quality_lead):
    """Somebody who answers for quality, and did not load the figures."""
    return UserFactory(username="lead", role="quality_lead")


def outcomes(by, counts=OF_AN_ALARM, *, indicator="never-events", expected=0.3, last=dt.date(2026, 11, 1)):
    """A monthly series of outcomes of a trust that ends with the month of `last`."""
    first = dt.date(last.year + (last.month - len(counts)) // 12, (last.month - len(counts)) % 12 + 1, 1)
    series = made.series(by, made.provider(by), [None] * len(counts), indicator=indicator, is_open=False)
    for observation, count, (start, end) in zip(
        series.observations.order_by("period_start"), counts, made.months(len(counts), first), strict=True
    ):
        value = count if indicator == "never-events" else count / expected
        Observation.objects.filter(pk=observation.pk).update(
            period_start=start, period_end=end, value=value, numerator=count, denominator=expected, note=""
        )
    return series


def go_on(series, count, expected=0.3):
    last = series.observations.order_by("period_start").last()
    [(start, end)] = made.months(1, last.period_end + dt.timedelta(days=1))
    Observation.objects.create(
        series=series,
        period_start=start,
        period_end=end,
        value=count,
        numerator=count,
        denominator=expected,
        load=last.load,
        row=last.row + 1,
    )


@pytest.fixture
def alarm(quality_lead, lead):
    with clock.replaying(WEDNESDAY):
        outcomes(quality_lead)
        made.refreshed(quality_lead)
        yield Signal.objects.get(rule="cusum_alarm")


def test_an_alarm_starts_the_clock_of_the_pack(alarm):
    """Eight working days after Wednesday 23 December 2026: 24, 29, 30, 31, 4, 5, 6, 7 January."""
    [step] = queries.clocks_on(signal=alarm)

    assert alarm.due_on == step.due_on == dt.date(2027, 1, 7)
    assert (step.pack, step.rule, step.reason) == ("icb-2026", "outcome_alarm", "")
    assert step.by.username == "trigpoint"


def test_it_is_in_the_audit_and_the_lead_hears_of_it(alarm, lead, quality_lead):
    event = Event.objects.get(name="surveillance.signal_clock_started")
    told = {notice.person.username: notice.words for notice in Notice.objects.filter(kind="clock")}

    assert event.after == {"due_on": "2027-01-07", "pack": "icb-2026", "rule": "outcome_alarm"}
    assert told["lead"] == "Its clock was set by the rule of the pack: an answer is wanted by 7 January 2027"


def test_it_is_due_to_the_roles_of_the_rule_until_somebody_answers(alarm, lead, quality_lead):
    manager = UserFactory(username="manager", role="quality_manager")
    [due] = due_for(lead, WEDNESDAY)

    assert (due.due_on, due.address, due.is_overdue) == (alarm.due_on, alarm.get_absolute_url(), False)
    assert due_for(lead, dt.date(2027, 1, 8))[0].is_overdue
    assert due_for(manager, WEDNESDAY) == []
    services.answer_signals(answers={alarm: ("real", "Two cases share a ward")}, by=quality_lead)
    assert due_for(lead, WEDNESDAY) == []


def test_a_day_that_a_person_set_is_due_to_them(alarm, lead, quality_lead, other_lead):
    services.set_clock(signal=alarm, due_on=dt.date(2027, 1, 14), by=lead, reason="Their board meets")

    assert [each.due_on for each in due_for(lead, WEDNESDAY)] == [dt.date(2027, 1, 14)]
    assert due_for(quality_lead, WEDNESDAY) == due_for(other_lead, WEDNESDAY) == []


def test_the_first_level_is_a_part_of_an_alarm_that_comes_with_it(alarm):
    part = Signal.objects.get(rule="cusum_alert")

    assert (part.lead, part.due_on) == (alarm, None)
    assert alarm.lead is None
    assert alarm.strength == pytest.approx(3 * 4.738 / 4.27, abs=0.01)


def test_an_alarm_is_news_though_the_first_level_was_known(quality_lead, lead):
    with clock.replaying(WEDNESDAY):
        series = outcomes(quality_lead, OF_AN_ALARM[:5], last=dt.date(2026, 10, 1))
        made.refreshed(quality_lead)
        alert = Signal.objects.get()
        services.answer_signals(answers={alert: ("noted", "")}, by=quality_lead)
        go_on(series, 3)
        made.refreshed(quality_lead)

    waiting = queries.waiting(user=quality_lead, today=dt.date(2026, 12, 23))
    assert (alert.rule, alert.due_on) == ("cusum_alert", None)
    assert [(each.rule, each.due_on) for each in waiting] == [("cusum_alarm", dt.date(2027, 1, 7))]
    alert.refresh_from_db()
    assert (alert.periods, alert.is_on) == (2, True)


def test_looked_at_again_nothing_is_set_anew(alarm, quality_lead):
    made.refreshed(quality_lead)
    services.refresh(owner=quality_lead.commissioner, by=quality_lead, whole=True)

    assert SignalClock.objects.count() == 1
    assert Signal.objects.count() == 2


def test_after_an_alarm_the_chart_begins_again_and_another_alarm_is_another_finding(alarm, quality_lead):
    with clock.replaying(dt.date(2027, 1, 20)):
        go_on(alarm.series, 0)
        made.refreshed(quality_lead)
    alarm.refresh_from_db()
    assert alarm.ended_on == dt.date(2026, 12, 1)

    with clock.replaying(dt.date(2027, 2, 22)):  # day 8 is 4 March
        go_on(alarm.series, 8)
        made.refreshed(quality_lead)

    alarms = Signal.objects.filter(rule="cusum_alarm").order_by("pk")
    assert [(each.first_period, each.due_on) for each in alarms] == [
        (dt.date(2026, 11, 1), dt.date(2027, 1, 7)),
        (dt.date(2027, 1, 1), dt.date(2027, 3, 4)),
    ]


@pytest.mark.parametrize(
    ("counts", "indicator", "expected"),
    [
        ([*([30] * 6), *([15] * 3)], "deaths-in-hospital", 30),  # an alarm, for the better
        (OF_AN_ALARM[:5], "never-events", 0.3),  # the first level alone
    ],
    ids=["good news", "first level"],
)
def test_no_other_level_or_direction_gets_a_clock(quality_lead, lead, counts, indicator, expected):
    with clock.replaying(WEDNESDAY):
        outcomes(quality_lead, counts, indicator=indicator, expected=expected)
        made.refreshed(quality_lead)

    assert Signal.objects.exists()
    assert not SignalClock.objects.exists()
    assert not Signal.objects.exclude(due_on=None).exists()


def test_no_other_kind_of_indicator_gets_a_clock(quality_lead, lead):
    made.signal(quality_lead)

    assert not SignalClock.objects.exists()
    assert not Notice.objects.filter(kind="clock").exists()


def test_a_chart_that_an_analyst_chose_gets_none(quality_lead, lead):
    """A Bernoulli CUSUM on a standard: the pack names indicators by the chart of their definition."""
    with clock.replaying(WEDNESDAY):
        series = made.series(
            quality_lead, made.provider(quality_lead), [60.0] * 23, indicator="cancer-62d", denominator=80
        )
        made.refreshed(quality_lead)
        services.choose_chart(
            series=series, kind="cusum_bernoulli", reason="Few patients a month", by=quality_lead
        )

    assert Signal.objects.filter(rule="cusum_alert").exists()
    assert not SignalClock.objects.exists()


def test_old_figures_start_no_clock(quality_lead, lead):
    with clock.replaying(WEDNESDAY):
        outcomes(quality_lead, last=dt.date(2026, 3, 1))
        made.refreshed(quality_lead)

    assert Signal.objects.filter(rule="cusum_alarm").exists()
    assert not SignalClock.objects.exists()


def test_a_day_that_the_calendar_does_not_reach_is_not_guessed(quality_lead, lead, monkeypatch):
    def missing(day, count):
        raise CalendarMissing(2027, [2026])

    monkeypatch.setattr(clocks, "add_working_days", missing)
    with clock.replaying(WEDNESDAY):
        outcomes(quality_lead)
        made.refreshed(quality_lead)

    assert Signal.objects.filter(rule="cusum_alarm", due_on=None).exists()
    assert Event.objects.filter(name="surveillance.signal_clock_unknown").exists()
    assert "the calendar does not reach the day" in Notice.objects.get(person__username="lead").words


class TestPeople:
    def test_change_it_with_a_reason(self, alarm, quality_lead):
        services.set_clock(
            signal=alarm, due_on=dt.date(2027, 1, 14), reason="The medical director is away", by=quality_lead
        )

        alarm.refresh_from_db()
        assert alarm.due_on == dt.date(2027, 1, 14)
        assert [(step.due_on, step.rule) for step in queries.clocks_on(signal=alarm)] == [
            (dt.date(2027, 1, 7), "outcome_alarm"),
            (dt.date(2027, 1, 14), ""),
        ]

    @pytest.mark.parametrize("due_on", [None, dt.date(2027, 1, 14)], ids=["stop", "change"])
    def test_not_without_one(self, alarm, quality_lead, due_on):
        with pytest.raises(SignalImpossible, match="a rule of the pack set this day"):
            services.set_clock(signal=alarm, due_on=due_on, by=quality_lead)

        assert SignalClock.objects.count() == 1

    def test_stop_it_with_a_reason_and_nobody_starts_it_again(self, alarm, quality_lead):
        services.set_clock(signal=alarm, due_on=None, reason="Counted twice by the trust", by=quality_lead)
        made.refreshed(quality_lead)

        alarm.refresh_from_db()
        assert alarm.due_on is None
        assert queries.clocks_on(signal=alarm)[-1].reason == "Counted twice by the trust"

    def test_not_without_the_deed(self, alarm):
        with pytest.raises(NotAllowed):
            services.set_clock(
                signal=alarm, due_on=None, reason="x", by=UserFactory(username="chair", role="clinical_chair")
            )

    def test_the_page_says_which_rule_set_it(self, alarm, client, quality_lead):
        client.force_login(quality_lead)
        page = client.get(alarm.get_absolute_url()).content.decode()

        assert "Answer wanted by Thu 7 Jan 2027" in page
        assert "Clock set by the rule of the pack, 8 working days from the day the signal appeared" in page
        assert "icb-2026#sentinels" in page
        assert "The provider says what it has found" in page

    def test_the_form_asks_for_the_reason(self, alarm, client, quality_lead):
        client.force_login(quality_lead)
        address = reverse("surveillance:signal-clock", args=[alarm.public_id])

        refused = client.post(address, {"reason": ""})
        done = client.post(address, {"reason": "Counted twice by the trust"})

        assert (refused.status_code, done.status_code) == (422, 302)
        assert "a rule of the pack set this day" in refused.content.decode()
        alarm.refresh_from_db()
        assert alarm.due_on is None


def test_the_ledger_counts_it_like_any_other(alarm, quality_lead):
    services.answer_signals(answers={alarm: ("real", "Wrong side twice")}, by=quality_lead)

    [score] = [each for each in queries.scores(user=quality_lead, by="rule") if each.name == "cusum_alarm"]
    assert isinstance(score, Score)
    assert (score.raised, score.real) == (1, 1)
    assert Series.objects.count() == 1
