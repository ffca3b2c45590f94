"""Hearing of what concerns you: the news, how to be told, and your dates in your own calendar."""

from __future__ import annotations

import datetime as dt
import urllib.request

import icalendar
import pytest
from playwright.sync_api import expect

from tests.factories import actions
from trigpoint.common import clock

WINDOWS = pytest.mark.parametrize(("width", "scripts"), [(1280, True), (375, True), (1280, False)])


@pytest.fixture
def told(quality_lead):
    """Amina is named to lead two actions that are due in a few days; the register tells her so."""
    tom = actions.colleague()
    for number in (1, 2):
        actions.action(
            tom,
            f"Review falls on ward {number}",
            leads=("Amina Hussain",),
            due_on=clock.today() + dt.timedelta(days=2 + number),
        )


@WINDOWS
def test_reading_news(journey, quality_lead, told, width, scripts):
    visit = journey(width, scripts=scripts)
    visit.sign_in("amina", onward="/your-details")

    visit.page.get_by_role("link", name="News 2 not read").click()
    expect(visit.page.get_by_text("You have 2 pieces of news that you have not read.")).to_be_visible()
    visit.check("news")
    visit.page.get_by_role("button", name="Mark as read Action 1").click()
    expect(visit.page.get_by_text("You have 1 piece of news that you have not read.")).to_be_visible()
    visit.page.get_by_role("link", name="Action 2: Review falls on ward 2").click()
    expect(visit.page.get_by_role("heading", level=1)).to_contain_text("Review falls on ward 2")

    visit.page.get_by_role("link", name="News", exact=True).click()
    expect(visit.page.get_by_text("You have read all your news.")).to_be_visible()
    visit.check("news-read")
    visit.page.get_by_role("link", name="Show news you have read").click()
    expect(visit.page.get_by_text("You lead it now", exact=True).first).to_be_visible()
    visit.check("news-all")


@WINDOWS
def test_choosing_how_to_be_told(journey, quality_lead, told, width, scripts, settings):
    settings.EMAIL_IS_CONFIGURED = True
    settings.SITE_ADDRESS = "https://trigpoint.example.nhs.uk"
    quality_lead.email = "amina@example.nhs.uk"
    quality_lead.save()
    visit = journey(width, scripts=scripts)
    visit.sign_in("amina", onward="/your-details")

    visit.page.get_by_role("link", name="Choose how you are told").click()
    expect(visit.page.get_by_text("A summary goes to amina@example.nhs.uk")).to_be_visible()
    visit.check("how-you-are-told")
    visit.page.get_by_label("Once a week").check()
    visit.page.get_by_label("Somebody answers").uncheck()
    visit.page.get_by_role("button", name="Save").click()

    expect(visit.page.get_by_text("Your choice is saved.")).to_be_visible()
    expect(visit.page.get_by_label("Once a week")).to_be_checked()
    expect(visit.page.get_by_label("Somebody answers")).not_to_be_checked()


@WINDOWS
def test_dates_in_a_calendar_program(journey, quality_lead, told, width, scripts):
    visit = journey(width, scripts=scripts)
    visit.sign_in("amina", onward="/your-details/news")

    visit.page.get_by_role("button", name="Make a calendar address").click()
    expect(visit.page.get_by_text("Copy this address now: it is shown this once.")).to_be_visible()
    visit.check("calendar-address")
    address = visit.page.get_by_label("Calendar address").input_value()
    with urllib.request.urlopen(address) as answer:
        calendar = icalendar.Calendar.from_ical(answer.read())

    assert sorted(str(event["summary"]) for event in calendar.walk("VEVENT")) == [
        "Action 1 due",
        "Action 2 due",
    ]
    visit.page.get_by_role("link", name="How you are told").click()
    visit.page.get_by_role("button", name="End the address").click()
    expect(visit.page.get_by_text("The calendar address has ended.")).to_be_visible()
    visit.check("calendar-ended")
