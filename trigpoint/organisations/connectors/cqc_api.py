"""Locations, providers and their ratings: the JSON documents of the Care Quality Commission's API.

People's names are never read: not `contacts`, not the names of related providers, and a provider that is
one person or a partnership is called by its number. For the same reason the files are not kept.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import polars as pl

from trigpoint.loads.contract import Connector, Reading
from trigpoint.loads.files import ROW
from trigpoint.organisations.connectors._cqc_files import Document, documents
from trigpoint.organisations.connectors._cqc_ratings import Said, ratings_in
from trigpoint.organisations.connectors._cqc_shape import day, listed, number, text
from trigpoint.organisations.connectors._rows import (
    OGL,
    Repeats,
    RowIgnored,
    RowRefused,
    Sorted,
    in_order,
    unchecked,
)
from trigpoint.organisations.models import Hierarchy, Kind
from trigpoint.organisations.rules.facts import (
    BELONGING,
    MENTION,
    ORGANISATION,
    RATINGS_SCHEMA,
    SUCCESSION,
    Fact,
)
from trigpoint.organisations.rules.kinds import TRUST_CODE, TRUST_SITE_CODE, kind_of_location, kind_of_trust
from trigpoint.organisations.rules.names import readable_address, readable_name
from trigpoint.organisations.services import store_directory

PERSON = re.compile(r"^(mr|mrs|ms|miss|dr|prof|professor)\b", re.IGNORECASE)
ONE_OR_FEW_PEOPLE = {"individual": "Registered individual", "partnership": "Registered partnership"}
# What is shown of a document as published; nothing that could name a person.
SHOWN = {
    "id": ("locationId", "providerId"),
    "ods_code": ("odsCode",),
    "type": ("type",),
    "registration_status": ("registrationStatus",),
    "registered_on": ("registrationDate",),
    "deregistered_on": ("deregistrationDate",),
    "postcode": ("postalCode",),
    "local_authority": ("localAuthority",),
    "care_home": ("careHome",),
    "beds": ("numberOfBeds",),
    "provider_id": ("providerId",),
}


def read(path: Path) -> Reading:
    """One location, provider or list entry a row, whether the file holds one document or many."""
    found = documents(path)
    told = Sorted(_raw(found))
    repeats = Repeats()
    described = {_identity(document.content) for document in found if _is_whole(document.content)}
    ratings: list[dict[str, Any]] = []
    for document in found:
        shown = {ROW: document.row, "source": document.source}
        try:
            if not _is_whole(document.content) and _identity(document.content) in described:
                raise RowIgnored("An entry of a list; the document of this id is in the same file.")
            facts, said = _read_one(document, repeats)
        except RowIgnored as why:
            told.ignored[document.row] = str(why)
        except RowRefused as why:
            told.reject(shown, why)
        else:
            told.facts += facts
            ratings += [asdict(s) | {"row": document.row, "organisation": facts[0].code} for s in said]
    # An organisation keeps its ODS code through several registrations: the one in force speaks first.
    told.facts.sort(key=lambda fact: fact.closed_on or dt.date.max, reverse=True)
    return told.reading(pl.DataFrame(ratings, schema=RATINGS_SCHEMA))


def _is_whole(content: Mapping[str, Any] | None) -> bool:
    """A document tells whether it is registered; a list entry does not."""
    return content is not None and "registrationStatus" in content


def _identity(content: Mapping[str, Any] | None) -> str:
    held = content or {}
    return str(held.get("locationId") or held.get("providerId") or "")


def _raw(found: list[Document]) -> pl.DataFrame:
    rows = []
    for document in found:
        cells: dict[str, Any] = {ROW: document.row, "source": document.source}
        for name, keys in SHOWN.items():
            values = [document.content.get(key) for key in keys] if document.content else []
            cells[name] = next(
                (str(v) for v in values if v is not None and not isinstance(v, dict | list)), None
            )
        rows.append(cells)
    return pl.DataFrame(rows, schema={ROW: pl.Int64, "source": pl.String, **dict.fromkeys(SHOWN, pl.String)})


def _read_one(document: Document, repeats: Repeats) -> tuple[list[Fact], list[Said]]:
    """The facts of one document, the organisation's own first, and its ratings."""
    content = document.content
    if content is None:
        raise RowRefused(
            "not_json", "source", f"{document.source}: {document.fault}.", "Fetch it from the API again."
        )
    is_location = bool(text(content, "locationId"))
    key = "locationId" if is_location else "providerId"
    identity = text(content, key)
    if not identity:
        raise RowRefused(
            "wrong_file",
            "locationId",
            "It has neither a locationId nor a providerId.",
            "Load only documents of /locations and /providers.",
        )
    repeats.check(identity, {ROW: document.row, "content": json.dumps(content, sort_keys=True)}, key)
    if not _is_whole(content):
        return [_list_entry(document.row, content)], []
    facts = _location(document.row, content) if is_location else _provider(document.row, content)
    return facts, ratings_in(content)


def _list_entry(row: int, content: Mapping[str, Any]) -> Fact:
    """A list page gives id, name and postcode: enough for a trust's site, whose id is its ODS code."""
    identity = text(content, "locationId")
    if not TRUST_SITE_CODE.match(identity):
        raise RowIgnored("The list gives only an id and a name; load the document of this id itself.")
    return Fact(
        row=row,
        fact=ORGANISATION,
        code=identity,
        authority=MENTION,
        name=_name(content, "locationName", Kind.SITE),
        kind=Kind.SITE,
        postcode=text(content, "postalCode").upper(),
        cqc_id=identity,
    )


