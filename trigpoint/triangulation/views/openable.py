"""Which addresses lead somewhere for a reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.urls import Resolver404, resolve

from trigpoint.accounts.access import opens_to
from trigpoint.common.references import Shown
from trigpoint.triangulation.queries.concerns_case import Linked


def is_openable(address: str, *, user: Any) -> bool:
    """Whether the page at an address of ours lets `user` in."""
    try:
        found = resolve(address.partition("?")[0].partition("#")[0])
    except Resolver404:
        return False
    return opens_to(user, found.view_name)


def openable(addresses: Mapping[str, str], *, user: Any) -> dict[str, str]:
    """Those that let `user` in."""
    return {name: address for name, address in addresses.items() if is_openable(address, user=user)}


def with_openable(linked: Iterable[Linked], *, user: Any) -> list[Linked]:
    """The same, without addresses that would turn `user` away."""
    return [
        replace(each, shown=Shown(each.shown.label, ""))
        if each.shown and not is_openable(each.shown.address, user=user)
        else each
        for each in linked
    ]
