"""Input that nobody sends by accident: whatever comes, the service answers, and never with a fault of its own."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.security.walk import fault, filled, undone, visitor, with_each_argument

pytestmark = pytest.mark.django_db

HUGE = "9" * 400
ODD = {
    "nothing": "",
    "spaces": "  \t ",
    "null byte": "a\0b",
    "half a character": "\ud800",
    "huge number": HUGE,
    "negative": "-1",
    "not a number": "NaN",
    "beyond the database": str(2**63),
    "no such day": "2025-02-30",
    "before all days": "0000-00-00",
    "after all days": "99999-01-01",
    "long": "ä" * 20_000,
    "right to left": "\u202egnp.exe",
    "quotes": "'\"`;--",
    "pattern": "%_\\[(*+?{",
    "path": "../../../../etc/passwd",
    "lines": "a\r\nX-Planted: 1",
}


def asked(value):
    """The value as it travels: what is no character becomes bytes that are no UTF-8."""
    return value.encode("utf-8", "surrogatepass")


def faults(found):
    """Answers that are faults of the service, or that carry what was planted into a header."""
    for what, response in found:
        if response.status_code >= 500 or "X-Planted" in response.headers:
            yield f"{what}: {fault(response)}"


EVERYWHERE = ("page", "sort", "next", "periods", "kind", "ask", "q", "text", "from", "to", "on")


def test_odd_words_in_an_address_are_answered(everywhere, quality_lead, forms):
    """Where pages ask by a form, every odd word for every field; everywhere else all of them at once."""
    client = visitor(quality_lead)
    wrong = []
    for place in everywhere:
        mixed = "&".join(f"{name}={quoted(value)}" for name in EVERYWHERE for value in ODD.values())
        wrong += faults([(place.name, undone(client.get, f"{place.address}?{mixed}"))])
    for form in forms:
        if form.method == "get":
            for what, value in ODD.items():
                sent = "&".join(f"{name}={quoted(value)}" for name in {*form.fields, *EVERYWHERE})
                wrong += faults([(f"{form.name} ({what})", undone(client.get, f"{form.action}?{sent}"))])

    assert not wrong, "\n".join(wrong)


def quoted(value):
    """For an address, at most as long as browsers send."""
    return "".join(f"%{byte:02X}" for byte in asked(value)[:300])


def test_odd_ids_are_answered(world, quality_lead):
    client = visitor(quality_lead)
    values = [value for value in ODD.values() if "\ud800" not in value]
    short = [value[:300].strip() or "%20" for value in values]
    tried = with_each_argument(world, lambda known: [*short, known + "%00", known.upper() + " "])

    wrong = list(faults((address[:120], undone(client.get, address)) for _, _, address in tried))

    assert not wrong, "\n".join(wrong)


def test_odd_words_in_forms_are_answered(sent_forms, quality_lead):
    client = visitor(quality_lead)
    wrong = []
    for form in sent_forms:
        for what, value in ODD.items():
            letters = "".join(f"%{byte:02X}" for byte in asked(value))
            sent = "&".join(f"{name}={letters}" for name in form.fields)
            response = undone(
                client.post, form.action, sent, content_type="application/x-www-form-urlencoded"
            )
            wrong += faults([(f"{form.name} ({what})", response)])

    assert not wrong, "\n".join(wrong)


def test_one_odd_word_in_an_otherwise_good_form_is_answered(sent_forms, quality_lead):
    """A form that is wrong everywhere is refused early; one that is nearly right gets further."""
    client = visitor(quality_lead)
    wrong = []
    for form in sent_forms:
        for name in form.fields:
            for what in ("null byte", "beyond the database", "no such day", "long"):
                sent = {**filled(form), name: ODD[what]}
                wrong += faults([(f"{form.name} {name} ({what})", undone(client.post, form.action, sent))])

    assert not wrong, "\n".join(wrong)


def test_files_where_words_are_expected_are_answered(sent_forms, quality_lead):
    client = visitor(quality_lead)
    wrong = []
    for form in sent_forms:
        files = {name: SimpleUploadedFile("../../x\r\n.csv", b"\0\xff,1") for name in form.fields}
        for sent in (files, dict.fromkeys(form.fields, "no file")):
            wrong += faults([(form.name, undone(client.post, form.action, sent))])

    assert not wrong, "\n".join(wrong)


def test_odd_headers_are_answered(everywhere, quality_lead):
    client = visitor(quality_lead)
    odd = {
        "accept-language": "x" * 5_000,
        "if-modified-since": "yesterday",
        "if-none-match": '"' * 50,
        "range": "bytes=9-1,-0,a-b",
        "user-agent": "\u202e" * 50,
        "referer": "javascript:alert(1)",
        "x-forwarded-for": "a, b, c",
        "cookie": "session=\xff\xfe; csrf=../../x; messages=x",
    }
    wrong = list(faults((place.name, undone(client.get, place.address, headers=odd)) for place in everywhere))

    assert not wrong, "\n".join(wrong)
