"""A published file that names people is read, and not kept."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.assertions import page_of, words
from tests.factories import loads as make
from trigpoint.config.checks import files
from trigpoint.config.connectors import connectors
from trigpoint.loads import registry
from trigpoint.loads.queries import kept_for_loads
from trigpoint.loads.services import load_file

pytestmark = pytest.mark.django_db
CONNECTOR = make.small_connector(keeps_file=False)


@pytest.fixture
def load(settings, tmp_path, quality_lead, monkeypatch):
    settings.DATA_DIR = tmp_path / "data"
    monkeypatch.setattr(registry, "_wiring", [registry.Wiring(connectors=lambda: {"small": CONNECTOR})])
    make.organisations("RXX")
    path = make.small_file(tmp_path, ("wait", "RXX", "2025-01-01", 75, 3, 4))
    return load_file(connector=CONNECTOR, path=path, by=quality_lead).load


def test_nothing_of_the_file_is_on_the_disk(load, settings):
    assert load.observations.count() == 1
    assert [path for path in settings.DATA_DIR.rglob("*") if path.is_file()] == []
    assert kept_for_loads() == set()


@pytest.mark.parametrize("address", ["load", "row"])
def test_pages_say_so_and_name_the_publication_page(client_of, quality_lead, load, address):
    of = [load.public_id] if address == "load" else [load.public_id, 2]

    response = client_of(quality_lead).get(reverse(f"loads:{address}", args=of))

    assert "not kept here because it names people" in words(page_of(response))
    assert load.publication_page in response.content.decode()


def test_doctor_does_not_miss_it(load):
    assert files.kept_files().state == "ok"


def test_files_that_name_people_are_not_kept_and_all_others_are():
    not_kept = [name for name, connector in connectors().items() if not connector.keeps_file]

    assert not_kept == ["comments-fft", "comments-survey", "cqc-api"]
