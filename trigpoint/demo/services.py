"""The demonstration commissioner: NHS Greater Manchester, from published figures, through the services that all use."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trigpoint.accounts.models import Commissioner, User
from trigpoint.demo import actions, concerns, figures, hearing, people, queries, training
from trigpoint.indicators.services import record_definitions
from trigpoint.loads.registry import connector_named
from trigpoint.loads.services import load_file
from trigpoint.organisations.services import ensure_directory
from trigpoint.surveillance.services import compare_peers, refresh
from trigpoint.triangulation.services.gathering import gather
from trigpoint.triangulation.services.proposing import propose

PUBLISHED = Path(__file__).resolve().parent / "published"
Progress = Callable[[str], None]


@dataclass(frozen=True)
class PublishedFile:
    """One file of the demonstration."""

    connector: str
    file: str
    published_on: dt.date | None


def build_demo(*, by: User | None, progress: Progress) -> list[dict[str, str]]:
    """Build what is missing of the demonstration; quick when it is all there. Gives its users with passwords.

    by: in whose name; the demonstration's own administrator when None. Nothing here is special to the
    demonstration but the people and a few organisations marked "Training (fictional)".
    """
    users = people.ensure_people(by=by)
    actor = by or people.administrator()
    record_definitions(by=actor)
    waiting = [entry for entry in _contents() if not queries.is_loaded(entry.file, entry.connector)]
    if waiting:
        progress("Filling the directory of organisations")
        ensure_directory(by=actor)
        _load(waiting, actor, progress)
    provider = training.ensure_training(by=people.quality_lead())
    is_new = figures.ensure_figures(code=provider.code, by=people.quality_lead())
    actions.ensure_actions(provider=provider, by=people.quality_lead())
    hearing.ensure_hearing(hospital=provider, by=people.quality_lead(), progress=progress)
    for owner in Commissioner.objects.order_by("pk"):
        if waiting or is_new or not queries.has_statuses(owner):
            progress(f"Working out charts and comparisons for {owner}")
            refresh(owner=owner, by=actor)
            compare_peers(owner=owner, by=actor)
            gather(owner=owner, by=actor)
    community = hearing.community()
    concerns.ensure_concerns(hospital=provider, community=community, by=people.quality_lead())
    for owner in Commissioner.objects.order_by("pk"):
        if not queries.has_proposals(owner):
            propose(owner=owner, by=actor)
    return users


def _load(waiting: list[PublishedFile], actor: User, progress: Progress) -> None:
    with tempfile.TemporaryDirectory(prefix="trigpoint-demo-") as folder:
        for number, entry in enumerate(waiting, start=1):
            progress(
                f"Loading published figures, file {number} of {len(waiting)}: {queries.plain_name(entry.file)}"
            )
            load_file(
                connector=connector_named(entry.connector),
                path=_unpacked(entry.file, Path(folder)),
                by=actor,
                published_on=entry.published_on,
            )


def _contents() -> Iterator[PublishedFile]:
    with (PUBLISHED / "contents.csv").open(encoding="utf-8", newline="") as contents:
        for row in csv.DictReader(contents):
            published_on = dt.date.fromisoformat(row["published_on"]) if row["published_on"] else None
            yield PublishedFile(row["connector"], row["file"], published_on)


def _unpacked(name: str, folder: Path) -> Path:
    path = folder / queries.plain_name(name)
    if not name.endswith(".gz"):
        return shutil.copy(PUBLISHED / name, path)
    with gzip.open(PUBLISHED / name) as packed, path.open("wb") as plain:
        shutil.copyfileobj(packed, plain)
    return path


def described(users: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The users as `--users-json` writes them, in the fixed order of keys."""
    keys = ("role", "username", "password", "organisation", "what_to_try")
    return [{key: user[key] for key in keys} for user in users]
