"""Times requests with limits and without for `limits.py`: argument, the number of turns; prints one JSON object."""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import replace
from pathlib import Path
from statistics import median

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
from django.urls import path  # noqa: E402

from trigpoint.accounts.access import for_anybody_signed_in, for_everybody  # noqa: E402
from trigpoint.accounts.limits import limit_book, use_limits  # noqa: E402
from trigpoint.accounts.models import Commissioner, Membership, RequestCount, User  # noqa: E402
from trigpoint.config import urls  # noqa: E402

ADDRESSES = {"uncounted": "/empty", "counted": "/empty?q=falls", "guessed": "/link/abc"}
EVER = 10**9  # nobody is refused while this is timed


def main(turns: int) -> None:
    """Each kind of request by turns with limits and without."""
    client = _signed_in()
    told = {kind: _timed(client, address, turns) for kind, address in ADDRESSES.items()}
    told["statement"] = {"seconds": median(_seconds_of_count() for _ in range(turns))}
    print(json.dumps(told))


@for_anybody_signed_in
def empty(request: HttpRequest) -> HttpResponse:
    """The frame of every page and nothing in it."""
    return render(request, "ui/layout.jinja")


@for_everybody
def link(request: HttpRequest, key: str) -> HttpResponse:
    """What a link opens."""
    return render(request, "ui/layout.jinja")


def _signed_in() -> Client:
    (Path(settings.DATA_DIR) / "static").mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
    urls.urlpatterns += [path("empty", empty, name="empty"), path("link/<str:key>", link, name="link")]
    book = limit_book()
    generous = replace(book, limits=tuple(replace(each, person=EVER, address=EVER) for each in book.limits))
    use_limits(lambda: generous)
    owner = Commissioner.objects.create(code="QOP", name="Bench")
    person = User.objects.create_user("bench", commissioner=owner)
    Membership.objects.create(user=person, commissioner=owner, organisation="QOP", role="quality_lead")
    client = Client()
    client.force_login(person)
    return client


def _timed(client: Client, address: str, turns: int) -> dict[str, float]:
    seconds: dict[bool, list[float]] = {True: [], False: []}
    queries = {limited: _queries(client, address, limited=limited) for limited in seconds}
    for turn in range(2 * turns):
        limited = turn % 2 == 0
        settings.LIMITS = limited
        began = time.perf_counter()
        response = client.get(address)
        seconds[limited].append(time.perf_counter() - began)
        assert response.status_code == 200, (address, response.status_code)
    return {
        "with": median(seconds[True]),
        "without": median(seconds[False]),
        "queries": queries[True] - queries[False],
    }


def _queries(client: Client, address: str, *, limited: bool) -> int:
    settings.LIMITS = limited
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)


def _seconds_of_count() -> float:
    began = time.perf_counter()
    RequestCount.one_more("searches person 0", 0)
    return time.perf_counter() - began


if __name__ == "__main__":
    main(int(sys.argv[1]))
