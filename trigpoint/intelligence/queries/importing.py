"""What taking a file of comments in has to know: who bears a name, how columns were named before, what is here already."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from trigpoint.accounts.rules import reach
from trigpoint.intelligence.models import SheetImport, SheetMapping
from trigpoint.intelligence.rules.mapping import AMBIGUOUS
from trigpoint.organisations.models import Kind, Organisation

NO_PROVIDERS = (Kind.PLACE, Kind.ICB, Kind.REGION, Kind.SUPPORT)
RECENT = 20


def directory(*, cells: Iterable[str], user: Any) -> dict[str, str]:
    """Code of each provider that a cell names by its code or its exact name; AMBIGUOUS where several bear the name."""
    wanted = {cell.strip().casefold() for cell in cells if cell and cell.strip()}
    providers = Organisation.visible_to(user).exclude(kind__in=NO_PROVIDERS).order_by()
    by_name: dict[str, str] = {}
    by_code: dict[str, str] = {}
    for code, name in providers.values_list("code", "name"):
        if code.casefold() in wanted:
            by_code[code.casefold()] = code
        if (key := name.casefold()) in wanted:
            by_name[key] = code if by_name.get(key, code) == code else AMBIGUOUS
    return by_name | by_code


def mappings_of(user: Any) -> QuerySet[SheetMapping]:
    """How columns were named, each name's latest version first."""
    return SheetMapping.visible_to(user).filter(owner=reach(user).commissioner_id).select_related("provider")


def fitting_mapping(user: Any, *, headings: Iterable[str], source: str) -> SheetMapping | None:
    """The latest mapping whose every heading a file has; the one that names most of them."""
    present = set(headings)
    fitting = [
        each
        for each in mappings_of(user).filter(source=source).order_by("-at")
        if each.columns.get("words") and each.headings <= present
    ]
    return max(fitting, key=lambda each: len(each.headings), default=None)


def sheets_of(user: Any) -> QuerySet[SheetImport]:
    """Files of comments, the latest first."""
    return (
        SheetImport.visible_to(user)
        .filter(owner=reach(user).commissioner_id)
        .select_related("mapping__provider", "load", "by")
    )
