"""The access table: for every address, method and role, what a person of this or another organisation gets.

`table.csv` is written by hand. An address without a row fails.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.access import world
from tests.factories.accounts import OtherCommissionerFactory, UserFactory
from trigpoint.accounts.models import Role

TABLE = Path(__file__).parent / "table.csv"
COLUMNS = ["method", "url_name", "role", "scope", "expected"]


def rows():
    with TABLE.open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    assert list(found[0]) == COLUMNS
    return found


def addresses(resolver=None, namespace=""):
    """Every named address of the service."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, f"{pattern.namespace}:" if pattern.namespace else namespace)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"


def test_every_address_has_rows_for_a_member_a_stranger_and_nobody():
    told = {(row["url_name"], row["role"], row["scope"]) for row in rows()}
    for name in addresses():
        for role, scope in (("quality_lead", "own"), ("quality_lead", "other"), ("anonymous", "other")):
            assert (name, role, scope) in told, (
                f"{name} has no row for {role}, {scope} in tests/access/table.csv"
            )


def test_the_table_speaks_of_addresses_that_exist():
    assert {row["url_name"] for row in rows()} <= set(addresses())


PEOPLE = sorted({(row["role"], row["scope"]) for row in rows()})


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "scope"), PEOPLE)
def test_access(role, scope, quality_lead, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    made = world.build(quality_lead)
    visitor = person(role, scope, quality_lead)
    mistaken = []

    for row in rows():
        if (row["role"], row["scope"]) == (role, scope):
            mistaken += answered_otherwise(row, made, visitor)

    assert not mistaken, "\n".join(mistaken)


def person(role, scope, member):
    """Somebody of that role, of the commissioner whose records these are or of its neighbour; None is nobody."""
    if role == "anonymous":
        return None
    owner = member.commissioner if scope == "own" else OtherCommissionerFactory()
    return UserFactory(username="visitor", commissioner=owner, role=Role(role))


def answered_otherwise(row, made, visitor):
    """What an address answers other than the table says; whatever the request changed is undone."""
    client = Client()
    name = row["url_name"]
    with transaction.atomic():
        if visitor:
            client.force_login(visitor)
        data = made.posted if row["method"] == "POST" else {}
        response = getattr(client, row["method"].lower())(made.address(name), data)
        transaction.set_rollback(True)
    wrong = []
    if str(response.status_code) not in row["expected"].split("|"):
        wrong.append(f"{row['method']} {name}: {response.status_code}, expected {row['expected']}")
    shown = b"" if response.streaming else response.content.lower()
    if row["scope"] == "other" and world.SECRET.lower().encode() in shown:
        wrong.append(f"{row['method']} {name} shows what belongs to another commissioner")
    return wrong
