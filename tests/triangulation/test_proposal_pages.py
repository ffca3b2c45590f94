"""The pages of proposals, as people use them."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.assertions import page_of, words
from tests.factories.accounts import UserFactory
from tests.factories.concerns import concern as raised
from tests.factories.surveillance import provider
from tests.factories.triangulation import coverage, evidence
from trigpoint.common import clock
from trigpoint.triangulation.models import Evidence, Proposal
from trigpoint.triangulation.presenters.proposals import raise_address
from trigpoint.triangulation.queries import grid as grids
from trigpoint.triangulation.queries.proposals import proposal_of
from trigpoint.triangulation.services import answering
from trigpoint.triangulation.services.proposing import propose

DAY = dt.date(2026, 11, 20)
HEARD = {"stream": "soft_intelligence", "about": "comment_theme:appointment-arrangements"}
FED = frozenset({"performance", "soft_intelligence", "patient_experience", "complaints", "regulator"})

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def that_day(monkeypatch):
    """Everything happens on one day; five streams are fed."""
    monkeypatch.setattr(grids.evidence, "connected", lambda: FED)
    with clock.replaying(DAY):
        yield


@pytest.fixture
def trust(quality_lead):
    return provider(quality_lead)


def ago(days):
    return DAY - dt.timedelta(days=days)


@pytest.fixture
def proposal(quality_lead, trust):
    evidence(quality_lead, trust, ago(10), says="48% began treatment within 18 weeks.")
    evidence(quality_lead, trust, ago(5), says="4 pieces are about appointments.", **HEARD)
    good = {"stream": "patient_experience", "about": "comment_theme:appointment-arrangements"}
    evidence(quality_lead, trust, ago(3), state="good", says="Patients praise it.", **good)
    coverage(quality_lead, trust, ago(400), ago(10))
    coverage(quality_lead, trust, ago(900), ago(800), stream="complaints", about="complaint_subject:waiting")
    propose(owner=quality_lead.commissioner)
    return Proposal.objects.get()


def post(client, proposal, slug, **data):
    address = reverse("triangulation:proposal-deed", args=[proposal.public_id, slug])
    return client.post(address, {f"{slug}-{name}": value for name, value in data.items()})


def state(user, proposal):
    return proposal_of(user=user, public_id=proposal.public_id).stand.state


def test_the_list_says_first_how_many_wait_and_what_chance_would_make(client_of, quality_lead, proposal):
    page = page_of(client_of(quality_lead).get(reverse("triangulation:proposals")))
    told = words(page)
    assert (
        "1 proposal waits for an answer. If the kinds of evidence had nothing to do with each other" in told
    )
    assert "there is 1" in told
    assert "agreements a year at a provider" in told
    for each in (
        "Access and waiting",
        "Performance",
        "Soft intelligence",
        "Patients praise it.",
        "Blind: Complaints",
    ):
        assert each in told
    assert "nothing is weighed or scored" in told


def test_an_empty_list_teaches(client_of, quality_lead):
    told = words(page_of(client_of(quality_lead).get(reverse("triangulation:proposals"))))
    assert "Nothing waits for an answer" in told
    assert "no assurance" in told
    told = words(page_of(client_of(quality_lead).get(reverse("triangulation:proposals") + "?show=declined")))
    assert "No proposal is in this view" in told


@pytest.mark.parametrize(
    ("query", "is_shown"),
    [
        ("theme=access", True),
        ("theme=discharge", False),
        ("kind=trust", True),
        ("kind=care_home", False),
        ("came=agreed", True),
        ("came=doors", False),
        ("new=yes", True),
        ("show=declined", False),
        ("show=all", True),
        ("provider=RMC", True),
        ("direction=good", False),
        ("theme=nonsense&show=nonsense", True),
    ],
)
def test_filters(client_of, quality_lead, proposal, query, is_shown):
    told = client_of(quality_lead).get(f"{reverse('triangulation:proposals')}?{query}").content.decode()
    assert (proposal.get_absolute_url() in told) is is_shown
    rows = client_of(quality_lead).get(f"{reverse('triangulation:proposals-csv')}?{query}").content.decode()
    assert ("Bolton NHS Foundation Trust" in rows) is is_shown


def test_one_proposal_shows_both_sides_the_blind_spots_chance_and_what_would_end_it(
    client_of, quality_lead, proposal
):
    told = words(page_of(client_of(quality_lead).get(proposal.get_absolute_url())))
    for each in (
        "Performance and soft intelligence agree on a concern about access and waiting",
        "48% began treatment within 18 weeks.",
        "What contradicts it (1)",
        "Patients praise it.",
        "Complaints: stale, nothing since",
        "by chance alone",
        "It would no longer be proposed from Sun 14 Feb 2027",
        "from soft intelligence is too old to count (after 90 days)",
        "Just as many kinds of evidence agree as are needed, two",
        "1 thing speaks against it. That does not take it away",
        "Waiting for an answer.",
    ):
        assert each in told, each


def test_declining_needs_a_reason_and_is_remembered(client_of, quality_lead, proposal):
    client = client_of(quality_lead)
    assert post(client, proposal, "decline", reason="").status_code == 422
    assert post(client, proposal, "decline", reason="Known since spring, plan agreed.").status_code == 302
    assert state(quality_lead, proposal) == "declined"
    told = words(page_of(client.get(proposal.get_absolute_url())))
    assert "Known since spring, plan agreed." in told
    assert "1 proposal" not in words(page_of(client.get(reverse("triangulation:proposals"))))
    assert post(client, proposal, "return", reason="The plan slipped.").status_code == 302
    assert state(quality_lead, proposal) == "waiting"


def test_what_was_declined_says_why_it_waits_again(client_of, quality_lead, proposal):
    client = client_of(quality_lead)
    post(client, proposal, "decline", reason="Known since spring, plan agreed.")
    held = list(Evidence.objects.filter(stream="soft_intelligence").values_list("pk", flat=True))
    Evidence.objects.filter(pk__in=held).update(gone_at=clock.now())
    propose(owner=quality_lead.commissioner)
    Evidence.objects.filter(pk__in=held).update(gone_at=None)
    propose(owner=quality_lead.commissioner)
    told = words(page_of(client.get(proposal.get_absolute_url())))
    assert "since then it stopped agreeing, and agrees again." in told
    assert "Known since spring, plan agreed." in told


def test_putting_off_wants_a_day_ahead(client_of, quality_lead, proposal):
    client = client_of(quality_lead)
    past = {"until_day": "1", "until_month": "11", "until_year": "2026", "reason": "Visit"}
    assert post(client, proposal, "put-off", **past).status_code == 422
    ahead = {"until_day": "1", "until_month": "12", "until_year": "2026", "reason": "After the visit."}
    assert post(client, proposal, "put-off", **ahead).status_code == 302
    assert state(quality_lead, proposal) == "put_off"
    assert "Put off until Tue 1 Dec 2026." in words(page_of(client.get(proposal.get_absolute_url())))


def test_two_that_are_one_story_are_told_together(client_of, quality_lead, trust, proposal):
    evidence(
        quality_lead,
        trust,
        ago(2),
        about="key_question:safe",
        stream="regulator",
        door="regulator_inadequate",
    )
    propose(owner=quality_lead.commissioner)
    door = Proposal.objects.exclude(door="").get()
    client = client_of(quality_lead)
    assert post(client, door, "merge", other=proposal.public_id, reason="One story.").status_code == 302
    assert state(quality_lead, door) == "merged"
    told = words(page_of(client.get(proposal.get_absolute_url())))
    assert "Told with this one: Avoidable harm" in told


def test_it_can_belong_to_a_concern_that_is_open(client_of, quality_lead, trust, proposal):
    concern = raised(quality_lead, provider=trust, theme="access")
    client = client_of(quality_lead)
    assert post(client, proposal, "take", concern=concern.public_id).status_code == 302
    assert state(quality_lead, proposal) == "taken"
    assert concern.number in words(page_of(client.get(proposal.get_absolute_url())))


def test_raising_from_a_proposal_fills_the_page_in_and_answers_the_proposal(
    client_of, quality_lead, proposal
):
    client = client_of(quality_lead)
    page = page_of(client.get(proposal.get_absolute_url()))
    [address] = [each["href"] for each in page.find_all("a") if "raise/" in each["href"]]
    assert f"proposal={proposal.public_id}" in address
    form = page_of(client.get(address))
    assert "Bolton NHS Foundation Trust" in words(form)
    looked = form.find("input", {"name": "looked"})["value"]
    sent = {
        "provider": "RMC",
        "theme": "access",
        "words": "Waits grow and people say so.",
        "looked": looked,
        "level": "moderate",
        "save": "",
    }
    response = client.post(address, sent)
    assert response.status_code == 302, words(page_of(response))
    assert state(quality_lead, proposal) == "taken"


def test_a_restricted_concern_leaves_no_trace_on_a_proposal(trust, proposal, quality_lead):
    guard = UserFactory(username="guard", role="safeguarding_lead")
    concern = raised(guard, provider=trust, theme="access", restriction="safeguarding", level="")
    answering.taken(proposal=proposal, concern=concern, by=guard)
    assert state(quality_lead, proposal) == "waiting"
    assert proposal.steps.count() == 1


def test_readers_look_and_do_not_answer(client_of, chair, proposal):
    client = client_of(chair)
    page = page_of(client.get(proposal.get_absolute_url()))
    assert not page.find("main").find("form")
    assert post(client, proposal, "decline", reason="No.").status_code == 403


def test_nobody_else_sees_it(client_of, other_lead, proposal):
    client = client_of(other_lead)
    assert client.get(proposal.get_absolute_url()).status_code == 404
    assert proposal.get_absolute_url() not in client.get(reverse("triangulation:proposals")).content.decode()


def test_good_practice_has_the_same_pages(client_of, quality_lead, trust):
    for told in ({}, HEARD):
        evidence(quality_lead, trust, ago(5), state="good", **told)
    propose(owner=quality_lead.commissioner)
    client = client_of(quality_lead)
    told = words(page_of(client.get(reverse("triangulation:proposals") + "?direction=good")))
    assert "1 proposal of good practice waits for an answer" in told
    page = page_of(client.get(Proposal.objects.get().get_absolute_url()))
    assert "agree on something good about access and waiting" in words(page)
    assert page.find("a", string=lambda text: text and "Note as good practice" in text)


def test_the_page_of_chance(client_of, quality_lead, proposal):
    told = words(page_of(client_of(quality_lead).get(reverse("triangulation:proposal-chance"))))
    assert "If the kinds of evidence had nothing to do with each other" in told
    assert "What this misses" in told
    assert "rates nobody" in told


def test_what_speaks_against_a_trigger_stands_on_its_page(client_of, quality_lead, trust):
    regulator = {"stream": "regulator", "about": "key_question:safe"}
    evidence(quality_lead, trust, ago(9), door="regulator_inadequate", says="Rated inadequate.", **regulator)
    felt = {"stream": "patient_experience", "about": "comment_theme:feeling-safe", "state": "good"}
    evidence(quality_lead, trust, ago(4), says="Patients feel safe.", **felt)
    propose(owner=quality_lead.commissioner)
    client = client_of(quality_lead)
    told = words(page_of(client.get(Proposal.objects.get().get_absolute_url())))
    assert "No second kind of evidence is asked for." in told
    assert "What contradicts it (1)" in told
    assert "Patients feel safe." in told
    told = words(page_of(client.get(reverse("triangulation:proposals"))))
    assert "Rated inadequate." in told
    assert "Nothing speaks against it" not in told


def test_a_concern_raised_of_it_is_linked_with_all_that_supports_it(client_of, quality_lead, trust):
    for each in range(15):
        evidence(quality_lead, trust, ago(each), says=f"Figure {each}.")
    evidence(quality_lead, trust, ago(5), says="4 pieces are about appointments.", **HEARD)
    propose(owner=quality_lead.commissioner)
    proposal = Proposal.objects.get()
    address = raise_address(proposal)
    page = page_of(client_of(quality_lead).get(address))
    ticked = {each["value"] for each in page.find_all("input", attrs={"name": "links", "checked": True})}

    assert "link=" not in address
    assert len(ticked) == 16
    assert ticked == {f"for|evidence:{each}" for each in proposal.supports}
