"""What `trigpoint doctor --deploy` says of an unsafe installation and of a safe one: each check both ways."""

import datetime as dt
import hashlib
import json
from types import SimpleNamespace

import pytest
from django.db import connection

from tests.config.installation import trigpoint
from tests.factories.accounts import UserFactory
from trigpoint.accounts.models import Commissioner
from trigpoint.common import clock
from trigpoint.config import backups as copies
from trigpoint.config import checkup
from trigpoint.config.checks import (
    account,
    anchors,
    backups,
    database,
    debug,
    dependencies,
    folder,
    https,
    mail,
    people,
    secret,
    vault,
)
from trigpoint.vault.models import Sealed

pytestmark = pytest.mark.django_db

CHANCE = "kJ2vQx7ZpR9mTn4LwS8yHc3FbD6gAeUiXoVqYtKr"
POSTGRESQL = {
    "ENGINE": "django.db.backends.postgresql",
    "USER": "tp",
    "NAME": "tp",
    "HOST": "db.example.nhs.uk",
}


@pytest.fixture
def data(settings, tmp_path):
    """A folder for data of the service alone."""
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir(mode=0o700)
    settings.BASE_DIR = tmp_path
    return settings.DATA_DIR


@pytest.mark.parametrize(("is_on", "state"), [(True, "fail"), (False, "ok")])
def test_debug(settings, is_on, state):
    settings.DEBUG = is_on

    assert debug.debug().state == state


@pytest.mark.parametrize(("is_on", "state"), [(False, "fail"), (True, "ok")])
def test_https(settings, is_on, state):
    settings.SESSION_COOKIE_SECURE = is_on

    assert https.https().state == state


@pytest.mark.parametrize(("seconds", "state"), [(0, "warn"), (3600, "warn"), (31_536_000, "ok")])
def test_hsts(settings, seconds, state):
    settings.SESSION_COOKIE_SECURE, settings.SECURE_HSTS_SECONDS = True, seconds

    assert https.hsts().state == state


@pytest.mark.parametrize(
    ("origins", "state"),
    [
        (["http://a.example"], "fail"),
        (["https://*.example"], "fail"),
        (["https://a.example"], "ok"),
        ([], "ok"),
    ],
)
def test_trusted_origins(settings, origins, state):
    settings.CSRF_TRUSTED_ORIGINS = origins

    assert https.trusted_origins().state == state


@pytest.mark.parametrize(("number", "state"), [(0, "warn"), (1, "ok")])
def test_proxies(settings, number, state):
    settings.HTTPS, settings.PROXIES = True, number

    assert https.proxies().state == state


@pytest.mark.parametrize(("wanted", "state"), [("offered", "fail"), ("required", "ok")])
def test_second_factor(settings, wanted, state):
    settings.SECOND_FACTOR = wanted

    assert people.second_factor().state == state


@pytest.mark.parametrize(
    ("key", "state"),
    [
        ("django-insecure-" + CHANCE, "fail"),
        ("a" * 50, "fail"),
        ("abcabcabcabcabcabcabcabcabcabcabcabcabc", "fail"),
        ("correct-horse-battery-password-staple-long", "fail"),
        (CHANCE, "ok"),
    ],
)
def test_weak_secret(settings, key, state):
    settings.SECRET_KEY = key

    assert secret.weak_secret().state == state


