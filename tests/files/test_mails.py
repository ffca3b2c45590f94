"""E-mails are taken as evidence when everything that travels in them would be; otherwise it is said what would not."""

import email

import pytest

from tests.files import made, mails
from trigpoint.files import kinds
from trigpoint.files.contents import mail, outlook
from trigpoint.files.contents.recognition import recognised
from trigpoint.files.errors import FileRefused

CALENDAR = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
INNER = ("__attach_version1.0_#00000000", "__substg1.0_3701000D")


@pytest.fixture
def taken(tmp_path):
    """What becomes of a content under a name."""

    def look(name, content):
        path = tmp_path / "waiting"
        path.write_bytes(content)
        return recognised(path, name).name

    return look


def named(value):
    """The name of a file or what is said of it tells a case; its content does not."""
    return value if isinstance(value, str) else "-"


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("plain.eml", mails.eml(), "E-mail"),
        ("other line ends.eml", mails.eml().replace(b"\n", b"\r\n"), "E-mail"),
        ("with a page.eml", mails.eml(html="<p>The rota was agreed.</p>"), "E-mail"),
        ("with files.eml", mails.eml(minutes_pdf=made.pdf(), rota_xlsx=made.xlsx()), "E-mail"),
        ("with a badge.eml", mails.eml(badge_gif=b"GIF89a" + bytes(40), invite_ics=CALENDAR), "E-mail"),
        ("signed.eml", mails.eml(smime_p7s=b"0\x82\x01" + bytes(60)), "E-mail"),
        ("forwarded.eml", mails.eml_around(mails.eml(minutes_pdf=made.pdf())), "E-mail"),
        ("forwarded.eml", mails.eml(rota_msg=mails.msg()), "E-mail"),
        ("plain.msg", mails.msg(), "Outlook e-mail"),
        ("with files.msg", mails.msg(minutes_pdf=made.pdf(), rota_xlsx=made.xlsx()), "Outlook e-mail"),
        ("forwarded.msg", mails.msg(forwarded_eml=mails.eml()), "Outlook e-mail"),
        ("pasted.txt", mails.eml(), "Plain text"),
    ],
    ids=named,
)  # fmt: skip
def test_e_mails_are_taken_with_what_travels_in_them(taken, name, content, kind):
    assert taken(name, content) == kind


PROGRAMS = [
    ("tool_exe", made.PROGRAM, "brings tool.exe, which cannot be taken. This is a program"),
    ("minutes_pdf", made.PROGRAM, "brings minutes.pdf, which cannot be taken. This is a program"),
    ("run_js", b"WScript.Echo(1)", "brings run.js, .* By its name this is a web page"),
    ("page_html", b"<html><script>x()</script></html>", "brings page.html, .* a web page"),
    ("minutes_pdf", made.pdf_with_script(), "brings minutes.pdf, .* script"),
    ("all_zip", made.zipped({"a.txt": "a"}), "brings all.zip, .* Unpack it"),
    ("badge_gif", made.PROGRAM, "brings badge.gif, .* a program"),
    ("smime_p7s", made.PROGRAM, "brings smime.p7s, .* a program"),
    ("old_doc", made.ole("WordDocument"), "brings old.doc, .* save it as .docx"),
]


