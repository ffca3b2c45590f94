"""For the tests of background work."""

import subprocess
import sys

import pytest

from tests.config.installation import ROOT, environment


@pytest.fixture
def run_python():
    """Run a few lines in a process of their own, on an installation of their own."""

    def run(lines, *, data_dir):
        subprocess.run(
            [sys.executable, "-c", lines],
            cwd=ROOT,
            env=environment(data_dir),
            check=True,
            stdin=subprocess.DEVNULL,
        )

    return run
