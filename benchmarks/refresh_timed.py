"""Times refreshes for `refresh.py`; prints one JSON object of seconds."""

from __future__ import annotations

import datetime as dt
import json
import os
import time
from pathlib import Path
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "trigpoint.config.settings"
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db.models import F  # noqa: E402

from benchmarks import pages_made  # noqa: E402
from trigpoint.common import clock  # noqa: E402
from trigpoint.indicators.models import Observation  # noqa: E402
from trigpoint.organisations.models import Kind  # noqa: E402
from trigpoint.surveillance.services import refresh  # noqa: E402

INDICATORS = 120
PROVIDERS = {Kind.TRUST: 40, Kind.PRACTICE: 200, Kind.CARE_HOME: 100}
NEW = dt.date(2026, 4, 1)


def main() -> None:
    """Everything, then nothing new, then a new month of one indicator, then a revised figure."""
    pages_made.INDICATORS, pages_made.PROVIDERS = INDICATORS, PROVIDERS
    definitions = Path(settings.DATA_DIR) / "definitions"
    pages_made.write_definitions(settings.DEFINITIONS_DIR, definitions)
    settings.DEFINITIONS_DIR = definitions
    clock.replay(pages_made.TODAY)
    call_command("migrate", verbosity=0, interactive=False)
    by = pages_made.build()
    everything, done = _timed(by, whole=True)
    found = [("nothing new", *_told(by))]
    _publish("made-up-000")
    found.append(("a new month of one indicator", *_told(by)))
    first = Observation.objects.filter(series__indicator="made-up-001").earliest("pk")
    Observation.objects.filter(pk=first.pk).update(value=F("value") + 1)
    found.append(("one figure revised", *_told(by)))
    print(json.dumps({"everything": everything, "series": done.series, "refreshes": found}))


def _told(by: Any) -> tuple[float, int]:
    seconds, done = _timed(by)
    return seconds, done.computed


def _timed(by: Any, **how: bool) -> tuple[float, Any]:
    began = time.perf_counter()
    done = refresh(owner=by.commissioner, by=by, **how)
    return time.perf_counter() - began, done


def _publish(code: str) -> None:
    """One more month of every series of an indicator."""
    last = Observation.objects.filter(series__indicator=code, period_start=pages_made.MONTHS[-1])
    Observation.objects.bulk_create(
        Observation(
            series_id=each.series_id,
            period_start=NEW,
            period_end=NEW + dt.timedelta(days=29),
            value=each.value,
            numerator=each.numerator,
            denominator=each.denominator,
            load_id=each.load_id,
            row=each.row,
        )
        for each in last
    )


if __name__ == "__main__":
    main()
