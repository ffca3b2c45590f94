"""Script that somebody stored in a record, or put into an address, is shown as text and never run."""

import pytest
from bs4 import BeautifulSoup

from tests.security.planting import planted, text_fields
from tests.security.walk import body, fault, is_page, undone, visitor, with_each_argument

pytestmark = pytest.mark.django_db

MARK = "x-planted"
SCRIPT = f"""'"></script></textarea></title><{MARK} onmouseover=alert(1)>{{{{7*7}}}}"""
LINK = "javascript:alert(1)//x-planted"


def shown_unescaped(response):
    """Whether the browser would make something of what was planted."""
    text = body(response)
    if is_page(response) or b"<svg" in text[:2000]:
        page = BeautifulSoup(text, "html.parser")
        links = page.find_all(
            lambda tag: any(
                str(tag.get(name, "")).startswith("javascript:") for name in ("href", "src", "action")
            )
        )
        handlers = page.find_all(lambda tag: any(name.startswith("on") for name in tag.attrs))
        return bool(page.find(MARK) or links or handlers)
    return False


def faults_of(found):
    """Pages that fail or show what was planted."""
    for what, response in found:
        if response.status_code >= 500:
            yield f"{what}: {fault(response)}"
        elif shown_unescaped(response):
            yield f"{what} shows it unescaped"


@pytest.mark.parametrize("text", [SCRIPT, LINK], ids=["script", "link"])
def test_stored_script_is_text_on_every_page(everywhere, quality_lead, text):
    client = visitor(quality_lead)
    fields = planted(text)
    quality_lead.refresh_from_db()

    wrong = list(faults_of((place.name, undone(client.get, place.address)) for place in everywhere))

    assert len(fields) > 20
    assert not wrong, "\n".join(wrong)


def test_what_was_planted_is_really_shown(everywhere, quality_lead):
    """Otherwise the test above would hold for empty pages."""
    client = visitor(quality_lead)
    planted(SCRIPT)

    showing = [place.name for place in everywhere if b"x-planted" in body(undone(client.get, place.address))]

    assert len(showing) > 10


def test_script_in_an_address_is_text(everywhere, quality_lead, forms):
    client = visitor(quality_lead)
    names = {"q", "next", "page", "sort", "kind", "ask", "filter", "text", "back"}
    names |= {name for form in forms for name in form.fields if form.method == "get"}
    asked = dict.fromkeys(names, SCRIPT)
    wrong = list(faults_of((place.name, undone(client.get, place.address, asked)) for place in everywhere))

    assert not wrong, "\n".join(wrong)


def test_script_instead_of_an_id_is_text(world, quality_lead):
    client = visitor(quality_lead)
    tried = with_each_argument(world, lambda value: [SCRIPT.replace("/", "")])
    wrong = list(faults_of((name, undone(client.get, address)) for name, _, address in tried))

    assert not wrong, "\n".join(wrong)


def test_script_sent_with_a_form_is_text_when_the_form_comes_back(sent_forms, quality_lead):
    client = visitor(quality_lead)
    wrong = []
    for form in sent_forms:
        sent = dict.fromkeys(form.fields, SCRIPT)
        wrong += faults_of([(form.action, undone(client.post, form.action, sent))])

    assert not wrong, "\n".join(wrong)


def test_fields_that_are_planted_are_those_that_people_write():
    names = {f"{model._meta.label}.{field.name}" for model, field in text_fields()}

    assert {"actions.Action.text", "loads.Load.file_name", "organisations.Organisation.name"} <= names
