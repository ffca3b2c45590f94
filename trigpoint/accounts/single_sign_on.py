"""Signing in with the account of one's own organisation: OpenID Connect, set up by the environment.

allauth walks the flow (code, state, PKCE). What it leaves to its users is added here: the nonce, the signature of the
ID token, the issuer, and that the user information speaks of the same person.
"""

from __future__ import annotations

import hashlib
from typing import Any

import jwt
import requests
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare, get_random_string

from trigpoint.accounts.services import Visitor

SIGNATURES = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
CLOCKS_MAY_DIFFER = 60  # seconds


def is_configured() -> bool:
    """Whether this installation has single sign-on."""
    return bool(settings.OIDC_ISSUER and settings.OIDC_CLIENT_ID)


def provider_name() -> str:
    """Under which subjects are remembered. Another issuer is another name, since it may give the same subjects again."""
    return "oidc-" + hashlib.sha256(settings.OIDC_ISSUER.rstrip("/").encode()).hexdigest()[:16]


def application() -> SocialApp:
    """The provider as allauth wants it. Never kept in the database: the secret stays in the environment."""
    return SocialApp(
        provider="openid_connect",
        provider_id=provider_name(),
        name=settings.OIDC_NAME,
        client_id=settings.OIDC_CLIENT_ID,
        secret=settings.OIDC_CLIENT_SECRET,
        settings={
            "server_url": settings.OIDC_ISSUER.rstrip("/"),
            "scope": settings.OIDC_SCOPES.split(),
            "oauth_pkce_enabled": True,
        },
    )


def begin(request: HttpRequest, *, onward: str) -> HttpResponse:
    """Send the person to their organisation's sign-in. Raises what `requests` raises when it cannot be reached."""
    nonce = get_random_string(32)
    asked = {"nonce": nonce}
    if settings.OIDC_ACR_VALUES:
        asked["acr_values"] = settings.OIDC_ACR_VALUES
    provider = Provider(request, app=application())
    return provider.redirect(request, "login", next_url=onward, data={"nonce": nonce}, auth_params=asked)


def complete(request: HttpRequest) -> HttpResponse:
    """They come back: allauth asks for the tokens and lets our adapters decide."""
    return Return.adapter_view(Conversation(request, provider_name()))(request)


class Conversation(OpenIDConnectOAuth2Adapter):
    """What is said between us and the organisation's sign-in, not through the person's browser."""

    nonce = ""

    def get_provider(self) -> Provider:
        """Ours."""
        return Provider(self.request, app=application())

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Where the person comes back to."""
        return request.build_absolute_uri(reverse("accounts:single-sign-on-return"))

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider publishes about itself, which must be what we think it is."""
        found = super().openid_config
        if str(found.get("issuer", "")).rstrip("/") != settings.OIDC_ISSUER.rstrip("/"):
            raise OAuth2Error("The provider calls itself by another name than OIDC_ISSUER.")
        return found

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        """Who it is, from the ID token and the user information together."""
        claims = self._claims(kwargs["response"].get("id_token") or "")
        told = self._user_information(token.token)
        if told and told.get("sub") != claims["sub"]:
            raise OAuth2Error("The user information speaks of somebody else than the ID token.")
        login = self.get_provider().sociallogin_from_response(request, {"userinfo": {**claims, **told}})
        login.visitor = visitor_of({**claims, **told})
        return login

    def _claims(self, id_token: str) -> dict[str, Any]:
        """What the ID token says, once its signature, issuer, audience, times and nonce are right."""
        try:
            kid = jwt.get_unverified_header(id_token).get("kid")
            keys = [key for key in self._keys() if kid is None or key.key_id == kid]
            if not keys:
                raise OAuth2Error("The ID token is signed with a key that the provider does not publish.")
            claims = jwt.decode(
                id_token,
                key=keys[0],
                algorithms=SIGNATURES,
                audience=settings.OIDC_CLIENT_ID,
                issuer=self.openid_config["issuer"],
                leeway=CLOCKS_MAY_DIFFER,
                options={"require": ["exp", "iat", "sub", "iss", "aud"]},
            )
        except jwt.PyJWTError as wrong:
            raise OAuth2Error(f"The ID token is not right: {wrong}") from wrong
        if not self.nonce or not constant_time_compare(str(claims.get("nonce", "")), self.nonce):
            raise OAuth2Error("The ID token answers another sign-in.")
        if claims.get("azp", settings.OIDC_CLIENT_ID) != settings.OIDC_CLIENT_ID:
            raise OAuth2Error("The ID token is for another application.")
        return claims

    def _keys(self) -> list[jwt.PyJWK]:
        with get_adapter().get_requests_session() as session:
            response = session.get(self.openid_config["jwks_uri"])
            response.raise_for_status()
            return jwt.PyJWKSet.from_dict(response.json()).keys

    def _user_information(self, access_token: str) -> dict[str, Any]:
        if "userinfo_endpoint" not in self.openid_config:
            return {}
        told = self._fetch_user_info(access_token)
        if not isinstance(told, dict):
            raise OAuth2Error("The user information is of another form.")
        return told


class Provider(OpenIDConnectProvider):
    """The organisation's sign-in, of which only the subject is kept."""

    oauth2_adapter_class = Conversation

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Nothing: what is not kept cannot leak."""
        return {}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[Any]:
        """None for allauth: matching by address is ours to decide."""
        return []


class Return(OAuth2CallbackView):
    """The person comes back; the nonce that went out with them is looked for in the ID token."""

    def _get_state(self, request: HttpRequest, provider: Any) -> tuple[Any, HttpResponse | None]:
        state, response = super()._get_state(request, provider)
        self.adapter.nonce = ((state or {}).get("data") or {}).get("nonce", "")
        return state, response


def visitor_of(claims: dict[str, Any]) -> Visitor:
    """Who it is, in the few words that we keep."""
    name = claims.get("name") or f"{claims.get('given_name', '')} {claims.get('family_name', '')}"
    return Visitor(
        provider=provider_name(),
        subject=str(claims["sub"]),
        name=str(name).strip(),
        email=vouched_address(claims),
    )


def vouched_address(claims: dict[str, Any]) -> str:
    """The e-mail address, if the provider says that it belongs to the person.

    A provider that never says so is believed for the domains of OIDC_VOUCHED_DOMAINS, which are its own.
    """
    email, told = str(claims.get("email") or "").strip().lower(), claims.get("email_verified")
    is_vouched = told is True or told == "true"
    is_own = told is None and email.rpartition("@")[2] in settings.OIDC_VOUCHED_DOMAINS
    return email if "@" in email and (is_vouched or is_own) else ""


PROBLEMS = (OAuth2Error, requests.RequestException, KeyError, ValueError)
