"""A world to attack: private records of Greater Manchester, and people who want more than is theirs.

It is built once for each file of tests, since building it takes longer than most attacks; what a test changes is undone.
"""

from __future__ import annotations

import shutil

import pytest
from django.db import transaction
from django.test import override_settings

from tests.access import world as access
from tests.factories.accounts import OtherCommissionerFactory, UserFactory
from tests.security.walk import all_forms, places, visitor
from trigpoint.accounts.models import User


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, tmp_path_factory):
    """The world and where its files are. Limits are off: these tests ask more often than people do."""
    folder = tmp_path_factory.mktemp("world")
    with (
        django_db_blocker.unblock(),
        override_settings(DATA_DIR=folder, LIMITS=False),
        transaction.atomic(),
    ):
        made = access.build(UserFactory(username="amina"))
        UserFactory(username="megan", last_name="Price", commissioner=OtherCommissionerFactory())
        yield made, folder
        transaction.set_rollback(True)


@pytest.fixture
def world(built, db, tmp_path):
    """One private record of each kind."""
    made, folder = built
    shutil.copytree(folder, tmp_path / "data")
    with override_settings(DATA_DIR=tmp_path / "data"):
        yield made


@pytest.fixture
def quality_lead(world):
    """Amina, whose records these are."""
    return User.objects.get(username="amina")


@pytest.fixture
def other_lead(world):
    """Megan of the neighbour, who is to see none of them."""
    return User.objects.get(username="megan")


@pytest.fixture
def everywhere(world):
    """Every page of the service, for the private records."""
    return places(world)


@pytest.fixture(scope="module")
def drawn():
    """Forms found once for each file of tests."""
    return []


@pytest.fixture
def forms(drawn, everywhere, quality_lead):
    """Every form that pages draw for Amina."""
    drawn.extend([] if drawn else all_forms(visitor(quality_lead), everywhere))
    return drawn


@pytest.fixture
def sent_forms(forms):
    """Those that change something."""
    return [form for form in forms if form.method == "post"]
