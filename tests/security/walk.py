"""Walking the whole service: every address there is, and every form that its pages draw.

Nothing here names a page. What is added to the service is walked from the day it has an address and its
arguments in `tests/access/world.py`.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, resolve, reverse

from tests.access.table import addresses
from tests.access.world import World

NOT_SENT = {"submit", "button", "reset", "image"}
DOOR = "accounts:sign-out"  # would end the walk


@dataclass(frozen=True)
class Place:
    """One page: its name and where it is."""

    name: str
    address: str


@dataclass
class Form:
    """A form as a page draws it: where it goes, and what it would send untouched. `choices`: what a field offers."""

    name: str
    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)


def places(world: World) -> list[Place]:
    """Every page but the way out."""
    return [Place(name, world.address(name)) for name in addresses() if name != DOOR]


def with_each_argument(
    world: World, instead: Callable[[str], Iterable[str]]
) -> Iterator[tuple[str, int, str]]:
    """Every page that takes arguments, with one of them replaced: name, which argument, address. Impossible ones left out.

    `instead`: the argument as it is -> what to try in its place.
    """
    for name in addresses():
        arguments = world.arguments.get(name, [])
        for number, known in enumerate(arguments):
            for value in instead(str(known)):
                try:
                    address = reverse(name, args=[*arguments[:number], value, *arguments[number + 1 :]])
                except NoReverseMatch:
                    continue
                yield name, number, address


def visitor(user=None, **options) -> Client:
    """A browser of somebody, or of nobody; faults of the service come back as 500."""
    client = Client(raise_request_exception=False, **options)
    if user is not None:
        client.force_login(user)
    return client


def body(response: HttpResponse) -> bytes:
    """All that was answered."""
    if response.streaming:
        response.kept = getattr(response, "kept", None) or b"".join(response.streaming_content)
        return response.kept
    return response.content


def is_page(response: HttpResponse) -> bool:
    """Whether it is HTML."""
    return response.headers.get("Content-Type", "").startswith("text/html")


def fault(response: HttpResponse) -> str:
    """Where a fault of the service arose, in a line."""
    told = getattr(response, "exc_info", None)
    if not told:
        return str(response.status_code)
    last = traceback.extract_tb(told[2])[-1]
    return f"{told[0].__name__}: {str(told[1])[:160]} ({last.filename.rpartition('/trigpoint/')[2]}:{last.lineno})"


def undone(ask, *arguments, **options) -> HttpResponse:
    """What was answered; whatever the request changed is undone."""
    with transaction.atomic():
        response = ask(*arguments, **options)
        body(response)
        transaction.set_rollback(True)
    return response


def forms_of(response: HttpResponse) -> Iterator[Form]:
    """The forms that a page draws."""
    page = BeautifulSoup(body(response), "html.parser")
    here = response.wsgi_request.path
    for drawn in page.find_all("form"):
        action = urlsplit(drawn.get("action") or here)
        place = action.path or here
        form = Form(resolve(place).view_name, place, (drawn.get("method") or "get").lower())
        for control in drawn.find_all(["input", "select", "textarea"]):
            _take(form, control)
        yield form


def all_forms(client: Client, found: Iterable[Place]) -> list[Form]:
    """The forms on every page that this person can open, one for each place it goes to and set of fields."""
    known: dict[tuple, Form] = {}
    for place in found:
        response = undone(client.get, place.address)
        if response.status_code == 200 and is_page(response):
            for form in forms_of(response):
                known.setdefault((form.name, form.method, tuple(sorted(form.fields))), form)
    return [form for form in known.values() if form.name != DOOR]


def filled(form: Form) -> dict[str, str]:
    """A form as somebody fills it in: what is chosen already, else something plain."""
    plain = {"date": "2026-01-01", "number": "1", "email": "someone@example.nhs.uk"}
    return {
        name: (values[0] if values and values[0] else plain.get(form.kinds[name], "word"))
        for name, values in form.fields.items()
    }


def _take(form: Form, control: Tag) -> None:
    name = control.get("name")
    kind = control.get("type", control.name)
    if not name or kind in NOT_SENT or name == "csrfmiddlewaretoken":
        return
    if control.name == "select":
        offered = [option.get("value", option.get_text()) for option in control.find_all("option")]
        chosen = [option.get("value", "") for option in control.find_all("option", selected=True)]
        form.choices.setdefault(name, []).extend(offered)
        value = chosen or offered[-1:]
    elif kind in ("radio", "checkbox"):
        form.choices.setdefault(name, []).append(control.get("value", "on"))
        value = [control.get("value", "on")] if not form.fields.get(name) else []
    else:
        value = [control.get_text() if control.name == "textarea" else control.get("value", "")]
    form.kinds[name] = kind
    form.fields.setdefault(name, []).extend(value)
