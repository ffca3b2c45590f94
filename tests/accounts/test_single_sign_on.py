"""Single sign-on against a real provider: who comes in as whom, and what is refused."""

from __future__ import annotations

import datetime as dt
import json
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client, RequestFactory

from tests import oidc
from tests.accounts.second_steps import code_of, with_app
from tests.assertions import page_of, words
from tests.factories.accounts import PASSWORD, UserFactory
from trigpoint.accounts import services, single_sign_on
from trigpoint.accounts.models import User
from trigpoint.accounts.single_sign_on import Conversation, vouched_address
from trigpoint.audit.models import Event

pytestmark = pytest.mark.django_db
FAILED = "Signing in with your organisation's account did not work."


@pytest.fixture(scope="module")
def running():
    with oidc.running_provider() as provider:
        yield provider


@pytest.fixture
def provider(running, settings):
    """The provider, and this installation set up to use it."""
    settings.OIDC_ISSUER = running.issuer
    for name, value in oidc.CLIENT.items():
        setattr(settings, name, value)
    return running


@pytest.fixture
def amina(quality_lead):
    quality_lead.email = "amina@nhs.example"
    quality_lead.save()
    return quality_lead


def begin(client, query=""):
    """To the provider; gives its address."""
    response = client.get(f"/sign-in/organisation{query}")
    assert response.status_code == 302, response
    return response["Location"]


def sign_on(client, provider, subject, query=""):
    """The whole way."""
    return client.get(provider.agree(begin(client, query), subject))


def said(client):
    return words(page_of(client.get("/sign-in")))


def who(client):
    return User.objects.filter(pk=client.session.get("_auth_user_id")).first()


# Who comes in as whom


def test_known_by_an_address_that_the_provider_vouches_for(client, provider, amina):
    subject = provider.knows("s1", email="Amina@nhs.example", email_verified=True, name="Amina H")

    response = sign_on(client, provider, subject, "?next=/your-details")

    assert response["Location"] == "/your-details"
    assert who(client) == amina
    linked = SocialAccount.objects.get()
    assert (linked.user, linked.uid, linked.extra_data) == (amina, "s1", {})
    events = list(Event.objects.order_by("pk").values_list("name", flat=True))
    assert events == ["accounts.sso_linked", "accounts.signed_in"]
    assert Event.objects.get(name="accounts.signed_in").after == {"how": ["socialaccount"]}


def test_remembered_by_the_subject_whatever_the_address_is_now(client, provider, amina):
    sign_on(Client(), provider, provider.knows("s2", email=amina.email, email_verified=True))
    provider.knows("s2", email="married@nhs.example", email_verified=True)

    sign_on(client, provider, "s2")

    assert who(client) == amina
    assert SocialAccount.objects.count() == 1


@pytest.mark.parametrize(
    "told", [{}, {"email_verified": False}, {"email_verified": "false"}, {"email_verified": 1}]
)
def test_an_address_that_nobody_vouches_for_opens_no_account(client, provider, amina, told):
    subject = provider.knows(f"stranger{len(str(told))}", email=amina.email, name="Mallory", **told)

    response = sign_on(client, provider, subject)

    assert who(client) != amina
    assert who(client).email == ""
    assert not SocialAccount.objects.filter(user=amina).exists()
    assert client.get(response["Location"])["Location"] == "/your-details/no-role"


def test_domains_that_are_the_providers_own_need_no_word(client, provider, amina, settings):
    settings.OIDC_VOUCHED_DOMAINS = ["nhs.example"]

    sign_on(client, provider, provider.knows("s3", email=amina.email))

    assert who(client) == amina


def test_the_same_subject_at_another_provider_is_somebody_else(client, provider, amina, settings):
    SocialAccount.objects.create(user=amina, provider=single_sign_on.provider_name(), uid="s4")
    with oidc.running_provider() as other:
        settings.OIDC_ISSUER = other.issuer
        sign_on(client, other, other.knows("s4"))

    assert who(client) not in (None, amina)


def test_somebody_new_is_in_without_a_role_and_told_what_to_do(client, provider):
    subject = provider.knows("s5", email="new@nhs.example", email_verified=True, name="Nour El Amin")

    page = page_of(client.get(sign_on(client, provider, subject)["Location"], follow=True))

    person = who(client)
    assert (person.username, str(person)) == ("new@nhs.example", "Nour El Amin")
    assert not person.has_usable_password()
    assert not person.memberships.exists()
    assert "You are signed in, but nobody has given you a role" in words(page)
    for path in ("/early-warning/", "/organisations/", "/indicators/", "/loads/"):
        assert client.get(path)["Location"] == "/your-details/no-role"


