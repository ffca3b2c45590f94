"""What the early-warning paper and the Monday page say of concerns and proposals."""

import datetime as dt

import pytest
from django.conf import settings
from django.urls import reverse

from tests.assertions import page_of, words
from tests.factories import concerns as made
from tests.factories.triangulation import evidence
from trigpoint.common import clock
from trigpoint.frameworks.queries import pack_on
from trigpoint.indicators.definitions import library
from trigpoint.reports import queries
from trigpoint.reports.presenters.early_warning import early_warning_content
from trigpoint.reports.presenters.home import concerns_line, home_content
from trigpoint.reports.presenters.unseen import unseen_words
from trigpoint.triangulation.models import Proposal
from trigpoint.triangulation.queries import grid
from trigpoint.triangulation.queries.concerns import Counts
from trigpoint.triangulation.services.concern_steps import set_level

MONTH = dt.date(2026, 11, 1)


@pytest.fixture(autouse=True)
def fed(monkeypatch):
    monkeypatch.setattr(grid.evidence, "connected", lambda: frozenset({"performance", "soft_intelligence"}))


def paper(user):
    records = queries.records_for_early_warning(user=user, month=MONTH, today=clock.today())
    return early_warning_content(records, library(), site=settings.SITE_ADDRESS)


def agree(by, provider):
    today = clock.today()
    evidence(by, provider, today)
    theme = next(each for each in pack_on(today).themes_on(today) if each.code == "access")
    about = f"comment_theme:{theme.holds['comment_theme'][0]}"
    heard = {"stream": "soft_intelligence", "about": about, "source": "intelligence"}
    evidence(by, provider, today, says="Practices tell of long waits.", **heard)


def test_concerns_stand_with_what_became_of_them_and_why_a_provider_is_there(quality_lead, provider):
    worry = made.concern(quality_lead, provider=provider)
    told = paper(quality_lead)
    [line] = told.concerns
    assert (line.number, line.news, line.level) == (worry.number, "New", "Moderate")
    [part] = [each for each in told.parts if each.code == provider.code]
    assert "1 concern is open or changed" in part.why
    assert [each.number for each in part.concerns] == [worry.number]


def test_a_level_that_changed_since_the_month_began_is_told(quality_lead, provider):
    with clock.replaying(dt.date(2026, 10, 5)):
        worry = made.concern(quality_lead, provider=provider)
    assert paper(quality_lead).concerns[0].news == ""
    set_level(concern=worry, level="low", text="They answered.", by=quality_lead)
    assert paper(quality_lead).concerns[0].news == "Level now low (was moderate)"


def test_restricted_concerns_never_enter_a_paper(quality_lead, provider):
    made.concern(quality_lead, provider=provider, restriction="safeguarding")
    told = paper(quality_lead)
    assert told.concerns == ()
    assert told.no_concerns == "No concern is open, and none was closed in the month."


def test_independent_sources_are_the_kinds_of_evidence_that_agree_on_a_theme(quality_lead, provider):
    made.concern(quality_lead, provider=provider)
    agree(quality_lead, provider)
    [part] = [each for each in paper(quality_lead).parts if each.code == provider.code]
    [met] = [each for each in part.met if "kinds of evidence agree on" in each.sees]
    assert "Practices tell of long waits." in " ".join(each.says for each in met.figures)


def test_proposals_that_wait_stand_with_what_chance_would_make(quality_lead, provider):
    Proposal.objects.create(
        owner=quality_lead.commissioner,
        provider=provider,
        theme="access",
        streams=["performance", "complaints"],
        since=clock.today(),
        method="1",
    )
    told = paper(quality_lead)
    assert told.proposals[0].says.startswith("Performance and complaints agree, since")
    assert "Evidence has not been lined up yet" in told.proposals_chance


def test_page_and_files_are_drawn_with_concerns(quality_lead, client_of, provider):
    worry = made.concern(quality_lead, provider=provider)
    agree(quality_lead, provider)
    client = client_of(quality_lead)
    page = words(page_of(client.get(reverse("reports:paper-draft", args=["2026-11"]))))
    assert f"{worry.number}: Patients go home" in page
    for kind in ("docx", "pdf"):
        assert client.get(reverse("reports:paper-draft-take", args=["2026-11", kind])).status_code == 200


def test_the_monday_page_counts_concerns(quality_lead, client_of, provider):
    made.concern(quality_lead, provider=provider)
    page = words(page_of(client_of(quality_lead).get(reverse("reports:home"))))
    if "Nothing has been loaded yet" not in page:
        assert "1 concern is open and yours; none were to be looked at before today." in page


@pytest.mark.parametrize(
    ("is_open", "mine", "said"),
    [
        (0, 0, "No concern is open; none were"),
        (1, 0, "1 concern is open, and somebody else leads it; none were"),
        (1, 1, "1 concern is open and yours; none were"),
        (3, 0, "3 concerns are open, and others lead them; none were"),
        (3, 2, "3 concerns are open, 2 of them yours; none were"),
    ],
)
def test_how_many_concerns_are_open_is_said_in_plain_words(is_open, mine, said):
    counts = Counts(open=is_open, mine=mine, late=0, highest=0, total=is_open)
    assert concerns_line(counts).startswith(said)


def test_the_first_line_of_the_monday_page_tells_of_proposals_that_wait(quality_lead, provider):
    records = queries.records_for_home(user=quality_lead, today=clock.today())
    assert "proposed" not in home_content(records, library(), {}).first_line
    waiting = home_content(records, library(), {}, proposed=2).first_line
    assert "; 2 proposed concerns wait for an answer; " in waiting


def test_what_cannot_be_seen_names_only_what_nothing_feeds(monkeypatch):
    told = unseen_words("this paper", clock.today())
    assert "complaints" in told
    assert "performance" not in told
    streams = frozenset(each.code for each in pack_on(clock.today()).streams_on(clock.today()))
    monkeypatch.setattr(grid.evidence, "connected", lambda: streams)
    assert unseen_words("this paper", clock.today()).startswith(
        "Every kind of evidence that the framework names"
    )


def test_one_event_through_two_kinds_is_no_independent_agreement(quality_lead, provider):
    today = clock.today()
    theme = next(each for each in pack_on(today).themes_on(today) if each.code == "access")
    about = f"comment_theme:{theme.holds['comment_theme'][0]}"
    evidence(quality_lead, provider, today, event="wait")
    evidence(quality_lead, provider, today, event="wait", stream="soft_intelligence", about=about)
    made.concern(quality_lead, provider=provider)
    [part] = [each for each in paper(quality_lead).parts if each.code == provider.code]
    seen = " ".join(each.sees for each in part.unknown)
    assert "what they tell of one theme is the same event, which counts once" in seen
