"""Every address asks a stranger to sign in, but for those that cannot."""

import re

import pytest
from django.http import HttpResponse
from django.urls import URLPattern, get_resolver, path, reverse

from trigpoint.accounts.access import for_everybody

pytestmark = pytest.mark.django_db

OPEN_TO_ALL = {
    "accounts:sign-in",
    "notifications:calendar",  # its address is the secret
    "accounts:sign-out",  # takes a POST and ends a stranger's nothing
    "account_login",  # the sign-in page by allauth's name for it
    "accounts:roles",  # who can see what is for everybody to read
    "accounts:invitation",  # its address is the secret
    "accounts:forgotten",
    "accounts:forgotten-sent",
    "accounts:new-password",
    "accounts:single-sign-on",
    "accounts:single-sign-on-return",
    "intelligence:tell-by-link",  # its address is the secret, as of the next three
    "intelligence:link-whom",
    "intelligence:link-thanks",
    "intelligence:follow",
    "yousaid:list",  # what became of what was heard, published
    "yousaid:of",
}
EXAMPLES = {"int": 1, "date": "2026-01-01", "uuid": "0" * 32}
urlpatterns = [
    path("planted/<str:code>", for_everybody(lambda request, code: HttpResponse("seen")), name="planted")
]


def addresses(patterns=None, prefix=""):
    """Name and arguments of every page, from the list of addresses itself."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLPattern):
            example = example_of(pattern)
            yield f"{prefix}{pattern.name}", example
        else:
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from addresses(pattern.url_patterns, inner)


def example_of(pattern):
    """Arguments that fit an address: from its converters, or the first choice of a regular expression."""
    kinds = {name: type(converter).__name__ for name, converter in pattern.pattern.converters.items()}
    chosen = re.findall(r"\(\?P<(\w+)>([^)]*)\)", str(pattern.pattern))
    return {
        **{name: EXAMPLES.get(kind.removesuffix("Converter").lower(), "x") for name, kind in kinds.items()},
        **{name: "x" if "[" in body else body.split("|")[0] for name, body in chosen},
    }


def open_to_strangers(client):
    """Names of pages that do not send a stranger to the sign-in page."""
    found = set()
    for name, example in addresses():
        response = client.get(reverse(name, kwargs=example))
        asks = response.status_code == 302 and response["Location"].startswith("/sign-in")
        if not asks:
            found.add(name)
    return found


def test_every_address_asks_strangers_to_sign_in(client, settings):
    settings.LIMITS = False  # so many addresses at once are held up before any door is looked at
    assert open_to_strangers(client) <= OPEN_TO_ALL


def test_there_are_addresses():
    assert len(list(addresses())) > 15


@pytest.mark.urls("tests.config.test_addresses")
def test_an_open_address_is_noticed(client):
    assert open_to_strangers(client) == {"planted"}
