"""Targets agreed with one provider: what may be agreed, what counts when, and what stays on record."""

import datetime as dt
from dataclasses import replace

import pytest

from tests.factories import surveillance as made
from tests.factories.accounts import UserFactory
from trigpoint.audit.models import Event
from trigpoint.common.errors import NotAllowed
from trigpoint.indicators.definitions import Target, definition
from trigpoint.surveillance import queries, services
from trigpoint.surveillance.models import AgreedTarget, Refresh, SeriesStatus, TargetStep
from trigpoint.surveillance.rules.agreeing import (
    end_of,
    fault_of,
    financial_year,
    periods,
    starts,
    year_words,
)
from trigpoint.surveillance.services.agreeing import TargetImpossible

pytestmark = pytest.mark.django_db
APRIL_25, APRIL_26 = dt.date(2025, 4, 1), dt.date(2026, 4, 1)
OPEN = Target("Agreed level", "agreed", APRIL_25, None, "Contract meeting of 2 April 2025", value=70.0)


def day(text):
    return dt.date.fromisoformat(text)


@pytest.fixture
def bolton(quality_lead):
    """A&E of Bolton, January 2025 to March 2026, near 75 %, against 78 %."""
    found = made.series(quality_lead, made.provider(quality_lead), made.STEADY)
    made.refreshed(quality_lead)
    return found


@pytest.fixture
def cancelled(quality_lead):
    """Cancelled operations by the quarter: 20, 18, 22, 19 in 2025/26, then 30 and 25."""
    trust = made.provider(quality_lead, "RRF", "Wigan NHS Foundation Trust")
    found = made.quarterly(quality_lead, trust, [20, 18, 22, 19, 30, 25])
    made.refreshed(quality_lead)
    return found


def status(series):
    return SeriesStatus.objects.get(series=series)


def ceiling(value, begins="2026-04-01", ends="2027-03-31"):
    return Target("Ceiling", "agreed", day(begins), day(ends), "Contract", kind="ceiling", value=value)


# The calendar


@pytest.mark.parametrize(
    ("on", "begins", "words"),
    [
        ("2026-03-31", "2025-04-01", "2025/26"),
        ("2026-04-01", "2026-04-01", "2026/27"),
        ("2100-01-01", "2099-04-01", "2099/00"),
    ],
)
def test_financial_years_turn_on_the_first_of_april(on, begins, words):
    assert financial_year(day(on)) == day(begins)
    assert year_words(day(begins)) == words


def test_periods_of_a_year():
    assert end_of(day("2027-02-01"), 1) == day("2027-02-28")
    assert starts(APRIL_26, day("2027-03-31"), 3) == [
        APRIL_26,
        day("2026-07-01"),
        day("2026-10-01"),
        day("2027-01-01"),
    ]


# What may be agreed


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"value": 101.0}, "101 is not a percentage. Give a number from 0 to 100."),
        ({"value": None}, "Give a number."),
        ({"value": float("nan")}, "Give a number."),
        ({"name": " "}, "Say what it is called and where it was agreed."),
        ({"to_on": day("2025-03-31")}, "It ends before it begins."),
        ({"kind": "ceiling", "to_on": day("2026-03-31")}, "these figures cannot be added up"),
        ({"kind": "trajectory"}, "Give what is wanted of at least one period."),
        (
            {"kind": "trajectory", "values": ((APRIL_26, 1.0), (APRIL_25, 2.0))},
            "A period is given twice, or the periods are not in order.",
        ),
        ({"kind": "trajectory", "values": ((day("2025-03-01"), 1.0),)}, "A value lies outside the time"),
        ({"kind": "reduction", "percent": 10.0, "by_on": APRIL_26}, "more is better: turn the sign"),
        ({"kind": "reduction", "percent": -10.0, "by_on": APRIL_25}, "wanted by a period before it begins"),
        ({"kind": "reduction", "percent": 0.0, "by_on": APRIL_26}, "Give how many per cent less is wanted"),
        ({"kind": "wish"}, "Choose a standard, a trajectory, a ceiling or a reduction."),
    ],
)
def test_terms_that_cannot_be_agreed(changes, words):
    assert words in fault_of(replace(OPEN, **changes), definition("ae-4hour"))


def test_nothing_is_agreed_where_neither_way_is_better():
    assert "neither way is better" in fault_of(OPEN, definition("ae-attendances"))


def test_a_ceiling_starts_at_nought():
    assert fault_of(ceiling(0.0), definition("cancelled-operations")) == ""
    assert "Counts start at 0" in fault_of(ceiling(-1.0), definition("cancelled-operations"))
    assert "cannot be added up" in fault_of(ceiling(1.0), definition("mrsa-cases"))  # a rolling year


