"""People, the commissioners they work for and the roles they hold."""

from __future__ import annotations

from typing import Any

import factory

from trigpoint.accounts.models import Commissioner, Membership, User
from trigpoint.accounts.rules import role_book

PASSWORD = "three unlikely words"


class CommissionerFactory(factory.django.DjangoModelFactory):
    """NHS Greater Manchester, the same one each time."""

    class Meta:
        model = Commissioner
        django_get_or_create = ("code",)

    code = "QOP"
    name = "NHS Greater Manchester ICB"


class OtherCommissionerFactory(CommissionerFactory):
    """A neighbour, whose records nobody in Greater Manchester may see."""

    code = "QYG"
    name = "NHS Cheshire and Merseyside ICB"


class UserFactory(factory.django.DjangoModelFactory):
    """A quality lead in Greater Manchester. The password is PASSWORD.

    `role` names another role, "" none; `organisation` whom somebody from outside speaks for.
    """

    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        role = "quality_lead"
        organisation = "RMC"

    username = factory.Sequence(lambda n: f"person{n}")
    first_name = "Amina"
    last_name = "Hussain"
    commissioner = factory.SubFactory(CommissionerFactory)
    password = factory.django.Password(PASSWORD)

    @classmethod
    def _generate(cls, strategy: str, params: dict[str, Any]) -> User:
        role = params.get("role", "quality_lead")
        organisation = params.get("organisation", "RMC")
        person = super()._generate(strategy, params)
        return give(person, role, organisation) if role and person.commissioner else person


def give(person: User, role: str, organisation: str = "RMC") -> User:
    """The person with a role, as if it had always been theirs."""
    is_staff = role_book().roles[role].is_staff
    Membership.objects.create(
        user=person,
        commissioner=person.commissioner,
        organisation=person.commissioner.code if is_staff else organisation,
        role=role,
        begins_on="2013-04-01",
    )
    person.__dict__.pop("reach", None)
    return person


def only(person: User, role: str, organisation: str = "RMC") -> User:
    """The person with this role and no other."""
    person.memberships.all().delete()
    return give(person, role, organisation)
