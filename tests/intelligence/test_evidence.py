"""What people tell, as evidence: what enters, what never does, and where comments are read."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.factories import complaints
from tests.factories.intelligence import bolton, coded, item, theme_month, whistle
from tests.factories.organisations import OrganisationFactory
from tests.factories.vault import WHY
from trigpoint.common import clock
from trigpoint.common.references import reference_to
from trigpoint.intelligence.models import ComplaintStep
from trigpoint.intelligence.queries.evidence import evidence, looked_for
from trigpoint.intelligence.queries.evidence_complaints import evidence as of_complaints
from trigpoint.intelligence.services import moving
from trigpoint.intelligence.services.gists import write_gist
from trigpoint.vault import services as vault

DAY = dt.date(2026, 11, 20)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_november():
    with clock.replaying(DAY):
        yield


def told(by):
    return evidence(by.commissioner, DAY)


def test_a_critical_piece_is_watched(quality_lead):
    made = coded(item(quality_lead, service="Surgery"), "discharge")
    [fact] = told(quality_lead).facts

    assert (fact.state, fact.stream, fact.about) == ("watch", "soft_intelligence", "comment_theme:discharge")
    assert (fact.record, fact.event, fact.service) == (reference_to(made), reference_to(made), "Surgery")
    assert fact.says == "One piece for the worse, received on 20 November 2026."


def test_no_words_place_or_sender_are_told(quality_lead):
    practice = OrganisationFactory(code="P81", name="Mill Lane Surgery")
    coded(
        item(quality_lead, "Zanzibar", place="Ward 9", sent_for=practice, tone="bad", ref="Q1"), "discharge"
    )
    said = str(told(quality_lead))

    assert not any(
        word in said for word in ("Zanzibar", "Ward 9", "Mill Lane", "P81", "Q1", "practice_alert")
    )


def test_what_is_restricted_never_enters_nor_its_gist(quality_lead):
    secret = coded(whistle(quality_lead, is_at_risk_now=True), "discharge")
    vault.open_restricted(kind="item", public_id=secret.public_id, reason=WHY, by=quality_lead)
    coded(
        write_gist(item=secret, words="Nights.", provider=bolton(), by=quality_lead, tone="bad", worry=5),
        "discharge",
    )
    later = coded(item(quality_lead), "discharge")
    moving.restrict(item=later, restriction="whistleblowing", text="Named", by=quality_lead)

    assert told(quality_lead).facts == []


def test_what_the_providers_own_people_tell_never_enters(quality_lead):
    coded(item(quality_lead, told_by="staff"), "discharge")
    coded(item(quality_lead, "Ours", sent_for=bolton()), "discharge")

    assert told(quality_lead).facts == []


def test_what_was_told_with_another_is_told_once(quality_lead):
    stays, goes = (coded(item(quality_lead, words, tone="bad"), "discharge") for words in ("One", "Two"))
    moving.merge(item=goes, into=stays, by=quality_lead, text="The same.")

    assert [each.record for each in told(quality_lead).facts] == [reference_to(stays)]


def test_the_tone_that_was_told_goes_before_what_the_model_read(quality_lead):
    coded(item(quality_lead, tone="good"), "discharge", sentiment="negative")

    assert told(quality_lead).facts == []


def test_without_a_theme_or_a_provider_nothing_can_be_lined_up(quality_lead):
    coded(item(quality_lead))
    coded(item(quality_lead, "Somewhere", provider=None, about_words="A clinic"), "discharge")

    assert told(quality_lead).facts == []


def test_three_pieces_of_two_people_are_one_concern_beside_what_is_watched(quality_lead):
    first, second = (OrganisationFactory(code=f"P8{n}", name=f"Practice {n}") for n in "12")
    for number, practice in enumerate((first, second, first)):
        coded(item(quality_lead, f"Letter {number}", sent_for=practice), "discharge")
    facts = told(quality_lead).facts

    assert [each.state for each in facts] == ["watch", "watch", "watch", "concern"]


def test_one_marked_for_a_concern_is_one_from_then_on(quality_lead):
    made = coded(item(quality_lead), "discharge")
    moving.mark_for_concern(item=made, text="Third time.", by=quality_lead)

    assert [each.state for each in told(quality_lead).facts] == ["watch", "concern"]


def test_one_that_needs_no_action_counts_no_more_until_it_is_marked(quality_lead):
    made = coded(item(quality_lead), "discharge")
    moving.need_nothing(item=made, text="Known.", by=quality_lead)
    [fact] = told(quality_lead).facts
    assert fact.last_on < DAY
    moving.mark_for_concern(item=made, by=quality_lead)
    assert told(quality_lead).facts[0].last_on == DAY


def test_what_was_restricted_says_until_when_it_counted(quality_lead):
    made = coded(item(quality_lead), "discharge")
    moving.restrict(item=made, restriction="whistleblowing", text="Named", by=quality_lead)
    [counted] = told(quality_lead).counted

    assert (counted.record, counted.about, counted.on) == (reference_to(made), "comment_theme:discharge", DAY)


def test_one_that_tells_of_a_complaint_of_ours_is_one_event_with_it(quality_lead):
    complaint = complaints.complaint(quality_lead, subjects=("waiting",))
    made = coded(item(quality_lead), "discharge")
    moving.link(item=made, other=None, about=reference_to(complaint), text="The same.", by=quality_lead)

    assert told(quality_lead).facts[0].event == reference_to(complaint)
    assert of_complaints(quality_lead.commissioner, DAY).facts[0].event == reference_to(complaint)


def test_one_that_tells_of_a_restricted_complaint_does_not_name_it(quality_lead):
    complaint = complaints.complaint(quality_lead)
    made = coded(item(quality_lead), "discharge")
    moving.link(item=made, other=None, about=reference_to(complaint), text="The same.", by=quality_lead)
    type(complaint).objects.filter(pk=complaint.pk).update(restriction="whistleblowing")

    assert told(quality_lead).facts[0].event == reference_to(made)
    assert of_complaints(quality_lead.commissioner, DAY).facts == []


def test_comments_are_covered_by_service_theme_and_stream_in_whole_months(quality_lead):
    for month, source in ((8, "fft"), (10, "survey"), (9, "practice_alert"), (11, "practice_alert")):
        theme_month(quality_lead.commissioner, bolton(), dt.date(2026, month, 1), source=source)
    theme_month(quality_lead.commissioner, bolton(), dt.date(2026, 10, 1), source="shared_gist")
    covered = {
        each.stream: (each.first_known, each.last_known)
        for each in told(quality_lead).covered
        if each.about == "comment_theme:discharge"
    }

    assert covered == {
        "patient_experience": (dt.date(2026, 9, 1), dt.date(2026, 11, 1)),
        "soft_intelligence": (dt.date(2026, 10, 1), dt.date(2026, 10, 1)),
    }


def test_a_month_that_goes_on_covers_nothing_yet(quality_lead):
    theme_month(quality_lead.commissioner, bolton(), DAY.replace(day=1))

    assert told(quality_lead).covered == []


def test_coverage_is_the_same_on_the_next_day(quality_lead):
    for month in (10, 11):
        theme_month(quality_lead.commissioner, bolton(), dt.date(2026, month, 1))

    assert (
        told(quality_lead).covered
        == evidence(quality_lead.commissioner, DAY + dt.timedelta(days=1)).covered
        != []
    )


def test_a_theme_that_nobody_named_is_covered_where_comments_were_read(quality_lead):
    theme_month(quality_lead.commissioner, bolton(), dt.date(2026, 10, 1), theme="")
    covered = {each.about: (each.first_known, each.last_known) for each in told(quality_lead).covered}

    over = dt.date(2026, 11, 1)
    assert covered == {f"comment_theme:{code}": (over, over) for code in looked_for(DAY)}
    assert "comment_theme:discharge" in covered


def test_a_neighbour_is_told_nothing(quality_lead, other_lead):
    coded(item(quality_lead), "discharge")
    complaints.complaint(quality_lead, subjects=("waiting",))

    assert (told(other_lead).facts, of_complaints(other_lead.commissioner, DAY).facts) == ([], [])


def test_a_complaint_is_watched_by_its_subjects(quality_lead):
    complaint = complaints.complaint(quality_lead, subjects=("waiting", "access"))
    facts = of_complaints(quality_lead.commissioner, DAY).facts

    assert {each.about for each in facts} == {"complaint_subject:waiting", "complaint_subject:access"}
    assert {(each.state, each.stream, each.record) for each in facts} == {
        ("watch", "complaints", reference_to(complaint))
    }


@pytest.mark.parametrize(
    ("deed", "state", "outcome", "expected"),
    [
        ("ombudsman_decided", "", "upheld", ["watch", "concern"]),
        ("ombudsman_decided", "", "not_upheld", ["watch"]),
        ("answered", "answered", "not_upheld", ["watch"]),
        ("withdrawn", "withdrawn", "", ["watch"]),
        ("too_late", "too_late", "", ["watch"]),
    ],
)
def test_what_became_of_a_complaint(quality_lead, deed, state, outcome, expected):
    complaint = complaints.complaint(quality_lead, subjects=("waiting",))
    ComplaintStep.objects.create(
        complaint=complaint, deed=deed, state=state, outcome=outcome, text="Said why.", by=quality_lead
    )
    facts = of_complaints(quality_lead.commissioner, DAY).facts

    assert [each.state for each in facts] == expected
    assert (facts[0].last_on < DAY - dt.timedelta(days=400)) is (deed != "ombudsman_decided")


def test_figures_of_complaints_are_coverage_of_their_subjects(quality_lead):
    complaints.figures(quality_lead, subjects={"waiting": 4})
    [covered] = of_complaints(quality_lead.commissioner, DAY).covered

    assert (covered.about, covered.stream, covered.first_known) == (
        "complaint_subject:waiting",
        "complaints",
        DAY,
    )
