"""`trigpoint run` as a person meets it: real processes, real signals."""

import os
import signal
import socket

import pytest

from tests.config.installation import command_of, fetch, is_alive, running, trigpoint


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """An installation that was started once, from nothing."""
    folder = tmp_path_factory.mktemp("installation")
    done = trigpoint(folder, "prepare", "--no-demo")
    assert done.returncode == 0, done.stderr
    return folder


def pid_of(started, word):
    """The child whose command has this word."""
    return next(
        (pid for pid in started.seen if is_alive(pid) and f"trigpoint {word}" in command_of(pid)), None
    )


def test_run_answers_at_once_then_is_ready_then_ends_with_everything(prepared, tmp_path):
    with running(prepared, tmp_path / "log", "run", "--no-demo", "--port", "0") as started:
        started.wait_for(lambda: started.address and fetch(started.address + "/healthz")[0] == 200)
        early = fetch(started.address + "/readyz")
        started.wait_for(lambda: "READY" in started.printed)
        ready, [line] = (
            fetch(started.address + "/readyz"),
            [line for line in started.printed.splitlines() if line.startswith("READY")],
        )
        code = started.end()

    assert early[0] == 503
    assert "Trigpoint is starting" in early[1] or "No worker" in early[1]
    assert ready == (200, "ok")
    assert line == f"READY {started.address}"
    assert code == 0
    assert [pid for pid in started.seen if is_alive(pid)] == []


def test_killed_worker_is_started_again(prepared, tmp_path):
    with running(prepared, tmp_path / "log", "run", "--no-demo", "--port", "0") as started:
        started.wait_for(lambda: "READY" in started.printed)
        first = pid_of(started, "worker")
        os.kill(first, signal.SIGKILL)
        started.wait_for(lambda: pid_of(started, "worker") not in (None, first))
        code = started.end(signal.SIGINT)

    assert "the worker process was ended by signal 9" in started.printed
    assert code == 0


def test_nothing_outlives_a_killed_supervisor(prepared, tmp_path):
    with running(prepared, tmp_path / "log", "run", "--no-demo", "--port", "0") as started:
        started.wait_for(lambda: "READY" in started.printed)
        started.end(signal.SIGKILL)
        started.wait_for(lambda: not any(is_alive(pid) for pid in started.seen), seconds=20)


def test_second_supervisor_on_the_same_port_says_so(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = trigpoint(tmp_path, "run", "--port", str(taken.getsockname()[1]))

    assert done.returncode == 1
    assert "Address already in use" in done.stderr
    assert "PORT=0 finds a free one" in done.stderr


def test_page_says_why_it_cannot_start(tmp_path):
    blocked = tmp_path / "a-file"
    blocked.write_text("not a folder", encoding="utf-8")

    with running(blocked / "data", tmp_path / "log", "run", "--no-demo", "--port", "0") as started:
        started.wait_for(lambda: "cannot start" in started.printed)
        started.wait_for(lambda: "cannot start" in fetch(started.address)[1])
        status, page = fetch(started.address)
        code = started.end()

    assert status == 503
    assert "The folder for data cannot be used" in page
    assert "DATA_DIR" in page
    assert code == 1


def test_unreachable_database_is_told_with_the_remedy(tmp_path):
    url = "postgresql://nobody@127.0.0.1:1/none"

    done = trigpoint(tmp_path, "prepare", "--no-demo", DATABASE_URL=url)

    assert done.returncode == 1
    assert "The database cannot be reached" in done.stderr
    assert "Check DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr
