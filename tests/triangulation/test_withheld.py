"""What is restricted after it was linked, decided on or asked about: its words stand on no open page any more."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.assertions import page_of, words
from tests.factories import concerns
from tests.factories.accounts import UserFactory
from tests.factories.intelligence import bolton, coded, item
from tests.factories.organisations import OrganisationFactory
from trigpoint.audit.models import Event
from trigpoint.common import clock
from trigpoint.common.references import reference_to
from trigpoint.intelligence.services import moving
from trigpoint.triangulation.models import Enquiry, Evidence
from trigpoint.triangulation.queries.grid import grid
from trigpoint.triangulation.queries.withheld import WITHHELD, withheld
from trigpoint.triangulation.rules.drafts import Link
from trigpoint.triangulation.rules.enquiries import Wanted
from trigpoint.triangulation.services import concern_links, concern_steps
from trigpoint.triangulation.services.enquiries import draft_enquiries, keep_enquiries
from trigpoint.triangulation.services.gathering import gather
from trigpoint.triangulation.services.good_practice import note_practice

pytestmark = pytest.mark.django_db

SAYS = "whoever told it was extremely worried"
WHY = "The Quillfeather night"


@pytest.fixture
def piece(quality_lead):
    made = coded(item(quality_lead, worry=5), "discharge")
    gather(owner=quality_lead.commissioner)
    return made


@pytest.fixture
def fact(piece):
    return Evidence.objects.get(record=reference_to(piece))


@pytest.fixture
def written(quality_lead, piece, fact):
    """Everything that people made of it: links, a decision, questions, good practice."""
    links = (Link(f"evidence:{fact.public_id}", "for", why=WHY), Link(reference_to(piece), "about", why=WHY))
    concern = concerns.concern(quality_lead, links=links)
    concern_steps.decide(concern=concern, text="Go there.", where="The group", by=quality_lead)
    concern_links.end_link(concern=concern, link=concern.links.first().public_id, by=quality_lead)
    draft_enquiries(provider=bolton(), theme="discharge", concern=concern, by=quality_lead)
    wanted = [Wanted("What do you tell families?", because=f"{fact.says} (x)\nAnother line.")]
    kept = keep_enquiries(provider=bolton(), theme="discharge", wanted=wanted, by=quality_lead)
    good = note_practice(
        provider=bolton(), title="A lounge", words="Nobody waits.", theme="discharge", by=quality_lead
    )
    return concern, kept[0], good


@pytest.fixture
def read(client_of, written):
    """Everything that somebody of a committee reads of it."""
    concern, kept, good = written
    committee = client_of(UserFactory(username="reader", role="committee_member"))
    places = [
        *(each.get_absolute_url() for each in (concern, kept, good)),
        *(each.get_absolute_url() for each in Enquiry.objects.all()),
        reverse("triangulation:enquiries") + "?state=all",
        reverse("triangulation:enquiries-csv") + "?state=all",
        reverse("reports:brief", args=[bolton().code]),
    ]
    return lambda: "\n".join(committee.get(place).content.decode() for place in places)


def restricted(piece, by):
    moving.restrict(item=piece, restriction="whistleblowing", text="Named", by=by)


def test_nobody_reads_it_any_more_who_did_before(read, piece, quality_lead):
    assert read().count(SAYS) > 5
    assert WHY in read()
    restricted(piece, quality_lead)
    gather(owner=quality_lead.commissioner)

    assert (SAYS in read(), WHY in read()) == (False, False)
    assert WITHHELD in read()


def test_concerns_say_nothing_of_it_before_it_is_gathered_again(written, piece, quality_lead, client_of):
    Enquiry.objects.filter(concern=written[0]).update(concern=None)
    restricted(piece, quality_lead)
    for made in (written[0], written[2]):
        told = words(page_of(client_of(quality_lead).get(made.get_absolute_url())))
        assert (SAYS in told, WHY in told) == (False, False)


def test_the_grid_leaves_it_out_before_it_is_gathered_again(fact, piece, quality_lead):
    def facts():
        seen = grid(user=quality_lead, providers=[bolton()], day=clock.today())
        return seen.cell(bolton().pk, "discharge", "soft_intelligence").facts

    assert facts() == (fact,)
    restricted(piece, quality_lead)
    assert facts() == ()


def test_questions_that_quote_it_are_restricted_and_others_lose_the_line(written, piece, quality_lead):
    restricted(piece, quality_lead)
    gather(owner=quality_lead.commissioner)
    kept = Enquiry.objects.get(pk=written[1].pk)

    assert (kept.because, kept.restriction) == (f"{WITHHELD}\nAnother line.", "")
    quoting = Enquiry.objects.filter(steps__question__contains=SAYS)
    assert {each.restriction for each in quoting} == {"whistleblowing"}
    assert Event.objects.filter(name="enquiries.withheld").count() == quoting.count() + 1


def test_what_is_restricted_as_the_page_is_stays_on_it(fact, piece, quality_lead):
    restricted(piece, quality_lead)
    told = {f"evidence:{fact.public_id}", reference_to(piece)}

    assert withheld(told) == told
    assert withheld(told, within="whistleblowing") == frozenset()
    assert withheld(["evidence:gone", "series:x", ""]) == {"evidence:gone"}


def test_ended_rows_of_several_pieces_go_with_one_of_them(quality_lead):
    practices = [OrganisationFactory(code=f"P8{n}", name=f"Practice {n}") for n in "123"]
    pieces = [
        coded(item(quality_lead, f"Letter {each.code}", sent_for=each), "discharge") for each in practices
    ]
    gather(owner=quality_lead.commissioner)
    together = Evidence.objects.filter(key__startswith="together:")
    other = next(each for each in pieces if reference_to(each) != together.get().record)
    restricted(other, quality_lead)
    gather(owner=quality_lead.commissioner)

    assert not together.exists()
    assert Evidence.objects.filter(record__startswith="item:").count() == 2
