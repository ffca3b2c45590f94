"""Files that swell when they are opened, or are not what they say: refused by every form that takes a file."""

import io
import resource
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.security.walk import body, fault, filled, undone, visitor
from trigpoint.files.models import FileVersion
from trigpoint.loads.models import Load

pytestmark = pytest.mark.django_db

SWOLLEN = 300_000_000  # bytes, from some 300 kB
ROOM = 250_000  # kB that the process may grow by, whatever it is sent
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "zip": "application/zip",
    "svg": "image/svg+xml",
    "html": "text/html",
    "csv": "text/csv",
    "pdf": "application/pdf",
}
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))
    + "]><x>&m;</x>"
)
STEALS = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
PARTS = {
    "xlsx": ("[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"),
    "docx": ("[Content_Types].xml", "word/document.xml"),
    "ods": ("content.xml",),
}


def packed(kind, part, content):
    """An office file whose `part` holds `content`."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        if kind == "ods":
            archive.writestr(zipfile.ZipInfo("mimetype"), TYPES["ods"])
        for name in PARTS.get(kind, ()):
            if name != part:
                archive.writestr(name, "<x/>")
        with archive.open(part, "w", force_zip64=True) as target:
            for piece in content:
                target.write(piece)
    return out.getvalue()


def swollen():
    """Much of nothing."""
    return (b"<" + b" " * 999_999 for _ in range(SWOLLEN // 1_000_000))


def nested():
    """An archive in an archive, five deep."""
    content = packed("zip", "0", swollen())
    for depth in range(5):
        content = packed("zip", f"{depth}.zip", [content])
    return content


def crowded():
    """An archive with very many entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        for number in range(20_000):
            archive.writestr(f"xl/{number}", "")
    return out.getvalue()


@pytest.fixture(scope="module")
def bombs():
    """Names and contents."""
    laughs, steals = LAUGHS.encode(), STEALS.encode()
    return {
        "swollen.xlsx": packed("xlsx", "xl/worksheets/sheet1.xml", swollen()),
        "swollen.ods": packed("ods", "content.xml", swollen()),
        "swollen.docx": packed("docx", "word/document.xml", swollen()),
        "laughs.xlsx": packed("xlsx", "xl/workbook.xml", [laughs]),
        "laughs.ods": packed("ods", "content.xml", [laughs]),
        "laughs.docx": packed("docx", "word/document.xml", [laughs]),
        "steals.xlsx": packed("xlsx", "xl/workbook.xml", [steals]),
        "steals.ods": packed("ods", "content.xml", [steals]),
        "nested.zip": nested(),
        "crowded.xlsx": crowded(),
        "slip.xlsx": packed("xlsx", "../../../../tmp/slipped", [b"x"]),
        "page.html": b"<script>alert(1)</script>",
        "picture.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "page.pdf": b"<html><script>alert(1)</script>",
        "steals.csv": steals,
        "nothing.xlsx": b"",
        "cut.xlsx": packed("xlsx", "xl/workbook.xml", [b"<x/>"])[:60],
    }


def kept():
    """How many files were taken in."""
    return Load.objects.count() + FileVersion.objects.count()


def refused(response):
    """Whether the form came back with a reason."""
    return response.status_code in {200, 422} and b"nhsuk-error-summary" in body(response)


def test_no_form_takes_a_bomb_in(sent_forms, quality_lead, bombs):
    client = visitor(quality_lead)
    taking = [form for form in sent_forms if "file" in form.kinds.values()]
    before, wrong = kept(), []
    for form in taking:
        field = next(name for name, kind in form.kinds.items() if kind == "file")
        others = {name: value for name, value in filled(form).items() if form.kinds[name] != "file"}
        for connector in form.choices.get("connector", [""])[:4]:
            for name, content in bombs.items():
                file = SimpleUploadedFile(name, content, TYPES[name.rpartition(".")[2]])
                if connector:
                    others["connector"] = connector
                response = undone(client.post, form.action, {**others, field: file})
                if response.status_code >= 500 or not refused(response):
                    wrong.append(
                        f"{form.name} {connector} {name}: {fault(response)} {response.headers.get('Location', '')}"
                    )

    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert len(taking) >= 2
    assert not wrong, "\n".join(wrong)
    assert kept() == before
    assert grown < 1_500_000, "opening files took more memory than they may"
