"""The file of roles: what ships is sound, and every fault of one that is not is named."""

from __future__ import annotations

import copy

import pytest
import yaml
from django.conf import settings

from trigpoint.accounts.role_files import read_roles
from trigpoint.common.errors import InputRefused

SHIPPED = settings.DEFINITIONS_DIR / "packs" / "roles.yaml"
NAMED = {
    "quality_lead", "quality_manager", "analyst", "clinical_chair", "committee_member", "executive",
    "contract_manager", "safeguarding_lead", "infection_lead", "medicines_lead", "care_home_lead",
    "primary_care_lead", "gp_practice", "provider", "associate_commissioner", "partner", "administrator", "auditor",
}  # fmt: skip


def test_every_role_of_the_field_is_there():
    assert set(read_roles(SHIPPED).roles) == NAMED


def test_people_from_outside_never_read_the_commissioners_own_pages():
    book = read_roles(SHIPPED)
    inside = {deed for deed in book.deeds if deed.endswith((".read", ".write", ".add"))} - {
        "shared.read",
        "files.add",
    }

    assert {name for name, role in book.roles.items() if not role.is_staff and role.deeds & inside} == set()


def test_whoever_is_named_for_a_class_may_open_what_is_restricted():
    book = read_roles(SHIPPED)

    assert {n for n, r in book.roles.items() if r.classes} == {
        n for n, r in book.roles.items() if "restricted.open" in r.deeds
    }


def test_nobody_who_looks_after_roles_is_named_for_a_class():
    book = read_roles(SHIPPED)

    assert not [r for r in book.roles.values() if "accounts.manage" in r.deeds and r.classes]


def _broken(change):
    said = copy.deepcopy(yaml.safe_load(SHIPPED.read_text(encoding="utf-8")))
    change(said)
    return said


FAULTS = [
    (lambda said: said.pop("deeds"), "deeds is missing"),
    (lambda said: said["sets"]["reading"].append("no.such"), "no.such is not a deed"),
    (lambda said: said["roles"]["analyst"]["may"].append("no.such"), "neither a deed nor a set"),
    (lambda said: said["roles"]["analyst"].update(works_for="nobody"), "works_for must be one of"),
    (lambda said: said["roles"]["analyst"].update(titel="x"), "titel is not known"),
    (lambda said: said["roles"]["analyst"].pop("what"), "what is missing"),
    (lambda said: said["roles"]["analyst"].update(restricted=["gossip"]), "gossip is not a restricted class"),
]


@pytest.mark.parametrize(("change", "words"), FAULTS)
def test_a_fault_is_named_with_its_place(tmp_path, change, words):
    path = tmp_path / "roles.yaml"
    path.write_text(yaml.safe_dump(_broken(change)), encoding="utf-8")

    with pytest.raises(InputRefused, match=words) as refused:
        read_roles(path)
    assert refused.value.problems[0].file == "roles.yaml"
    assert refused.value.problems[0].column
