"""Nobody walks out of the folders that files are kept in, by an address or by the name of a file."""

import io
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.access.world import CANCER
from tests.security.walk import body, fault, filled, undone, visitor, with_each_argument

pytestmark = pytest.mark.django_db

WAYS_OUT = (
    "../../../../../../etc/passwd",
    "..\\..\\..\\windows\\win.ini",
    "....//....//etc/passwd",
    "/etc/passwd",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "..%c0%af..%c0%afetc/passwd",
    "secret-key",
    "../secret-key",
    "../vault-key",
    "file:///etc/passwd",
)


def gives_away(response):
    """Whether an answer holds what stands in files outside."""
    text = body(response)
    kept = [Path(settings.DATA_DIR) / name for name in ("secret-key", "vault-key")]
    secrets = [settings.SECRET_KEY.encode(), *(path.read_bytes() for path in kept if path.exists())]
    return b"root:x:" in text or any(secret in text for secret in secrets)


def test_no_address_leads_out_of_its_folder(world, quality_lead):
    client, wrong = visitor(quality_lead), []
    for name, _, address in with_each_argument(
        world, lambda known: [*WAYS_OUT, f"{known}/../../secret-key", f"../{known}"]
    ):
        response = undone(client.get, address)
        if response.status_code >= 500 or gives_away(response):
            wrong.append(f"{name} {address}: {fault(response)}")

    assert not wrong, "\n".join(wrong)


def test_raw_addresses_lead_nowhere(world, quality_lead):
    """As somebody sends them who does not use a browser: nothing is escaped for us."""
    client = visitor(quality_lead)
    places = ("/assets/", "/loads/", "/files/", "/loads/add/", "/")
    for place in places:
        for way in WAYS_OUT:
            for address in (place + way, place + quote(way, safe="")):
                response = client.get(address)
                assert response.status_code < 500, address
                assert not gives_away(response), address


def files_outside(tmp_path):
    """Files that are where no test put them."""
    return {
        path
        for path in tmp_path.rglob("*")
        if path.is_file() and "data" not in path.relative_to(tmp_path).parts[:1]
    }


@pytest.mark.parametrize("name", ["../../../slipped.csv", "..\\..\\slipped.csv", "/tmp/slipped.csv", "a\0b.csv", ".htaccess", "con.csv", "x" * 300 + ".csv", "..", "\u202evsc.exe", "a\r\nSet-Cookie: b=1.csv", "<b>.csv", "-rf.csv"])  # fmt: skip
def test_names_of_files_lead_nowhere(sent_forms, quality_lead, tmp_path, name):
    client, wrong = visitor(quality_lead), []
    for form in sent_forms:
        for field, kind in form.kinds.items():
            if kind != "file":
                continue
            file = SimpleUploadedFile("x.csv", CANCER.encode(), "text/csv")
            file._name = name  # as a program that is no browser sends it
            file.file = io.BytesIO(CANCER.encode())
            sent = {**filled(form), field: file}
            response = undone(client.post, form.action, sent)
            if response.status_code >= 500 or "b" in response.cookies:
                wrong.append(f"{form.name}: {fault(response)}")

    assert not wrong, "\n".join(wrong)
    assert files_outside(tmp_path) == set()
    assert not Path("/tmp/slipped.csv").exists()
