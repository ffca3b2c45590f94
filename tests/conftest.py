"""What every test may use. Where its data live: tests/settings.py."""

import pytest
from django.core.cache import cache
from django.test import Client

from tests.factories.accounts import OtherCommissionerFactory, UserFactory


@pytest.fixture(autouse=True)
def nothing_drawn():
    """No test sees what another one had drawn."""
    cache.clear()


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