# What counts


def test_what_was_agreed_goes_before_the_national_standard(bolton, quality_lead):
    assert (status(bolton).target, status(bolton).target_met, status(bolton).target_origin) == (
        78,
        "no",
        "national" if status(bolton).last_end <= day("2025-03-31") else "local default",
    )

    agreed = services.agree_target(series=bolton, target=OPEN, by=quality_lead)

    told = status(bolton)
    assert (told.target, told.target_met, told.target_origin, told.agreed) == (70, "yes", "agreed", agreed)
    assert told.standard_met == "no"  # 74.9 against 78
    assert told.assurance == "pass"
    assert told.target_band == "pass"
    assert told.landing_chance > 0.97


def test_only_that_series_is_worked_out_anew(bolton, quality_lead):
    for number in range(3):
        made.series(
            quality_lead, made.provider(quality_lead, f"R{number:02}", f"Trust {number}"), made.STEADY
        )
    made.refreshed(quality_lead)

    services.agree_target(series=bolton, target=OPEN, by=quality_lead)

    assert Refresh.objects.order_by("-pk").first().computed == 1


def test_one_that_begins_in_the_middle_wants_nothing_before(bolton, quality_lead):
    begun = replace(OPEN, from_on=day("2025-07-01"))

    services.agree_target(series=bolton, target=begun, by=quality_lead)

    wanted = [point["wanted"] for point in queries.points_of(status(bolton))]
    assert wanted == [78] * 6 + [70] * 9


def test_one_to_come_changes_nothing_today(bolton, quality_lead):
    services.agree_target(series=bolton, target=replace(OPEN, from_on=day("2026-04-01")), by=quality_lead)

    assert (status(bolton).target, status(bolton).agreed) == (78, None)


def test_the_newer_takes_the_place_of_the_older_from_its_first_day(bolton, quality_lead):
    older = services.agree_target(series=bolton, target=OPEN, by=quality_lead)
    newer = services.agree_target(
        series=bolton,
        target=replace(OPEN, value=76.0, from_on=day("2026-01-01")),
        by=quality_lead,
    )

    told = queries.standing_of(queries.agreed_on(user=quality_lead, series=bolton))
    assert (told[older.pk].deed, told[older.pk].until) == ("replaced", day("2025-12-31"))
    assert status(bolton).agreed == newer
    assert [point["wanted"] for point in queries.points_of(status(bolton))] == [78] * 3 + [70] * 9 + [76] * 3


def test_one_that_is_replaced_from_its_first_day_never_counts(bolton, quality_lead):
    older = services.agree_target(series=bolton, target=OPEN, by=quality_lead)
    services.agree_target(series=bolton, target=replace(OPEN, value=72.0), by=quality_lead)

    told = queries.standing_of(queries.agreed_on(user=quality_lead, series=bolton))
    assert told[older.pk].counts is False
    assert status(bolton).target == 72


def test_years_that_follow_each_other_replace_nothing(cancelled, quality_lead):
    first = services.agree_target(
        series=cancelled, target=ceiling(100, "2025-04-01", "2026-03-31"), by=quality_lead
    )
    services.agree_target(series=cancelled, target=ceiling(90), by=quality_lead)

    told = queries.standing_of(queries.agreed_on(user=quality_lead, series=cancelled))
    assert told[first.pk].deed == "agreed"
    points = queries.points_of(status(cancelled))
    assert [(point["wanted"], point["so_far"]) for point in points] == [
        (25, 20),
        (50, 38),
        (75, 60),
        (100, 79),
        (22.5, 30),
        (45, 55),
    ]


def test_what_is_withdrawn_counts_no_more_and_what_it_replaced_counts_again(bolton, quality_lead):
    older = services.agree_target(series=bolton, target=OPEN, by=quality_lead)
    newer = services.agree_target(series=bolton, target=replace(OPEN, value=76.0), by=quality_lead)

    services.withdraw_target(target=newer, reason="Typed for the wrong trust", by=quality_lead)

    assert status(bolton).agreed == older
    assert list(newer.steps.values_list("deed", flat=True)) == ["agreed", "withdrawn"]
    with pytest.raises(TargetImpossible, match="withdrawn already"):
        services.withdraw_target(target=newer, reason="Again", by=quality_lead)


def test_a_withdrawal_needs_a_reason(bolton, quality_lead):
    agreed = services.agree_target(series=bolton, target=OPEN, by=quality_lead)

    with pytest.raises(TargetImpossible, match="Say why"):
        services.withdraw_target(target=agreed, reason="  ", by=quality_lead)
    assert status(bolton).agreed == agreed


