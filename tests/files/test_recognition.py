"""What is taken is what it says it is; everything else is refused with words that help."""

import io
import zipfile
import zlib

import pytest

from tests.files import made
from trigpoint.files.contents import archive
from trigpoint.files.contents.recognition import recognised
from trigpoint.files.errors import FileRefused

TAKEN = [
    ("minutes.pdf", made.pdf(), "PDF"),
    ("letter.docx", made.docx(), "Word document"),
    ("waits.xlsx", made.xlsx(), "Excel workbook"),
    ("slides.pptx", made.pptx(), "PowerPoint presentation"),
    ("letter.odt", made.open_document("text"), "OpenDocument text"),
    ("waits.ods", made.open_document("spreadsheet"), "OpenDocument spreadsheet"),
    ("slides.odp", made.open_document("presentation"), "OpenDocument presentation"),
    ("ward.png", made.png(), "PNG picture"),
    ("ward.jpg", made.jpeg(), "JPEG picture"),
    ("ward.JPEG", made.jpeg(), "JPEG picture"),
    ("ward.heic", made.heic(), "HEIC picture"),
    ("waits.csv", b"month,waits\n2026-05,12\n", "CSV table"),
    ("note.txt", "Café, naïve, £5".encode("cp1252"), "Plain text"),
    ("note.txt", "\ufeffCafé".encode(), "Plain text"),
    ("note.txt", "Café £5".encode("utf-16"), "Plain text"),
    ("photograph with a film behind it.jpg", made.jpeg() + made.heic(brand=b"mp42"), "JPEG picture"),
    ("chart in a letter.docx", made.added_to(made.docx(), {"word/embeddings/a.xlsx": made.xlsx()}), "Word document"),
    ("linked.docx", made.added_to(made.docx(), {"word/_rels/x.xml.rels": made.relations("hyperlink")}), "Word document"),
]  # fmt: skip


def named(value):
    """The name of a file or what is said of it tells a case; its content does not."""
    return value if isinstance(value, str) else "-"


@pytest.fixture
def taken(tmp_path):
    """What becomes of a content under a name."""

    def look(name, content):
        path = tmp_path / "waiting"
        path.write_bytes(content)
        return recognised(path, name).name

    return look


@pytest.mark.parametrize(("name", "content", "kind"), TAKEN, ids=named)
def test_what_people_send_is_taken(taken, name, content, kind):
    assert taken(name, content) == kind


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("minutes.docx", made.pdf(), "ends in .docx, but the file is a PDF"),
        ("letter.pdf", made.docx(), "rename it to end in .docx"),
        ("waits.docx", made.xlsx(), "but the file is an Excel workbook"),
        ("ward.png", made.jpeg(), "rename it to end in .jpg or .jpeg"),
        ("minutes", made.pdf(), "has no ending, but the file is a PDF"),
        ("minutes.pdf.exe", made.pdf(), "By its name this is a program"),
        ("note.pdf", b"only words", "but the file is plain text"),
        ("empty.pdf", b"", "The file is empty"),
    ],
    ids=named,
)
def test_name_and_content_have_to_agree(taken, name, content, said):
    with pytest.raises(FileRefused, match=said):
        taken(name, content)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("tool.exe", made.PROGRAM, "a program"),
        ("minutes.pdf", made.PROGRAM, "a program"),
        ("minutes.txt", b"\x7fELF\x02\x01\x01" + bytes(60), "Programs are never taken"),
        ("page.html", b"<!DOCTYPE html><html><script>x()</script></html>", "a web page"),
        ("page.txt", b"\n <html><script>x()</script></html>", "Print the page to PDF"),
        ("page.csv", b"<!-- a --><script>x()</script>", "a web page"),
        ("page.txt", "<html><script>x()</script></html>".encode("utf-16"), "a web page"),
        ("drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', "a web page"),
        ("drawing.png", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "a web page"),
        ("table.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "a web page"),
        ("letter.rtf", b"{\\rtf1 hello}", "an old Office file"),
        ("old.doc", made.ole("WordDocument"), "an old Office file"),
        ("old.docx", made.ole("Workbook"), "Save .* as .docx|save it as .docx"),
        ("locked.docx", made.ole("EncryptedPackage"), "protected by a password"),
        (
            "page.mht",
            b"From: a@example.org\r\nSubject: x\r\n\r\nhello",
            "Save the e-mail itself as .msg or .eml",
        ),
        ("all.zip", made.zipped({"a.txt": "a"}), "Unpack it"),
        ("all.docx", made.zipped({"a.txt": "a"}), "Unpack it"),
        ("all.rar", b"Rar!\x1a\x07\x01\x00" + bytes(40), "Unpack it"),
        ("film.heic", made.heic(brand=b"mp42"), "a video"),
        ("old.gif", b"GIF89a" + bytes(40), "Save it as .png or .jpg"),
        ("noise.txt", bytes(range(256)) * 4, "Save it as UTF-8"),
        ("noise.bin", bytes(range(256)) * 4, "is not known here"),
    ],
    ids=named,
)
def test_what_is_not_taken_is_refused_with_what_to_do_instead(taken, name, content, said):
    with pytest.raises(FileRefused, match=said):
        taken(name, content)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (made.pdf_protected(), "protected"),
        (made.pdf_with_script(), "script"),
        (made.pdf_with_hidden_script(), "script"),
        (made.pdf_with_attachment(), "carries other files"),
        (made.pdf_that(b"/AA << /O << /S /Launch /F (x.exe) >> >>"), "starts a program"),
        (made.pdf()[:200], "damaged"),
        (made.pdf() + b"x" * 20, "two kinds"),
        (made.pdf() + made.zipped({"a": "b"}), "two kinds"),
        (made.pdf() + b"\n%%EOF" + made.PROGRAM, "two kinds"),
        (made.pdf().replace(b"%%EOF", b"5 0 obj << /Type /ObjStm /Filter [/ASCIIHexDecode /FlateDecode] >>\nstream\nx\nendstream\n%%EOF"), "hides what is in it"),
    ],
    ids=["password", "script", "hidden script", "attachment", "launch", "cut short", "tail", "zip behind", "program behind", "odd filter"],
)  # fmt: skip
def test_pdfs_that_could_do_harm_are_refused(taken, content, said):
    with pytest.raises(FileRefused, match=said):
        taken("minutes.pdf", content)