@pytest.mark.parametrize("make", [mails.eml, mails.msg], ids=["eml", "msg"])
@pytest.mark.parametrize(("name", "content", "said"), PROGRAMS, ids=named)
def test_what_would_not_be_taken_by_itself_does_not_travel_in_an_e_mail(taken, make, name, content, said):
    with pytest.raises(FileRefused, match=said):
        taken(f"mail.{make.__name__}", make(**{name: content}))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("mail.eml", b"only words", "but the file is plain text"),
        ("mail.eml", b"<html>From: a@example.org</html>", "By its name|a web page"),
        ("mail.eml", mails.msg(), "rename it to end in .msg"),
        ("mail.msg", mails.eml(), "but the file is plain text"),
        ("mail.msg", made.docx(), "rename it to end in .docx"),
        ("mail.msg", made.ole("__substg1.0_0037001F"), "damaged"),
        ("mail.msg", mails.msg()[:2000], "damaged"),
        ("mail.msg", mails.msg() + made.zipped({"a": "b"}), "two kinds"),
        ("mail.msg", mails.msg(minutes_docx=made.docx()) + made.zipped({"a": "b"}), "two kinds"),
        ("mail.msg", mails.compound({("__substg1.0_0037001F",): b"x"}), "damaged"),
        ("mail.msg", mails.msg(more={("_VBA_PROJECT_CUR", "VBA", "dir"): b"x"}), "no e-mail and no attachment"),
        ("mail.msg", mails.msg(more={(*INNER, "\x01Ole10Native"): b"x"}), "no e-mail and no attachment"),
        ("mail.msg", mails.msg(more={
            (*INNER, "__attach_version1.0_#00000000", "__substg1.0_37010102"): made.PROGRAM}), "a program"),
        ("mail.eml", mails.eml_around(mails.eml(tool_exe=made.PROGRAM)), "brings forwarded.eml.*brings tool.exe"),
        ("mail.eml", mails.eml_of("application/pkcs7-mime", b"0\x80x"), "encrypted"),
        ("mail.eml", mails.eml_of("application/x-something", made.PROGRAM), "something without a name"),
        ("mail.eml", mails.eml().replace(b"\n\n", b"\n\nbegin 644 tool.exe\nM35J0\n"), "carries a file in its text"),
        ("mail.eml", mails.eml(minutes_pdf=made.pdf()).rpartition(b"--==")[0], "damaged"),
        ("mail.eml", mails.eml() + b"\x00", "damaged"),
        ("mail.eml", mails.eml() + made.zipped({"a": "b"}), "damaged|two kinds"),
        ("mail.eml", mails.eml().replace(b"Subject: Rota", b"Subject: %PDF-1.4"), "two kinds"),
        ("mail.eml", mails.eml(text="Content-Type: x\n" * 101), "more than 100 parts"),
    ],
    ids=named,
)  # fmt: skip
def test_e_mails_that_cannot_be_looked_at_are_refused(taken, name, content, said):
    with pytest.raises(FileRefused, match=said):
        taken(name, content)


def test_e_mails_in_e_mails_end_somewhere(taken):
    content = mails.eml()
    for _ in range(3):
        content = mails.eml_around(content)
    assert taken("mail.eml", content) == "E-mail"

    with pytest.raises(FileRefused, match="too deep inside one another"):
        taken("mail.eml", mails.eml_around(content))


def test_message_wrapped_so_that_only_mail_programs_see_it_is_refused(tmp_path):
    path = tmp_path / "mail"
    path.write_bytes(
        b"From: a@example.org\nSubject: x\nContent-Type: message/rfc822\n"
        b"Content-Transfer-Encoding: base64\n\nRnJvbTogYQo=\n"
    )

    with pytest.raises(FileRefused, match="unusual way"):
        list(mail.attached(path))


def test_same_bytes_under_many_names_are_refused(tmp_path, monkeypatch):
    path = tmp_path / "mail"
    path.write_bytes(mails.msg(minutes_pdf=made.pdf()))
    monkeypatch.setattr("olefile.OleFileIO.get_size", lambda self, stream: 10**9)

    with pytest.raises(FileRefused, match="damaged"):
        list(outlook.attached(path))


def test_names_of_what_is_attached_are_read_as_they_were_meant(tmp_path):
    path = tmp_path / "mail"
    path.write_bytes(mails.eml(Café_pdf=made.pdf()))
    assert [each.name for each in mail.attached(path)] == ["Café.pdf"]

    path.write_bytes(mails.eml(minutes_pdf=made.pdf()).replace(b'"minutes.pdf"', b'"=?utf-8?q?tool=2Eexe?="'))
    assert [each.name for each in mail.attached(path)] == ["tool.exe"]


def test_made_e_mails_are_ones():
    assert email.message_from_bytes(mails.eml())["Subject"] == "Rota"
    assert kinds.media_type_of("msg") == "application/vnd.ms-outlook"


def test_refusals_name_what_is_taken(taken):
    for name, content in (("tool.exe", made.PROGRAM), ("noise.bin", bytes(range(256)) * 4)):
        with pytest.raises(FileRefused, match=r"\.pdf, .*\.eml, \.msg, .* are taken"):
            taken(name, content)