def test_secret_that_is_made_is_not_weak(settings, data):
    installed = trigpoint(data, "doctor", "--deploy", "--json")

    states = {each["name"]: each["state"] for each in json.loads(installed.stdout)}
    assert states["secret key"] == states["secret key's chance"] == "ok"
    assert (data / "secret-key").stat().st_mode & 0o777 == 0o600
    assert (data / "vault-key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(("mode", "state"), [(0o755, "fail"), (0o750, "fail"), (0o700, "ok")])
def test_data_readers(data, mode, state):
    data.chmod(mode)

    assert folder.readers().state == state


def test_settings_file_that_others_read_fails(data, tmp_path):
    (tmp_path / ".env").write_text("SECRET_KEY=x", encoding="utf-8")
    (tmp_path / ".env").chmod(0o644)

    assert folder.readers().state == "fail"
    assert ".env" in folder.readers().mend


@pytest.mark.parametrize(
    ("place", "state"), [("htdocs/data", "fail"), ("WWW/tp", "fail"), ("lib/trigpoint", "ok")]
)
def test_web_root(settings, place, state):
    settings.DATA_DIR = f"/srv/{place}"

    assert folder.web_root().state == state


@pytest.mark.parametrize(("kind", "state"), [("nfs4", "warn"), ("cifs", "warn"), ("ext4", "ok")])
def test_network_disk(settings, data, tmp_path, monkeypatch, kind, state):
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda / ext4 rw 0 0\nserver:/x {data} {kind} rw 0 0\n", encoding="utf-8")
    monkeypatch.setattr(folder, "MOUNTS", mounts)
    monkeypatch.setattr(
        folder,
        "settings",
        SimpleNamespace(DATABASES={"default": {"ENGINE": "x.sqlite3", "NAME": data / "t.sqlite3"}}),
    )

    assert folder.network_disk().state == state


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ({**POSTGRESQL, "PASSWORD": "trigpoint"}, "fail"),
        ({**POSTGRESQL, "PASSWORD": "short"}, "fail"),
        ({**POSTGRESQL, "PASSWORD": "password123456"}, "fail"),
        ({**POSTGRESQL, "PASSWORD": ""}, "fail"),
        ({**POSTGRESQL, "PASSWORD": CHANCE}, "ok"),
        ({**POSTGRESQL, "PASSWORD": "", "HOST": "/run/postgresql"}, "ok"),
        ({"ENGINE": "django.db.backends.sqlite3"}, "ok"),
    ],
)
def test_database_password(monkeypatch, told, state):
    monkeypatch.setattr(database, "settings", SimpleNamespace(DATABASES={"default": told}))

    assert database.database_password().state == state


@pytest.mark.parametrize(("is_sealed", "state"), [(False, "fail"), (True, "ok")])
def test_database_travel(monkeypatch, is_sealed, state):
    elsewhere = SimpleNamespace(
        vendor="postgresql",
        ensure_connection=lambda: None,
        connection=SimpleNamespace(pgconn=SimpleNamespace(ssl_in_use=is_sealed)),
    )
    monkeypatch.setattr(database, "settings", SimpleNamespace(DATABASES={"default": POSTGRESQL}))
    monkeypatch.setattr(database, "connection", elsewhere)

    assert database.database_travel().state == state


def test_database_here_travels_nowhere():
    assert connection.vendor in {"sqlite", "postgresql"}
    assert database.database_travel().state == "ok"


def invent(data, *names):
    """The file of people of a demonstration."""
    (data / "demo-users.json").write_text(
        json.dumps([{"username": name} for name in names]), encoding="utf-8"
    )


def test_demonstration_with_real_people_fails(data):
    invent(data, "amina")
    UserFactory(username="amina")
    UserFactory(username="real.person")

    assert people.demonstration().state == "fail"


def test_demonstration_alone_is_a_warning(data):
    invent(data, "amina")
    UserFactory(username="amina")

    assert people.demonstration().state == "warn"


def test_real_people_alone_are_fine(data, settings):
    settings.DEMONSTRATION = False
    UserFactory(username="real.person")

    assert people.demonstration().state == "ok"


@pytest.mark.parametrize(("who", "state"), [(0, "warn"), (1000, "ok")])
def test_account(monkeypatch, who, state):
    monkeypatch.setattr(account.os, "geteuid", lambda: who)

    assert account.account().state == state


@pytest.mark.parametrize(("is_on", "state"), [(False, "fail"), (True, "ok")])
def test_limits(settings, is_on, state):
    settings.LIMITS = is_on

    assert account.limits().state == state


