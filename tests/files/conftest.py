"""A Tuesday in Greater Manchester, an action that Bolton sees, and a folder for files."""

import pytest

from tests.factories import actions
from tests.files import clamd
from trigpoint.common import clock


@pytest.fixture(autouse=True)
def tuesday():
    """Every test of this area happens on Tue 24 Nov 2026."""
    with clock.replaying(actions.TODAY):
        yield


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """Where files of this test are kept; no scanner unless one is asked for."""
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    settings.CLAMD = ""
    return settings.DATA_DIR / "files"


@pytest.fixture
def action(quality_lead):
    """An action of Greater Manchester that Bolton sees."""
    return actions.sent(quality_lead)


@pytest.fixture
def rosa(action):
    """Rosa, who answers for Bolton."""
    return actions.rosa()


@pytest.fixture
def scanner(settings):
    """A virus scanner that answers; set `manner` to change how."""
    with clamd.listening() as daemon:
        settings.CLAMD, settings.CLAMD_SECONDS = daemon.address, 0.6
        yield daemon
