"""What every test may use. Where its data live: tests/settings.py."""

import gc
import os

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from tests import migrated
from tests.factories.accounts import OtherCommissionerFactory, UserFactory
from trigpoint.common.ids import new_public_id
from trigpoint.common.triggers import drop
from trigpoint.config import guards


def pytest_collection_finish():
    """What is imported by now stays to the end; looking through it again and again took an eighth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 50)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """The database of the tests begins as a copy of one that is migrated already."""
    if connection.vendor == "sqlite":
        with migrated.in_memory(connection.creation._get_test_db_name()):
            yield
    else:
        server = os.environ["DATABASE_URL"]
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated.postgresql_name(server)
        yield


@pytest.fixture(autouse=True)
def nothing_drawn():
    """No test sees what another one had drawn."""
    cache.clear()


@pytest.fixture(autouse=True)
def heads_of_its_own(settings, tmp_path_factory):
    """No test finds the heads of the audit that another one had written down."""
    settings.AUDIT_ANCHORS = tmp_path_factory.getbasetemp() / f"anchors-{new_public_id()}"


@pytest.fixture(autouse=True)
def emptied_afterwards(request):
    """What a test committed is cleared away by emptying every table, which those that are only added to refuse otherwise."""
    marker = request.node.get_closest_marker("django_db")
    commits = marker is not None and marker.kwargs.get("transaction")
    if not commits and not {"transactional_db", "live_server"} & set(request.fixturenames):
        yield
        return
    request.getfixturevalue("transactional_db")
    guards.put_up()
    yield
    with connection.cursor() as cursor:
        for guard in guards.expected():
            cursor.execute(drop(guard))


@pytest.fixture
def quality_lead(db):
    """Amina, quality lead in Greater Manchester."""
    return UserFactory(username="amina")


@pytest.fixture
def chair(db):
    """David, who chairs the committee in Greater Manchester and reads."""
    return UserFactory(username="david", first_name="David", last_name="Okafor", role="clinical_chair")


@pytest.fixture
def other_lead(db):
    """Megan, quality lead of the neighbour: sees nothing that Greater Manchester owns."""
    return UserFactory(
        username="megan", first_name="Megan", last_name="Price", commissioner=OtherCommissionerFactory()
    )


@pytest.fixture
def client_of():
    """`client_of(user)`: a test client signed in as that person."""

    def make(user):
        client = Client()
        client.force_login(user)
        return client

    return make
