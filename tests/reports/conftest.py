"""A Sunday before a quality meeting."""

import pytest

from tests.factories import reports
from trigpoint.common import clock


@pytest.fixture(autouse=True)
def sunday():
    """Every test of this area happens on Sun 22 Nov 2026."""
    with clock.replaying(reports.TODAY):
        yield


@pytest.fixture
def provider(quality_lead):
    """A fictional trust in Greater Manchester with three series."""
    return reports.bolton(quality_lead)