def test_somebody_invited_has_the_role_at_once(client, provider):
    administrator = UserFactory(username="priya", role="administrator")
    services.invite(email="sam@nhs.example", role="analyst", by=administrator)
    subject = provider.knows(
        "s6", email="sam@nhs.example", email_verified=True, given_name="Sam", family_name="Cruz"
    )

    sign_on(client, provider, subject)

    assert who(client).reach.roles == {"analyst"}
    assert str(who(client)) == "Sam Cruz"


def test_a_followed_invitation_counts_where_the_provider_tells_no_address(client, provider):
    administrator = UserFactory(username="priya", role="administrator")
    invitation = services.invite(email="sam@nhs.example", role="analyst", by=administrator)
    page = page_of(client.get(f"/invitation/{invitation.token}"))
    assert page.find("a", string=lambda text: text and "Continue with Greater Manchester Login" in text)

    sign_on(client, provider, provider.knows("s7", name="Sam"))

    assert who(client).reach.roles == {"analyst"}
    assert who(client).email == "sam@nhs.example"


def test_a_followed_invitation_does_not_open_an_account_that_exists(client, provider, amina):
    administrator = UserFactory(username="priya", role="administrator")
    invitation = services.invite(email=amina.email, role="analyst", by=administrator)
    client.get(f"/invitation/{invitation.token}")

    sign_on(client, provider, provider.knows("s8", name="Mallory"))

    assert who(client) is None
    assert "Sign in to it, then open the link again." in said(client)
    assert not SocialAccount.objects.exists()
    assert User.objects.filter(email=amina.email).count() == 1


def test_a_closed_account_stays_closed(client, provider, amina):
    amina.is_active = False
    amina.save()

    sign_on(client, provider, provider.knows("s9", email=amina.email, email_verified=True))

    assert who(client) is None
    assert "Your account here was closed." in said(client)


def test_a_remembered_account_that_was_closed_stays_closed(client, provider, amina):
    sign_on(Client(), provider, provider.knows("s10", email=amina.email, email_verified=True))
    User.objects.filter(pk=amina.pk).update(is_active=False)

    sign_on(client, provider, "s10")

    assert who(client) is None
    assert "Your account here was closed." in said(client)


def test_between_two_accounts_with_one_address_nobody_guesses(client, provider, amina):
    UserFactory(username="amina2", email="AMINA@nhs.example")

    sign_on(client, provider, provider.knows("s11", email=amina.email, email_verified=True))

    assert who(client) is None
    assert "More than one account here has your e-mail address." in said(client)


def test_a_second_step_that_was_set_up_here_is_asked_for(client, provider, amina):
    with_app(amina)

    response = sign_on(client, provider, provider.knows("s12", email=amina.email, email_verified=True))

    assert response["Location"] == "/sign-in/second-step"
    assert who(client) is None
    client.post("/sign-in/second-step", {"code": code_of()})
    assert who(client) == amina


def test_none_is_required_where_the_organisation_sees_to_it(client, provider, amina, settings):
    settings.SECOND_FACTOR = "required"

    sign_on(client, provider, provider.knows("s13", email=amina.email, email_verified=True))

    assert client.get("/your-details").status_code == 200


@pytest.mark.parametrize("way", [("/sign-out", {}), ("/your-details/sessions/end", {"everywhere": "yes"})])
def test_on_the_way_out_it_is_said_that_the_organisation_does_not_know(client, provider, amina, way):
    sign_on(client, provider, provider.knows("s21", email=amina.email, email_verified=True))

    page = page_of(client.post(*way, follow=True))

    assert f"You may still be signed in with {oidc.CLIENT['OIDC_NAME']}" in words(page)
    assert "Sign out there too" in words(page)


def test_with_a_password_nothing_more_is_said_on_the_way_out(client_of, provider, amina):
    page = page_of(client_of(amina).post("/sign-out", follow=True))

    assert "You are signed out." in words(page)
    assert "may still be signed in" not in words(page)


def test_nothing_of_the_provider_is_kept_but_the_subject(client, provider, amina):
    sign_on(
        client,
        provider,
        provider.knows("s14", email=amina.email, email_verified=True, birthdate="1970-01-01"),
    )

    assert not SocialApp.objects.exists()
    assert not SocialToken.objects.exists()
    assert SocialAccount.objects.get().extra_data == {}


# What is asked for


def test_what_goes_out_is_bound_to_this_sign_in(client, provider, settings):
    settings.OIDC_ACR_VALUES = "AAL2_OR_AAL3_ANY"

    asked = parse_qs(
        urlsplit(begin(client, "?auth_params=prompt%3Dnone%26nonce%3Dmine&scope=admin&process=connect")).query
    )

    assert asked["redirect_uri"] == ["http://testserver/sign-in/organisation/return"]
    assert set(asked["scope"][0].split()) == {"openid", "profile", "email"}
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["acr_values"] == ["AAL2_OR_AAL3_ANY"]
    assert len(asked["nonce"][0]) == 32
    assert "prompt" not in asked


