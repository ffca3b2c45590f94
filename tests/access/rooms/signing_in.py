"""An invitation of Greater Manchester, and a link to choose a new password."""

from django.contrib.auth.tokens import default_token_generator

from tests.access.rooms import SECRET
from tests.factories.accounts import UserFactory
from trigpoint.accounts import services


def furnish(by, trust):
    """Arguments for the addresses of invitations and of links that messages carry; who has such a link may open it."""
    administrator = UserFactory(username="who.invites", role="administrator", commissioner=by.commissioner)
    told = services.invite(email="somebody@nhs.example", role="analyst", by=administrator)
    kept = services.invite(email=f"{SECRET}@nhs.example", role="analyst", by=administrator)
    return {
        "accounts:invitation": [told.token],
        "accounts:invitation-renew": [kept.public_id],
        "accounts:invitation-withdraw": [kept.public_id],
        "accounts:new-password-link": [by.public_id, default_token_generator.make_token(by)],
        "accounts:help": [by.public_id],
        "accounts:help-second-step": [by.public_id],
        "accounts:help-password": [by.public_id],
        "mfa_edit_webauthn": [1],
        "mfa_remove_webauthn": [1],
    }
