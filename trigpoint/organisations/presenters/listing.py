"""The list of organisations, on the page and as CSV."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from trigpoint.organisations.forms import STATES, SearchForm
from trigpoint.organisations.models import Hierarchy, Kind, Organisation
from trigpoint.organisations.queries import ALL, CLOSED, OPEN, parents_among
from trigpoint.ui.words import count

CSV_HEADINGS = ("name", "code", "kind", "place", "board", "postcode", "opened_on", "closed_on", "training")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class OrganisationRow:
    """One line of the list."""

    name: str
    code: str
    kind: str
    place: str
    board: str
    postcode: str
    opened_on: dt.date | None
    closed_on: dt.date | None
    status: str
    is_training: bool

    def cells(self) -> list[str]:
        """As CSV. A cell that a spreadsheet would take for a formula gets a leading quotation mark."""
        texts = [self.name, self.code, self.kind, self.place, self.board, self.postcode]
        dates = [day.isoformat() if day else "" for day in (self.opened_on, self.closed_on)]
        told = [*texts, *dates, "Training (fictional)" if self.is_training else ""]
        return [f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell for cell in told]


def rows(organisations: Iterable[Organisation]) -> list[OrganisationRow]:
    """Lines with the place and board of each, in one query for all."""
    listed = list(organisations)
    parents = parents_among(listed)
    return [
        OrganisationRow(
            name=held.name,
            code=held.code,
            kind=Kind(held.kind).label,
            place=_name(parents[held.pk].get(Hierarchy.PLACE)),
            board=_name(parents[held.pk].get(Hierarchy.ICB)),
            postcode=held.postcode,
            opened_on=held.opened_on,
            closed_on=held.closed_on,
            status=held.status,
            is_training=held.is_training,
        )
        for held in listed
    ]


def _name(parent: Organisation | None) -> str:
    return parent.name if parent else ""


def list_sentence(total: int, chosen: dict[str, str], form: SearchForm) -> str:
    """How many there are of what was asked for: "424 open GP practices within NHS Greater Manchester..."."""
    state = {OPEN: " open", CLOSED: " closed", ALL: ""}[chosen["state"]]
    kind = f" of the kind “{Kind(chosen['kind']).label}”" if chosen["kind"] else ""
    within = f" within {dict(form.fields['within'].choices)[chosen['within']]}" if chosen["within"] else ""
    asked = f" for “{chosen['q']}”" if chosen["q"] else ""
    noun = "organisation" if total == 1 else "organisations"
    verb = "is" if total == 1 else "are"
    number = "no" if total == 0 else count(total)
    return f"There {verb} {number}{state} {noun}{kind}{within}{asked} in the directory."


def chips(chosen: dict[str, str], form: SearchForm) -> list[dict[str, str]]:
    """What the view is narrowed to."""
    names = {
        "q": f"“{chosen['q']}”",
        "kind": dict(Kind.choices).get(chosen["kind"], ""),
        "within": dict(form.fields["within"].choices).get(chosen["within"], ""),
        "state": dict(STATES)[chosen["state"]],
    }
    usual = {"q": "", "kind": "", "within": "", "state": OPEN}
    return [
        {"key": key, "value": chosen[key], "text": text}
        for key, text in names.items()
        if chosen[key] != usual[key]
    ]
