"""Secrets come from the environment or are made, and stand in no log, page or message of a fault."""

import ast
import json
import logging
import logging.config
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.views.debug import SafeExceptionReporterFilter

from tests.architecture.source import PACKAGE, ROOT
from tests.config.installation import environment
from tests.security.walk import body, undone, visitor

pytestmark = pytest.mark.django_db

SECRET_NAME = re.compile(r"SECRET|PASSWORD|TOKEN|_KEY|KEYS|CREDENTIAL")
HIDDEN = ("hunter2-password", "kT9vQxZ7pR2mNw4LsY8cHbF3gAeUiXoV-token")
SHOW = """
import json, django
from django.conf import settings
django.setup()
names = [name for name in dir(settings) if name.isupper()]
print(json.dumps({name: getattr(settings, name) for name in names}, default=str))
"""


def installed(folder, **given):
    """The settings of a fresh installation."""
    clean = {
        name: value
        for name, value in environment(
            folder, DJANGO_SETTINGS_MODULE="trigpoint.config.settings", **given
        ).items()
        if not name.startswith(("OIDC", "VAULT", "EMAIL", "SECOND"))
    }
    done = subprocess.run(
        [sys.executable, "-c", SHOW], cwd=ROOT, env=clean, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def test_no_secret_has_a_value_in_the_code():
    """Settings that are secrets are read from the environment, with nothing as default."""
    tree = ast.parse((PACKAGE / "config" / "settings.py").read_text(encoding="utf-8"))
    given = []
    for node in ast.walk(tree):
        is_read = (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id.startswith("env")
        )
        if is_read and SECRET_NAME.search(node.args[0].value) and len(node.args) > 1 and node.args[1].value:
            given.append(node.args[0].value)
        named = (
            [target.id for target in node.targets if isinstance(target, ast.Name)]
            if isinstance(node, ast.Assign)
            else []
        )
        if any(SECRET_NAME.search(name) for name in named) and isinstance(node.value, ast.Constant):
            given += [name for name in named if node.value.value]

    assert given == []


def test_two_installations_have_different_secrets_and_nobody_else_reads_them(tmp_path):
    first, second = (installed(tmp_path / name) for name in ("first", "second"))

    for name in ("SECRET_KEY", "VAULT_KEYS"):
        assert first[name] != second[name]
    for made in ("secret-key", "vault-key"):
        assert (tmp_path / "first" / made).stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "first").stat().st_mode & 0o777 == 0o700


def test_an_installation_as_it_comes_is_closed(tmp_path):
    found = installed(tmp_path)

    assert found["DEBUG"] is False
    assert found["SECOND_FACTOR"] == "required"
    assert "*" not in found["ALLOWED_HOSTS"]
    assert found["LIMITS"] is True
    assert found["USE_X_FORWARDED_HOST"] is False
    assert found["PROXIES"] == 0
    assert found["SESSION_COOKIE_HTTPONLY"] is found["CSRF_COOKIE_HTTPONLY"] is True
    assert found["SESSION_COOKIE_SAMESITE"] == found["CSRF_COOKIE_SAMESITE"] == "Lax"


def test_with_https_everything_that_hangs_on_it_is_on(tmp_path):
    found = installed(tmp_path, HTTPS="yes")

    assert found["SECURE_SSL_REDIRECT"] is True
    assert found["SECURE_HSTS_SECONDS"] == 31_536_000
    assert found["SESSION_COOKIE_SECURE"] is found["CSRF_COOKIE_SECURE"] is True
    assert found["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert found["CSRF_COOKIE_NAME"].startswith("__Host-")
    assert found["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]


def test_django_finds_nothing_to_mend_with_https(tmp_path):
    """But for two things that only the owner of the whole domain can decide."""
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy"],
        cwd=ROOT,
        env=environment(tmp_path, HTTPS="yes"),
        capture_output=True,
        text=True,
        check=True,
    )

    assert set(re.findall(r"security\.W\d+", done.stdout + done.stderr)) <= {"security.W005", "security.W021"}


def test_cookies_over_https_are_for_this_host_alone(world, settings):
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.CSRF_COOKIE_NAME = "__Host-csrf"
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 31_536_000

    plain = visitor().get("/sign-in")
    sealed = visitor().get("/sign-in", secure=True)

    assert (plain.status_code, plain["Location"]) == (301, "https://testserver/sign-in")
    cookie = sealed.cookies["__Host-csrf"]
    assert (cookie["secure"], cookie["httponly"], cookie["path"], cookie["domain"]) == (True, True, "/", "")
    assert sealed["Strict-Transport-Security"].startswith("max-age=31536000")


class Kept(logging.StreamHandler):
    """What the console would show."""

    def __init__(self):
        super().__init__()
        self.lines = []

    def emit(self, record):
        self.lines.append(self.format(record))


@pytest.fixture
def console():
    """The handler of the installation, listening to everything at its most talkative."""
    chosen = settings.LOGGING["handlers"]["console"]
    kept = Kept()
    kept.setFormatter(logging.Formatter(settings.LOGGING["formatters"]["plain"]["format"]))
    for name in chosen.get("filters", ()):
        kept.addFilter(logging.config.dictConfigClass({}).resolve(settings.LOGGING["filters"][name]["()"])())
    root = logging.getLogger()
    level = root.level
    root.addHandler(kept)
    root.setLevel(logging.DEBUG)
    yield kept
    root.removeHandler(kept)
    root.setLevel(level)


def test_no_log_holds_a_password_or_what_opens_something(everywhere, console, quality_lead):
    password, token = HIDDEN
    for client in (visitor(), visitor(quality_lead)):
        client.post("/sign-in", {"username": "amina", "login": "amina", "password": password})
        client.get(f"/sign-in?next=/x&token={token}&password={password}")
        for place in everywhere:
            undone(client.get, f"{place.address}?token={token}&password={password}")
            undone(client.post, place.address, {"password": password, "token": token})
        for opening in ("calendar", "calendars", "invitations", "sign-in/new-password", "join"):
            client.get(f"/{opening}/{token}")
            client.get(f"/{opening}/{token}/")
            client.get(f"/{opening}/{token}.ics")
    told = "\n".join(console.lines)

    assert len(console.lines) > 20
    assert [secret for secret in HIDDEN if secret in told] == []
    assert settings.SECRET_KEY not in told


def test_a_page_about_a_fault_shows_no_setting(world, monkeypatch, quality_lead):
    monkeypatch.setattr("trigpoint.loads.queries.freshness_of", lambda found: 1 / 0)

    response = visitor(quality_lead).get("/loads/")

    assert response.status_code == 500
    for told in (b"ZeroDivision", b"Traceback", b"SECRET", b"DATA_DIR", settings.SECRET_KEY.encode()):
        assert told not in body(response)


def test_reports_of_faults_hide_settings_that_are_secrets():
    hidden = SafeExceptionReporterFilter().hidden_settings
    secret = [name for name in dir(settings) if name.isupper() and SECRET_NAME.search(name)]

    assert {"SECRET_KEY", "VAULT_KEYS"} <= set(secret)
    assert [name for name in secret if not hidden.search(name)] == []