def test_pdf_that_unpacks_without_end_is_refused(taken, monkeypatch):
    monkeypatch.setattr("trigpoint.files.contents.pdf.LARGEST_LIST", 1000)
    packed = zlib.compress(bytes(5_000))
    bomb = (
        made.pdf()
        + b"5 0 obj << /Type /ObjStm /Filter /FlateDecode >>\nstream\n"
        + packed
        + b"\nendstream\n%%EOF"
    )

    with pytest.raises(FileRefused, match="unpack to far more"):
        taken("minutes.pdf", bomb)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"word/vbaProject.bin": b"x"}, "macros"),
        ({"word/VBAPROJECT.BIN": b"x"}, "macros"),
        ({"xl/macrosheets/sheet1.xml": b"x"}, "macros"),
        ({"word/activeX/activeX1.bin": b"x"}, "macros"),
        ({"word/media/tool.exe": made.PROGRAM}, r"carries another file inside \(tool.exe\)"),
        ({"word/media/image1.png": made.PROGRAM}, "carries another file"),
        ({"word/afchunk.mht": b"x"}, "carries another file"),
        ({"word/embeddings/oleObject1.bin": made.ole("\x01Ole10Native")}, "carries another file"),
        ({"word/embeddings/oleObject1.bin": made.ole("_VBA_PROJECT")}, "carries another file"),
        ({"word/embeddings/all.docx": made.zipped({"a.txt": "a"})}, "carries another file"),
        ({"word/embeddings/a.docx": made.added_to(made.docx(), {"word/vbaProject.bin": b"x"})}, "macros"),
        ({"word/_rels/settings.xml.rels": made.relations("attachedTemplate")}, "fetches or starts"),
        ({"word/_rels/document2.xml.rels": made.relations("oleObject")}, "fetches or starts"),
        ({"xl/externalLinks/externalLink1.xml": '<x:ddeLink ddeService="cmd"/>'}, "fetches or starts"),
        ({"customXml/item9.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, "far more than a document"),
        ({"customXml/item9.xml": '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a><a/>'.encode("utf-16")}, "far more"),
        ({"../../etc/passwd": b"x"}, "damaged"),
        ({"C:/x": b"x"}, "damaged"),
        ({"word/media/icon.svg": '<svg onload="x()"/>'}, "carries another file"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else value,
)  # fmt: skip
def test_office_files_that_could_do_harm_are_refused(taken, parts, said):
    with pytest.raises(FileRefused, match=said):
        taken("letter.docx", made.added_to(made.docx(), parts))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.docx", made.replaced_in(made.docx(), "[Content_Types].xml", "openxmlformats-officedocument.wordprocessingml.document.main", "ms-word.document.macroEnabled.main"), "macros"),
        ("a.docx", made.replaced_in(made.docx(), "[Content_Types].xml", "document.main+xml", "template.main+xml"), "template"),
        ("a.odt", made.open_document("text", manifest="<m:encryption-data/>"), "protected by a password"),
        ("a.odt", made.open_document("text", **{"Basic/Standard/Module1.xml": "<x/>"}), "macros"),
        ("a.odg", made.open_document("graphics"), "drawing"),
        ("a.docx", made.PROGRAM + made.docx(), "a program"),
        ("a.docx", b"PK\x03\x04" + bytes(30) + made.docx(), "two kinds"),
        ("a.docx", made.docx() + b"more", "two kinds"),
        ("a.docx", made.docx()[:-40], "damaged"),
        ("a.docx", made.docx().replace(b"word/document.xml", b"WORD/document.xml", 1), "damaged"),
    ],
    ids=["macro type", "template", "odt password", "odt macros", "drawing", "behind a program", "behind another", "tail", "cut short", "two lists"],
)  # fmt: skip
def test_containers_that_are_not_what_they_seem_are_refused(taken, name, content, said):
    with pytest.raises(FileRefused, match=said):
        taken(name, content)


