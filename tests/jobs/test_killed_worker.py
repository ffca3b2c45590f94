"""A worker that is really killed: its job runs again, once."""

import signal
import sqlite3
from contextlib import closing

from tests.config.installation import prepare, running, trigpoint

ASK = """
from trigpoint.config.start import start_django
start_django()
from trigpoint.accounts.models import Commissioner, User
from trigpoint.jobs.services import enqueue
from tests.jobs.work import mark_slowly
owner = Commissioner.objects.create(code="QOP", name="NHS Greater Manchester ICB")
amina = User.objects.create(username="amina", commissioner=owner)
enqueue(task=mark_slowly, key="slow", by=amina, arguments={{"path": {path!r}}})
"""


def row(database, question):
    """One row of the installation's database."""
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(question).fetchone()


def test_killed_workers_job_runs_again_once(tmp_path, run_python):
    marks, database = tmp_path / "marks", tmp_path / "trigpoint.sqlite3"
    prepare(tmp_path)
    run_python(ASK.format(path=str(marks)), data_dir=tmp_path)

    with running(tmp_path, tmp_path / "first.log", "worker") as first:
        first.wait_for(marks.exists)
        held = row(database, "SELECT worker FROM jobs_job")
        first.end(signal.SIGKILL)
    done = trigpoint(tmp_path, "worker", "--until-empty")

    assert str(first.process.pid) in held[0]
    assert done.returncode == 0, done.stderr
    assert marks.read_text().split() == ["begun", "begun", "done"]
    attempt, finished, problem = row(database, "SELECT attempt, finished_at, problem FROM jobs_job")
    assert (attempt, bool(finished), problem) == (2, True, "")
    assert trigpoint(tmp_path, "worker", "--until-empty").returncode == 0
    assert marks.read_text().split() == ["begun", "begun", "done"]
