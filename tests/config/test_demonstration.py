"""The file of users that `--users-json` asks for."""

import json

import pytest

from tests.factories import surveillance
from tests.factories.accounts import UserFactory
from trigpoint.accounts.models import User
from trigpoint.config import demonstration
from trigpoint.config.start import CannotStart
from trigpoint.demo import services
from trigpoint.reports.models import Paper

KEYS = ["role", "username", "password", "organisation", "what_to_try"]


@pytest.fixture
def built(monkeypatch, db):
    """A demonstration that is there already: building it for real is what `make run` does."""
    person = {**dict.fromkeys(KEYS, "x"), "username": "quality.lead", "name": "Amina"}
    monkeypatch.setattr(services, "build_demo", lambda *, by, progress: [person])
    UserFactory(username="quality.lead")


def test_users_are_written_in_the_agreed_form_for_their_owner_only(built, tmp_path):
    demonstration.prepare(users_json=str(tmp_path / "new" / "users.json"))

    [user] = json.loads((tmp_path / "new" / "users.json").read_text())
    assert list(user) == KEYS
    assert (tmp_path / "new" / "users.json").stat().st_mode & 0o077 == 0


def test_people_to_sign_in_as_are_named(built, capsys):
    demonstration.prepare(users_json=None)

    assert "quality.lead; passwords in " in capsys.readouterr().out


def test_users_that_cannot_be_written_are_told(built, tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(CannotStart, match="cannot be written to"):
        demonstration.prepare(users_json=str(tmp_path / "file" / "users.json"))


def test_there_is_a_paper_to_read_and_only_one(built):
    lead = User.objects.get(username="quality.lead")
    surveillance.fallen(lead)
    surveillance.refreshed(lead)
    for _ in range(2):
        demonstration.prepare(users_json=None)

    paper = Paper.visible_to(lead).get()
    assert (paper.version, paper.issued_by) == (1, lead)
    assert "new here is not always new there" in paper.content
    assert "figure is stale" in paper.content
