"""The doctor says what is wrong, what it means, and how to mend it."""

import json

import pytest

from tests.config.installation import trigpoint
from trigpoint.config.checks import database
from trigpoint.config.commands.doctor import examine
from trigpoint.jobs.models import Heartbeat

pytestmark = pytest.mark.django_db


def found(**options):
    """Findings by name."""
    return {finding.name: finding for finding in examine(deploy=options.get("deploy", False))}


def test_doctor_looks_at_everything():
    expected = {"data folder", "disk", "static files", "secret key", "host names", "definitions", "database"}

    assert set(found()) >= expected | {"migrations", "worker", "statuses", "kept files"}


def test_whatever_is_not_ok_says_how_to_mend_it():
    assert [
        finding.name for finding in found(deploy=True).values() if finding.state != "ok" and not finding.mend
    ] == []


def test_worker_alive_is_ok():
    Heartbeat.objects.create(name="w", host="h", pid=1)

    assert found()["worker"].state == "ok"


def test_no_worker_is_a_warning():
    assert found()["worker"].state == "warn"


def test_any_host_name_fails(settings):
    settings.ALLOWED_HOSTS = ["*"]

    assert found()["host names"].state == "fail"


def test_short_secret_fails(settings):
    settings.SECRET_KEY = "short"

    assert found()["secret key"].state == "fail"


def test_deploy_wants_https(settings):
    settings.SESSION_COOKIE_SECURE = False

    assert found(deploy=True)["https"].state == "fail"
    assert "https" not in found()


def test_waiting_migrations_fail_and_tables_are_left_alone(monkeypatch):
    monkeypatch.setattr(database, "unapplied", lambda: ["loads.0002"])

    assert found()["migrations"].state == "fail"
    assert "worker" not in found()


def test_command_answers_programs_and_fails_with_a_failure(tmp_path):
    done = trigpoint(tmp_path, "doctor", "--json")

    states = {finding["name"]: finding["state"] for finding in json.loads(done.stdout)}
    assert done.returncode == 1
    assert states["migrations"] == "fail"
    assert set(json.loads(done.stdout)[0]) == {"name", "state", "means", "mend"}


def test_command_tells_settings_that_cannot_be_read(tmp_path):
    done = trigpoint(tmp_path, "doctor", DATABASE_URL="mysql://x")

    assert done.returncode == 1
    assert "use sqlite:/// or postgresql://" in done.stdout
