"""Taking files in: the account, the same file twice, refusals, what is kept."""

from __future__ import annotations

import datetime as dt
import gzip
import os
import time

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from tests.factories import loads as make
from trigpoint.accounts.models import User
from trigpoint.audit.models import Event
from trigpoint.common import clock
from trigpoint.common.errors import DomainError, InputRefused
from trigpoint.indicators.models import Observation
from trigpoint.loads import keeping
from trigpoint.loads.contract import Reading, Stored
from trigpoint.loads.models import LeftOutRow, Load
from trigpoint.loads.services import load_file

pytestmark = pytest.mark.django_db
GOOD = ("wait", "RXX", "2025-01-01", 75, 3, 4)
TODAY = dt.date(2025, 6, 1)


@pytest.fixture(autouse=True)
def today():
    with clock.replaying(TODAY):
        yield


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    return settings.DATA_DIR


@pytest.fixture
def analyst() -> User:
    make.organisations("RXX", "RYY")
    return make.person()


def everything() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def kept(data_dir) -> list:
    return [path for path in data_dir.rglob("*") if path.is_file()]


def test_every_row_is_accounted_for(analyst, tmp_path):
    path = make.small_file(
        tmp_path,
        GOOD,
        ("wait", "RYY", "2025-01-01", 175),
        ("wait", "Total", "2025-01-01", 75),
        ("beds", "RYY", "2025-02-01", 8),
    )

    report = load_file(connector=make.small_connector(), path=path, by=analyst)

    assert (report.read, report.accepted, report.rejected, report.ignored) == (4, 2, 1, 1)
    assert (report.new, report.superseded, report.unchanged) == (2, 0, 0)
    assert (report.period_from, report.period_to) == (dt.date(2025, 1, 1), dt.date(2025, 2, 28))
    assert [problem.code for problem in report.problems] == ["percentage_out_of_range"]
    assert report.left_aside == (("Total of all organisations", 1),)


def test_load_says_where_from_who_and_when(analyst, tmp_path):
    path = make.small_file(tmp_path, GOOD)

    load = load_file(
        connector=make.small_connector(), path=path, by=analyst, published_on=dt.date(2025, 2, 13)
    ).load

    assert (load.file_name, load.size, load.loaded_by) == ("small.csv", path.stat().st_size, analyst)
    assert (load.publisher, load.published_on) == ("A publisher", dt.date(2025, 2, 13))
    assert load.owner == analyst.commissioner
    assert clock.today() == load.loaded_at.date()
    event = Event.objects.get(name="loads.loaded")
    assert (event.actor, event.target, event.after["rows_accepted"]) == ("amina", f"load:{load.public_id}", 1)


def test_left_out_rows_are_kept_as_published(analyst, tmp_path):
    path = make.small_file(
        tmp_path, GOOD, ("wait", "RZZ", "2025-01-01", "75.50"), ("wait", "Total", "2025-01-01")
    )

    load = load_file(connector=make.small_connector(), path=path, by=analyst).load

    rejected, ignored = load.left_out.all()
    assert (rejected.row, rejected.is_rejected, rejected.code) == (3, True, "organisation_unknown")
    assert "RZZ | 2025-01-01 | 75.50" in rejected.content
    assert rejected.remedy
    assert (ignored.row, ignored.is_rejected, ignored.message) == (4, False, "Total of all organisations")


def test_published_file_is_kept_and_comes_back_as_it_was(analyst, tmp_path, data_dir):
    path = make.small_file(tmp_path, GOOD)

    load = load_file(connector=make.small_connector(), path=path, by=analyst).load

    assert kept(data_dir) == [data_dir / "loads" / load.sha256[:2] / f"{load.sha256}.gz"]
    assert gzip.decompress(kept(data_dir)[0].read_bytes()) == path.read_bytes()
    with keeping.unpacked(load.sha256, load.file_name) as unpacked:
        assert (unpacked.name, unpacked.read_bytes()) == ("small.csv", path.read_bytes())
    assert not unpacked.exists()


def test_same_file_twice_changes_nothing(analyst, tmp_path):
    path = make.small_file(tmp_path, GOOD, ("wait", "RZZ", "2025-01-01", 1))
    first = load_file(connector=make.small_connector(), path=path, by=analyst)
    before = everything()

    again = load_file(
        connector=make.small_connector(), path=path.rename(tmp_path / "renamed.csv"), by=analyst
    )

    assert everything() == before
    assert again.is_repeat
    assert (again.load, again.file) == (first.load, "renamed.csv")
    assert (again.new, again.superseded, again.unchanged) == (0, 0, 1)
    assert (again.read, again.accepted, again.rejected, again.ignored) == (2, 1, 1, 0)
    assert again.problems[0].message == first.problems[0].message


def test_loser_of_a_race_reports_unchanged(analyst, tmp_path, data_dir, monkeypatch):
    path = make.small_file(tmp_path, GOOD)
    load_file(connector=make.small_connector(), path=path, by=analyst)
    asked = iter([None, Load.objects.get()])
    monkeypatch.setattr("trigpoint.loads.services.load_of", lambda **_: next(asked))

    report = load_file(connector=make.small_connector(), path=path, by=analyst)

    assert report.is_repeat
    assert Load.objects.count() == 1
    assert len(kept(data_dir)) == 1


