"""Secrets in addresses stay out of the log."""

import logging

import pytest

from trigpoint.config.logs import WithoutSecrets

SECRET = "3MzkxpzBZlC8usgDRy072YWNI3m4genXzxLaegVTCU4"


def logged(message, *args):
    """The message as it stands in the log."""
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, message, args, None)
    assert WithoutSecrets().filter(record)
    return record.getMessage()


@pytest.mark.parametrize(
    ("message", "args", "shown"),
    [
        ("%s: %s", ("Not Found", f"/calendar/{SECRET}.ics"), "Not Found: /calendar/(not logged).ics"),
        ('"%s" %s', (f"GET /invited/{SECRET} HTTP/1.1", 404), '"GET /invited/(not logged) HTTP/1.1" 404'),
        (f"GET /soft/follow/abcdefghjkmnpqrs:{SECRET}/", (), "GET /soft/follow/(not logged)/"),
        (f"Asked for /a/{SECRET}/b/{SECRET}?x", (), "Asked for /a/(not logged)/b/(not logged)?x"),
    ],
)
def test_secret_is_taken_out(message, args, shown):
    assert logged(message, *args) == shown


@pytest.mark.parametrize(
    "message",
    [
        "Not Found: /news/abcdefghjkmnpqrs",
        "100% of /organisations/RMC",
        "job trigpoint.surveillance.tasks.refresh_the_statuses failed",
    ],
)
def test_everything_else_stays(message):
    assert logged(message) == message


def test_the_log_of_requests_goes_through_it():
    for name in ("django.request", "django.server"):
        assert any(isinstance(each, WithoutSecrets) for each in logging.getLogger(name).filters)
