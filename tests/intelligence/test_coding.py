"""The model reads what is not restricted, in chunks; people put it right and take that back."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from tests.factories import intelligence as make
from trigpoint.common.errors import NotAllowed
from trigpoint.intelligence.errors import CodesImpossible
from trigpoint.intelligence.models import Coding, Correction, Item, ItemTheme, ThemeMonth
from trigpoint.intelligence.rules.coding import (
    NOT_MEASURED,
    caution_about,
    is_left_to_people,
    shipped_version,
    why_unsure,
)
from trigpoint.intelligence.services import coding as service
from trigpoint.intelligence.services.coding import code_items, confirm, correct, undo_correction
from trigpoint.intelligence.services.counting import count_again
from trigpoint.intelligence.tasks import code_and_count, code_left_over

pytestmark = pytest.mark.django_db
KIND = "The staff were very kind and friendly, thank you so much."
BROKEN = "The ward was dirty, and the chairs were broken and uncomfortable."


def told(by, words=KIND, source="fft", **said):
    return make.item(by, words, source=source, **said)


def themes_of(item):
    return set(ItemTheme.objects.filter(item=item).values_list("theme", flat=True))


def code(by):
    return code_items(owner=by.commissioner, by=by)


def seen(item):
    return Coding.objects.get(item=item).at.isoformat()


def counted(by):
    count_again(owner=by.commissioner, by=by)
    return ThemeMonth.objects.exists()


def test_themes_and_sentiment_are_read(quality_lead):
    kind, broken = told(quality_lead), told(quality_lead, BROKEN)

    assert code(quality_lead) == 2
    assert kind.coding.sentiment == "positive"
    assert "staff-manner-personal-attributes" in themes_of(kind)
    assert broken.coding.sentiment == "negative"
    assert "environment-facilities-equipment" in themes_of(broken)
    assert kind.coding.model == shipped_version()
    assert 0.5 < kind.coding.highest <= 1


def test_what_was_read_is_not_read_again(quality_lead):
    told(quality_lead)
    code(quality_lead)

    assert code(quality_lead) == 0


def test_worker_that_takes_over_goes_on(quality_lead, monkeypatch):
    for number in range(5):
        told(quality_lead, f"{KIND} {number}")
    monkeypatch.setattr(service, "AT_ONCE", 2)
    real, calls = service._read, []

    def dies_in_the_second(ids, model):
        calls.append(ids)
        if len(calls) == 2:
            raise SystemExit
        return real(ids, model)

    monkeypatch.setattr(service, "_read", dies_in_the_second)
    with pytest.raises(SystemExit):
        code(quality_lead)
    assert Coding.objects.count() == 2

    assert code(quality_lead) == 3
    assert Coding.objects.count() == 5


def test_a_newer_model_reads_again_but_what_people_said_stays(quality_lead):
    by_model, by_person = told(quality_lead), told(quality_lead, BROKEN)
    code(quality_lead)
    correct(item=by_person, themes=["discharge"], sentiment="neutral", by=quality_lead)
    Coding.objects.update(model="themes-0")

    assert code(quality_lead) == 1
    assert Coding.objects.get(item=by_model).model != "themes-0"
    assert themes_of(by_person) == {"discharge"}


def test_what_is_restricted_is_not_read(quality_lead):
    told(quality_lead, source="staff_concern")

    assert code(quality_lead) == 0


def test_nothing_said_is_empty_and_no_work_for_a_person(quality_lead):
    item = told(quality_lead, "n/a")
    code(quality_lead)

    assert (item.coding.is_empty, item.coding.is_unsure, item.coding.sentiment) == (True, False, "")
    assert themes_of(item) == set()


def test_texts_of_a_kind_it_was_never_tried_on_wait_for_a_person(quality_lead):
    alert = told(quality_lead, source="practice_alert")
    code(quality_lead)

    assert alert.coding.is_unsure
    assert why_unsure(source="practice_alert", themes=["x"], sentiment_probability=0.9) == (NOT_MEASURED,)
    assert not is_left_to_people("fft")
    assert not is_left_to_people("survey")
    assert caution_about("fft") == ""
    assert "Friends and Family" in caution_about("survey")


def test_correction_stands_and_is_kept_with_what_was_before(quality_lead):
    item = told(quality_lead, BROKEN)
    code(quality_lead)
    before = sorted(themes_of(item))

    made = correct(item=item, themes=["discharge", "parking"], sentiment="mixed", by=quality_lead)

    assert (made.themes, made.sentiment, made.sentiment_before) == (
        ["discharge", "parking"],
        "mixed",
        "negative",
    )
    assert sorted(made.themes_before) == before
    now = Coding.objects.get(item=item)
    assert (now.is_by_person, now.is_unsure, now.sentiment, now.sentiment_probability) == (
        True,
        False,
        "mixed",
        None,
    )
    assert themes_of(item) == {"discharge", "parking"}


def test_right_as_it_is(quality_lead):
    item = told(quality_lead, BROKEN)
    code(quality_lead)
    before = themes_of(item)

    made = confirm(item=item, seen=seen(item), by=quality_lead)

    assert set(made.themes) == set(made.themes_before) == before == themes_of(item)
    assert Coding.objects.get(item=item).is_by_person


def test_nothing_said_stays_nothing_when_a_person_says_so(quality_lead):
    item = told(quality_lead, "n/a")
    code(quality_lead)

    confirm(item=item, seen=seen(item), by=quality_lead)

    now = Coding.objects.get(item=item)
    assert (now.is_empty, now.is_by_person) == (True, True)
    assert not counted(quality_lead)


def test_a_person_may_say_that_nothing_was_said(quality_lead):
    item = told(quality_lead, BROKEN)
    code(quality_lead)

    correct(item=item, themes=[], sentiment="", is_empty=True, by=quality_lead)

    assert Coding.objects.get(item=item).is_empty
    assert not counted(quality_lead)
    with pytest.raises(CodesImpossible):
        correct(item=item, themes=["parking"], sentiment="", is_empty=True, by=quality_lead)


def test_what_was_coded_anew_since_it_was_seen_is_not_right_as_it_is(quality_lead):
    item = told(quality_lead, BROKEN)
    code(quality_lead)
    at = seen(item)
    correct(item=item, themes=["parking"], sentiment="negative", by=quality_lead)

    with pytest.raises(CodesImpossible, match="coded anew"):
        confirm(item=item, seen=at, by=quality_lead)
    assert Correction.objects.count() == 1


def test_correction_taken_back_is_read_again_and_trains_nothing(quality_lead):
    item = told(quality_lead, BROKEN)
    code(quality_lead)
    before = themes_of(item)
    correct(item=item, themes=["discharge"], sentiment="neutral", by=quality_lead)

    undo_correction(item=item, by=quality_lead)

    assert themes_of(item) == before
    assert list(Correction.objects.in_force()) == []
    assert Correction.objects.count() == 2
    assert code(quality_lead) == 1
    assert Coding.objects.get(item=item).highest
    with pytest.raises(CodesImpossible):
        undo_correction(item=item, by=quality_lead)


def test_of_two_corrections_the_earlier_counts_again(quality_lead):
    item = told(quality_lead, BROKEN)
    code(quality_lead)
    correct(item=item, themes=["discharge"], sentiment="neutral", by=quality_lead)
    correct(item=item, themes=["parking"], sentiment="negative", by=quality_lead)

    undo_correction(item=item, by=quality_lead)

    assert themes_of(item) == {"discharge"}
    assert Coding.objects.get(item=item).is_by_person
    assert code(quality_lead) == 0


@pytest.mark.parametrize(("themes", "sentiment"), [(["nonsense"], "positive"), (["parking"], "furious")])
def test_what_the_framework_does_not_have_is_refused(quality_lead, themes, sentiment):
    item = told(quality_lead)

    with pytest.raises(CodesImpossible):
        correct(item=item, themes=themes, sentiment=sentiment, by=quality_lead)


def test_who_may_not_code_corrects_nothing(quality_lead, chair, other_lead):
    item = told(quality_lead)
    code(quality_lead)

    for person in (chair, other_lead):
        with pytest.raises(NotAllowed):
            correct(item=item, themes=["parking"], sentiment="negative", by=person)


def test_what_is_restricted_is_corrected_by_nobody(quality_lead):
    item = told(quality_lead, source="staff_concern")

    with pytest.raises(NotAllowed):
        correct(item=item, themes=["parking"], sentiment="negative", by=quality_lead)


def test_sentiment_is_one_of_four(quality_lead):
    item = told(quality_lead)

    with pytest.raises(IntegrityError):
        Coding.objects.create(item=item, sentiment="angry", model="t")


def test_the_job_reads_and_counts_and_the_timetable_finds_what_nobody_asked_for(quality_lead):
    told(quality_lead)
    code_and_count(owner=quality_lead.commissioner.pk, by=quality_lead.pk)
    assert ThemeMonth.objects.filter(theme="").get().items == 1

    told(quality_lead, BROKEN)
    code_left_over()
    assert ThemeMonth.objects.filter(theme="").count() == 1
    assert Item.objects.filter(coding__isnull=True).count() == 0