def test_trial_stores_nothing_and_tells_all(analyst, tmp_path, data_dir):
    path = make.small_file(tmp_path, GOOD, ("wait", "RZZ", "2025-01-01", 1))
    before = everything()

    report = load_file(connector=make.small_connector(), path=path, by=analyst, dry_run=True)

    assert everything() == before
    assert kept(data_dir) == []
    assert report.load is None
    assert (report.read, report.accepted, report.rejected, report.new) == (2, 1, 1, 1)


BAD_FILES = {
    "empty": b"",
    "headings only": (",".join(make.HEADINGS) + "\n").encode(),
    "moved header": b"organisation,indicator\nRXX,wait\n",
    "every row rejected": (",".join(make.HEADINGS) + "\nwait,RXX,2025-01-01,-5,,\n").encode(),
}


@pytest.mark.parametrize("content", BAD_FILES.values(), ids=BAD_FILES)
def test_refused_file_leaves_the_database_as_before(analyst, tmp_path, data_dir, content):
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    before = everything()

    with pytest.raises(InputRefused) as refused:
        load_file(connector=make.small_connector(), path=path, by=analyst)

    assert everything() == before
    assert kept(data_dir) == []
    assert all(problem.file == "bad.csv" and problem.remedy for problem in refused.value.problems)


def test_file_that_is_not_there_is_refused(analyst, tmp_path):
    with pytest.raises(InputRefused, match="cannot be opened"):
        load_file(connector=make.small_connector(), path=tmp_path / "none.csv", by=analyst)


def test_failure_while_storing_leaves_nothing(analyst, tmp_path, data_dir):
    def fails(**parts: object) -> Stored:
        make.store_observations(**parts)
        raise RuntimeError("the disk is full")

    path = make.small_file(tmp_path, GOOD)
    before = everything()

    with pytest.raises(RuntimeError):
        load_file(connector=make.small_connector(store=fails), path=path, by=analyst)

    assert everything() == before
    assert kept(data_dir) == []
    assert load_file(connector=make.small_connector(), path=path, by=analyst).new == 1


def keep_and_fail(path, sha256: str) -> None:
    with keeping.compressed(path, sha256) as waiting:
        waiting.keep()
        raise OSError("commit")


def test_failure_at_the_very_end_takes_the_kept_file_back(tmp_path, data_dir):
    path = make.small_file(tmp_path, GOOD)
    sha256 = keeping.sha256_of(path)

    with pytest.raises(OSError, match="commit"):
        keep_and_fail(path, sha256)

    assert kept(data_dir) == []


def test_failure_does_not_take_a_file_that_was_kept_before(tmp_path, data_dir):
    path = make.small_file(tmp_path, GOOD)
    sha256 = keeping.sha256_of(path)
    with keeping.compressed(path, sha256) as waiting:
        waiting.keep()

    with pytest.raises(OSError, match="commit"):
        keep_and_fail(path, sha256)

    assert kept(data_dir) == [keeping.place_of(sha256)]


def test_sweeping_takes_only_old_files_of_no_load(data_dir):
    old = time.time() - 2 * keeping.A_DAY
    places = [keeping.place_of(letter * 64) for letter in "abc"]
    for place in places:
        place.parent.mkdir(parents=True)
        place.write_bytes(b"")
    for place in places[:2]:
        os.utime(place, (old, old))

    swept = keeping.sweep({"a" * 64})

    assert swept == 1
    assert sorted(kept(data_dir)) == [places[0], places[2]]


def test_revised_publication_supersedes_and_keeps_the_old(analyst, tmp_path):
    first = make.small_file(tmp_path, GOOD, ("wait", "RYY", "2025-01-01", 60), name="first.csv")
    revised = make.small_file(tmp_path, GOOD, ("wait", "RYY", "2025-01-01", 61), name="revised.csv")
    old = load_file(connector=make.small_connector(), path=first, by=analyst).load

    report = load_file(connector=make.small_connector(), path=revised, by=analyst)

    assert (report.new, report.superseded, report.unchanged) == (0, 1, 1)
    assert Observation.objects.get(value=60).superseded_by == report.load
    assert Observation.objects.get(value=60).load == old


def test_somebody_without_a_commissioner_cannot_load(tmp_path):
    nobody = User.objects.create_user("nobody")

    with pytest.raises(DomainError, match="Only people of integrated care boards can load files"):
        load_file(connector=make.small_connector(), path=make.small_file(tmp_path, GOOD), by=nobody)


def test_row_nobody_explains_is_rejected_by_name(analyst, tmp_path):
    def forgets(path):
        reading = make.read_small(path)
        return Reading(raw=reading.raw, records=reading.records.filter(make.pl.col("row") != 3))

    path = make.small_file(tmp_path, GOOD, ("wait", "RYY", "2025-01-01", 2))

    report = load_file(connector=make.small_connector(read=forgets), path=path, by=analyst)

    assert [(p.row, p.code) for p in report.problems] == [(3, "row_not_understood")]
    assert report.read == report.accepted + report.rejected + report.ignored


def test_database_itself_refuses_a_false_account(analyst):
    with pytest.raises(IntegrityError), transaction.atomic():
        make.load(analyst, rows_read=3, rows_accepted=1, rows_rejected=1)


def test_many_left_out_rows_are_written_at_once(analyst, tmp_path, django_assert_max_num_queries):
    totals = [("wait", "Total", "2025-01-01", place) for place in range(3_000)]
    path = make.small_file(tmp_path, GOOD, *totals)

    with django_assert_max_num_queries(40):
        load_file(connector=make.small_connector(), path=path, by=analyst)

    assert LeftOutRow.objects.count() == 3_000
