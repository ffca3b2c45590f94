"""Settings from the environment."""

import pytest

from trigpoint.config import env as settings_of
from trigpoint.config.env import (
    SettingMissing,
    database,
    env,
    env_bool,
    env_choice,
    env_list,
    mail_server,
    read_dotenv,
)
from trigpoint.config.secret import secret_key


def test_missing_setting_says_how_to_give_it(monkeypatch):
    monkeypatch.delenv("NO_SUCH", raising=False)

    with pytest.raises(SettingMissing, match="dotenv-sample"):
        env("NO_SUCH")


@pytest.mark.parametrize(
    ("value", "expected"), [("yes", True), ("1", True), ("On", True), ("no", False), ("", False)]
)
def test_yes_and_no(monkeypatch, value, expected):
    monkeypatch.setenv("SWITCH", value)

    assert env_bool("SWITCH", default=False) is expected


def test_list_leaves_out_blanks(monkeypatch):
    monkeypatch.setenv("NAMES", "a, b,,")

    assert env_list("NAMES", "") == ["a", "b"]


def test_environment_wins_over_the_file(monkeypatch, tmp_path):
    monkeypatch.setattr(settings_of.os, "environ", {"GIVEN": "environment"})
    (tmp_path / ".env").write_text("# a comment\nGIVEN=file\nOTHER='from file'\n", encoding="utf-8")

    read_dotenv(tmp_path / ".env")

    assert env("GIVEN") == "environment"
    assert env("OTHER") == "from file"


def test_sqlite_address():
    assert database("sqlite:////srv/x.sqlite3")["NAME"] == "/srv/x.sqlite3"


def test_postgresql_address():
    made = database("postgresql://am%40ina:se%2Fcret@db.example:5433/quality")

    expected = {
        "USER": "am@ina",
        "PASSWORD": "se/cret",
        "HOST": "db.example",
        "PORT": "5433",
        "NAME": "quality",
    }
    assert {name: made[name] for name in expected} == expected


def test_other_databases_are_refused():
    with pytest.raises(SettingMissing, match="sqlite:/// or postgresql://"):
        database("mysql://x")


def test_secret_is_made_once_and_private(monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY", raising=False)

    made, again = secret_key(tmp_path), secret_key(tmp_path)

    assert made == again
    assert len(made) > 50
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


def test_mail_server_address():
    made = mail_server("smtp+tls://trig%40nhs:se%2Fcret@mail.example")

    expected = {
        "EMAIL_HOST": "mail.example",
        "EMAIL_PORT": 587,
        "EMAIL_HOST_USER": "trig@nhs",
        "EMAIL_HOST_PASSWORD": "se/cret",
        "EMAIL_USE_TLS": True,
        "EMAIL_USE_SSL": False,
    }
    assert {name: made[name] for name in expected} == expected


def test_without_mail_server_nothing_is_sent():
    assert mail_server("") == {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}


@pytest.mark.parametrize("url", ["mail.example", "https://mail.example", "smtp://"])
def test_mail_server_that_is_none_is_refused(url):
    with pytest.raises(SettingMissing, match="smtp://"):
        mail_server(url)


def test_choice_is_one_of_its_words(monkeypatch):
    monkeypatch.setenv("LAMP", "Green")

    assert env_choice("LAMP", "red", ("red", "green")) == "green"
    with pytest.raises(SettingMissing, match="it can be red or amber"):
        env_choice("LAMP", "red", ("red", "amber"))
