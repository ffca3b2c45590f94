"""One database of `audit.py`, in a process of its own: reads a line of JSON, does what it says, answers with one.

{"make": rows} fills it; {"search": name} looks once and tells the seconds; {"seal"}, {"verify"}, {"whole_page"}, {"write": n}.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "trigpoint.config.settings"
django.setup()

import datetime as dt  # noqa: E402

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from benchmarks import audit_made  # noqa: E402
from trigpoint.accounts.models import User  # noqa: E402
from trigpoint.audit.models import Event, Seal  # noqa: E402
from trigpoint.audit.queries.searching import Wanted  # noqa: E402
from trigpoint.audit.queries.verifying import verify  # noqa: E402
from trigpoint.audit.services import record, seal_waiting  # noqa: E402
from trigpoint.common import references  # noqa: E402
from trigpoint.history import queries  # noqa: E402
from trigpoint.history.queries import Place  # noqa: E402

LAST = audit_made.LAST
QUIET, BUSY = "organisation:quietone", "organisation:p00000"
RECENTLY, LONG_SINCE = LAST - dt.timedelta(days=300), LAST - dt.timedelta(days=1_500)
# What is asked for, and whether on a page below the newest nine tenths.
SEARCHES: dict[str, tuple[dict[str, Any], bool]] = {
    "the newest": ({}, False),
    "a page far down": ({}, True),
    "a person who does much": ({"person": "person000"}, False),
    "a person who does much, far down": ({"person": "person000"}, True),
    "a person who does little": ({"person": "seldom"}, False),
    "a name that 26 people have": ({"person": "Hussain"}, False),
    "a name that nobody has": ({"person": "nosuch"}, False),
    "a frequent deed": ({"name": "notifications.told"}, False),
    "a rare deed": ({"name": "vault.key_changed"}, False),
    "a person and a deed that never met": ({"person": "person000", "name": "surveillance.refreshed"}, False),
    "a name that 26 people have and a rare deed": (
        {"person": "Hussain", "name": "vault.key_changed"},
        False,
    ),
    "exports": ({"kind": "export"}, False),
    "exports, far down": ({"kind": "export"}, True),
    "a kind and a rare deed": ({"kind": "change", "name": "vault.key_changed"}, False),
    "a kind and a person who does little": ({"kind": "change", "person": "seldom"}, False),
    "exports by somebody who took none": ({"kind": "export", "person": "system"}, False),
    "a record": ({"target": QUIET}, False),
    "a record with a long past": ({"target": BUSY}, False),
    "a record and a person who never met": ({"target": BUSY, "person": "seldom"}, False),
    "a month long since": (
        {"begins": LONG_SINCE, "ends": LONG_SINCE + dt.timedelta(days=31)},
        False,
    ),
    "a month long since, and a rare deed": (
        {"name": "vault.key_changed", "begins": LONG_SINCE, "ends": LONG_SINCE + dt.timedelta(days=31)},
        False,
    ),
    "a rare word": ({"words": "aardvark"}, False),
    "a common word": ({"words": audit_made.COMMON}, False),
    "the beginning of many words": ({"words": "word"}, False),
    "a common word, far down": ({"words": audit_made.COMMON}, True),
    "a common word and a rare one": ({"words": f"{audit_made.COMMON} aardvark"}, False),
    "a word of long ago": ({"words": audit_made.LONG_AGO}, False),
    "a word of long ago, of late": ({"words": audit_made.LONG_AGO, "begins": RECENTLY}, False),
    "a common word and a person who does little": (
        {"words": audit_made.COMMON, "person": "seldom"},
        False,
    ),
    "nobody's": ({"of_nobody": True}, False),
}


def search(user: User, name: str) -> Any:
    """The page of one search, as the view asks for it."""
    if name.startswith("about "):
        record_shown = references.find(QUIET if "quiet" in name else BUSY, user=user)
        return queries.page_of(queries.told_about(record_shown, user=user), queries.NEWEST, user=user)
    asked, is_far = SEARCHES[name]
    asked = dict(asked)
    person = asked.pop("person", "")
    actors = queries.meant(person, user=user) if person else ()
    shown = references.show(asked["target"], user=user) if "target" in asked else None
    place = Place(far_down()) if is_far else queries.NEWEST
    found = queries.matching(Wanted(actors=actors, **asked), user=user, record=shown)
    return queries.page_of(found, place, user=user)


_marks: list[Event] = []


def far_down() -> Event:
    """An event at the end of the oldest tenth."""
    if not _marks:
        number = Event.objects.count() // 10
        _marks.append(Event.objects.filter(public_id=f"b{number:011x}").get())
    return _marks[0]


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds, and what came of it."""
    began = time.perf_counter()
    done = work()
    return time.perf_counter() - began, done


