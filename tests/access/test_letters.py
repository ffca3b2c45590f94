"""The search for leaks in e-mails finds what was planted, however it is wrapped."""

import pytest
from django.core.mail import EmailMultiAlternatives

from tests.access.letters import leaks

SECRET = "Zedmark"


def message(**said):
    """A message that says nothing secret, but for what is said."""
    made = EmailMultiAlternatives(
        subject=said.get("subject", "News"),
        body=said.get("text", "Nothing to see."),
        from_email="trigpoint@localhost",
        to=["amina@example.nhs.uk"],
        headers=said.get("headers", {}),
    )
    made.attach_alternative(said.get("html", "<p>Nothing to see.</p>"), "text/html")
    if "file" in said:
        made.attach(*said["file"])
    return made


@pytest.mark.parametrize(
    "said",
    [
        {"subject": f"About {SECRET}"},
        {"subject": f"Über {SECRET}"},  # encoded in the header
        {"text": "é " * 200 + SECRET.upper()},  # encoded in the body
        {"html": '<a href="https://x/?q=%5Aedmark">see</a>'},
        {"html": "<p>&#90;edmark</p>"},
        {"headers": {"X-About": SECRET}},
        {"file": ("dates.ics", f"SUMMARY:{SECRET}", "text/calendar")},
        {"file": (f"{SECRET}.bin", b"x", "application/octet-stream")},
        {"file": ("table.bin", SECRET.encode(), "application/octet-stream")},
    ],
    ids=["subject", "encoded", "text", "address", "entity", "header", "attached", "file-name", "binary"],
)
def test_planted_secret_is_found(said):
    assert leaks([SECRET], [message(**said)])


def test_message_without_the_secret_is_clean():
    assert leaks([SECRET], [message()]) == []
