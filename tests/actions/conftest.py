"""A Tuesday in Greater Manchester."""

import pytest

from tests.factories import actions as made
from trigpoint.common import clock


@pytest.fixture(autouse=True)
def tuesday():
    """Every test of this area happens on Tue 24 Nov 2026, unless it says otherwise."""
    with clock.replaying(made.TODAY):
        yield


@pytest.fixture
def colleague(db):
    """Tom, quality manager in Greater Manchester."""
    return made.colleague()


@pytest.fixture
def rosa(db):
    """Rosa, who answers for Bolton."""
    made.bolton()
    return made.rosa()