def do_make(rows: int) -> dict[str, Any]:
    """Migrate and fill."""
    call_command("migrate", verbosity=0, interactive=False)
    seconds, _ = timed(lambda: audit_made.make(rows))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE audit_event")
    return {"seconds": seconds, "searches": [*SEARCHES, "about a record", "about a quiet record"]}


def do_search(name: str) -> dict[str, Any]:
    """Look once."""
    far_down()
    user = User.objects.get(username="ruth")
    seconds, page = timed(lambda: search(user, name))
    return {"seconds": seconds, "found": len(page.events)}


def do_explain(name: str) -> dict[str, Any]:
    """How the database goes about it, for whoever mends it."""
    user = User.objects.get(username="ruth")
    with CaptureQueriesContext(connection) as asked:
        search(user, name)
    slowest = max(asked, key=lambda each: float(each["time"]))
    prefix = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN (ANALYZE, BUFFERS) "
    with connection.cursor() as cursor:
        cursor.execute(prefix + slowest["sql"])
        plan = cursor.fetchall()
    return {"sql": slowest["sql"], "time": slowest["time"], "plan": [str(each) for each in plan]}


def do_whole_page(_: Any) -> dict[str, Any]:
    """The newest page as a browser gets it."""
    client = Client()
    client.force_login(User.objects.get(username="ruth"))
    client.get("/audit/")
    with CaptureQueriesContext(connection) as asked:
        seconds, answer = timed(lambda: client.get("/audit/"))
    assert answer.status_code == 200, (answer.status_code, answer.headers.get("Location"))
    return {"seconds": seconds, "queries": len(asked)}


def do_download(_: Any) -> dict[str, Any]:
    """All of it as a file."""
    client = Client()
    client.force_login(User.objects.get(username="ruth"))
    seconds, size = timed(
        lambda: sum(map(len, client.get("/audit/events.csv", {"kind": "sign_in"}).streaming_content))
    )
    rows = Event.objects.filter(owner="QOP", kind="sign_in").count()
    return {"seconds": seconds, "rows": rows, "bytes": size}


def do_seal(_: Any) -> dict[str, Any]:
    """Seal everything that waits."""
    seconds, sealed = timed(seal_waiting)
    return {"seconds": seconds, "sealed": sealed, "seals": Seal.objects.count(), **memory()}


def do_verify(_: Any) -> dict[str, Any]:
    """Check everything."""
    seconds, found = timed(verify)
    told = {
        "events": found.events,
        "unsealed": found.unsealed,
        "faults": [each.means for each in found.faults],
    }
    return {"seconds": seconds, **told, **memory()}


def do_write(times: int) -> dict[str, Any]:
    """Record so often, each in a transaction of its own, one in five rolled back; how many stayed."""
    by = User.objects.get(username="person001")
    about = references.find(QUIET, user=by)
    stayed = 0
    began = time.perf_counter()
    for number in range(times):
        with transaction.atomic():
            record(by, "actions.deadline_set", about, after={"n": number}, why="benchmark")
            transaction.set_rollback(number % 5 == 4)
        stayed += number % 5 != 4
    return {"seconds": time.perf_counter() - began, "stayed": stayed}


def memory() -> dict[str, float]:
    """The most that this process has used, in MiB."""
    return {"peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


if __name__ == "__main__":
    for line in sys.stdin:
        [(deed, value)] = json.loads(line).items()
        print(json.dumps(globals()[f"do_{deed}"](value)), flush=True)