def test_as_it_stood_at_a_moment(bolton, quality_lead):
    agreed = services.agree_target(series=bolton, target=OPEN, by=quality_lead)
    TargetStep.objects.filter(target=agreed).update(at=dt.datetime(2025, 4, 2, tzinfo=dt.UTC))
    services.withdraw_target(target=agreed, reason="A mistake", by=quality_lead)

    def known(moment):
        return queries.agreed_frame(owner=quality_lead.commissioner, as_at=moment).height

    assert known(dt.datetime(2025, 4, 1, tzinfo=dt.UTC)) == 0
    assert known(dt.datetime(2025, 5, 1, tzinfo=dt.UTC)) == 1
    assert known(None) == 0


# Each kind


def test_a_ceiling_by_the_quarter(cancelled, quality_lead):
    """55 in two quarters of 2026/27, of which 45 are allowed; a rest of 55.5 as the rate goes on: 110.5 lands above 90."""
    services.agree_target(series=cancelled, target=ceiling(90), by=quality_lead)

    told = status(cancelled)
    assert (told.so_far, told.allowed, told.known_periods, told.target_met, told.target_rag) == (
        55,
        45,
        2,
        "no",
        "red",
    )
    assert told.landing == pytest.approx(55 + 55.5)
    assert (told.target_due, told.target_at_end, told.target) == (day("2027-03-31"), 90, None)
    assert told.assurance in {"fail", "hit_or_miss"}
    assert told.assurance == told.target_band


def test_a_ceiling_of_nought(cancelled, quality_lead):
    services.agree_target(series=cancelled, target=ceiling(0), by=quality_lead)

    assert (status(cancelled).target_met, status(cancelled).assurance, status(cancelled).landing_chance) == (
        "no",
        "fail",
        0,
    )


def test_a_trajectory_is_judged_now_by_its_step_and_lands_at_its_last(bolton, quality_lead):
    """74.9 in March 2026, when 74 is wanted; by March 2027 it is to be 80, and it stays near 75."""
    steps = (
        (APRIL_25, 70.0),
        (day("2026-01-01"), 74.0),
        (day("2026-07-01"), 77.0),
        (day("2027-03-01"), 80.0),
    )
    target = replace(OPEN, kind="trajectory", value=None, values=steps, to_on=day("2027-03-31"))

    services.agree_target(series=bolton, target=target, by=quality_lead)

    told = status(bolton)
    assert (told.target, told.target_met, told.target_at_end, told.target_due) == (
        74,
        "yes",
        80,
        day("2027-03-31"),
    )
    assert (told.target_band, told.assurance) == ("fail", "fail")


def test_a_reduction_reckons_its_baseline_from_the_figures(cancelled, quality_lead):
    """A tenth less than in 2025/26, when a quarter had (20 + 18 + 22 + 19)/4 = 19.75: 17.775 by March 2027."""
    target = Target(
        "A tenth fewer",
        "agreed",
        APRIL_26,
        None,
        "Contract",
        kind="reduction",
        percent=10.0,
        baseline_from=APRIL_25,
        baseline_to=day("2026-03-31"),
        by_on=day("2027-03-31"),
    )

    agreed = services.agree_target(series=cancelled, target=target, by=quality_lead)

    assert agreed.baseline == 19.75
    told = status(cancelled)
    assert told.target_at_end == pytest.approx(17.775)
    # by September 2026, five months of eleven on the way
    assert told.target == pytest.approx(19.75 - 1.975 * 5 / 11)
    assert told.target_met == "no"


def test_a_baseline_of_which_figures_are_missing_must_be_given(cancelled, quality_lead):
    target = Target(
        "Fewer",
        "agreed",
        APRIL_26,
        None,
        "Contract",
        kind="reduction",
        percent=10.0,
        baseline_from=day("2024-04-01"),
        baseline_to=day("2025-06-30"),
        by_on=day("2027-03-31"),
    )

    with pytest.raises(TargetImpossible, match="Give the baseline as it was agreed"):
        services.agree_target(series=cancelled, target=target, by=quality_lead)
    assert services.agree_target(series=cancelled, target=replace(target, baseline=21.0), by=quality_lead)


# Who may


@pytest.mark.parametrize("role", ["committee_member", "analyst", "auditor", "provider"])
def test_others_may_not_agree(role, bolton):
    person = UserFactory(role=role)

    with pytest.raises(NotAllowed):
        services.agree_target(series=bolton, target=OPEN, by=person)
    assert not AgreedTarget.objects.exists()


