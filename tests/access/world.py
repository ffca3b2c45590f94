"""Records that belong to Greater Manchester alone, one of each kind, each with a word that nobody else may read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.access.rooms import SECRET, rooms
from tests.factories import actions, loads
from tests.factories import surveillance as made
from trigpoint.accounts.models import User
from trigpoint.common import clock
from trigpoint.loads import registry
from trigpoint.loads.models import LeftOutRow
from trigpoint.reports import services as reports
from trigpoint.surveillance import services

CANCER = (
    "metric,period_month,period_date,org_code,org_name,total_patients,within_62d,breached_62d,compliance_rate\n"
    "62d_combined,2025-08,2025-08-01,RZZ,ZEDMARK,10,5,5,0.5\n"
)


@dataclass(frozen=True)
class World:
    """The arguments that addresses need, and the data that their forms need."""

    arguments: dict[str, list[str]]
    posted: dict[str, str]
    restricted: dict[str, list[str]] = field(default_factory=dict)

    def address(self, name: str, scope: str = "own") -> str:
        """The address of `name` for the private record it is about, or for the restricted one."""
        arguments = self.restricted if scope == "restricted" else self.arguments
        return reverse(name, args=arguments.get(name, []))


def build(by: User) -> World:
    """Make one private record of each kind."""
    trust = made.provider(by, "RZZ", f"{SECRET} Hospital Trust", is_open=False)
    series = made.series(by, trust, [*made.STEADY, 60.0], is_open=False)
    made.refreshed(by)
    load = loads.load(by, is_open=False, file_name=f"{SECRET}.csv", rows_read=1, rows_rejected=1)
    LeftOutRow.objects.create(
        load=load, row=2, is_rejected=True, code="x", message=f"{SECRET} row", content=SECRET
    )
    services.write_note(series=series, text=f"{SECRET} series note", by=by)
    note = reports.write_note(provider=trust, text=f"{SECRET} brief note", by=by)
    question = actions.action(by, f"{SECRET} question?", kind="question", provider=trust)
    reports.set_meeting(provider=trust, held_on=clock.today() + dt.timedelta(days=3), by=by)
    arguments = _arguments(trust.code, series.public_id, load.public_id, note, question, _waiting(by))
    restricted: dict[str, list[str]] = {}
    for room in rooms():
        arguments |= room.furnish(by, trust)
        restricted |= room.restricted(by, trust) if hasattr(room, "restricted") else {}
    return World(arguments=arguments, posted=_posted(), restricted=restricted)


def _waiting(by: User) -> str:
    """A file that waits to be confirmed, put there as a person does; all England's directory is not needed for it."""
    client = Client()
    client.force_login(by)
    file = SimpleUploadedFile("gold_62d_trust_month.csv", CANCER.encode(), "text/csv")
    sent = {"connector": "cancer-62d", "files": [file], "file": [file]}
    with mock.patch.object(registry, "prepare"):
        response = client.post(reverse("loads:add"), sent)
    assert response.status_code == 302, response.content[:2000]
    return Path(response["Location"]).name


def _arguments(code, series, load, note, question, waiting) -> dict[str, list[str]]:
    by_series = (
        "series",
        "chart-svg",
        "small-svg",
        "chart-png",
        "series-csv",
        "phase-begin",
        "phase-withdraw",
        "chart-choose",
        "chart-withdraw",
        "note-write",
    )
    by_code = (
        "brief",
        "brief-word",
        "brief-pdf",
        "note-write",
        "question-ask",
        "meeting-set",
        "meeting-withdraw",
    )
    return {
        **{f"surveillance:{name}": [series] for name in by_series},
        **{f"reports:{name}": [code] for name in by_code},
        "surveillance:provider": [code],
        "surveillance:indicator": ["ae-4hour"],
        "surveillance:indicator-csv": ["ae-4hour"],
        "surveillance:funnel-svg": ["ae-4hour-type1"],
        "organisations:organisation": [code],
        "indicators:indicator": ["ae-4hour"],
        "reports:note-withdraw": [code, note.public_id],
        "reports:question": [question.public_id],
        "loads:load": [load],
        "loads:rejects-csv": [load],
        "loads:revised-csv": [load],
        "loads:row": [load, "2"],
        "loads:check": [waiting],
        "loads:confirm": [waiting],
        "loads:cancel": [waiting],
    }


def _posted() -> dict[str, str]:
    """What forms are sent with: enough to be believed where the person may do it."""
    return {"text": "x", "reason": "x", "starts_on": "2025-09-01"}
