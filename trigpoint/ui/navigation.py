"""Where a person is and where they can go: the sections of the header, and addresses that keep their filters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

# What people look up now and then: name on the page, address, whether it is there without a sign-in.
FOOT = (
    ("You said, we did: for everybody", "yousaid:list", True),
    ("Framework packs", "frameworks:list", False),
    ("Bank holidays and working days", "frameworks:working-days", False),
    ("Who can see what", "accounts:roles", True),
)
# Name on the page, address, areas whose pages count as this section.
SECTIONS = (
    ("Home", "reports:home", ()),
    ("Early warning", "surveillance:dashboard", ("surveillance",)),
    ("Soft intelligence", "intelligence:inbox", ("intelligence",)),
    ("Concerns", "triangulation:list", ("triangulation",)),
    ("Briefs", "reports:briefs", ("reports",)),
    ("Papers", "reports:papers", ("papers",)),
    ("Actions", "actions:list", ("actions",)),
    ("Organisations", "organisations:list", ("organisations",)),
    ("Indicators", "indicators:list", ("indicators",)),
    ("Loads", "loads:list", ("loads",)),
    ("Shared with you", "accounts:shared", ()),
    ("Restricted", "vault:list", ("vault",)),
    ("References", "vault:mine", ()),
    ("People", "accounts:people", ("accounts",)),
    ("Audit", "audit:search", ("audit",)),
)

# Where a section has several pages of its own to start from: name on the page and address, the first for whom it opens.
ROOMS = {
    "intelligence": (
        ("Inbox", "intelligence:inbox"),
        ("Tell something", "intelligence:tell"),
        ("What you told us", "intelligence:told"),
        ("Comments", "intelligence:comments"),
        ("Themes", "intelligence:themes"),
        ("Silence", "intelligence:silence"),
        ("Complaints", "intelligence:complaints"),
        ("You said, we did", "intelligence:changes"),
        ("Who was listened to", "intelligence:engagement"),
        ("Take in a file", "intelligence:import"),
        ("Links for practices", "intelligence:links"),
        ("Who is told of risk", "intelligence:risk-cover"),
        ("The model", "intelligence:model"),
    ),
    "triangulation": (
        ("Concerns", "triangulation:list"),
        ("Proposed", "triangulation:proposals"),
        ("Providers", "triangulation:profiles"),
        ("Themes", "triangulation:themes"),
        ("Streams", "triangulation:streams"),
        ("Questions to ask", "triangulation:enquiries"),
        ("Good practice", "triangulation:good-practices"),
    ),
}

# Pages whose address does not say to which of these they belong.
ROOM_OF = {
    "intelligence:provider": "intelligence:themes",
    "intelligence:place": "intelligence:themes",
    "intelligence:practice": "intelligence:silence",
    "triangulation:unmapped": "triangulation:themes",
}


_is_open_to: Callable[[Any, str], bool] | None = None


def use_doors(is_open_to: Callable[[Any, str], bool]) -> None:
    """Say which page, by its name, opens to a person; called once by the wiring."""
    global _is_open_to
    _is_open_to = is_open_to


_count_news: Callable[[Any], int] | None = None


def use_news(count: Callable[[Any], int]) -> None:
    """Say how much news a person has not read; called once by the wiring."""
    global _count_news
    _count_news = count


def unread_news(request: HttpRequest) -> int:
    """How much news the person has not read, for the header and the page of news: asked once a request."""
    if not hasattr(request, "unread_news"):
        request.unread_news = _count_news(request.user) if _count_news else 0
    return request.unread_news


def foot(*, signed_in: bool) -> list[dict[str, str]]:
    """The links at the foot of every page."""
    shown = [(text, url_if_any(name)) for text, name, is_public in FOOT if is_public or signed_in]
    return [{"text": text, "href": address} for text, address in shown if address]


def url(name: str, *args: Any) -> str:
    """Address of a page by its name."""
    return reverse(name, args=args)


def url_if_any(name: str, *args: Any) -> str:
    """Address of a page, or "" where an installation does not have it."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def sections(request: HttpRequest, section: str = "") -> list[dict[str, Any]]:
    """The header's links, the current one marked; `section` names an area when the address does not."""
    match = getattr(request, "resolver_match", None)
    area = section or (match.app_name if match else "")
    found = [
        (text, address, areas)
        for own, name, areas in SECTIONS
        for text, address in _entry(request, own, name)
    ]
    is_first_page = any(address == request.path for _, address, _ in found)
    shown = []
    for text, address, areas in found:
        here = {"current": address == request.path} if is_first_page else {"active": area in areas}
        shown.append({"text": text, "href": address, **here})
    return shown


def rooms(request: HttpRequest, section: str = "") -> list[dict[str, Any]]:
    """Where one can go within the section, the nearest to this page marked; none where a section is one page."""
    match = getattr(request, "resolver_match", None)
    open_rooms = _rooms_open_to(request, section or (match.app_name if match else ""))
    within = [address for _, address in open_rooms if request.path.startswith(address)]
    named = ROOM_OF.get(match.view_name, "") if match else ""
    here = url(named) if named else max(within, key=len, default="")
    return [
        {"text": text, "href": address, "here": address == here, "is_page": address == request.path}
        for text, address in open_rooms
    ]


def _opens(request: HttpRequest, name: str) -> bool:
    return _is_open_to is None or _is_open_to(request.user, name)


def _rooms_open_to(request: HttpRequest, area: str) -> list[tuple[str, str]]:
    return [
        (text, address)
        for text, name in ROOMS.get(area, ())
        if (address := url_if_any(name)) and _opens(request, name)
    ]


def _entry(request: HttpRequest, text: str, name: str) -> list[tuple[str, str]]:
    """A section by its own first page; where that does not open, by the first of its rooms that does, or not at all."""
    if _opens(request, name):
        return [(text, address)] if (address := url_if_any(name)) else []
    return _rooms_open_to(request, name.partition(":")[0])[:1]


def with_query(
    request: HttpRequest, *, remove: str | Iterable[str] | Mapping[str, Any] = (), **values: Any
) -> str:
    """This page's query string with some values changed: "?sort=new&kind=acute".

    `remove` is a key, several keys, or a mapping of key to the one value to take away. A value of None
    takes the key away, a list gives several. Whatever changes, the page number starts again.
    """
    query = request.GET.copy()
    if "page" not in values:
        query.pop("page", None)
    for key, gone in _removals(remove):
        query.setlist(key, [kept for kept in query.getlist(key) if gone is not None and kept != str(gone)])
    for key, value in values.items():
        query.setlist(key, [] if value is None else [str(v) for v in _as_list(value)])
    pairs = [(key, value) for key, kept in query.lists() for value in kept]
    return "?" + urlencode(pairs)


def _removals(remove: str | Iterable[str] | Mapping[str, Any]) -> list[tuple[str, Any]]:
    if isinstance(remove, Mapping):
        return list(remove.items())
    return [(key, None) for key in ([remove] if isinstance(remove, str) else remove)]


def _as_list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple | set) else [value]