def test_another_commissioner_does_not_see_it_nor_is_told_by_it(bolton, quality_lead, other_lead):
    made.refreshed(other_lead)

    services.agree_target(series=bolton, target=OPEN, by=quality_lead)
    made.refreshed(other_lead)

    assert queries.agreed_on(user=other_lead, series=bolton) == []
    theirs = SeriesStatus.objects.get(series=bolton, owner=other_lead.commissioner)
    assert (theirs.target, theirs.agreed) == (78, None)


def test_every_step_is_audited_without_its_words(bolton, quality_lead):
    agreed = services.agree_target(series=bolton, target=OPEN, note="Dr Smith agreed", by=quality_lead)
    services.withdraw_target(target=agreed, reason="Said by Dr Smith", by=quality_lead)

    events = Event.objects.filter(name__contains="target_")
    assert {event.name for event in events} == {"surveillance.target_agreed", "surveillance.target_withdrawn"}
    assert not any("Smith" in str((event.before, event.after, event.why)) for event in events)


# Years that begin in another month than April, and targets that stood one behind another


def test_periods_are_in_step_with_those_known():
    march = day("2028-03-31")
    assert periods(APRIL_26, march, 12, day("2024-01-01")) == [day("2027-01-01"), day("2028-01-01")]
    assert periods(APRIL_26, march, 12, day("2024-04-01")) == [APRIL_26, day("2027-04-01")]
    assert periods(APRIL_26, day("2026-12-31"), 3, None) == [APRIL_26, day("2026-07-01"), day("2026-10-01")]


@pytest.mark.parametrize("first_gone", ["B", "C"])
def test_what_was_replaced_twice_stays_behind_the_newest(first_gone, bolton, quality_lead):
    """A from October, B from July and C from April, each in the place of the one before."""
    made_of = {}
    for name, begins, value in (
        ("A", "2025-10-01", 90.0),
        ("B", "2025-07-01", 80.0),
        ("C", "2025-04-01", 70.0),
    ):
        terms = replace(OPEN, name=name, from_on=day(begins), value=value)
        made_of[name] = services.agree_target(series=bolton, target=terms, by=quality_lead)
    rest = "C" if first_gone == "B" else "B"

    services.withdraw_target(target=made_of[first_gone], reason="A mistake", by=quality_lead)

    told = queries.standing_of(queries.agreed_on(user=quality_lead, series=bolton))
    assert [name for name, each in made_of.items() if told[each.pk].counts] == [rest]
    assert status(bolton).agreed == made_of[rest]

    services.withdraw_target(target=made_of[rest], reason="A mistake too", by=quality_lead)
    assert status(bolton).agreed == made_of["A"]


def test_as_at_a_moment_before_the_newest(bolton, quality_lead):
    moments = (dt.datetime(2025, 4, n, tzinfo=dt.UTC) for n in (1, 3, 5))
    for begins, moment in zip(("2025-10-01", "2025-07-01", "2025-04-01"), moments, strict=True):
        known = set(TargetStep.objects.values_list("pk", flat=True))
        services.agree_target(series=bolton, target=replace(OPEN, from_on=day(begins)), by=quality_lead)
        TargetStep.objects.exclude(pk__in=known).update(at=moment)

    def known_on(number):
        moment = dt.datetime(2025, 4, number, tzinfo=dt.UTC)
        return queries.agreed_frame(owner=quality_lead.commissioner, as_at=moment)["begins"].to_list()

    assert [known_on(number) for number in (2, 4, 6)] == [
        [day("2025-10-01")],
        [day("2025-07-01")],
        [APRIL_25],
    ]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"percent": -1e308}, "Give how many per cent more is wanted, at most 1000."),
        ({"percent": -1e-9}, "Give how many per cent less is wanted"),
        ({"percent": -50.0}, "That would come to 112.5%"),
        ({"baseline": 1e308}, "No figure is as large as that."),
    ],
)
def test_a_rise_within_reason(changes, words):
    terms = {"kind": "reduction", "percent": -2.0, "baseline": 75.0, "by_on": APRIL_26, "value": None}

    assert words in fault_of(replace(OPEN, **{**terms, **changes}), definition("ae-4hour"))


def test_what_cannot_be_worked_out_is_not_agreed(bolton, quality_lead, monkeypatch):
    def fails(**_):
        raise ValueError("infinite")

    monkeypatch.setattr("trigpoint.surveillance.services.agreeing.refresh", fails)

    with pytest.raises(ValueError, match="infinite"):
        services.agree_target(series=bolton, target=OPEN, by=quality_lead)
    assert not AgreedTarget.objects.exists()