def test_it_never_leads_elsewhere(client, provider, amina):
    subject = provider.knows("s15", email=amina.email, email_verified=True)

    assert sign_on(client, provider, subject, "?next=https://evil.example/")["Location"] == "/"


def test_whoever_is_in_already_goes_on(client_of, provider, amina):
    assert client_of(amina).get("/sign-in/organisation?next=/your-details")["Location"] == "/your-details"


# What is refused


def refused(client, back):
    """The way back leads to the sign-in page, nobody is in, and the page says so."""
    response = client.get(back)
    assert response["Location"] == "/sign-in"
    assert who(client) is None
    return said(client)


def tampered(address, **changes):
    """An address with other values in its query."""
    parts = urlsplit(address)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()} | changes
    return parts._replace(query=urlencode(query)).geturl()


def test_another_state_is_refused(client, provider, amina):
    back = provider.agree(begin(client), provider.knows("s16", email=amina.email, email_verified=True))

    assert FAILED in refused(client, tampered(back, state="0" * 16))


def test_without_state_or_code_it_is_refused(client, provider):
    begin(client)

    assert FAILED in refused(client, "/sign-in/organisation/return")
    assert FAILED in refused(client, "/sign-in/organisation/return?code=abc")


def test_the_way_back_in_another_browser_is_refused(client, provider, amina):
    back = provider.agree(begin(client), provider.knows("s17", email=amina.email, email_verified=True))

    assert FAILED in refused(Client(), back)


def test_the_way_back_counts_once(client, provider, amina):
    back = provider.agree(begin(client), provider.knows("s18", email=amina.email, email_verified=True))
    client.get(back)
    client.post("/sign-out")

    assert FAILED in refused(client, back)


def test_another_code_is_refused(client, provider):
    back = provider.agree(begin(client), "nobody")

    assert FAILED in refused(client, tampered(back, code="stolen"))


def test_another_nonce_is_refused(client, provider, amina):
    subject = provider.knows("s19", email=amina.email, email_verified=True)
    back = provider.agree(tampered(begin(client), nonce="0" * 32), subject)

    assert FAILED in refused(client, back)
    assert not SocialAccount.objects.exists()


def test_user_information_of_somebody_else_is_refused(client, provider, amina, monkeypatch):
    claims = {"sub": "another", "email": amina.email, "email_verified": True}
    monkeypatch.setattr(Conversation, "_fetch_user_info", lambda self, token: claims)
    back = provider.agree(begin(client), "nobody")

    assert FAILED in refused(client, back)


def test_changing_ones_mind_is_no_failure(client, provider):
    assert "You did not sign in." in refused(client, provider.refuse(begin(client)))


def test_a_provider_that_cannot_be_reached_is_said(client, provider, settings):
    settings.OIDC_ISSUER = "http://127.0.0.1:1"

    assert client.get("/sign-in/organisation")["Location"] == "/sign-in"
    assert "cannot be reached just now" in said(client)


def test_a_provider_that_goes_away_meanwhile_is_said(client, settings):
    for name, value in oidc.CLIENT.items():
        setattr(settings, name, value)
    with oidc.running_provider() as provider:
        settings.OIDC_ISSUER = provider.issuer
        back = provider.agree(begin(client), "nobody")

    assert FAILED in refused(client, back)


# Tokens that are not right, one fault each

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def published(key, kid="k1"):
    return jwt.PyJWK(
        {**json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key())), "kid": kid, "alg": "RS256"}
    )


def claims(**changes):
    now = int(dt.datetime.now(dt.UTC).timestamp())  # noqa: TID251 - as the library reads the clock
    told = {
        "iss": "https://issuer.example",
        "aud": "trigpoint",
        "sub": "s",
        "iat": now,
        "exp": now + 60,
        "nonce": "n",
    }
    return {name: value for name, value in {**told, **changes}.items() if value is not None}


@pytest.fixture
def conversation(settings, monkeypatch):
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID = "https://issuer.example", "trigpoint"
    monkeypatch.setattr(Conversation, "openid_config", {"issuer": "https://issuer.example"})
    monkeypatch.setattr(Conversation, "_keys", lambda self: [published(KEY)])
    made = Conversation(RequestFactory().get("/"), "oidc")
    made.nonce = "n"
    return made


def signed(told, key=KEY, algorithm="RS256", kid="k1"):
    return jwt.encode(told, key, algorithm=algorithm, headers={"kid": kid} if kid else {})


