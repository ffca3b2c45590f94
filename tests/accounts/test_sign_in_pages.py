"""Every address of allauth is either ours, drawn by our templates, or not there."""

from __future__ import annotations

import re
from pathlib import Path

import allauth
import pytest
from allauth.account import urls as account_urls
from allauth.mfa import urls as mfa_urls
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.socialaccount import urls as social_urls
from allauth.socialaccount.providers.openid_connect import urls as oidc_urls
from allauth.usersessions import urls as session_urls
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, reverse

from tests.accounts.second_steps import code_of, with_app
from tests.assertions import assert_links_tell_apart, page_of
from tests.factories.accounts import PASSWORD
from trigpoint.accounts import allauth_urls
from trigpoint.accounts.access import door_of

pytestmark = pytest.mark.django_db
ROUTED = {pattern.name for pattern in allauth_urls.urlpatterns}
# What allauth has and we do not want, and what is there in its place.
NOT_ROUTED = {
    "account_logout": "accounts:sign-out",
    "account_inactive": "said on the sign-in page",
    "account_signup": "nobody makes an account by themselves: people are invited",
    "account_email": "addresses come from invitations and single sign-on",
    "account_email_verification_sent": "the same",
    "account_confirm_email": "the same",
    "account_change_password": "accounts:change-password",
    "account_set_password": "whoever has none signs in elsewhere",
    "account_reset_password": "accounts:forgotten",
    "account_reset_password_done": "accounts:forgotten-sent",
    "account_reset_password_from_key": "accounts:new-password",
    "account_reset_password_from_key_done": "accounts:sign-in",
    "account_confirm_login_code": "codes by e-mail are not used",
    "mfa_download_recovery_codes": "they are shown once, to be printed",
    "socialaccount_login_cancelled": "said on the sign-in page",
    "socialaccount_login_error": "said on the sign-in page",
    "socialaccount_signup": "people are made by our services",
    "socialaccount_connections": "one account, linked at sign-in",
    "openid_connect_login": "accounts:single-sign-on",
    "openid_connect_callback": "accounts:single-sign-on-return",
    "usersessions_list": "accounts:sessions",
}


def names_of(module):
    """The names of every address below a module of allauth."""

    def below(patterns):
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                yield pattern.name
            else:
                yield from below(pattern.url_patterns)

    return set(below(module.urlpatterns))


def test_every_address_of_allauth_is_ours_or_left_out_with_a_reason():
    theirs = set().union(
        *(names_of(module) for module in (account_urls, mfa_urls, social_urls, oidc_urls, session_urls))
    )

    assert theirs == ROUTED | set(NOT_ROUTED)
    assert not ROUTED & set(NOT_ROUTED)


@pytest.mark.parametrize("name", sorted(NOT_ROUTED))
def test_what_is_left_out_is_not_there(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize(
    "path", ["/accounts/login/", "/account/signup/", "/2fa/", "/3rdparty/", "/accounts/email/"]
)
def test_usual_addresses_of_allauth_are_not_there(client, path):
    assert client.get(path).status_code == 404


def test_every_page_of_ours_has_a_door():
    assert [pattern.name for pattern in allauth_urls.urlpatterns if door_of(pattern.callback) is None] == []


def test_no_template_of_allauth_can_be_drawn():
    folder = Path(allauth.__file__).parent / "templates"
    theirs = [str(path.relative_to(folder)) for path in folder.rglob("*") if path.suffix in {".html", ".txt"}]
    assert len(theirs) > 80

    found = []
    for name in [*theirs, *(re.sub(r"html$", "jinja", name) for name in theirs)]:
        try:
            get_template(name)
        except TemplateDoesNotExist:
            continue
        found.append(name)

    assert found == []


@pytest.fixture
def inside(quality_lead):
    """A browser of somebody who has just signed in with everything that can be set up, but for a passkey."""
    with_app(quality_lead)
    client = Client()
    client.post("/sign-in", {"username": "amina", "password": PASSWORD})
    client.post("/sign-in/second-step", {"code": code_of()})
    return client


PAGES = [
    "/your-details",
    "/your-details/password",
    "/your-details/sessions",
    "/your-details/confirm",
    "/your-details/confirm/code",
    "/your-details/second-step",
    "/your-details/second-step/app/add",
    "/your-details/second-step/app/remove",
    "/your-details/second-step/recovery-codes",
    "/your-details/second-step/recovery-codes/new",
    "/your-details/second-step/passkeys",
    "/your-details/second-step/passkeys/add",
]


@pytest.mark.parametrize("path", PAGES)
def test_page_is_sound(inside, path):
    page = page_of(inside.get(path))

    assert page.title.get_text().endswith(" – Trigpoint")
    assert_links_tell_apart(page)
    assert "allauth" not in str(page).lower()


def test_second_step_page_is_sound(quality_lead):
    RecoveryCodes.activate(quality_lead)
    with_app(quality_lead)
    client = Client()
    client.post("/sign-in", {"username": "amina", "password": PASSWORD})

    page = page_of(client.get("/sign-in/second-step"))

    assert page.title.get_text() == "Second step – Trigpoint"
    assert page.find("input", {"name": "code"})["autocomplete"] == "one-time-code"
    assert page.find("input", {"name": "code"})["inputmode"] == "numeric"


def test_pages_of_signing_in_are_kept_by_nobody(inside, client):
    for answer in (client.get("/sign-in"), *(inside.get(path) for path in PAGES)):
        assert "no-store" in answer["Cache-Control"]
