"""Whom a record belongs to, who may see it and what somebody is are never taken from a form, an address or a header."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models, transaction

from tests.access.world import SECRET
from tests.security.walk import all_forms, body, fault, filled, undone, visitor
from trigpoint.accounts.models import Commissioner, OwnedRecord

pytestmark = pytest.mark.django_db

PROTECTED = {
    "restriction",
    "is_open",
    "role",
    "organisation",
    "is_active",
    "is_staff",
    "is_superuser",
    "is_restricted",
    "state",
    "verified_at",
    "approved_at",
}
HEADERS = {
    "x-commissioner": "QYG",
    "x-owner": "QYG",
    "x-organisation": "QYG",
    "x-role": "administrator",
    "x-user": "megan",
    "x-forwarded-user": "megan",
    "x-remote-user": "megan",
    "remote-user": "megan",
    "x-http-method-override": "DELETE",
}


def extras(stranger):
    """What somebody might add to a form, by every name that it could have."""
    owner = stranger.commissioner
    by_name = {
        ("owner", "owner_id", "commissioner", "commissioner_id"): owner.pk,
        ("organisation", "organisation_id", "org", "code"): owner.code,
        (
            "by",
            "by_id",
            "user",
            "user_id",
            "person",
            "person_id",
            "loaded_by",
            "created_by",
            "actor",
        ): stranger.pk,
        ("username",): stranger.username,
        ("role", "roles", "deeds", "groups"): "administrator",
        ("restriction",): "",
        ("is_open", "is_active", "is_staff", "is_superuser", "verified", "approved", "confirmed"): "true",
        ("state", "status"): "closed",
        ("public_id", "id", "pk"): "1",
        ("completed_on", "closed_at", "verified_at", "approved_at"): "2020-01-01",
    }
    return {name: str(value) for names, value in by_name.items() for name in names}


def protected_columns(model):
    """Columns that say whose something is, who may see it, who did it, what somebody may do."""
    return sorted(
        field.attname
        for field in model._meta.concrete_fields
        if field.name in PROTECTED
        or (
            isinstance(field, models.ForeignKey)
            and field.related_model._meta.label in {"accounts.User", "accounts.Commissioner"}
        )
    )


def protected():
    """All of them, row by row."""
    watched = [
        (model, protected_columns(model))
        for model in apps.get_models()
        if model.__module__.startswith("trigpoint.")
    ]
    return {
        model._meta.label: sorted(map(str, model._base_manager.values_list(*columns)))
        for model, columns in watched
        if columns and model._meta.label not in {"audit.Event", "accounts.RequestCount"}
    }


@pytest.fixture
def after(world, tmp_path):
    """`after(ask, ...)`: the answer, and what is protected, after a request that is then undone, on disk too."""
    folder = Path(settings.DATA_DIR)
    shutil.copytree(folder, tmp_path / "untouched")

    def send(ask, *arguments, **options):
        with transaction.atomic():
            response = ask(*arguments, **options)
            found = protected()
            transaction.set_rollback(True)
        shutil.rmtree(folder)
        shutil.copytree(tmp_path / "untouched", folder)
        return response, found

    return send


def test_no_form_takes_what_it_does_not_ask_for(sent_forms, quality_lead, other_lead, after):
    client, wrong = visitor(quality_lead), []
    for form in sent_forms:
        sent = filled(form)
        _, expected = after(client.post, form.action, sent)
        more = {name: value for name, value in extras(other_lead).items() if name not in form.fields}
        response, found = after(client.post, form.action, {**more, **sent}, headers=HEADERS)
        changed = [label for label in found if found[label] != expected[label]]
        wrong += [f"{form.name}: {label} ({fault(response)})" for label in changed]

    assert len(sent_forms) > 10
    assert not wrong, "\n".join(wrong)


def test_some_forms_are_really_taken(sent_forms, quality_lead, after):
    """Otherwise the test above would compare refusals."""
    client = visitor(quality_lead)
    untouched = protected()
    changing = [
        form.name for form in sent_forms if after(client.post, form.action, filled(form))[1] != untouched
    ]

    assert len(changing) > 3


def test_no_header_or_address_shows_what_is_another_commissioners(everywhere, other_lead):
    client = visitor(other_lead)
    client.cookies["commissioner"] = client.cookies["owner"] = "QOP"
    owner = Commissioner.objects.get(code="QOP")
    asked = {
        "owner": owner.pk,
        "commissioner": owner.code,
        "organisation": "RZZ",
        "all": "1",
        "user": "amina",
        "scope": "own",
    }
    headers = {name: value.replace("QYG", "QOP").replace("megan", "amina") for name, value in HEADERS.items()}
    showing = [
        place.name
        for place in everywhere
        if shows(undone(client.get, place.address, asked, headers=headers))
        > shows(undone(client.get, place.address))
    ]

    assert showing == []


def shows(response):
    """How often an answer tells the word that stands in every private record."""
    return body(response).lower().count(SECRET.lower().encode())


def is_owned(model):
    """Whether its records belong to a commissioner."""
    return issubclass(model, OwnedRecord)


def foreign():
    """Whatever would stand for a private record of somebody else in a choice or hidden field."""
    found = {}
    for model in apps.get_models():
        if is_owned(model):
            for record in model._base_manager.filter(owner__code="QOP").order_by("-pk")[:1]:
                kind = model._meta.model_name
                found[kind] = (str(record.pk), record.public_id, f"{kind}:{record.public_id}")
    return found


def crossings():
    """Records of one commissioner that hold on to a private record of another."""
    told = []
    for model in apps.get_models():
        if not is_owned(model):
            continue
        for field in model._meta.concrete_fields:
            target = field.related_model if isinstance(field, models.ForeignKey) else None
            if target and is_owned(target):
                columns = {each.name for each in target._meta.concrete_fields}
                crossing = model._base_manager.exclude(**{f"{field.name}__owner": models.F("owner")}).exclude(
                    **{field.name: None}
                )
                private = (
                    crossing.filter(**{f"{field.name}__is_open": False}) if "is_open" in columns else crossing
                )
                told += [f"{model._meta.label}.{field.name}"] * private.count()
    return told


def test_no_form_holds_on_to_what_is_another_commissioners(everywhere, other_lead):
    """Every choice and hidden field of Megan's own forms, exchanged for records of Greater Manchester."""
    client = visitor(other_lead)
    before, wrong = crossings(), []
    for form in all_forms(client, everywhere):
        chosen = [
            name for name, kind in form.kinds.items() if kind in {"select", "hidden", "radio", "checkbox"}
        ]
        for name in chosen if form.method == "post" else ():
            for values in foreign().values():
                for value in values:
                    with transaction.atomic():
                        response = client.post(form.action, {**filled(form), name: value})
                        if crossings() != before or SECRET.lower().encode() in body(response).lower():
                            wrong.append(f"{form.name} {name}={value}: {fault(response)}")
                        transaction.set_rollback(True)

    assert not wrong, "\n".join(wrong)
