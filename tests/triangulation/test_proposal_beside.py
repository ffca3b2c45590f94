"""What stands beside a proposal: concerns that are open already, and what is to be watched."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.assertions import page_of, words
from tests.factories.accounts import UserFactory
from tests.factories.concerns import concern as raised
from tests.factories.surveillance import provider
from tests.factories.triangulation import evidence
from trigpoint.common import clock
from trigpoint.triangulation.models import Proposal
from trigpoint.triangulation.queries import grid as grids
from trigpoint.triangulation.services.proposing import propose

DAY = dt.date(2026, 11, 20)
TOLD = {"about": "comment_theme:appointment-arrangements"}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def that_day(monkeypatch):
    monkeypatch.setattr(
        grids.evidence, "connected", lambda: frozenset({"performance", "soft_intelligence", "complaints"})
    )
    with clock.replaying(DAY):
        yield


@pytest.fixture
def trust(quality_lead):
    return provider(quality_lead)


@pytest.fixture
def proposal(quality_lead, trust):
    return proposed(quality_lead, trust)


def proposed(by, trust, **told):
    evidence(by, trust, DAY - dt.timedelta(days=10), **told)
    evidence(by, trust, DAY - dt.timedelta(days=5), stream="soft_intelligence", **TOLD, **told)
    propose(owner=by.commissioner)
    return Proposal.objects.get()


def pages(client, proposal):
    listed = reverse("triangulation:proposals") + f"?direction={proposal.direction}"
    return page_of(client.get(proposal.get_absolute_url())), page_of(client.get(listed))


def test_a_concern_open_on_the_theme_is_named_before_the_button(client_of, quality_lead, trust, proposal):
    concern = raised(quality_lead, provider=trust, theme="access")
    page, listed = pages(client_of(quality_lead), proposal)
    main = page.find("main")
    told = words(main)
    assert f"Open already: {concern}" in told
    assert told.index("Open already") < told.index("Raise a concern")
    [row] = [each for each in listed.find_all("tr") if proposal.get_absolute_url() in str(each)]
    assert f"Open already: {concern.number}" in words(row)
    assert words(row).index("Open already") < words(row).index("Answer")
    for each in (main, row):
        assert each.find("a", href=concern.get_absolute_url())


@pytest.mark.parametrize("other", ["theme", "restricted"])
def test_others_are_not_named(client_of, quality_lead, trust, proposal, other):
    if other == "theme":
        raised(quality_lead, provider=trust, theme="discharge")
    else:
        guard = UserFactory(username="guard", role="safeguarding_lead")
        raised(guard, provider=trust, theme="access", restriction="safeguarding", level="")
    for page in pages(client_of(quality_lead), proposal):
        assert "Open already" not in words(page)


def test_beside_good_practice_a_concern_is_told_as_one(client_of, quality_lead, trust):
    concern = raised(quality_lead, provider=trust, theme="access")
    for page in pages(client_of(quality_lead), proposed(quality_lead, trust, state="good")):
        told = words(page)
        assert f"A concern about it is open: {concern.number}" in told
        assert "Open already" not in told


def test_what_is_to_be_watched_contradicts_nothing(client_of, quality_lead, trust, proposal):
    says = "Complaints about waiting rose a little."
    evidence(
        quality_lead,
        trust,
        DAY - dt.timedelta(days=3),
        stream="complaints",
        about="complaint_subject:waiting",
        state="watch",
        says=says,
    )
    propose(owner=quality_lead.commissioner)
    page, _ = pages(client_of(quality_lead), proposal)
    [against] = page.find_all("section", {"aria-labelledby": "against"})
    [watch] = page.find_all("section", {"aria-labelledby": "watch"})
    assert says not in words(against)
    assert "Also to be watched (1)" in words(watch)
    assert says in words(watch)
    theme = page_of(
        client_of(quality_lead).get(reverse("triangulation:profile-theme", args=["RMC", "access"]))
    )
    [told] = [each for each in theme.find_all("section") if says in words(each)]
    assert words(told.find(["h2", "h3"])).startswith("Also to be watched")


def test_no_yearly_number_for_good_practice(client_of, quality_lead, trust):
    proposed(quality_lead, trust, state="good")
    client = client_of(quality_lead)
    for name in ("proposals", "proposal-chance"):
        told = words(page_of(client.get(reverse(f"triangulation:{name}") + "?direction=good")))
        assert "was not measured" in told
        assert "a year at a provider" not in told
        assert "stands above" not in told
