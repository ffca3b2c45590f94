"""What is typed into a search is looked for as it is: no wildcard, no pattern, no query of its own."""

import time

import pytest
from bs4 import BeautifulSoup

from tests.access.world import SECRET
from tests.security.walk import body, undone, visitor

pytestmark = pytest.mark.django_db

NOT_IN_ANY = (
    "Z%d",
    "Z_dmark",
    "Z.dmark",
    "Ze?dmark",
    "^Zed",
    "Zed.*",
    "%",
    "_",
    "' OR 1=1 --",
    "Zedmark' --",
    "*",
    "\\",
)
NOWHERE = "qvxjqvxj"
# Pages that name it whatever is typed: a cluster above the inbox, the item for which others are sought.
NAMED_ANYWAY = {("intelligence:inbox", "words"), ("intelligence:item", "find")}
TEXT = {"text", "search"}


def searches(forms):
    """Fields to type into, on pages that list."""
    return [
        (form, name)
        for form in forms
        if form.method == "get"
        for name, kind in form.kinds.items()
        if kind in TEXT and "date" not in name and not name.endswith(("_0", "_1", "_2"))
    ]


def found(response):
    """What is listed: words of the page without the form that repeats what was typed."""
    page = BeautifulSoup(body(response), "html.parser").find("main")
    for part in page.find_all(["form", "title"]):
        part.decompose()
    return page.get_text(" ")


def test_wildcards_and_patterns_match_only_themselves(forms, quality_lead):
    """A pattern finds no more than letters that stand nowhere: what a page shows whatever is typed is left aside."""
    client, wrong = visitor(quality_lead), []
    for form, name in searches(forms):
        always = found(undone(client.get, form.action, {name: NOWHERE})).count(SECRET)
        if always and (form.name, name) not in NAMED_ANYWAY:
            wrong.append(f"{form.name} {name} shows {SECRET} for letters that stand nowhere")
        for typed in NOT_IN_ANY:
            response = undone(client.get, form.action, {name: typed})
            if response.status_code >= 500:
                wrong.append(f"{form.name} {name}={typed}: {response.status_code}")
            elif response.status_code == 200 and (found(response).replace(typed, "").count(SECRET) > always):
                wrong.append(f"{form.name} {name}={typed} finds {SECRET}")

    assert not wrong, "\n".join(wrong)


def test_the_word_itself_is_found(forms, quality_lead):
    client = visitor(quality_lead)
    finding = [
        form.name
        for form, name in searches(forms)
        if SECRET in found(undone(client.get, form.action, {name: SECRET}))
    ]

    assert "organisations:list" in finding


def test_a_long_pattern_takes_no_longer(forms, quality_lead):
    """A pattern that would be tried in a million ways is not tried at all."""
    client = visitor(quality_lead)
    began = time.process_time()
    for form, name in searches(forms):
        undone(client.get, form.action, {name: "(a+)+" * 20 + "a" * 60 + "!"})

    assert time.process_time() - began < 60
