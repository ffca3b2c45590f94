"""An audit of as many rows as wanted, over five years, made up from a fixed seed; nothing here is about a real person.

Some things are as many however long the history is, so that the same search finds the same in each: `FIXED` events each
of one record, one deed, one person and one word. Everything else grows with the history.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
from django.db import connection, transaction
from django.db.models import Max

from trigpoint.accounts.models import Commissioner, Membership, User
from trigpoint.accounts.services import grant_role_at_set_up
from trigpoint.audit.models import Event
from trigpoint.common import clock, staging
from trigpoint.organisations.models import Kind, Organisation

SEED = 20_261_122
OWNERS = {"QOP": 0.88, "QHM": 0.1, "": 0.02}
PEOPLE, PROVIDERS, FIXED = 200, 2_000, 30
LAST = dt.datetime(2026, 11, 20, 18, tzinfo=dt.UTC)
YEARS = 5
DEEDS = {
    "loads.loaded": 8, "notifications.told": 30, "notifications.read": 14, "actions.position_said": 6,
    "actions.deadline_set": 4, "actions.verified": 2, "actions.list_taken": 1, "reports.brief_taken": 2,
    "reports.note_written": 3, "reports.question_asked": 3, "surveillance.refreshed": 4, "files.added": 3,
    "guard.kept": 1, "accounts.signed_in": 12, "accounts.signed_out": 5, "access.refused": 2,
}  # fmt: skip
KINDS = {
    "actions.list_taken": "export", "reports.brief_taken": "export", "accounts.signed_in": "sign_in",
    "accounts.signed_out": "sign_in", "access.refused": "refusal",
}  # fmt: skip
REASONS, WORDS = 0.15, 3_000  # share of events with a reason; words of the vocabulary
COMMON, LONG_AGO = "winterpressure", "pandemic"  # one reason in three; all of the first tenth


def make(rows: int) -> User:
    """Fill the empty database; the auditor who searches it."""
    auditor = _people()
    providers = _providers(auditor)
    with transaction.atomic():
        staging.insert_frame("audit_event", events(rows, providers))
        if connection.vendor == "postgresql":  # numbers go on from here
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence('audit_event', 'id'), max(id)) FROM audit_event"
                )
        staging.tell_planner()
    return auditor


def events(rows: int, providers: list[str]) -> pl.DataFrame:
    """The rows, oldest first."""
    chance = np.random.default_rng(SEED)
    names = chance.choice(list(DEEDS), rows, p=np.array(list(DEEDS.values())) / sum(DEEDS.values()))
    people = np.array(usernames())
    weights = 1 / np.arange(1, PEOPLE + 1)
    actors = chance.choice(people, rows, p=weights / weights.sum())
    owners = chance.choice(list(OWNERS), rows, p=list(OWNERS.values()))
    often = 1 / np.arange(11, PROVIDERS + 11)  # of the busiest record one event in sixty
    targets = chance.choice(
        np.array([f"organisation:{each}" for each in providers], dtype=object), rows, p=often / often.sum()
    )
    why = _reasons(chance, rows)
    for number, row in enumerate(np.linspace(rows * 0.02, rows * 0.98, FIXED * 4).astype(int)):
        owners[row] = "QOP"
        if number % 4 == 0:
            targets[row] = "organisation:quietone"
        elif number % 4 == 1:
            names[row] = "vault.key_changed"
        elif number % 4 == 2:
            actors[row] = "seldom"
        else:
            why[row] = "the aardvark was asked about"
    actors[names == "surveillance.refreshed"] = "system"  # no person ever does this
    actors[(owners == "") & (actors != "system")] = ""
    ids = np.arange(1, rows + 1) + (Event.objects.aggregate(newest=Max("id"))["newest"] or 0)
    seconds = np.linspace(0, YEARS * 365 * 86_400, rows)
    return pl.DataFrame(
        {
            "id": ids,
            "public_id": [f"b{number:011x}" for number in ids],
            "at": [_written(LAST - dt.timedelta(seconds=float(each))) for each in seconds[::-1]],
            "actor": actors,
            "owner": owners,
            "kind": [KINDS.get(name, "change") for name in names],
            "name": names,
            "target": targets,
            "is_restricted": False,
            "after": '{"n": 1}',
            "why": why,
            "address": "192.0.2.7",
            "request": "",
            "place": "actions:show",
        }
    ).with_columns(pl.col("is_restricted").cast(pl.Int8))


def usernames() -> list[str]:
    """Everybody who does anything often."""
    return [f"person{number:03}" for number in range(PEOPLE)]


def _reasons(chance: np.random.Generator, rows: int) -> np.ndarray:
    vocabulary = np.array([f"word{number:04}" for number in range(WORDS)])
    chosen = vocabulary[np.minimum(chance.zipf(1.2, (rows, 5)), WORDS) - 1]
    common = np.where(chance.random(rows) < 1 / 3, COMMON, "otherwise")
    first = np.where(np.arange(rows) < rows // 10, LONG_AGO, "lately")
    has_one = chance.random(rows) < REASONS
    return np.array(
        [
            f"{' '.join(words)} {often} {once}" if has else ""
            for words, often, once, has in zip(chosen, common, first, has_one, strict=True)
        ],
        dtype=object,
    )


def _written(at: dt.datetime) -> str:
    """As Django writes moments to SQLite; PostgreSQL reads it with the offset."""
    return f"{at:%Y-%m-%d %H:%M:%S.%f}"


def _people() -> User:
    ours, _ = (Commissioner.objects.create(code=code, name=code) for code in ("QOP", "QHM"))
    people = User.objects.bulk_create(
        User(username=name, first_name=name, last_name="Hussain" if number % 8 == 0 else "Price", commissioner=ours)
        for number, name in enumerate([*usernames(), "seldom"])
    )  # fmt: skip
    today = clock.today()
    Membership.objects.bulk_create(
        Membership(user=person, commissioner=ours, organisation="QOP", role="analyst", begins_on=today)
        for person in people
    )
    auditor = User.objects.create_user("ruth", commissioner=ours)
    grant_role_at_set_up(person=auditor, commissioner=ours, role="auditor", by="bench")
    return auditor


def _providers(auditor: User) -> list[str]:
    """Public ids of the providers; the last is not among them, its events are put in singly."""
    ids = [f"p{number:05}" for number in range(PROVIDERS)]
    Organisation.objects.bulk_create(
        Organisation(
            code=f"Y{number:05}", name=f"Provider {number}", kind=Kind.PRACTICE, public_id=each,
            owner=auditor.commissioner,
        )
        for number, each in enumerate([*ids, "quietone"])
    )  # fmt: skip
    return ids
