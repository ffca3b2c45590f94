"""What pages must show, said once."""

from __future__ import annotations

import re
from collections import Counter

from bs4 import BeautifulSoup
from django.http import HttpResponse


def page_of(response: HttpResponse | str, *, status: int = 200) -> BeautifulSoup:
    """The parsed page, after checks that hold for every page of ours."""
    if not isinstance(response, str):
        assert response.status_code == status, f"{response.status_code}, expected {status}"
        response = response.content.decode()
    page = BeautifulSoup(response, "html5lib")
    assert_sound(page)
    assert not page.find_all(style=True), "inline style attributes are refused by the content security policy"
    assert not page.find_all(lambda tag: any(name.startswith("on") for name in tag.attrs)), "inline script"
    return page


def assert_sound(page: BeautifulSoup) -> None:
    """A title, one main heading, ids that are unique, references that lead somewhere."""
    assert page.title, "no title"
    assert page.title.get_text(strip=True), "an empty title"
    assert len(page.find_all("h1")) == 1, "there must be one h1"
    repeated = [
        name for name, count in Counter(tag["id"] for tag in page.find_all(id=True)).items() if count > 1
    ]
    assert not repeated, f"ids used twice: {repeated}"
    assert_references_lead_somewhere(page)


def assert_references_lead_somewhere(page: BeautifulSoup) -> None:
    """Labels, descriptions and links within the page point at ids that exist."""
    known = {tag["id"] for tag in page.find_all(id=True)}
    wanted = {tag["for"] for tag in page.find_all("label", attrs={"for": True})}
    for name in ("aria-describedby", "aria-labelledby", "aria-controls"):
        wanted |= {part for tag in page.find_all(attrs={name: True}) for part in tag[name].split()}
    wanted |= {tag["href"][1:] for tag in page.find_all("a", href=re.compile("^#."))}
    assert not wanted - known, f"nothing has the id: {sorted(wanted - known)}"


def assert_links_tell_apart(page: BeautifulSoup) -> None:
    """The same words never lead to two places."""
    places: dict[str, set[str]] = {}
    for link in page.find_all("a", href=True):
        places.setdefault(words_of_link(link), set()).add(link["href"])
    same = {words: hrefs for words, hrefs in places.items() if len(hrefs) > 1}
    assert not same, f"the same words for different links: {same}"
    assert "" not in places, f"a link without words: {places['']}"


def words_of_link(link) -> str:
    """What a screen reader says of a link."""
    if link.get("aria-label"):
        return link["aria-label"]
    labels = [picture["aria-label"] for picture in link.find_all("svg", attrs={"aria-label": True})]
    spoken = BeautifulSoup(str(link), "html5lib")
    for hidden in spoken.find_all(["title"]) + spoken.find_all(attrs={"aria-hidden": "true"}):
        hidden.extract()
    return " ".join([*labels, *spoken.get_text(" ").split()]).strip()


def words(page: BeautifulSoup) -> str:
    """All the words of the main part, spaces evened out."""
    return " ".join((page.main or page).get_text(" ").split())
