"""What belongs to no theme or stream is listed, with what hangs on it; which streams could tell of a theme."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.assertions import page_of, words
from tests.factories.surveillance import provider
from tests.factories.triangulation import coverage, evidence
from trigpoint.common import clock
from trigpoint.frameworks.queries import packs
from trigpoint.triangulation.queries.mapping import reviewed
from trigpoint.triangulation.rules.telling import could_tell

DAY = dt.date(2026, 11, 20)


@pytest.mark.parametrize("pack", packs(), ids=lambda pack: pack.name)
@pytest.mark.django_db
def test_shipped_packs_leave_nothing_out(quality_lead, pack):
    found = reviewed(user=quality_lead, day=pack.effective_from)
    assert [each.about for each in found.without_theme] == []
    assert [each.about for each in found.without_stream] == []


@pytest.mark.django_db
def test_what_was_told_and_belongs_nowhere_is_listed_with_its_number(quality_lead, other_lead):
    trust = provider(quality_lead)
    for _ in range(2):
        evidence(quality_lead, trust, DAY, about="indicator:unheard-of")
    coverage(quality_lead, trust, DAY, DAY, about="indicator:unheard-of", stream="hearsay")
    evidence(other_lead, trust, DAY, about="indicator:unheard-of")
    found = reviewed(user=quality_lead, day=DAY)
    assert [(each.title, each.kind, each.facts, each.looked) for each in found.without_theme] == [
        ("unheard-of", "Indicators", 2, 1)
    ]
    assert [(each.title, each.stream, each.facts, each.looked) for each in found.without_stream] == [
        ("unheard-of", "hearsay", 0, 1)
    ]


@pytest.mark.django_db
def test_the_page_says_that_all_is_mapped_or_what_is_not(quality_lead, client_of):
    client = client_of(quality_lead)
    with clock.replaying(DAY):
        page = page_of(client.get(reverse("triangulation:unmapped")))
        assert "nothing is left out" in words(page.select_one(".tp-answer"))
        assert "Themes of comments:" in words(page)
        evidence(quality_lead, provider(quality_lead), DAY, about="indicator:unheard-of")
        told = words(page_of(client.get(reverse("triangulation:unmapped"))).select_one(".tp-answer"))
    assert told == (
        "One thing belongs to no theme or to no kind of evidence, "
        "and one that was told is on no page because of it."
    )


def test_streams_tell_of_themes_that_hold_something_they_can_carry():
    pack = packs()[-1]
    telling = could_tell(pack, DAY)
    assert {"performance", "patient_experience", "soft_intelligence", "complaints"} <= telling["discharge"]
    assert "infection" not in telling["discharge"]
    assert "safeguarding" not in telling["access"]
    assert "regulator" in telling["access"]
