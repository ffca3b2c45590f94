"""The chair of a committee asks why a provider is here, what was asked, answered and decided, and whether it worked."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import expect

from tests.factories import intelligence
from tests.factories import surveillance as made
from trigpoint.actions import services as register
from trigpoint.actions.models import Action
from trigpoint.actions.rules.days import RoughDay
from trigpoint.common import clock
from trigpoint.common.references import reference_to
from trigpoint.config.connectors import connectors
from trigpoint.loads.services import load_file
from trigpoint.surveillance.services import refresh
from trigpoint.triangulation.models import Evidence
from trigpoint.triangulation.rules.drafts import ConcernDraft, Link
from trigpoint.triangulation.services import concern_replies, concern_steps
from trigpoint.triangulation.services.concerns import raise_concern
from trigpoint.triangulation.services.gathering import gather

WINDOWS = pytest.mark.parametrize(("width", "scripts"), [(1280, True), (375, True), (1280, False)])
HEADINGS = (
    "metric,period_month,period_date,org_code,org_name,total_patients,within_62d,breached_62d,compliance_rate"
)
STEADY = [62, 64, 61, 63, 65, 62, 64, 63, 61, 64, 62, 63, 65, 62]
NAME = "Training (fictional) North Trust"
MOST_CLICKS = 5


@pytest.fixture
def followed(quality_lead, tmp_path, settings):
    """A concern about waits that figures and practices point to, with the provider's reply and a decision."""
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    trust = made.provider(quality_lead, "RYA", NAME, is_training=True)
    _load_waits(quality_lead, tmp_path)
    for number, sender in enumerate(("Mill Lane", "Canal Street", "Hilltop")):
        alert = intelligence.item(
            quality_lead,
            f"Patients wait months for their first appointment, says letter {number}.",
            provider=trust,
            sender=sender,
        )
        intelligence.coded(alert, "appointment-arrangements")
    gather(owner=quality_lead.commissioner, by=quality_lead)
    return _concern(quality_lead, trust)


def _load_waits(by, folder):
    newest = clock.today().replace(day=1) - dt.timedelta(days=80)
    first = dt.date(newest.year - 1, newest.month, 1) - dt.timedelta(days=40)
    lines = [HEADINGS]
    for (start, _), within in zip(made.months(15, first.replace(day=1)), [*STEADY, 38], strict=True):
        lines.append(
            f"62d_combined,{start:%Y-%m},{start},RYA,TRAINING RYA,100,{within},{100 - within},{within / 100}"
        )
    path = folder / "gold_62d_trust_month.csv"
    path.write_text("\n".join(lines) + "\n")
    load_file(connector=connectors()["cancer-62d"], path=path, by=by)
    refresh(owner=by.commissioner, by=by)


def _concern(by, trust):
    facts = Evidence.visible_to(by).filter(provider=trust, state="concern")
    concern = raise_concern(
        draft=ConcernDraft(
            provider=trust,
            theme="access",
            title="People wait too long for cancer care",
            words="Fewer are seen in time, and practices hear it from their patients.",
            level="moderate",
            links=tuple(Link(about=f"evidence:{each.public_id}", side="for") for each in facts),
        ),
        by=by,
    )
    concern_replies.ask_provider(concern=concern, text="Why do people wait longer since summer?", by=by)
    question = Action.visible_to(by).get(kind=Action.Kind.QUESTION, source=reference_to(concern))
    register.claim_done(
        action=question, completed=RoughDay(clock.today()), text="Two consultants left in July.", by=by
    )
    return concern_steps.decide(
        concern=concern,
        where="Quality committee",
        text="We look at it again when both posts are filled.",
        exit_criteria="Seven in ten seen within 62 days, three months in a row.",
        next_on=clock.today() + dt.timedelta(days=30),
        by=by,
    )


@WINDOWS
def test_from_home_to_what_was_decided_and_its_source(journey, chair, followed, width, scripts):
    visit = journey(width, scripts=scripts)
    page = visit.page
    visit.sign_in("david")
    page.wait_for_load_state("load")  # the menu of a small screen is folded once the page is whole
    section = page.locator("header").get_by_role("link", name="Concerns", exact=True)
    if not section.is_visible():
        page.get_by_role("button", name="More").click()
    section.click()
    clicks = 1
    visit.check("concerns")
    page.get_by_role("link", name="People wait too long for cancer care").click()
    clicks += 1

    main = page.locator("main")
    for heading in ("For", "Against", "Blind", "The provider’s reply", "Decisions"):
        expect(page.get_by_role("heading", name=heading, exact=True).first).to_be_visible()
    for answer in (
        NAME,
        "Why do people wait longer since summer?",
        "Two consultants left in July.",
        "We look at it again when both posts are filled.",
        "Seven in ten seen within 62 days",
    ):
        expect(main).to_contain_text(answer)
    visit.check("concern")

    page.get_by_role("link").filter(has_text="38.0%").first.click()
    clicks += 1
    expect(page.get_by_role("heading", level=1)).to_contain_text("62 days")
    page.locator("main a[href^='/series/']").first.click()
    clicks += 1
    page.get_by_role("link", name="gold_62d_trust_month.csv, row 16").click()
    clicks += 1
    expect(page.locator("main")).to_contain_text("38")
    visit.check("concern-source-row")

    assert clicks <= MOST_CLICKS
