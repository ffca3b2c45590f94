"""The doctor says which work that runs by itself fails."""

import pytest

from trigpoint.accounts.system import system_person
from trigpoint.common import clock
from trigpoint.config.checks.timetable import timetable
from trigpoint.jobs.models import Job

pytestmark = pytest.mark.django_db


def test_entry_that_failed_is_named():
    assert timetable().state == "ok"
    Job.objects.create(
        key="summaries:2026-11-22",
        task="x",
        asked_by=system_person(),
        slot_at=clock.now(),
        finished_at=clock.now(),
        problem="No.",
    )

    found = timetable()

    assert (found.state, found.means) == ("warn", "Failed the last time: summaries.")
