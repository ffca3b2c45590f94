"""Raising a concern with links: what is refused leaves nothing, and addresses lead somewhere."""

import pytest
from django.urls import reverse

from tests.assertions import page_of, words
from tests.factories import concerns as made
from tests.factories.accounts import UserFactory
from tests.factories.complaints import complaint
from tests.factories.intelligence import bolton, item
from tests.factories.triangulation import evidence
from trigpoint.common import clock
from trigpoint.common.references import reference_to
from trigpoint.triangulation.errors import ProposalImpossible
from trigpoint.triangulation.forms.concern_raise import MOST_LINKS
from trigpoint.triangulation.models import Concern
from trigpoint.triangulation.rules.drafts import Link
from trigpoint.triangulation.services import concerns as services

RAISE = "triangulation:raise"
ONLY_DECIDERS = "The highest level is set by those who decide."


@pytest.fixture
def analyst(quality_lead):
    return UserFactory(role="analyst")


def sent(**said):
    told = {"provider": "RMC", "words": "Two went home.", "level": "moderate", "theme": "discharge"}
    return {**told, "save": "yes", "looked": "RMC|discharge", **said}


def test_where_the_proposal_refuses_no_concern_is_left(quality_lead, monkeypatch):
    def refuse(**_told):
        raise ProposalImpossible("Somebody was first.")

    monkeypatch.setattr(services, "answered_by", refuse)
    with pytest.raises(ProposalImpossible):
        services.raise_of(draft=made.draft(), proposal=object(), by=quality_lead)
    assert not Concern.objects.exists()


def test_many_links_cost_no_more_than_one(client_of, quality_lead, django_assert_max_num_queries):
    about = [f"link=for|{reference_to(item(quality_lead))}" for _ in range(40)]
    client = client_of(quality_lead)
    with django_assert_max_num_queries(30):
        page = page_of(client.get(f"{reverse(RAISE)}?provider=RMC&theme=discharge&{'&'.join(about)}"))
    assert len(page.select("input[name=links][type=hidden]")) == 40


def test_no_more_is_linked_at_once_than_is_said(client_of, quality_lead):
    bolton()
    links = [f"for|item:abcdef{number:04}" for number in range(MOST_LINKS + 1)]
    page = page_of(client_of(quality_lead).post(reverse(RAISE), sent(links=links)), status=422)
    assert f"Link {MOST_LINKS} things at most" in words(page)
    assert not Concern.objects.exists()


def test_why_the_highest_level_is_missing_is_said(client_of, analyst, quality_lead):
    raised = made.concern(quality_lead)
    for address in (reverse(RAISE), raised.get_absolute_url()):
        assert ONLY_DECIDERS in words(page_of(client_of(analyst).get(address)))
        assert ONLY_DECIDERS not in words(page_of(client_of(quality_lead).get(address)))


def test_addresses_lead_only_where_the_reader_may_go(client_of, quality_lead):
    member = UserFactory(role="committee_member")
    told = complaint(quality_lead)
    fact = evidence(
        quality_lead, bolton(), clock.today(), about="comment_theme:discharge", stream="complaints", record=reference_to(told)
    )  # fmt: skip
    raised = made.concern(quality_lead)
    linked = made.concern(quality_lead, links=(Link(f"evidence:{fact.public_id}", "for"),))
    for concern in (raised, linked):
        for person, leads in ((quality_lead, True), (member, False)):
            page = page_of(client_of(person).get(concern.get_absolute_url()))
            column = page.select_one("section[aria-labelledby=for]")
            assert fact.says in column.get_text()
            assert (column.find("a", href=told.get_absolute_url()) is not None) == leads
