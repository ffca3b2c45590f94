"""Planted cases: what was told, and the words that the pages must and must not show (see cases/README.md)."""

import datetime as dt
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tests.factories.organisations import OrganisationFactory
from tests.factories.triangulation import coverage, evidence
from trigpoint.common import clock
from trigpoint.triangulation.models import Direction, Proposal
from trigpoint.triangulation.services.proposing import propose

pytestmark = pytest.mark.django_db

CASES = sorted((Path(__file__).parent / "cases").glob("*.txt"))
PROVIDER = "Training (fictional) Hospitals Trust"
DAY = r"(\d{1,2} [A-Z][a-z]{2} \d{4})"
TOLD = re.compile(
    rf"(?P<stream>\w+), (?P<state>concern|watch|good), (?P<about>\w+:[\w-]+), known {DAY}"
    rf"(?:, last said {DAY})?(?:, event (?P<event>[\w-]+))?(?:, door (?P<door>\w+))?: (?P<says>.+)"
)
LOOKED = re.compile(rf"(?P<stream>\w+), (?P<about>\w+:[\w-]+), {DAY} to {DAY}")
PARTS = (
    "Told",
    "Looked at",
    "List shows",
    "List lacks",
    "Proposal shows",
    "Proposal lacks",
    "Good practice shows",
)


def day_of(words):
    """A day as a person writes it: 23 Nov 2026."""
    return dt.datetime.strptime(words, "%d %b %Y").date()


def read(path):
    """The case: its day and the lines of each part."""
    text = path.read_text(encoding="utf-8")
    today = re.search(rf"^Today: {DAY}$", text, re.MULTILINE)
    parts, here = {name: [] for name in PARTS}, None
    for line in text[today.end() :].splitlines():
        if line in PARTS:
            here = line
        elif line.strip():
            parts[here].append(line.strip())
    return day_of(today[1]), parts


def plant(parts, provider, by):
    """Write down what was told, as the sources would have told it."""
    for line in parts["Told"]:
        found = TOLD.fullmatch(line)
        assert found, f"this line of the case cannot be read: {line}"
        known, last = day_of(found[4]), found[5]
        told = {name: found[name] for name in ("stream", "state", "about", "says")}
        told |= {"event": found["event"]} if found["event"] else {}
        last_on = day_of(last) if last else known
        evidence(by, provider, known, last_on=last_on, door=found["door"] or "", **told)
    for line in parts["Looked at"]:
        found = LOOKED.fullmatch(line)
        assert found, f"this line of the case cannot be read: {line}"
        coverage(
            by, provider, day_of(found[3]), day_of(found[4]), stream=found["stream"], about=found["about"]
        )


def words_of(response):
    """What the page lists, without forms and menus."""
    page = BeautifulSoup(response.content, "html.parser").find("main")
    for part in page.find_all(["form", "details"]):
        part.decompose()
    return " ".join(page.get_text(" ").split())


@pytest.fixture(params=CASES, ids=lambda path: path.stem)
def case(request):
    """A case, on its day; asked for first, so that whoever looks at it was there before."""
    today, parts = read(request.param)
    with clock.replaying(today):
        yield parts


def test_case(case, client_of, quality_lead):
    parts = case
    provider = OrganisationFactory(code="TRAINING-1", name=PROVIDER, is_training=True)
    plant(parts, provider, quality_lead)

    propose(owner=quality_lead.commissioner, by=quality_lead)

    client = client_of(quality_lead)
    listed = words_of(client.get(reverse("triangulation:proposals")))
    standing = list(Proposal.visible_to(quality_lead).filter(is_standing=True))
    opened = " ".join(words_of(client.get(each.get_absolute_url())) for each in standing)
    good = [each.theme for each in standing if each.direction == Direction.GOOD]
    for shown, part in ((listed, "List"), (opened, "Proposal")):
        assert [line for line in parts[f"{part} shows"] if line not in shown] == []
        assert [line for line in parts[f"{part} lacks"] if line in shown] == []
    assert bool(good) == bool(parts["Good practice shows"])
    assert [line for line in parts["Good practice shows"] if line not in opened] == []


def test_every_case_expects_something():
    for path in CASES:
        _, parts = read(path)
        assert parts["Told"]
        assert any(parts[name] for name in PARTS[2:]), path.name


def test_known_weaknesses_are_on_record():
    assert [path.stem for path in CASES if path.read_text().startswith("Known weakness")]
