"""Secrets of second steps are of no use in a copy of the database."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP

from tests.factories.accounts import UserFactory
from trigpoint.accounts.sealing import SealBroken, open_sealed, seal


def test_sealed_is_not_readable_and_opens_again():
    sealed = seal("JBSWY3DPEHPK3PXP")

    assert "JBSWY3DPEHPK3PXP" not in sealed
    assert open_sealed(sealed) == "JBSWY3DPEHPK3PXP"


def test_it_opens_with_the_secret_before_this_one(settings):
    sealed = seal("kept")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"

    assert open_sealed(sealed) == "kept"


def test_under_another_secret_it_stays_shut(settings):
    sealed = seal("kept")
    settings.SECRET_KEY = "another"

    with pytest.raises(SealBroken, match="Ask your administrator"):
        open_sealed(sealed)


@pytest.mark.django_db
def test_the_secret_of_an_app_is_kept_sealed():
    TOTP.activate(UserFactory(), "JBSWY3DPEHPK3PXP")

    kept = Authenticator.objects.get().data["secret"]
    assert "JBSWY3DPEHPK3PXP" not in kept
    assert open_sealed(kept) == "JBSWY3DPEHPK3PXP"
