"""The frame of every page, and the pages for when something is wrong."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import QueryDict
from django.template import engines
from django.test import RequestFactory
from django.urls import NoReverseMatch

from tests.assertions import assert_links_tell_apart, page_of, words
from tests.factories.accounts import UserFactory, only
from trigpoint.config import views
from trigpoint.ui import navigation


def request_to(address: str = "/"):
    request = RequestFactory().get(address)
    request.user = AnonymousUser()
    return request


def test_page_of_nobody_has_no_sections(client, db):
    page = page_of(client.get("/sign-in"))

    assert not page.find("nav")
    assert not page.find("button", string="Sign out")


def test_page_of_somebody_names_the_person_and_lets_them_go(client_of, quality_lead):
    page = page_of(client_of(quality_lead).get("/your-details"))

    assert page.select_one("header form")["action"] == "/sign-out"
    assert page.select_one("header form input[name=csrfmiddlewaretoken]")
    assert_links_tell_apart(page)


def test_page_names_the_licence_and_does_not_speak_for_the_nhs(client, db):
    page = page_of(client.get("/sign-in"))

    assert "Open Government Licence v3.0" in page.footer.get_text()
    assert "NHS England" not in page.get_text()
    assert not page.select(".nhsuk-header__logo")


def test_page_shows_the_nhs_logo_and_another_name_where_asked(client, db, settings):
    settings.SHOW_NHS_LOGO, settings.SERVICE_NAME = True, "Quality watch"

    page = page_of(client.get("/sign-in"))

    assert page.select(".nhsuk-header__logo")
    assert page.title.get_text() == "Sign in – Quality watch"


def test_scripts_carry_the_nonce_of_the_policy(client, db):
    response = client.get("/sign-in")

    policy = response["Content-Security-Policy"]
    for script in page_of(response).find_all("script"):
        assert f"'nonce-{script['nonce']}'" in policy


def test_sections_leave_out_what_is_not_there(monkeypatch):
    def reverse(name, args=()):
        if name != "reports:home":
            raise NoReverseMatch
        return "/"

    monkeypatch.setattr(navigation, "reverse", reverse)
    monkeypatch.setattr(navigation, "_is_open_to", None)

    assert navigation.sections(request_to("/")) == [{"text": "Home", "href": "/", "current": True}]


@pytest.mark.django_db
def test_sections_leave_out_what_does_not_open_to_the_person(quality_lead):
    shown = {}
    for role in ("partner", "quality_lead", "auditor"):
        request = request_to("/")
        request.user = only(quality_lead, role)
        shown[role] = [section["text"] for section in navigation.sections(request)]

    assert shown["partner"] == ["Home", "Tell something", "Actions", "Shared with you"]
    assert "Restricted" in shown["quality_lead"]
    assert "Audit" not in shown["quality_lead"]
    assert "Audit" in shown["auditor"]


@pytest.mark.django_db
def test_sections_mark_the_area_of_a_page_below_them(quality_lead):
    request = request_to("/elsewhere")
    request.user = quality_lead

    shown = navigation.sections(request, "indicators")

    assert [section["text"] for section in shown if section.get("active")] == ["Indicators"]


@pytest.mark.parametrize(
    ("change", "query"),
    [
        ({"sort": "new"}, "kind=a&kind=b&sort=new"),
        ({"page": 2}, "kind=a&kind=b&page=2"),
        ({"kind": ["c", "d"]}, "kind=c&kind=d"),
        ({"kind": None}, ""),
        ({"remove": "kind"}, ""),
        ({"remove": {"kind": "a"}}, "kind=b"),
        ({"remove": ["kind", "new"], "sort": "a b"}, "sort=a+b"),
    ],
)
def test_with_query_changes_what_is_asked_and_keeps_the_rest(change, query):
    address = navigation.with_query(request_to("/?kind=a&kind=b&page=3"), **change)

    assert QueryDict(address[1:]) == QueryDict(query)


def test_missing_page_says_no_more_than_that(client, db):
    page = page_of(client.get("/no-such-page"), status=404)

    assert page.h1.get_text() == "Page not found"


def test_forbidden_page_gives_the_reason():
    page = page_of(views.forbidden(request_to(), PermissionDenied("Only the chair may do this.")), status=403)

    assert "Only the chair may do this." in words(page)


def test_bad_request_page():
    page = page_of(views.bad_request(request_to(), SuspiciousOperation()), status=400)

    assert page.h1.get_text() == "The request could not be understood"


def test_server_error_page_asks_no_database():
    """Without the `db` fixture any query fails the test; the request has no user and no session at all."""
    page = page_of(views.server_error(RequestFactory().get("/")), status=500)

    assert page.h1.get_text() == "Sorry, there is a problem with the service"


def test_flash_messages_are_told_apart():
    class Message(str):
        tags = "error"

    environment = engines["jinja2"].env
    request = request_to()
    request._messages = [Message("It did not work"), Message("Nor did that")]
    body = environment.get_template("ui/layout.jinja").render(request=request)

    page = BeautifulSoup(body, "html5lib")
    banners = page.select(".nhsuk-notification-banner")
    assert [banner.h2.get_text(strip=True) for banner in banners] == ["There is a problem"] * 2
    assert banners[0].h2["id"] != banners[1].h2["id"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "first", "missing"),
    [
        ("quality_lead", "Inbox", "What you told us"),
        ("committee_member", "Themes", "Inbox"),
        ("gp_practice", "Tell something", "Themes"),
    ],
)
def test_section_leads_everybody_to_the_first_of_its_pages_that_opens(role, first, missing):
    request = RequestFactory().get("/soft/themes/discharge/")
    request.user = UserFactory(role=role)
    request.resolver_match = None

    told = navigation.rooms(request, "intelligence")
    leading = [each["href"] for each in navigation.sections(request)]

    assert told[0]["text"] == first
    assert told[0]["href"] in leading
    assert missing not in [each["text"] for each in told]


@pytest.mark.django_db
def test_nearest_page_of_the_section_is_marked():
    request = RequestFactory().get("/soft/themes/discharge/")
    request.user = UserFactory()
    request.resolver_match = None

    assert [each["text"] for each in navigation.rooms(request, "intelligence") if each["here"]] == ["Themes"]
    assert navigation.rooms(request, "loads") == []
