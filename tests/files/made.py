"""Files for tests: small real ones of every kind that is taken, and ones made to do harm."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from docx import Document
from openpyxl import Workbook
from pypdf import PdfReader, PdfWriter

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
PROGRAM = b"MZ\x90\x00" + bytes(60) + b"PE\x00\x00" + bytes(400)
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def pdf() -> bytes:
    """One blank page, as pypdf writes it."""
    return _written(_pdf_writer())


def pdf_with_script() -> bytes:
    """Runs JavaScript when it is opened."""
    return pdf_that(b"/OpenAction << /S /JavaScript /JS (app.alert) >>")


def pdf_that(does: bytes) -> bytes:
    """A page whose catalogue says more."""
    assert pdf().count(b"/Type /Catalog") == 1
    return pdf().replace(b"/Type /Catalog", b"/Type /Catalog " + does)


def pdf_with_hidden_script() -> bytes:
    """As above, the name written in another way and packed into a list of objects."""
    packed = zlib.compress(b"1 0 2 20 << /S /J#61vaScript /J#53 (app.alert) >> << >>")
    head = b"5 0 obj << /Type /ObjStm /N 2 /First 10 /Filter /FlateDecode /Length %d >>\nstream\n" % len(
        packed
    )
    return pdf().replace(b"%%EOF", b"") + head + packed + b"\nendstream\nendobj\n%%EOF\n"


def pdf_with_attachment() -> bytes:
    """Carries another file."""
    writer = _pdf_writer()
    writer.add_attachment("tool.exe", PROGRAM)
    return _written(writer)


def pdf_protected() -> bytes:
    """Opens with a password only."""
    writer = _pdf_writer()
    writer.encrypt("geheim", algorithm="RC4-128")
    return _written(writer)


def docx() -> bytes:
    """A letter."""
    letter = Document()
    letter.add_paragraph("The rota was agreed.")
    out = io.BytesIO()
    letter.save(out)
    return out.getvalue()


def xlsx() -> bytes:
    """A table."""
    book = Workbook()
    book.active.append(["month", "waits"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def pptx() -> bytes:
    """The least that is a presentation."""
    types = f'<Types><Override PartName="/ppt/presentation.xml" ContentType="{SLIDES}"/></Types>'
    return zipped(
        {"[Content_Types].xml": types, "_rels/.rels": "<Relationships/>", "ppt/presentation.xml": "<p/>"}
    )


def open_document(kind: str, **more: str) -> bytes:
    """The least that is an OpenDocument file of that kind (text, spreadsheet, presentation)."""
    parts = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": "<office:document-content/>",
        "META-INF/manifest.xml": more.pop("manifest", "<manifest:manifest/>"),
        **more,
    }
    return zipped(parts)


def png(width: int = 2, height: int = 2, **chunks: bytes) -> bytes:
    """A picture; `chunks` are added by their names."""
    size = struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0)
    dots = zlib.compress((b"\x00" + bytes(3 * 2)) * 2)
    parts = [
        (b"IHDR", size),
        *((name.encode(), said) for name, said in chunks.items()),
        (b"IDAT", dots),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, said) for name, said in parts)


def jpeg(width: int = 2, height: int = 2, comment: bytes = b"") -> bytes:
    """The skeleton of a photograph, with every part that is looked at."""
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    parts = [
        (0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"),
        (0xFE, comment),
        (0xC0, frame),
        (0xDA, b"\x01\x01\x00\x00\x3f\x00"),
    ]
    marks = b"".join(bytes((0xFF, mark)) + struct.pack(">H", len(said) + 2) + said for mark, said in parts)
    return b"\xff\xd8" + marks + b"\x55\xaa\x55" + b"\xff\xd9"


def heic(width: int = 2, height: int = 2, brand: bytes = b"heic") -> bytes:
    """The boxes of a photograph from a telephone."""
    size = _box(b"ispe", struct.pack(">LLL", 0, width, height))
    meta = _box(b"meta", bytes(4) + _box(b"iprp", _box(b"ipco", size)))
    return _box(b"ftyp", brand + bytes(4) + b"mif1heic") + meta + _box(b"mdat", b"dots")


def ole(*names: str) -> bytes:
    """A container of old Office, with streams of these names."""
    return OLE + b"".join(name.encode("utf-16-le").ljust(64, b"\x00") for name in names)


def zipped(parts: dict[str, str | bytes], *, stored: bool = False) -> bytes:
    """A zip with these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for name, said in parts.items():
            archive.writestr(name, said)
    return out.getvalue()


def added_to(container: bytes, parts: dict[str, str | bytes]) -> bytes:
    """The same container with more parts."""
    out = io.BytesIO(container)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, said in parts.items():
            archive.writestr(name, said)
    return out.getvalue()


def replaced_in(container: bytes, name: str, old: str, new: str) -> bytes:
    """The same container with some words of one part changed."""
    with zipfile.ZipFile(io.BytesIO(container)) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    parts[name] = parts[name].decode().replace(old, new)
    return zipped(parts)


def relations(kind: str, target: str = "https://evil.example/x", mode: str = "External") -> str:
    """Links of a document to something else."""
    return f'<Relationships><Relationship Id="r1" Type="{RELATIONS}/{kind}" Target="{target}" TargetMode="{mode}"/></Relationships>'


def _pdf_writer() -> PdfWriter:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    return writer


def _written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    assert len(PdfReader(io.BytesIO(out.getvalue())).trailer) > 0
    return out.getvalue()


def _chunk(name: bytes, said: bytes) -> bytes:
    return struct.pack(">L", len(said)) + name + said + struct.pack(">L", zlib.crc32(name + said))


def _box(name: bytes, said: bytes) -> bytes:
    return struct.pack(">L", len(said) + 8) + name + said
