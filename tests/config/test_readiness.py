"""/healthz, /readyz, and the page for a strange host name."""

import datetime as dt

import pytest
from django.db import OperationalError

from tests.factories.accounts import UserFactory
from trigpoint.common import clock
from trigpoint.config import readiness
from trigpoint.jobs.models import Heartbeat

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_process(monkeypatch):
    """As if nothing had been asked before."""
    monkeypatch.setattr(readiness, "_seen", set())


@pytest.fixture
def worker():
    """A worker heard of just now."""
    return Heartbeat.objects.create(name="w", host="h", pid=1)


def test_readyz_with_a_worker_is_ready(client, worker):
    response = client.get("/readyz")

    assert (response.status_code, response.content) == (200, b"ok")


def test_readyz_without_a_worker_says_so(client):
    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.content == b"No worker process is alive."


def test_readyz_with_a_silent_worker_is_not_ready(client, worker):
    Heartbeat.objects.update(beat_at=clock.machine_now() - dt.timedelta(minutes=5))

    assert client.get("/readyz").status_code == 503


def test_readyz_waits_for_the_demonstration_where_it_is_wanted(client, worker, settings):
    settings.DEMONSTRATION = True

    response = client.get("/readyz")

    assert response.status_code == 503
    assert b"not loaded yet" in response.content


def test_readyz_waits_for_migrations(client, worker, monkeypatch):
    monkeypatch.setattr(readiness, "unapplied", lambda: ["loads.0002"])

    response = client.get("/readyz")

    assert response.content == b"The database is not up to date."


def test_readyz_without_a_database_says_so(client, monkeypatch):
    def unreachable():
        raise OperationalError

    monkeypatch.setattr(readiness, "is_migrated", unreachable)

    response = client.get("/readyz")

    assert (response.status_code, response.content) == (503, b"The database cannot be reached.")


def test_healthz_needs_nothing(client):
    assert client.get("/healthz", HTTP_HOST="10.0.0.7").content == b"ok"


def test_probes_come_under_any_host_name(client, worker):
    assert client.get("/readyz", HTTP_HOST="10.0.0.7:8000").status_code == 200


def test_strange_host_name_gets_a_page_that_says_what_to_do(client):
    response = client.get("/", HTTP_HOST="care.example:8000")

    text = response.content.decode()
    assert response.status_code == 400
    assert "&#x27;care.example&#x27;" in text
    assert "make run HOSTS=localhost,127.0.0.1," in text
    assert "testserver,care.example\n" in text


def test_strange_host_name_is_shown_without_its_markup(client):
    response = client.get("/", HTTP_HOST="<b>x</b>")

    assert b"<b>" not in response.content


def test_page_that_is_not_there_answers_404_to_people(client_of):
    assert client_of(UserFactory()).get("/no/such/page").status_code == 404