@pytest.mark.parametrize(("level", "state"), [("DEBUG", "warn"), ("WARNING", "ok")])
def test_log_level(settings, level, state):
    settings.LOGGING = {"root": {"level": level}}

    assert account.log_level().state == state


def test_anchors(settings, data, tmp_path):
    settings.AUDIT_ANCHORS = data / "anchors"
    assert anchors.anchors().state == "warn"

    settings.AUDIT_ANCHORS = tmp_path / "elsewhere"
    assert anchors.anchors().state == "ok"


def test_vault_keys_beside_the_data(data, monkeypatch):
    monkeypatch.delenv("VAULT_KEYS", raising=False)
    assert vault.key_place().state == "ok"

    (data / "vault-key").write_text("x", encoding="utf-8")
    assert vault.key_place().state == "warn"

    monkeypatch.setenv("VAULT_KEYS", "one,two")
    assert vault.key_place().state == "ok"


@pytest.mark.parametrize(
    ("keys", "state"), [(["newest"], "fail"), (["newest", "older"], "warn"), (["older"], "ok")]
)
def test_vault_keys(settings, keys, state):
    person = UserFactory()
    owner = Commissioner.objects.get()
    Sealed.objects.create(
        owner=owner,
        kind="reporter",
        about="x:y",
        sealed="...",
        key_mark=vault.cipher.mark_of("older"),
        by=person,
    )
    settings.VAULT_KEYS = keys

    assert vault.keys().state == state


@pytest.mark.parametrize(("days", "state"), [(None, "warn"), (8, "warn"), (1, "ok")])
def test_backups(data, days, state):
    if days is not None:
        made = clock.now() - dt.timedelta(days=days)
        (data / copies.LAST).write_text(made.isoformat(), encoding="utf-8")

    assert backups.backups().state == state


@pytest.mark.parametrize(
    ("is_named", "address", "state"),
    [(False, "", "warn"), (True, "", "warn"), (True, "https://trigpoint.example.nhs.uk", "ok")],
)
def test_mail(settings, is_named, address, state):
    settings.EMAIL_IS_CONFIGURED, settings.SITE_ADDRESS = is_named, address

    assert mail.mail().state == state


@pytest.mark.parametrize(
    ("days", "pinned", "state"), [(None, "a", "warn"), (200, "a", "warn"), (1, "b", "warn"), (1, "a", "ok")]
)
def test_dependencies(data, tmp_path, days, pinned, state):
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "base.txt").write_text("a", encoding="utf-8")
    if days is not None:
        digest = hashlib.sha256(pinned.encode()).hexdigest()
        noted = {
            "on": (clock.today() - dt.timedelta(days=days)).isoformat(),
            "pins": {"requirements/base.txt": digest},
        }
        (tmp_path / "requirements" / "audited.json").write_text(json.dumps(noted), encoding="utf-8")

    assert dependencies.dependencies().state == state


def test_every_check_of_deploy_is_tested_here():
    tested = {name.removeprefix("test_") for name in globals() if name.startswith("test_")}
    checks = {check.__name__ for check in (*checkup.DEPLOY, *checkup.DEPLOY_WITH_TABLES)}
    names = {
        "readers": "data_readers",
        "key_place": "vault_keys_beside_the_data",
        "demonstration": "demonstration_alone_is_a_warning",
    }

    assert {names.get(check, check) for check in checks} <= tested


def test_an_installation_as_it_comes_is_not_fit_for_deployment(tmp_path):
    done = trigpoint(tmp_path, "doctor", "--deploy", "--json", SECOND_FACTOR="offered")

    states = {each["name"]: each["state"] for each in json.loads(done.stdout)}
    assert done.returncode == 1
    assert states["https"] == states["second factor"] == "fail"
    assert all(each["mend"] for each in json.loads(done.stdout) if each["state"] != "ok")
