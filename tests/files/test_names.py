"""Names are harmless and still say what people called the file."""

import pytest

from trigpoint.files.errors import FileRefused
from trigpoint.files.names import LONGEST, cleaned, ending_of
from trigpoint.files.rules import refuse_telling_name


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Minutes May 2026.docx", "Minutes May 2026.docx"),
        ("Protokół – żółć.pdf", "Protokół – żółć.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("..\\..\\windows\\system.pdf", "system.pdf"),
        ("C:\\Users\\amina\\plan.pdf", "plan.pdf"),
        ("/etc/cron.d/job.txt", "job.txt"),
        ("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie- x=1.pdf"),
        ("a\x00b.pdf", "ab.pdf"),
        ('plan"; filename="x.exe.pdf', "plan-; filename=-x.exe.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("zero\u200bwidth\ufeff.pdf", "zerowidth.pdf"),
        ("  two   blanks .pdf", "two blanks.pdf"),
        ("...hidden.txt", "hidden.txt"),
        ("plan.pdf. . .", "plan.pdf"),
        ("CON.txt", "file-CON.txt"),
        ("lpt1.pdf", "file-lpt1.pdf"),
        ("consent.pdf", "consent.pdf"),
        ("cafe\u0301.pdf", "café.pdf"),
        ("", "file"),
        ("../", "file"),
    ],
)
def test_name_is_cleaned(given, kept):
    assert cleaned(given) == kept


def test_long_name_keeps_its_ending():
    name = cleaned("m" * 300 + ".docx")

    assert len(name) == LONGEST
    assert name.endswith("m.docx")


def test_cleaning_twice_changes_nothing():
    for given in ("../a\u202eb .pdf", "CON", "x" * 400 + ".pdf", ". . .pdf"):
        assert cleaned(cleaned(given)) == cleaned(given)


@pytest.mark.parametrize(
    ("name", "ending"), [("a.PDF", "pdf"), ("a.tar.gz", "gz"), ("README", ""), (".pdf", "")]
)
def test_ending_is_what_stands_after_the_last_dot(name, ending):
    assert ending_of(name) == ending


@pytest.mark.parametrize(
    "name",
    [
        "450 557 7104 discharge.pdf",
        "discharge_4505577104.pdf",
        "4505577104.pdf",
        "born 12.03.1948 letter.docx",
    ],
)
def test_name_that_tells_a_patient_is_refused(name):
    with pytest.raises(FileRefused, match="Rename the file without it"):
        refuse_telling_name(name)


@pytest.mark.parametrize(
    "name", ["4505577105.pdf", "Minutes 2026-05-12.docx", "RAG 01234567890.xlsx", "IMG_20260512_101530.jpg"]
)
def test_other_numbers_in_names_are_fine(name):
    refuse_telling_name(name)
