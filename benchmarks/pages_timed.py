"""Times every page for `pages.py` in the data directory that the environment names; prints one JSON object.

`python -m benchmarks.pages_timed NAME` profiles one page instead.
"""

from __future__ import annotations

import cProfile
import json
import os
import pstats
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "trigpoint.config.settings"
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.shortcuts import render  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import path, reverse  # noqa: E402

from benchmarks import pages_made  # noqa: E402
from trigpoint.accounts.access import for_anybody_signed_in  # noqa: E402
from trigpoint.accounts.models import User  # noqa: E402
from trigpoint.common import clock  # noqa: E402
from trigpoint.config import urls  # noqa: E402

TURNS = int(os.environ.get("BENCH_TURNS", "30"))
EMPTY = "/empty"


def main(profiled: str = "") -> None:
    """Build the data where there are none yet, then look at every page."""
    client = _signed_in()
    pages = [(name, reverse(route, args=args) + query) for name, route, args, query in pages_made.addresses()]
    if profiled:
        _profile(client, dict(pages)[profiled])
        return
    told = [_page(client, name, address) for name, address in pages]
    print(json.dumps({"pages": told, "scale": pages_made.SCALE, "empty_queries": _queries(client, EMPTY)}))


def _signed_in() -> Client:
    folder = Path(settings.DATA_DIR)
    (folder / "static").mkdir(exist_ok=True)
    definitions = folder / "definitions"
    is_new = not definitions.exists()
    if is_new:
        pages_made.write_definitions(settings.DEFINITIONS_DIR, definitions)
    settings.DEFINITIONS_DIR = definitions
    clock.replay(pages_made.TODAY)
    urls.urlpatterns.append(path(EMPTY.lstrip("/"), empty))
    call_command("migrate", verbosity=0, interactive=False)
    client = Client()
    client.force_login(pages_made.build() if is_new else User.objects.get(username="bench"))
    return client


@for_anybody_signed_in
def empty(request: HttpRequest) -> HttpResponse:
    """The frame of every page and nothing in it."""
    return render(request, "ui/layout.jinja")


def _page(client: Client, name: str, address: str) -> dict[str, Any]:
    content = client.get(address)
    assert content.status_code == 200, (name, content.status_code)
    seconds, empties = [], []
    for _ in range(TURNS):
        empties.append(_seconds(client, EMPTY))
        seconds.append(_seconds(client, address))
    return {
        "name": name,
        "seconds": median(seconds),
        "empty": median(empties),
        "queries": _queries(client, address),
        "bytes": len(content.content),
    }


def _seconds(client: Client, address: str) -> float:
    began = time.perf_counter()
    client.get(address)
    return time.perf_counter() - began


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)


def _profile(client: Client, address: str) -> None:
    client.get(address)
    profile = cProfile.Profile()
    profile.runcall(lambda: [client.get(address) for _ in range(10)])
    pstats.Stats(profile).sort_stats("tottime").print_stats(25)


if __name__ == "__main__":
    main(*sys.argv[1:])
