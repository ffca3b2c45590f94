"""A real browser against a real server: Debian's Chromium by Playwright, pages checked by axe.

    def test_something(journey, quality_lead):
        visit = journey(width=375)              # or scripts=False
        visit.sign_in("amina")
        visit.go("/early-warning/")
        visit.check("dashboard")                # accessible, sound, fits; picture in test-results/journeys

When the test ends, anything the browser complained of (also breaches of the content security policy) fails it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.journeys.visit import Visit

# Playwright's own loop runs in this thread; Django would take the test for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "yes"
expect.set_options(timeout=20_000)  # a busy machine may be slow

PICTURES = Path(__file__).resolve().parents[2] / "test-results" / "journeys"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    "--hide-scrollbars",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here is a journey, whether or not its author remembered to say so."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not program:
        pytest.skip("No Chromium here: install the package chromium, or name the program in CHROMIUM.")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield started
        started.close()


@pytest.fixture
def journey(browser: Browser, live_server, transactional_db) -> Iterator:
    """`journey(width=1280, scripts=True)`: a visit in a browser window of its own."""
    visits: list[Visit] = []

    def begin(width: int = 1280, *, scripts: bool = True) -> Visit:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900 if width > 600 else 740},
            java_script_enabled=scripts,
            locale="en-GB",
        )
        visits.append(Visit(context, width=width, scripts=scripts, pictures=PICTURES))
        return visits[-1]

    yield begin
    complaints = [complaint for visit in visits for complaint in visit.complaints]
    for visit in visits:
        visit.context.close()
    assert not complaints, "the browser complained:\n" + "\n".join(complaints)