def test_locked_parts_are_refused(taken):
    locked = bytearray(made.docx())
    with zipfile.ZipFile(io.BytesIO(bytes(locked))) as found:
        first = found.infolist()[0]
    entry = bytes(locked).rfind(b"PK\x01\x02", 0, bytes(locked).find(first.filename.encode(), 100))
    locked[entry + 8] |= 1

    with pytest.raises(FileRefused, match="protected by a password"):
        taken("letter.docx", bytes(locked))


@pytest.mark.parametrize(
    "parts",
    [
        {"word/media/image1.bin": bytes(6_000_000)},
        {f"word/media/{n}.bin": b"" for n in range(6_000)},
        {"word/embeddings/a.docx": made.added_to(made.docx(), {"word/media/image1.bin": bytes(6_000_000)})},
    ],
    ids=["ratio", "number", "nested"],
)
def test_bombs_are_refused_unopened(taken, parts):
    with pytest.raises(FileRefused, match="unpack to far more"):
        taken("letter.docx", made.added_to(made.docx(), parts))


def test_bomb_of_many_middling_parts_is_refused(taken, monkeypatch):
    monkeypatch.setattr(archive, "LARGEST_UNPACKED", 3_000_000)
    parts = {f"word/media/{n}.bin": bytes(500_000) for n in range(7)}

    with pytest.raises(FileRefused, match="unpack to far more"):
        taken("letter.docx", made.added_to(made.docx(), parts))


def test_files_inside_share_the_room_of_the_outer_one(taken, monkeypatch):
    monkeypatch.setattr(archive, "LARGEST_UNPACKED", 5_000_000)
    inner = made.added_to(made.docx(), {"word/media/1.bin": bytes(2_200_000)})

    assert taken("letter.docx", made.added_to(made.docx(), {"word/embeddings/1.docx": inner}))
    with pytest.raises(FileRefused, match="unpack to far more"):
        taken("letter.docx", made.added_to(made.docx(), {f"word/embeddings/{n}.docx": inner for n in "12"}))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jpg", b"\xff\xd8" + b"\xff" * 5_000_000),
        ("a.jpg", b"\xff\xd8" + b"\xff\xd0" * 2_500_000),
        ("a.heic", made.heic() + b"\x00\x00\x00\x08free" * 600_000),
        ("a.png", made.png()[:33] + b"\x00\x00\x00\x00tEXt\x00\x00\x00\x00" * 400_000 + made.png()[33:]),
        ("a.pdf", made.pdf()[:-6] + b"/ObjStm stream\nxx" * 300_000 + b"\n%%EOF"),
    ],
    ids=named,
)
def test_files_made_to_keep_us_busy_are_refused_soon(taken, name, content):
    with pytest.raises(FileRefused):
        taken(name, content)


def test_containers_within_containers_end_somewhere(taken):
    inner = made.docx()
    for _ in range(3):
        inner = made.added_to(made.docx(), {"word/embeddings/a.docx": inner})

    with pytest.raises(FileRefused, match="carries another file"):
        taken("letter.docx", inner)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.png", made.png(60_000, 60_000), "60,000 by 60,000 dots"),
        ("a.png", made.png(0, 5), "too large to be shown|0 by 5"),
        ("a.jpg", made.jpeg(65_000, 65_000), "too large"),
        ("a.heic", made.heic(100_000, 100_000), "too large"),
        ("a.png", made.png() + b"<script>x()</script>", "two kinds"),
        ("a.png", made.png() + made.zipped({"a": "b"}), "two kinds"),
        ("a.png", made.png(tEXt=b"Comment\x00<script>x()</script>"), "two kinds"),
        ("a.png", made.png()[:40], "damaged"),
        ("a.png", made.png().replace(b"IDAT", b"iDOT"), "damaged"),
        ("a.jpg", made.jpeg(comment=b"<?php system($_GET['x']); ?>"), "two kinds"),
        ("a.jpg", made.jpeg(comment=b"%PDF-1.4 1 0 obj"), "two kinds"),
        ("a.jpg", made.jpeg() + made.zipped({"a.class": "x"}), "two kinds"),
        ("a.jpg", made.jpeg() + b"Rar!\x1a\x07\x00", "two kinds"),
        ("a.jpg", made.jpeg()[:-2], "damaged"),
        ("a.jpg", b"\xff\xd8\xff\xe0\x00\x04ab", "damaged"),
        ("a.heic", made.heic()[:-3], "damaged"),
        ("a.heic", made.heic() + b"MZ" + bytes(50), "damaged"),
    ],
    ids=named,
)
def test_pictures_that_could_do_harm_are_refused(taken, name, content, said):
    with pytest.raises(FileRefused, match=said):
        taken(name, content)


def test_document_that_is_also_a_pdf_is_refused(taken):
    both = made.zipped({"[Content_Types].xml": b"%PDF-1.7 " + b"x" * 9}, stored=True)

    with pytest.raises(FileRefused):
        taken("letter.docx", both)