def test_a_right_token_is_believed(conversation):
    assert conversation._claims(signed(claims()))["sub"] == "s"
    assert conversation._claims(signed(claims(), kid=None))["sub"] == "s"


@pytest.mark.parametrize(
    "token",
    [
        lambda: signed(claims(), key=OTHER_KEY),
        lambda: signed(claims(), kid="k2"),
        lambda: signed(claims(iss="https://other.example")),
        lambda: signed(claims(aud="another")),
        lambda: signed(claims(exp=1_700_000_000)),
        lambda: signed(claims(exp=None)),
        lambda: signed(claims(sub=None)),
        lambda: signed(claims(nonce="m")),
        lambda: signed(claims(nonce=None)),
        lambda: signed(claims(azp="another")),
        lambda: signed(claims(aud=["trigpoint", "another"], azp="another")),
        lambda: jwt.encode(claims(), "", algorithm="none", headers={"kid": "k1"}),
        lambda: jwt.encode(claims(), "x" * 64, algorithm="HS256", headers={"kid": "k1"}),
        lambda: "not.a.token",
        lambda: "",
    ],
    ids=["key", "kid", "issuer", "audience", "expired", "no expiry", "no subject", "nonce", "no nonce", "azp",
         "audiences", "unsigned", "secret", "no token", "empty"],
)  # fmt: skip
def test_a_token_with_one_fault_is_refused(conversation, token):
    with pytest.raises(OAuth2Error):
        conversation._claims(token())


def test_without_a_nonce_of_ours_none_is_right(conversation):
    conversation.nonce = ""

    with pytest.raises(OAuth2Error):
        conversation._claims(signed(claims(nonce="")))


def test_a_provider_under_another_name_is_refused(provider, settings, rf):
    with oidc.running_provider() as other:
        settings.OIDC_ISSUER = other.issuer
        conversation = Conversation(rf.get("/"), "oidc")
        assert conversation.openid_config["issuer"] == other.issuer
        settings.OIDC_ISSUER = other.issuer.replace("127.0.0.1", "localhost")
        strange = Conversation(rf.get("/"), "oidc")
        strange._openid_config = conversation._openid_config
        with pytest.raises(OAuth2Error, match="another name"):
            _ = strange.openid_config


@pytest.mark.parametrize(
    ("told", "email"),
    [
        ({"email": "A@nhs.example", "email_verified": True}, "a@nhs.example"),
        ({"email": "a@nhs.example", "email_verified": "true"}, "a@nhs.example"),
        ({"email": "a@own.example"}, "a@own.example"),
        ({"email": "a@own.example", "email_verified": False}, ""),
        ({"email": "a@evil-own.example"}, ""),
        ({"email": "a@nhs.example"}, ""),
        ({"email": "a@nhs.example", "email_verified": 1}, ""),
        ({"email": None, "email_verified": True}, ""),
        ({"email_verified": True, "preferred_username": "amina@nhs.example"}, ""),
    ],
)
def test_vouched_address(settings, told, email):
    settings.OIDC_VOUCHED_DOMAINS = ["own.example"]

    assert vouched_address(told) == email


# Where it is the only way


def test_only_single_sign_on_closes_every_page_about_passwords(client, provider, amina, settings):
    settings.OIDC_ONLY = settings.EMAIL_IS_CONFIGURED = True

    page = page_of(client.get("/sign-in"))
    assert not page.find("input", {"name": "password"})
    assert page.find("a", string=lambda text: text and "Sign in with Greater Manchester Login" in text)
    assert client.post("/sign-in", {"username": "amina", "password": PASSWORD}).status_code == 403
    for path in (
        "/sign-in/forgotten",
        "/sign-in/forgotten/sent",
        "/sign-in/new-password",
        "/sign-in/passkey",
    ):
        assert client.get(path).status_code == 404
    sign_on(client, provider, provider.knows("s20", email=amina.email, email_verified=True))
    assert who(client) == amina


def test_only_single_sign_on_lets_nobody_join_with_a_password(client, provider, settings):
    settings.OIDC_ONLY = True
    administrator = UserFactory(username="priya", role="administrator")
    invitation = services.invite(email="sam@nhs.example", role="analyst", by=administrator)

    page = page_of(client.get(f"/invitation/{invitation.token}"))
    client.post(f"/invitation/{invitation.token}", {"full_name": "Sam", "new": PASSWORD, "again": PASSWORD})

    assert not page.find("input", {"type": "password"})
    assert not User.objects.filter(email="sam@nhs.example").exists()


def test_without_it_there_are_no_such_pages(client):
    assert client.get("/sign-in/organisation").status_code == 404
    assert client.get("/sign-in/organisation/return?code=x&state=y").status_code == 404
    assert "organisation/" not in client.get("/sign-in").content.decode()
