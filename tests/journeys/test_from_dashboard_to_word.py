"""The main job: home, dashboard, filter, series, source row, brief, note, question, Word."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from docx import Document
from playwright.sync_api import expect

from tests.factories import surveillance as made
from trigpoint.config.connectors import connectors
from trigpoint.loads.services import load_file
from trigpoint.surveillance.services import refresh

WINDOWS = pytest.mark.parametrize(
    ("width", "scripts"), [(1280, True), (375, True), (1280, False), (375, False)]
)
HEADINGS = (
    "metric,period_month,period_date,org_code,org_name,total_patients,within_62d,breached_62d,compliance_rate"
)
STEADY = [62, 64, 61, 63, 65, 62, 64, 63, 61, 64, 62, 63, 65, 62]


@pytest.fixture
def published(quality_lead, tmp_path, settings):
    """Two training trusts with fifteen months of cancer waits, loaded from a file laid out as published."""
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    for code, name in (
        ("RYA", "Training (fictional) North Trust"),
        ("RYB", "Training (fictional) South Trust"),
    ):
        made.provider(quality_lead, code, name, is_training=True)
    lines = [HEADINGS]
    for code, last in (("RYA", 38), ("RYB", 63)):
        for (start, _), within in zip(made.months(15, dt.date(2024, 7, 1)), [*STEADY, last], strict=True):
            lines.append(
                f"62d_combined,{start:%Y-%m},{start},{code},TRAINING {code},100,{within},{100 - within},{within / 100}"
            )
    path = tmp_path / "gold_62d_trust_month.csv"
    path.write_text("\n".join(lines) + "\n")
    load_file(connector=connectors()["cancer-62d"], path=path, by=quality_lead)
    refresh(owner=quality_lead.commissioner, by=quality_lead)


@WINDOWS
def test_from_home_to_the_word_brief(journey, quality_lead, published, width, scripts):
    visit = journey(width, scripts=scripts)
    page = visit.page
    visit.sign_in("amina")
    visit.check("home")

    open_section(page, "Early warning")
    expect(page.locator(".tp-answer")).to_contain_text("1 figure is newly unusual at 1 of 2 providers")
    visit.check("dashboard")

    visit.go("/early-warning/?dimension=responsiveness&show=new")
    visit.check("dashboard-filtered")
    page.locator(".tp-news a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("62 days")
    expect(page.locator(".tp-answer")).to_contain_text(
        "38.0% in Sep 2025, outside its usual range, for the worse"
    )
    visit.check("series")

    page.get_by_role("link", name="gold_62d_trust_month.csv, row 16").click()
    expect(page.locator("main")).to_contain_text("2025-09")
    visit.check("source-row")

    page.go_back()
    page.get_by_role("link", name="Brief for Training (fictional) North Trust").click()
    expect(page.locator("main")).to_contain_text("I would ask")
    visit.check("brief")

    page.get_by_label("Add a note").fill("Two consultants have left since July.")
    page.get_by_role("button", name="Save the note").click()
    expect(page.locator("main")).to_contain_text("Two consultants have left since July.")
    visit.check("brief-with-note")

    with page.expect_download() as waiting:
        page.get_by_role("link", name="Word").first.click()
    words = "\n".join(text_of(Document(io.BytesIO(waiting.value.path().read_bytes()))))
    assert "Training (fictional) North Trust" in words
    assert "Two consultants have left since July." in words


@WINDOWS
def test_other_views_and_the_way_back(journey, quality_lead, published, width, scripts):
    visit = journey(width, scripts=scripts)
    visit.sign_in("amina")
    for name, address in (
        ("indicator", "/early-warning/indicators/cancer-62d/"),
        ("provider", "/early-warning/providers/RYA/"),
        ("organisation", "/organisations/RYA/"),
        ("organisations", "/organisations/"),
        ("indicators", "/indicators/"),
        ("definition", "/indicators/cancer-62d/"),
        ("loads", "/loads/"),
        ("load-add", "/loads/add/"),
        ("briefs", "/briefs/"),
        ("nothing-matches", "/early-warning/?provider=nowhere"),
    ):
        visit.go(address)
        visit.check(name)


@WINDOWS
def test_beginning_a_phase_without_saying_why(journey, quality_lead, published, width, scripts):
    visit = journey(width, scripts=scripts)
    visit.expect_complaint("422")
    page = visit.page
    visit.sign_in("amina", onward="/early-warning/?show=new")
    page.locator(".tp-news a").first.click()
    page.get_by_text("Begin a new phase").click()
    page.get_by_label("First period of the new phase").select_option("2025-03-01")
    page.get_by_role("button", name="Begin the phase").click()

    expect(page.locator(".nhsuk-error-summary")).to_contain_text("Say what changed")
    expect(page.get_by_label("First period of the new phase")).to_have_value("2025-03-01")
    visit.check("phase-refused")

    page.get_by_label("What changed in how care is given or counted?").fill(
        "A second clinic opened in March."
    )
    page.get_by_role("button", name="Begin the phase").click()
    expect(page.locator("#phases ~ .tp-note").first).to_contain_text("A second clinic opened in March.")
    visit.check("phase-begun")


def open_section(page, name: str) -> None:
    """Follow the navigation, opening its menu on a small screen."""
    link = page.get_by_role("navigation").get_by_role("link", name=name)
    if not link.is_visible():
        page.get_by_role("button", name="More").click()
    link.click()


def text_of(document) -> list[str]:
    """Every paragraph and cell of a Word document."""
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [*(paragraph.text for paragraph in document.paragraphs), *cells]
