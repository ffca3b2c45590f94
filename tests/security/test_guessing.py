"""Nobody finds a record by guessing: ids say nothing, keys of the database open nothing, refusals tell nothing."""

import math

import pytest
from django.apps import apps
from django.urls import get_resolver
from django.urls.converters import IntConverter

from tests.security.walk import body, fault, undone, visitor, with_each_argument
from trigpoint.common.ids import ALPHABET, new_public_id

pytestmark = pytest.mark.django_db

ENOUGH = 64  # bits: at a thousand guesses a second, one in a million within 500 years of guessing at a million records
# Numbers in addresses that are not keys of the database, each with what it is.
NUMBERS = {
    ("loads:row", "row"): "the number of a row in a published file, below a load that is visible",
    ("files:open", "number"): "the number of a version, below a file that is visible",
    ("reports:paper-chart", "number"): "the place of a chart in a paper, below a paper that is visible",
    ("intelligence:complaint-year", "year"): "a year, of the complaints that the person may see",
    ("intelligence:complaint-year-csv", "year"): "a year, of the complaints that the person may see",
    ("mfa_edit_webauthn", "pk"): "looked for among the person's own passkeys only",
    ("mfa_remove_webauthn", "pk"): "looked for among the person's own passkeys only",
}
NUMBERED = {
    ("loads:row", 1),
    ("files:open", 1),
    ("reports:paper-chart", 1),
    ("mfa_edit_webauthn", 0),
    ("mfa_remove_webauthn", 0),
}


def patterns(resolver=None, namespace=""):
    """Every address with its converters."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from patterns(pattern, f"{pattern.namespace}:" if pattern.namespace else namespace)
        else:
            yield f"{namespace}{pattern.name}", pattern.pattern.converters


def ours():
    """Models of the service."""
    return [model for model in apps.get_models() if model.__module__.startswith("trigpoint.")]


def test_public_ids_have_enough_chance_in_them():
    assert len(new_public_id()) * math.log2(len(ALPHABET)) > ENOUGH
    assert len({new_public_id() for _ in range(10_000)}) == 10_000
    assert set(new_public_id()) <= set(ALPHABET)


def test_every_public_id_comes_from_there():
    fields = [field for model in ours() for field in model._meta.fields if field.name == "public_id"]

    assert len(fields) > 3
    assert [field.model for field in fields if field.default is not new_public_id or not field.unique] == []


def test_no_address_takes_a_key_of_the_database():
    numbers = {
        (name, argument)
        for name, converters in patterns()
        for argument, converter in converters.items()
        if isinstance(converter, IntConverter) or argument in {"pk", "id"}
    }

    assert numbers - set(NUMBERS) == set()


def keys_of(public_id):
    """The keys in the database of whatever has this id, and the first key there is."""
    owners = [model for model in ours() if any(field.name == "public_id" for field in model._meta.fields)]
    found = [model._base_manager.filter(public_id=public_id).values_list("pk", flat=True) for model in owners]
    return {"1", *(str(key) for each in found for key in each)}


def test_keys_of_the_database_open_no_more_than_any_wrong_id(world, quality_lead):
    client = visitor(quality_lead)
    wrong = with_each_argument(world, lambda value: [new_public_id()])
    expected = {
        (name, number, ask): outcome(undone(ask, address))
        for name, number, address in wrong
        if (name, number) not in NUMBERED
        for ask in (client.get, client.post)
    }
    opened = [
        f"{address}: {fault(response)}"
        for name, number, address in with_each_argument(world, keys_of)
        for ask in (client.get, client.post)
        if (name, number, ask) in expected
        and outcome(response := undone(ask, address)) != expected[name, number, ask]
    ]

    assert not opened, "\n".join(opened)


def outcome(response):
    """What came of a request."""
    return response.status_code, response.headers.get("Location")


def test_what_is_not_theirs_answers_like_what_is_not_there(world, other_lead):
    """Byte for byte, but for what is fresh in every answer."""
    client = visitor(other_lead)
    told = []
    for name, number, address in with_each_argument(world, lambda value: [new_public_id()]):
        theirs, absent = undone(client.get, world.address(name)), undone(client.get, address)
        if (theirs.status_code, absent.status_code) == (404, 404) and same(theirs) != same(absent):
            told.append(f"{name}, argument {number + 1}")

    assert told == []


def same(response):
    """A page without what is fresh each time: nonces and tokens."""
    context = response.headers["Content-Security-Policy"].partition("'nonce-")[2].partition("'")[0]
    text = body(response).decode()
    token = text.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    return text.replace(context, "") if not token else text.replace(context, "").replace(token, "")
