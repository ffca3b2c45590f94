"""The access table holds for every address, method and role. `table.csv` is written by hand; one without a row fails."""

from __future__ import annotations

from collections import Counter
from http.cookies import SimpleCookie

import pytest
from django.db import transaction
from django.test import Client

from tests.access import world
from tests.access.table import COLUMNS, FOLDER, METHODS, addresses, groups, rows
from tests.factories.accounts import OtherCommissionerFactory, UserFactory
from trigpoint.accounts.rules import role_book

WITHIN = ("own", "other")


def test_the_table_has_the_agreed_columns():
    assert (FOLDER / "table.csv").read_text(encoding="utf-8").splitlines()[0].split(",") == COLUMNS


def test_the_groups_name_roles_that_exist_and_everyone_is_everyone():
    assert {role for named in groups().values() for role in named} <= set(role_book().roles)
    assert set(groups()["everyone"]) == set(role_book().roles)


def test_every_address_and_method_tells_every_role_exactly_once():
    told = Counter((row.url_name, row.method, row.role, row.scope) for row in rows())
    wanted = {
        (name, method, role, scope)
        for name in addresses()
        for method in METHODS
        for role, scope in [
            *((role, scope) for role in role_book().roles for scope in WITHIN),
            ("anonymous", "other"),
        ]
    }

    assert sorted(wanted - set(told)) == [], "no row in tests/access/table.csv"
    assert [key for key, times in told.items() if times > 1] == [], "told twice"


def test_the_table_speaks_of_addresses_and_roles_that_exist():
    assert {row.url_name for row in rows()} <= set(addresses())
    assert {row.role for row in rows()} <= {*role_book().roles, "anonymous"}


CROWDS = [
    ("own", "leads"),
    ("own", "specialists"),
    ("own", "readers"),
    ("own", "administrator outsiders"),
    ("other", "workers"),
    ("other", "readers administrator outsiders"),
    ("other", "anonymous"),
    ("restricted", "everyone"),
]


def test_the_crowds_are_everybody_the_table_speaks_of():
    asked = {(role, scope) for scope, crowd in CROWDS for role in roles_in(crowd)}

    assert {(row.role, row.scope) for row in rows()} <= asked


@pytest.mark.django_db
@pytest.mark.parametrize(("scope", "crowd"), CROWDS)
def test_access(scope, crowd, quality_lead, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    made = world.build(quality_lead)
    visitors = {role: signed_in(person(role, scope, quality_lead)) for role in roles_in(crowd)}

    mistaken = [
        fault
        for row in rows()
        if row.scope == scope and row.role in visitors
        for fault in answered_otherwise(row, made, visitors[row.role])
    ]

    assert not mistaken, "\n".join(mistaken)


def roles_in(crowd):
    """The roles of several groups."""
    return [role for name in crowd.split() for role in groups().get(name, [name])]


def person(role, scope, member):
    """Somebody of that role, of the commissioner whose records these are or of its neighbour; None is nobody."""
    if role == "anonymous":
        return None
    owner = OtherCommissionerFactory() if scope == "other" else member.commissioner
    return UserFactory(username=role, commissioner=owner, role=role, organisation="RXX")


def signed_in(visitor):
    """The cookies of somebody who has signed in; none for nobody."""
    client = Client()
    if visitor:
        client.force_login(visitor)
    return {name: morsel.value for name, morsel in client.cookies.items()}


def answered_otherwise(row, made, cookies):
    """What an address answers other than the table says; whatever the request changed is undone."""
    client = Client()
    client.cookies = SimpleCookie(cookies)
    with transaction.atomic():
        data = made.posted if row.method == "POST" else {}
        response = getattr(client, row.method.lower())(made.address(row.url_name, row.scope), data)
        transaction.set_rollback(True)
    if str(response.status_code) not in row.expected:
        yield f"{row}: {response.status_code}, expected {' or '.join(sorted(row.expected))}"
    shown = (b"".join(response) if response.streaming else response.content).lower()
    if row.scope != "own" and world.SECRET.lower().encode() in shown:
        yield f"{row} shows what is not theirs to see"