def _location(row: int, content: Mapping[str, Any]) -> list[Fact]:
    identity = text(content, "locationId")
    code = text(content, "odsCode").upper() or identity
    category = next((c for c in listed(content, "inspectionCategories") if text(c, "primary") == "true"), {})
    kind = kind_of_location(
        code=identity,
        category=text(category, "code"),
        type_of_service=text(content, "type"),
        is_care_home=text(content, "careHome") == "Y",
    )
    services = "; ".join(text(service, "name") for service in listed(content, "gacServiceTypes"))
    made = replace(
        _organisation(row, content, code, kind),
        cqc_id=identity,
        beds=number(content, "numberOfBeds") if kind == Kind.CARE_HOME else None,
        detail=services[:300],
        brand=text(content, "brandName").removeprefix("BRAND ")[:200] if kind != Kind.SITE else "",
    )
    return [made, *_parents(made, content), *_relations(made, content, "relatedLocationId")]


def _organisation(row: int, content: Mapping[str, Any], code: str, kind: Kind) -> Fact:
    """What locations and providers have in common."""
    opened, closed = day(content, "registrationDate"), day(content, "deregistrationDate")
    in_order(opened, closed, "deregistrationDate")
    lines = (
        "postalAddressLine1",
        "postalAddressLine2",
        "postalAddressTownCity",
        "postalAddressCounty",
    )
    return Fact(
        row=row,
        fact=ORGANISATION,
        code=code,
        authority=MENTION,
        name=_name(content, "name", kind),
        kind=kind,
        opened_on=opened,
        closed_on=closed,
        address=readable_address(*(text(content, line) for line in lines))[:400],
        postcode=text(content, "postalCode").upper()[:10],
    )


def _name(content: Mapping[str, Any], key: str, kind: Kind) -> str:
    """The name, unless it is a person's; then what it is and where, or its number."""
    name = text(content, key)
    if not name:
        raise RowRefused("name_missing", key, "The name is empty.", "Fetch the document from the API again.")
    group = ONE_OR_FEW_PEOPLE.get(text(content, "ownershipType").lower())
    if group and kind == Kind.CQC_PROVIDER:
        return f"{group} {text(content, 'providerId')}"
    if PERSON.match(name):
        return f"{kind.label} at {text(content, 'postalCode').upper()}"
    return readable_name(name)[:250]


def _parents(made: Fact, content: Mapping[str, Any]) -> Iterator[Fact]:
    """The registered provider with dates; place and ICB by where it stands, while it is registered."""
    here = {"row": made.row, "fact": BELONGING, "code": made.code}
    provider = text(content, "providerId")
    if provider:
        yield Fact(
            **here,
            hierarchy=Hierarchy.CQC_PROVIDER,
            other=provider,
            from_on=made.opened_on,
            to_on=made.closed_on,
        )
    if made.closed_on is None:
        here["authority"] = MENTION
        yield Fact(**here, hierarchy=Hierarchy.PLACE, other=text(content, "onspdCcgCode"))
        yield Fact(**here, hierarchy=Hierarchy.ICB, other=text(content, "onspdIcbName"))


def _relations(made: Fact, content: Mapping[str, Any], key: str) -> Iterator[Fact]:
    """Predecessors and successors. The API gives no date: it is the day this registration began or ended."""
    for relation in listed(content, "relationships"):
        related, type_of = text(relation, key), text(relation, "type")
        here = {"row": made.row, "fact": SUCCESSION, "authority": MENTION}
        if type_of.endswith("Predecessor") and made.opened_on:
            yield Fact(**here, code=related, other=made.cqc_id, from_on=made.opened_on)
        if type_of.endswith("Successor") and made.closed_on:
            yield Fact(**here, code=made.cqc_id, other=related, from_on=made.closed_on)


def _provider(row: int, content: Mapping[str, Any]) -> list[Fact]:
    identity = text(content, "providerId")
    is_trust = bool(TRUST_CODE.match(identity))
    kind = kind_of_trust(text(content, "name")) if is_trust else Kind.CQC_PROVIDER
    made = replace(_organisation(row, content, identity, kind), cqc_id=identity)
    locations = content.get("locationIds") or []
    if not isinstance(locations, list):
        raise RowRefused("shape", "locationIds", "'locationIds' is not a list.", "Fetch the document again.")
    under = [
        Fact(
            row=row,
            fact=BELONGING,
            code=str(location),
            authority=MENTION,
            hierarchy=Hierarchy.CQC_PROVIDER,
            other=identity,
        )
        for location in locations
    ]
    return [made, *under, *_relations(made, content, "relatedProviderId")]


CONNECTOR = Connector(
    name="cqc-api",
    title="CQC locations, providers and ratings (API)",
    publisher="Care Quality Commission",
    publication_page="https://www.cqc.org.uk/about-us/transparency/using-cqc-data",
    licence=OGL,
    seen_on_real_files=True,
    suffixes=(".json", ".jsonl", ".ndjson", ".zip"),
    read=read,
    check=unchecked,
    store=store_directory,
    makes="organisations",
    keeps_file=False,  # the documents name registered managers
    notes="One location, one provider, a list page, JSON lines, or a zip of any of these. Reads the current ratings, "
    "the history and the single assessment framework; never the names of people.",
)
