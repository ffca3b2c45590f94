"""People and the commissioners they work for."""

from __future__ import annotations

import factory

from trigpoint.accounts.models import Commissioner, Role, User

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
    """A quality lead in Greater Manchester. The password is PASSWORD."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"person{n}")
    first_name = "Amina"
    last_name = "Hussain"
    commissioner = factory.SubFactory(CommissionerFactory)
    role = Role.QUALITY_LEAD
    password = factory.django.Password(PASSWORD)
