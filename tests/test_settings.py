"""Tests keep their hands off an installation's data."""

import tempfile
from pathlib import Path

from django.conf import settings


def test_data_directory_is_a_temporary_one():
    assert Path(tempfile.gettempdir()).resolve() in settings.DATA_DIR.parents
