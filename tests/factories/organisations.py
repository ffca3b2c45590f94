"""Organisations of the directory, and loads of the samples."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import factory

from tests.factories.accounts import CommissionerFactory, UserFactory
from trigpoint.loads.models import Load
from trigpoint.loads.registry import connector_named
from trigpoint.loads.services import FileReport, load_file
from trigpoint.organisations.models import Belonging, Hierarchy, Kind, Organisation, Rating, Succession

SAMPLES = Path(__file__).resolve().parent.parent / "organisations" / "samples"


class LoadFactory(factory.django.DjangoModelFactory):
    """A load of some file, already taken in."""

    class Meta:
        model = Load

    owner = factory.SubFactory(CommissionerFactory)
    is_open = True
    connector = "cqc-api"
    file_name = "locations.zip"
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    size = 1
    publisher = "Care Quality Commission"
    licence = "Open Government Licence v3.0"
    loaded_by = factory.SubFactory(UserFactory)
    rows_read = 1
    rows_accepted = 1
    rows_rejected = 0
    rows_ignored = 0


class OrganisationFactory(factory.django.DjangoModelFactory):
    """Bolton NHS Foundation Trust, open to everybody."""

    class Meta:
        model = Organisation
        django_get_or_create = ("code",)

    owner = factory.SubFactory(CommissionerFactory)
    is_open = True
    code = "RMC"
    name = "Bolton NHS Foundation Trust"
    kind = Kind.TRUST


class SuccessionFactory(factory.django.DjangoModelFactory):
    """Pennine Acute to the Northern Care Alliance."""

    class Meta:
        model = Succession

    predecessor = factory.SubFactory(
        OrganisationFactory, code="RW6", name="Pennine Acute Hospitals NHS Trust"
    )
    successor = factory.SubFactory(
        OrganisationFactory, code="RM3", name="Northern Care Alliance NHS Foundation Trust"
    )
    on = dt.date(2021, 10, 1)


class BelongingFactory(factory.django.DjangoModelFactory):
    """Bolton in Greater Manchester."""

    class Meta:
        model = Belonging

    hierarchy = Hierarchy.ICB
    child = factory.SubFactory(OrganisationFactory)
    parent = factory.SubFactory(
        OrganisationFactory, code="QOP", name="NHS Greater Manchester Integrated Care Board", kind=Kind.ICB
    )


class RatingFactory(factory.django.DjangoModelFactory):
    """Good overall, now."""

    class Meta:
        model = Rating

    organisation = factory.SubFactory(OrganisationFactory)
    domain = "overall"
    rating = "Good"
    reported_on = dt.date(2019, 4, 11)
    framework = "Key questions (2014)"
    load = factory.SubFactory(LoadFactory)


def load_sample(name: str, connector: str, *, by, published_on: dt.date | None = None) -> FileReport:
    """Take a sample in as a person would."""
    return load_file(
        connector=connector_named(connector), path=SAMPLES / name, by=by, published_on=published_on
    )
