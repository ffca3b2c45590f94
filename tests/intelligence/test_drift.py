"""Whether the model still fits, how often people put it right, and what it is trained on next."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.conf import settings
from django.urls import reverse

from tests.assertions import page_of, words
from tests.factories import intelligence as make
from trigpoint.analysis.themes.comments import corrections
from trigpoint.intelligence.models import Coding, DriftCheck, ItemTheme
from trigpoint.intelligence.presenters import model as presenter
from trigpoint.intelligence.queries.drift import settled
from trigpoint.intelligence.rules.coding import shipped_version
from trigpoint.intelligence.services import drift as service
from trigpoint.intelligence.services.coding import correct, undo_correction
from trigpoint.intelligence.services.drift import check_drift

pytestmark = pytest.mark.django_db


def told(by, text, *themes, sentiment="negative", **said):
    item = make.item(by, text, **{"source": "fft", **said})
    Coding.objects.create(item=item, sentiment=sentiment, highest=0.6, model=shipped_version())
    ItemTheme.objects.bulk_create([ItemTheme(item=item, theme=theme, probability=0.6) for theme in themes])
    return item


def test_how_often_people_changed_it_theme_by_theme(quality_lead):
    taken, added, right = (told(quality_lead, text, "parking") for text in ("a", "b", "c"))
    correct(item=taken, themes=[], sentiment="negative", by=quality_lead)
    correct(item=added, themes=["parking", "discharge"], sentiment="positive", by=quality_lead)
    correct(item=right, themes=["parking"], sentiment="negative", by=quality_lead)

    found = settled(user=quality_lead)

    assert "2 of 3, 67% (21% to 94%)" in presenter.sentence(found, None)
    assert [(each.title, each.removed, each.added) for each in presenter.changes(found)] == [
        ("Discharge", "", 1),
        ("Parking", "1 of 3, 33% (6% to 79%)", 0),
    ]
    assert presenter.changed_sentiment(found).startswith("1 of 3")


def test_of_several_corrections_the_first_reading_is_held_against_the_last_word(quality_lead):
    item = told(quality_lead, "a", "parking")
    correct(item=item, themes=["discharge"], sentiment="negative", by=quality_lead)
    correct(item=item, themes=["parking"], sentiment="negative", by=quality_lead)

    only = settled(user=quality_lead)

    assert [(each.themes_before, each.themes) for each in only] == [
        (frozenset({"parking"}), frozenset({"parking"}))
    ]


def test_what_was_taken_back_counts_for_nothing(quality_lead):
    item = told(quality_lead, "a", "parking")
    correct(item=item, themes=[], sentiment="negative", by=quality_lead)
    undo_correction(item=item, by=quality_lead)

    assert settled(user=quality_lead) == []


def test_false_reassurance_is_of_critical_comments_on_safety(quality_lead):
    for text, called in (("a", "positive"), ("b", "negative")):
        item = told(quality_lead, text, "discharge", sentiment=called)
        correct(item=item, themes=["discharge"], sentiment="negative", by=quality_lead)
    other = told(quality_lead, "c", "parking", sentiment="positive")
    correct(item=other, themes=["parking"], sentiment="negative", by=quality_lead)

    assert presenter.false_reassurance_here(settled(user=quality_lead)).startswith("1 of 2")


def test_drift_needs_enough_comments(quality_lead):
    told(quality_lead, "a", "parking")

    assert check_drift(owner=quality_lead.commissioner, by=quality_lead) is None


def test_comments_of_another_kind_are_noticed(quality_lead, monkeypatch):
    monkeypatch.setattr(service, "FEWEST", 10)
    for number in range(12):
        told(quality_lead, f"Parking {number}", "parking")

    check = check_drift(owner=quality_lead.commissioner, by=quality_lead)

    assert check.items == 12
    assert check.shift > 0.25
    parking = next(row for row in check.shares if row[0] == "Parking")
    assert (parking[2], parking[-1]) == (1.0, True)
    assert "another kind" in presenter.sentence([], check)


def test_what_people_coded_or_was_restricted_is_not_looked_at(quality_lead, monkeypatch):
    monkeypatch.setattr(service, "FEWEST", 1)
    item = told(quality_lead, "a", "parking")
    correct(item=item, themes=[], sentiment="negative", by=quality_lead)
    make.whistle(quality_lead, "told in confidence")

    assert check_drift(owner=quality_lead.commissioner, by=quality_lead) is None


def test_page_says_how_well_it_reads(client_of, quality_lead):
    DriftCheck.objects.create(
        owner=quality_lead.commissioner,
        model="themes-1",
        items=500,
        shift=0.02,
        shares=[["Parking", 0.01, 0.2, 0.1, 0.3, True]],
    )
    page = words(page_of(client_of(quality_lead).get(reverse("intelligence:model"))))

    assert "what comes in is of the kind that it knows" in page
    card = json.loads((settings.BASE_DIR / "docs" / "models" / "themes.json").read_text(encoding="utf-8"))
    reassured = card["false_reassurance"]
    missed = reassured["not_called_negative_or_mixed"]["count"]
    assert f"it called {missed} of {reassured['comments']} (" in page
    assert f"{card['overall']['macro']['value']:.2f}" in page
    assert "Nobody has checked a comment yet." in page


def test_corrections_come_in_the_form_that_training_takes(client_of, quality_lead, tmp_path):
    item = told(quality_lead, "Waited, and nobody came", "parking", question="Why?")
    correct(item=item, themes=["discharge", "parking"], sentiment="mixed", by=quality_lead)

    answer = client_of(quality_lead).get(reverse("intelligence:corrections-csv"))

    path = tmp_path / "corrections.csv"
    path.write_bytes(answer.content)
    [only] = corrections(path)
    assert (only.text, only.question, only.themes) == (
        "Waited, and nobody came",
        "Why?",
        {"Discharge", "Parking"},
    )
    assert next(csv.reader(io.StringIO(answer.content.decode()))) == [
        "text",
        "themes",
        "sentiment",
        "question",
    ]
